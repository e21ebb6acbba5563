"""
Where logs go: standard error, as key=value or as JSON. The library logs and never configures; its programs do.

A log names cases by reference, and steps, duties and messages by code; it holds nothing that a person wrote.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from uuid import uuid4

import click
import structlog
from structlog.types import Processor

from pathway import logs
from pathway.cli.quiet import attach

REFERENCE = re.compile(r"PR-\d{4}-\d{4,9}")


def configure(level: str, *, as_json: bool) -> None:
    """
    Let the library's log and the warnings of others be written to standard error.

    Args:
        level: The lowest level of the library's own log.
    """
    attach(formatter(as_json), level)
    structlog.configure([structlog.contextvars.merge_contextvars, *_SHARED, _WRAP])
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(run=uuid4().hex[:12], **_subject(click.get_current_context()))
    logs.debug("command.started")


def done(event: str, figures: Mapping[str, int]) -> None:
    """Log what a pass did, in figures."""
    logs.info(event, **figures)


def _subject(context: click.Context) -> dict[str, str]:
    """Return the command and its case; what is typed for a case may be anything, so only a reference is kept."""
    reference = str(context.params.get("reference"))
    named = {"case": reference} if REFERENCE.fullmatch(reference) else {}
    return {"command": context.command_path, **named}


_SHARED: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
_WRAP: Processor = structlog.stdlib.ProcessorFormatter.wrap_for_formatter


def formatter(as_json: bool) -> logging.Formatter:
    """Return what writes a line as key=value, or as JSON."""
    last: Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)
    )
    chain = [structlog.stdlib.add_log_level, *_SHARED[1:]]
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=[clean, last])

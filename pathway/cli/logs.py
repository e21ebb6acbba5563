"""
Writing logs to standard error, as key=value or as JSON; the library only logs, and leaves it to
programs where.

A log names cases by reference, and steps, duties and messages by code; it holds nothing that a
person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

import click
import structlog

from pathway import logs
from pathway.cli.log_format import PROCESSORS, WRAP, formatter
from pathway.cli.quiet import attach

REFERENCE = re.compile(r"(PR|MT)-\d{4}-\d{4,9}")


def configure(level: str, *, as_json: bool) -> None:
    """
    Write the library's log, and warnings of other libraries, to standard error.

    Args:
        level: The lowest level of the library's own log.
    """
    attach(formatter(as_json), level)
    structlog.configure([structlog.contextvars.merge_contextvars, *PROCESSORS, WRAP])
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        run=uuid4().hex[:12], **_subject(click.get_current_context())
    )
    logs.debug("command.started")


def done(event: str, figures: Mapping[str, int]) -> None:
    """Log what a sweep or a dispatch did, in figures."""
    logs.info(event, **figures)


def _subject(context: click.Context) -> dict[str, str]:
    """Return the command and its case."""
    subject = {"command": context.command_path}
    reference = str(context.params.get("reference"))
    # Anything may have been typed for a case, and only a reference belongs in a log.
    if REFERENCE.fullmatch(reference):
        subject["case"] = reference
    return subject

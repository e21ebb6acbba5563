"""The format of a log line: key=value, or JSON."""

from __future__ import annotations

import logging

import structlog
from structlog.types import Processor

PROCESSORS: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
WRAP: Processor = structlog.stdlib.ProcessorFormatter.wrap_for_formatter


def formatter(as_json: bool) -> logging.Formatter:
    """Return a formatter that writes a line as key=value, or as JSON."""
    last: Processor = structlog.processors.LogfmtRenderer(
        key_order=["timestamp", "level", "event"], drop_missing=True
    )
    if as_json:
        last = structlog.processors.JSONRenderer()
    chain = [structlog.stdlib.add_log_level, *PROCESSORS[1:]]
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=[clean, last])

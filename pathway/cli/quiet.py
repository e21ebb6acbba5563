"""
Logs of commands that only warn: what formats a warning is imported with the first of them.

Importing structlog takes a third of the time of such a command.
"""

from __future__ import annotations

import logging
import sys


def listen(*, as_json: bool) -> None:
    """Write warnings, of the library and of others, to standard error."""
    attach(_Later(as_json), "WARNING")


def attach(formatter: logging.Formatter, level: str) -> None:
    """Write the library's log from that level on, and warnings of others, to standard error."""
    # A log that cannot be written must not show a traceback.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("pathway").setLevel(level)


class _Later(logging.Formatter):
    """Formats like the logs of other commands, importing what that takes when it is needed."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return the log line of a record."""
        from pathway.cli.log_format import formatter

        return formatter(self._as_json).format(record)

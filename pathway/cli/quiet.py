"""
Logs of commands that have nothing to tell: only warnings are written, and what writes them is
imported with the first.

Structlog costs a third of such a command.
"""

from __future__ import annotations

import logging
import sys


def listen(*, as_json: bool) -> None:
    """Let warnings, whoever gives them, be written to standard error."""
    attach(_Later(as_json), "WARNING")


def attach(formatter: logging.Formatter, level: str) -> None:
    """
    Let the library's log from that level on, and the warnings of others, be written to standard
    error.
    """
    # A log that cannot be written must not show a traceback.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("pathway").setLevel(level)


class _Later(logging.Formatter):
    """Formats like the log of the other commands."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        from pathway.cli.log_format import formatter

        return formatter(self._as_json).format(record)

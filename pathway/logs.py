"""
The library's log: structlog's, imported only when there is something to log, since that costs a
third of a command.

The library logs and never configures; what becomes of a line is its host's to say.
"""

from __future__ import annotations

import logging
import sys

LOGGER = logging.getLogger("pathway")


def debug(event: str, **fields: object) -> None:
    """Log what is only of interest to whoever looks for a fault."""
    _log(logging.DEBUG, event, fields)


def info(event: str, **fields: object) -> None:
    """Log what was done."""
    _log(logging.INFO, event, fields)


def warning(event: str, **fields: object) -> None:
    """Log what went wrong and will be tried again."""
    _log(logging.WARNING, event, fields)


def error(event: str, **fields: object) -> None:
    """Log what went wrong."""
    _log(logging.ERROR, event, fields)


def _log(level: int, event: str, fields: dict[str, object]) -> None:
    # A host that has structlog may do more with a line than let the logging module write it.
    if not (LOGGER.isEnabledFor(level) or "structlog" in sys.modules):
        return
    import structlog

    say = getattr(structlog.wrap_logger(LOGGER), logging.getLevelName(level).lower())
    say(event, **fields)

"""
The library's log: structlog's, imported only when there is something to log, since that costs a
third of a command.

The library logs and never configures; what becomes of a line is its host's to say. Whatever that is,
it never fails what is being logged: a step that was committed is committed.
"""

from __future__ import annotations

import inspect
import logging
import sys
from contextlib import suppress
from typing import Any

LOGGER = logging.getLogger("pathway")
Fields = dict[str, object]


class NotWritten(Exception):
    """The host's logger returned something to be awaited instead of writing the line."""


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


def left_unawaited(result: object) -> bool:
    """Return whether a host's function returned a coroutine, which is closed: nobody awaits it."""
    if not inspect.iscoroutine(result):
        return False
    result.close()
    return True


def _log(level: int, event: str, fields: Fields) -> None:
    # A host that has structlog may do more with a line than let the logging module write it.
    if not (LOGGER.isEnabledFor(level) or "structlog" in sys.modules):
        return
    try:
        _by_structlog(level, event, fields)
    except Exception:  # noqa: BLE001 - the line is written plainly instead, whatever a host's logger raises
        with suppress(Exception):
            LOGGER.log(level, "%s %s", event, fields)


def _by_structlog(level: int, event: str, fields: Fields) -> None:
    say = getattr(_logger(), logging.getLevelName(level).lower())
    if left_unawaited(say(event, **fields)):
        raise NotWritten


def _logger() -> Any:
    """Return a logger as the host configured structlog, but never one that has to be awaited."""
    import structlog

    configured = structlog.get_config()["wrapper_class"]
    if inspect.iscoroutinefunction(getattr(configured, "info", None)):
        configured = structlog.stdlib.BoundLogger
    return structlog.wrap_logger(LOGGER, wrapper_class=configured)

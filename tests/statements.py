"""The statements of SQL that an act makes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def asked() -> Generator[list[str]]:
    """Lend the statements of the block, as they come."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, sql: str, *_others: Any) -> None:
        statements.append(sql)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", keep)

"""How many rows an act reads from a file of SQLite, which does not depend on the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def rows_read(act: Callable[[], object]) -> int:
    """Return how many rows the queries of an act return."""
    counts: list[int] = []

    def count(_c: Any, cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        # Asked now, since the act itself may change what is there.
        if sql.startswith(("SELECT", "WITH")):
            counts.append(len(cursor.connection.execute(sql, values).fetchall()))

    event.listen(Engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return sum(counts)

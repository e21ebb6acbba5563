"""
Rows for lists, from a database that somebody may have damaged: what cannot be read of a row is
named and left out, so that the row is a line of the list and not the end of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Dialect, Select
from sqlalchemy import type_coerce as coerced
from sqlalchemy.types import NullType

from pathway.errors import VerificationFailed
from pathway.storage.database.dialects import tolerant_text
from pathway.storage.database.raw import UNREADABLE, shown

# What stands in the place of a value that cannot be read.
NEUTRAL = {
    datetime: datetime.min.replace(tzinfo=UTC),
    date: date.min,
    int: 0,
    bool: False,
    bytes: b"",
}


class Salvaged(NamedTuple):
    """
    What can be read of a row.

    Args:
        values: By column; in the place of what cannot be read something that means nothing.
        damaged: Which columns cannot be read, in a sentence; None where all can.
    """

    values: dict[str, Any]
    damaged: str | None


def salvaged(connection: Connection, query: Select[Any]) -> Iterator[Salvaged]:
    """Yield what can be read of each row of a query on columns of tables."""
    columns = list(query.selected_columns)
    raw = query.with_only_columns(
        *[coerced(column, NullType()).label(column.name) for column in columns]
    )
    with tolerant_text(connection):
        rows = connection.execute(raw).all()
    for row in rows:
        yield _salvaged(connection.dialect, columns, row)


@contextmanager
def whole(what: str) -> Generator[None]:
    """Refuse rows that cannot be read, where all of them are needed; raises VerificationFailed."""
    try:
        yield
    except UNREADABLE as error:
        raise VerificationFailed(
            f"{what} cannot be read: a row was damaged. `pathway verify` names it; restore it from a backup."
        ) from error


def _salvaged(dialect: Dialect, columns: list[ColumnElement[Any]], row: Any) -> Salvaged:
    values: dict[str, Any] = {}
    unreadable: list[str] = []
    for column, stored in zip(columns, row, strict=True):
        try:
            values[column.name] = _value(dialect, column, stored)
        except UNREADABLE:
            values[column.name] = NEUTRAL.get(column.type.python_type, shown(stored))
            unreadable.append(column.name)
    if not unreadable:
        return Salvaged(values, None)
    return Salvaged(values, f"cannot be read: {', '.join(unreadable)}; see `pathway verify`")


def _value(dialect: Dialect, column: ColumnElement[Any], stored: Any) -> Any:
    """
    Return a value as its column has it.

    Raises:
        ValueError, TypeError: It is none of its column's.
    """
    if stored is None:
        return None
    process = column.type.dialect_impl(dialect).result_processor(dialect, None)
    value = process(stored) if process is not None else stored
    if not isinstance(value, column.type.python_type):
        raise TypeError("a value of another type")
    return value

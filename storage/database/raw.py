"""
Rows as the driver gives them, for checking a database that somebody may have changed by hand.

A value that no longer fits its column is a finding instead of an exception, and one that is larger
than anything Pathway writes is not read at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, String, Table, case, select
from sqlalchemy import type_coerce as coerced
from sqlalchemy.types import NullType

from pathway.storage.database.dialects import byte_length

PAGE = 200
LARGEST = 4 * 1024 * 1024  # bytes
SHOWN = 80
# What reading a value raises that was made by hand: JSON of a thousand levels included.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def raw_rows(
    connection: Connection,
    table: Table,
    *where: ColumnElement[bool],
    only: Collection[str] = (),
    order: tuple[ColumnElement[Any], ...] = (),
    limit: int | None = None,
    fetched: int = PAGE,
) -> Iterator[Any]:
    """
    Yield a table's rows, in order; what is too large to have been written here is None.

    Args:
        only: The columns to read; all of them if left out.
        fetched: How many rows are in memory at a time.
    """
    by_hand = connection.dialect.name == "sqlite"  # its columns take values of any type
    columns = [
        _raw(column, bounded=by_hand or _is_long(column))
        for column in table.columns
        if not only or column.name in only
    ]
    query = select(*columns).where(*where).order_by(*order).limit(limit)
    with connection.execute(query, execution_options={"yield_per": fetched}) as rows:
        yield from rows


def shown(value: object) -> str:
    """Return an id, number or name for a sentence: a short one, without control characters."""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)[: SHOWN + 1]
    if not text.isprintable():
        text = ascii(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _raw(column: Column[Any], *, bounded: bool) -> ColumnElement[Any]:
    raw = coerced(column, NullType())
    if not bounded:
        return raw.label(column.name)
    return case((byte_length(column) <= LARGEST, raw), else_=None).label(column.name)


def _is_long(column: Column[Any]) -> bool:
    return isinstance(column.type, String | LargeBinary)

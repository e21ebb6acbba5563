"""Reading a case that is about to change: kept from other writers, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from pathway.storage.cases.statements import CALENDAR, DRAFTS, PARTS_AND_DRAFTS
from pathway.storage.database.dialects import locks_whole
from pathway.storage.database.pipelines import Query, fetched
from pathway.storage.database.rows import is_plain


class LockedRows(NamedTuple):
    """
    What is stored of a case that is kept from others.

    Args:
        row: Its own row; None where there is none, or somebody else holds it.
        parts: The rows of its items and deadlines.
        has_drafts: Whether somebody drafts a step of it.
        calendar: The version of the calendar, which is kept as it is too; None where keeping the
            case keeps the whole database.
        beside: The rows of the query that was asked beside.
    """

    row: Any = None
    parts: Sequence[Any] = ()
    has_drafts: bool = False
    calendar: str | None = None
    beside: Sequence[Any] = ()


def locked_rows(
    connection: Connection,
    reference: str,
    locking: Any,
    *,
    known: str = "",
    beside: Query | None = None,
) -> LockedRows:
    """
    Return what is stored of a case, kept from others until the transaction ends.

    Args:
        locking: The query of its row.
        known: The hash of its last event, where what that made of it is known; then neither its
            document nor its parts are returned if it is still the last.
        beside: Another query, asked once the case is locked.
    """
    if not is_plain(reference):
        return LockedRows()
    of = {"reference": reference, "known": known}
    # Each sees what is there when it runs, so that the parts are those of the locked row.
    queries: list[Query] = [(locking, of), (PARTS_AND_DRAFTS, of)]
    if beside is not None:
        queries.append(beside)
    is_whole = locks_whole(connection)
    if not is_whole:
        queries.append((CALENDAR, {}))
    rows, parts, *more = fetched(connection, *queries)
    calendar = None if is_whole else more.pop()
    return LockedRows(
        row=rows[0] if rows else None,
        parts=[part for part in parts if part.part != DRAFTS],
        has_drafts=any(part.part == DRAFTS for part in parts),
        calendar=calendar[0].value if calendar else None,
        beside=more[0] if more else (),
    )

"""Conditions of partial indexes, as queries have to state them."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, literal_column

from pathway.storage.database.tables import case, closed_day, deadline


def one_of(column: Column[str], *values: str) -> ColumnElement[bool]:
    """
    Return the condition with its values written out, which SQLite needs to use a partial index.
    """
    return column.in_([literal_column(f"'{value}'") for value in values])


# Each is the condition of a partial index (see indexes), which a query uses only if it states the
# condition exactly like this.
deadline_is_open = one_of(deadline.c.state, "running", "breached")
closed_day_is_kept = closed_day.c.removed_at.is_(None)
is_unclosed = case.c.outcome.is_(None)  # what closes a case says how it ended
has_duty = case.c.next_due.is_not(None)
is_of_meeting = case.c.reference.like(literal_column("'MT-%'"))
has_findings = case.c.findings > literal_column("0")

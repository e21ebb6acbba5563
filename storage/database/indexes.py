"""
The partial indexes of the tables, and `metadata` with them in it.

They stand apart because only who makes or compares a schema needs them: to state one, SQLAlchemy
loads the dialects of both databases, a twentieth of the time in which a command starts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index

from pathway.storage.database.tables import (
    closed_day,
    closed_day_is_kept,
    deadline,
    deadline_is_open,
    is_told,
    message,
    message_is_due,
    message_notice,
    metadata,
    notice,
    notice_is_unaddressed,
)

__all__ = ["metadata"]


def _partial(
    name: str, condition: ColumnElement[bool], *columns: Column[Any], unique: bool = False
) -> None:
    """Add to a table an index of the rows that meet the condition, on either database."""
    Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


_partial("ix_pathway_deadline_open", deadline_is_open, deadline.c.state, deadline.c.due)
_partial("ix_pathway_message_due", message_is_due, message.c.next_attempt_at)
_partial("ix_pathway_notice_unaddressed", notice_is_unaddressed, notice.c.not_before)
_partial(
    "uq_pathway_closed_day_kept",
    closed_day_is_kept,
    closed_day.c.day,
    closed_day.c.source,
    unique=True,
)
_partial(
    "uq_pathway_message_notice_once",
    is_told,
    *(
        message_notice.c[name]
        for name in ("case_id", "deadline", "due", "rung", "event", "recipient")
    ),
    unique=True,
)

"""
The partial indexes of the tables, and the `metadata` that includes them.

They have a module of their own because only making or comparing a schema needs them: to define one,
SQLAlchemy loads the dialects of both databases, which is a twentieth of a command's start-up time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index

from pathway.storage.database.conditions import (
    closed_day_is_kept,
    deadline_is_open,
    is_told,
    message_is_due,
    notice_is_unaddressed,
)
from pathway.storage.database.tables import (
    closed_day,
    deadline,
    message,
    message_notice,
    metadata,
    notice,
)

__all__ = ["metadata"]


def _partial(
    name: str, condition: ColumnElement[bool], *columns: Column[Any], unique: bool = False
) -> None:
    """Add to a table an index of the rows that meet a condition, for both databases."""
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
    message_notice.c.case_id,
    message_notice.c.deadline,
    message_notice.c.due,
    message_notice.c.rung,
    message_notice.c.event,
    message_notice.c.recipient,
    unique=True,
)

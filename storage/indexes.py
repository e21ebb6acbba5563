"""
The partial indexes of the tables, and `metadata` with them in it.

They stand apart because only who makes or compares a schema needs them: to state one, SQLAlchemy loads the dialects of
both databases, a twentieth of the time in which a command starts.
"""

from __future__ import annotations

from sqlalchemy import Index

from pathway.storage.tables import (
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

Index(
    "ix_pathway_deadline_open",
    deadline.c.state,
    deadline.c.due,
    sqlite_where=deadline_is_open,
    postgresql_where=deadline_is_open,
)
Index(
    "ix_pathway_message_due",
    message.c.next_attempt_at,
    sqlite_where=message_is_due,
    postgresql_where=message_is_due,
)
Index(
    "ix_pathway_notice_unaddressed",
    notice.c.not_before,
    sqlite_where=notice_is_unaddressed,
    postgresql_where=notice_is_unaddressed,
)
Index(
    "uq_pathway_closed_day_kept",
    closed_day.c.day,
    closed_day.c.source,
    unique=True,
    sqlite_where=closed_day_is_kept,
    postgresql_where=closed_day_is_kept,
)
Index(
    "uq_pathway_message_notice_once",
    *(message_notice.c[name] for name in ("case_id", "deadline", "due", "rung", "event", "recipient")),
    unique=True,
    sqlite_where=is_told,
    postgresql_where=is_told,
)

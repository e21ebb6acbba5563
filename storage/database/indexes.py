"""
The partial indexes of the tables, and the `metadata` that includes them.

They have a module of their own because only making or comparing a schema needs them: to define one,
SQLAlchemy loads the dialects of both databases, which is a twentieth of a command's start-up time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Index

from pathway.storage.database.access_tables import read
from pathway.storage.database.conditions import (
    closed_day_is_kept,
    deadline_is_open,
    has_duty,
    has_findings,
    is_of_meeting,
    is_unclosed,
)
from pathway.storage.database.document_tables import document_content, document_part
from pathway.storage.database.draft_tables import draft, draft_part
from pathway.storage.database.identity_tables import sign_in, token
from pathway.storage.database.mail_conditions import (
    is_told,
    message_did_not_arrive,
    message_is_due,
    notice_is_unaddressed,
)
from pathway.storage.database.mail_tables import message, message_notice, notice
from pathway.storage.database.tables import case, closed_day, deadline, metadata
from pathway.storage.database.task_tables import follow_up, task

__all__ = [
    "document_content",
    "document_part",
    "draft",
    "draft_part",
    "follow_up",
    "metadata",
    "read",
    "sign_in",
    "task",
    "token",
]


def _partial(
    name: str, condition: ColumnElement[bool], *columns: Column[Any], unique: bool = False
) -> None:
    """Add to a table an index of the rows that meet a condition, for both databases."""
    Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


_partial("ix_pathway_case_unclosed", is_unclosed, case.c.id)
_partial("ix_pathway_case_next_due", has_duty, case.c.next_due, case.c.id)
_partial("ix_pathway_case_findings", has_findings, case.c.id)
_partial("ix_pathway_case_meeting", is_of_meeting, case.c.id)
_partial(
    "ix_pathway_deadline_open",
    deadline_is_open,
    deadline.c.due,
    deadline.c.case_id,
    deadline.c.id,
)
_partial(
    "ix_pathway_deadline_owner",
    deadline_is_open,
    deadline.c.owner_role,
    deadline.c.owner_agency,
    deadline.c.due,
)
_partial("ix_pathway_deadline_key", deadline_is_open, deadline.c.key, deadline.c.due)
_partial("ix_pathway_message_due", message_is_due, message.c.next_attempt_at)
_partial("ix_pathway_message_waiting", message_is_due, message.c.created_at)
_partial("ix_pathway_message_unsent", message_did_not_arrive, message.c.state, message.c.id)
_partial("ix_pathway_notice_unaddressed", notice_is_unaddressed, notice.c.not_before)
_partial("ix_pathway_notice_waiting", notice_is_unaddressed, notice.c.created_at)
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

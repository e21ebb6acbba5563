"""
The tables of notices and messages, and of the servers that are left alone.

They serve the running system and prove nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from pathway.storage.database.tables import case, link, metadata, person
from pathway.storage.database.utc_datetime import UTCDateTime

# The due day is text, empty if the notice tells of an event: nulls are never equal, so with null
# the row would not be unique.
notice = Table(
    "pathway_notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey(case.c.id), nullable=False),
    Column("deadline", String(200), nullable=False),
    Column("due", String(10), nullable=False),
    Column("rung", String(30), nullable=False),
    Column("event", Integer, nullable=False),
    Column("role", String(50), nullable=False),
    Column("agency", String(100), nullable=False),
    Column("person", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("addressed_at", UTCDateTime),
    Column("not_before", UTCDateTime),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    UniqueConstraint(
        "case_id",
        "deadline",
        "due",
        "rung",
        "event",
        "role",
        "agency",
        "person",
        name="uq_pathway_notice_once",
    ),
)
message = Table(
    "pathway_message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey(person.c.id)),
    Column("recipient", String(320), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("server_id", String(200), index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("next_attempt_at", UTCDateTime, nullable=False),
    Column("lease_until", UTCDateTime),
    Column("sent_at", UTCDateTime),
    Column("last_error", Text),
    Column("receipt", String(50)),
    Column("link", Integer, ForeignKey(link.c.number)),
    Index("ix_pathway_message_person_id", "person_id", "id"),
)
# What is told is copied here, so that a recipient is told it once even if addressed in two roles.
# What was dropped from a message before it left, and why, is kept too, and may be told again.
message_notice = Table(
    "pathway_message_notice",
    metadata,
    Column("message_id", Integer, ForeignKey(message.c.id), primary_key=True),
    Column("notice_id", Integer, ForeignKey(notice.c.id), primary_key=True),
    Column("case_id", Integer, nullable=False),
    Column("deadline", String(200), nullable=False),
    Column("due", String(10), nullable=False),
    Column("rung", String(30), nullable=False),
    Column("event", Integer, nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("dropped", String(20)),
    Index("ix_pathway_message_notice_notice_id", "notice_id"),
)
# Servers of mail that are left alone for a while.
pause = Table(
    "pathway_pause",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("settings", String(50), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("until", UTCDateTime, nullable=False),
    Column("is_login", Boolean, nullable=False),
    Column("message", Text, nullable=False),
)

"""
The tables of drafts: answers that somebody keeps until they take a step, sealed under the key of
their case. They serve whoever writes them and prove nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from pathway.storage.database.tables import case, metadata, person
from pathway.storage.database.utc_datetime import UTCDateTime

draft = Table(
    "pathway_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey(case.c.id), nullable=False),
    Column("person_id", Integer, ForeignKey(person.c.id), nullable=False),
    Column("step", String(100), nullable=False),
    # Empty where the step is about the case.
    Column("item", String(200), nullable=False),
    Column("kept_at", UTCDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "person_id", "step", "item"),
    Index("ix_pathway_draft_person_id", "person_id", "kept_at"),
)
draft_part = Table(
    "pathway_draft_part",
    metadata,
    Column("draft_id", Integer, ForeignKey(draft.c.id), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

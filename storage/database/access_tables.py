"""The table of what was read. It serves whoever asks who has read a case, and proves nothing."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from pathway.storage.database.tables import metadata, person
from pathway.storage.database.utc_datetime import UTCDateTime

# The reference is empty for a list.
read = Table(
    "pathway_read",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("person_id", Integer, ForeignKey(person.c.id)),
    Column("reference", String(20), nullable=False),
    Column("parts", Text, nullable=False),
    Column("door", String(50), nullable=False),
    Index("ix_pathway_read_reference", "reference"),
)

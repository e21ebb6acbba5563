"""
The tables of tasks: who has taken a duty on, and the dates of people's own.

Their rows are as they are now; what they were before is in the recorded changes, as for the
directory.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from pathway.storage.database.tables import case, metadata, person
from pathway.storage.database.utc_datetime import UTCDateTime

task = Table(
    "pathway_task",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("deadline", String(200), primary_key=True),
    Column("person_id", Integer, ForeignKey(person.c.id), nullable=False),
    Column("lent_by", Integer, ForeignKey(person.c.id)),
    Column("taken_at", UTCDateTime, nullable=False),
)
follow_up = Table(
    "pathway_follow_up",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("deadline", String(200), primary_key=True),
    Column("person_id", Integer, ForeignKey(person.c.id), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("set_at", UTCDateTime, nullable=False),
)

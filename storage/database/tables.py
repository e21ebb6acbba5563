"""
The tables, all named `pathway_...` because they may live in the database of another service.

The events are the history, and the proof. Case, item, deadline and party are what replaying it
gives, and `pathway verify` compares them with it. Watch, notice, message, read, failure and heartbeat serve
the running system and prove nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from pathway.storage.database.packed_documents import PackedDocument
from pathway.storage.database.utc_datetime import UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
setting = Table(
    "pathway_setting",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
counter = Table(
    "pathway_counter",
    metadata,
    Column("series", String(20), primary_key=True),
    Column("last", Integer, nullable=False),
)
person = Table(
    "pathway_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(320), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("removed_at", UTCDateTime),
)
appointment = Table(
    "pathway_appointment",
    metadata,
    Column("person_id", Integer, ForeignKey(person.c.id), primary_key=True),
    Column("agency", String(100), primary_key=True),
    Column("roles", Text, nullable=False),
    Column("position", Integer, nullable=False),
)
# An agency's name is kept even while nobody works for it, since cases still name it by its code.
agency = Table(
    "pathway_agency",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("name", Text, nullable=False),
)
# The first and the last day are both days away. A withdrawn absence stays as it was recorded.
absence = Table(
    "pathway_absence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey(person.c.id), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    Column("withdrawn_at", UTCDateTime),
)
definition = Table(
    "pathway_definition",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("version", String(50), nullable=False),
    Column("edition", String(200), nullable=False),
    Column("content", Text, nullable=False),
    Column("loaded_at", UTCDateTime, nullable=False),
)
holiday = Table(
    "pathway_holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", String(100), nullable=False),
)
# Days that the partnership added to the bank holidays; one that was taken away stays as it was
# recorded.
closed_day = Table(
    "pathway_closed_day",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", String(20), nullable=False),
    Column("reason", Text),
    Column("added_at", UTCDateTime, nullable=False),
    Column("added_by", Integer, ForeignKey(person.c.id)),
    Column("removed_at", UTCDateTime),
    Column("removed_by", Integer, ForeignKey(person.c.id)),
    Column("removed_reason", Text),
)
case = Table(
    "pathway_case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("kind", String(50), nullable=False),
    Column("state", String(100), nullable=False),
    Column("outcome", String(100)),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("definition", String(64), nullable=False),
    Column("opened_on", Date, nullable=False, index=True),
    Column("changed_on", Date, nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    Column("next_due", Date),
    Column("findings", Integer, nullable=False),
    Column("document", PackedDocument, nullable=False),
    Index("ix_pathway_case_state", "state", "id"),
    Index("ix_pathway_case_changed_on", "changed_on", "id"),
    Index("ix_pathway_case_recorded_at", "recorded_at", "id"),
)
# The agencies and the people whom a case names, by which lists find the cases that somebody may be
# able to read.
party = Table(
    "pathway_party",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("name", String(150), primary_key=True),
    Index("ix_pathway_party_name", "name", "case_id"),
)
# A header begins with the hash of the header before; its own hash is computed from it.
event = Table(
    "pathway_event",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("header", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    Column("mac", LargeBinary, nullable=False),
    Column("mac_key", String(16), nullable=False),
)
item = Table(
    "pathway_item",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("id", String(150), primary_key=True),
    Column("kind", String(50), nullable=False),
    Column("state", String(100), nullable=False),
    Column("agency", String(100)),
    Column("owner", Integer),
    Column("document", PackedDocument, nullable=False),
)
deadline = Table(
    "pathway_deadline",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("key", String(100), nullable=False),
    Column("item", String(150)),
    Column("status", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("due", Date, nullable=False),
    Column("owner_role", String(50), nullable=False),
    Column("owner_agency", String(100)),
    Column("owner_person", Integer),
    Column("document", PackedDocument, nullable=False),
)
watch = Table(
    "pathway_watch",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("deadline_id", String(200), primary_key=True),
    Column("look_at", UTCDateTime, nullable=False),
    Index("ix_pathway_watch_look_at", "look_at", "case_id"),
)
case_key = Table(
    "pathway_case_key",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(16), nullable=False),
)
# The key of the MACs of events, changes and links, wrapped by the master key.
mac_key = Table(
    "pathway_mac_key",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(16), nullable=False),
)
# The names that are looked for in referrals, sealed under a key of their own, which the master key
# wraps; a setting has the hash of what is sealed.
name_list = Table(
    "pathway_name_list",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)


def _signed_records(name: str) -> Table:
    """Return a table of signed records, each of which names the hash of the one before."""
    return Table(
        name,
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("header", LargeBinary, nullable=False),
        Column("hash", String(64), nullable=False),
        Column("mac", LargeBinary, nullable=False),
        Column("mac_key", String(16), nullable=False),
    )


# What was changed in directory, calendar, settings and definitions, by whom and when.
change = _signed_records("pathway_change")
# How far every case and every change had got: what was there cannot be taken away unnoticed.
link = _signed_records("pathway_link")
# The digest is salted with the salt sealed in the event, so that nobody without the key can guess
# what was said.
idempotency_key = Table(
    "pathway_idempotency_key",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("case_id", Integer, ForeignKey(case.c.id), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
# Cases that the sweep could not process: they are tried again, and hold up no other case meanwhile.
failure = Table(
    "pathway_failure",
    metadata,
    Column("case_id", Integer, ForeignKey(case.c.id), primary_key=True),
    Column("code", String(100), nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UTCDateTime, nullable=False),
    Column("last_at", UTCDateTime, nullable=False),
)
heartbeat = Table(
    "pathway_heartbeat",
    metadata,
    Column("worker", String(200), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
)

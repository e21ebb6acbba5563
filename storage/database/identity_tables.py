"""
The tables of who is asking: tokens for the command line, and how people sign in at the desk.

Of what proves who somebody is only digests are kept. Tokens are changed with a recorded change, as
the directory is. Links and sessions are signed, so that nobody without the key can make one or put
another person into it; else these tables serve the running system and prove nothing.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text

from pathway.storage.database.tables import metadata, person
from pathway.storage.database.utc_datetime import UTCDateTime

# SHA-256 or HMAC-SHA-256, in hexadecimal.
DIGEST = String(64)

token = Table(
    "pathway_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", DIGEST, nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey(person.c.id), nullable=False),
    Column("roles", Text),
    Column("issued_at", UTCDateTime, nullable=False),
    Column("issued_by", Integer, ForeignKey(person.c.id)),
    Column("expires_on", Date, nullable=False),
    Column("used_on", Date),
    Column("revoked_at", UTCDateTime),
    Column("revoked_by", Integer, ForeignKey(person.c.id)),
)
# A link that was asked for, and the code in the same mail. Whoever is not in the directory gets a
# row without a person, so that asking is the same work for everybody.
sign_in = Table(
    "pathway_sign_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", DIGEST, nullable=False, unique=True),
    Column("code", DIGEST, nullable=False),
    Column("browser", DIGEST, nullable=False),
    Column("address", DIGEST, nullable=False, index=True),
    Column("person_id", Integer, ForeignKey(person.c.id)),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
    Column("wrong_codes", Integer, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
session = Table(
    "pathway_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", DIGEST, nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey(person.c.id), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("mac", LargeBinary, nullable=False),
)
# How often something was tried by one address or from one place since a window of time began.
attempt = Table(
    "pathway_attempt",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("subject", DIGEST, primary_key=True),
    Column("since", UTCDateTime, nullable=False),
    Column("times", Integer, nullable=False),
)
sign_in_failure = Table(
    "pathway_sign_in_failure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("what", String(20), nullable=False),
    Column("person_id", Integer, ForeignKey(person.c.id)),
    Column("address", DIGEST),
    Column("source", String(100), nullable=False),
)

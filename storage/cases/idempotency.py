"""
Idempotency keys: which command was carried out under a key, and which version of the case it left.

Only the digest of a key is stored.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from pathway.storage.database.dialects import insert_or_ignore, inserted
from pathway.storage.database.tables import case, idempotency_key

WITH_DIGEST = (
    select(
        case.c.reference, idempotency_key.c.seq, idempotency_key.c.version, idempotency_key.c.digest
    )
    .join_from(idempotency_key, case)
    .where(idempotency_key.c.key == bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class Kept:
    """
    What was done under a key.

    Args:
        seq: The number of the event whose sealed salt the digest was made with.
        version: The number of the last event that the command led to.
        digest: The digest of the command.
    """

    reference: str
    seq: int
    version: int
    digest: str


def find(connection: Connection, key: str) -> Kept | None:
    """Return what was done under a key, or None."""
    row = connection.execute(WITH_DIGEST, {"digest": _digest_of(key)}).first()
    return Kept(*row) if row is not None else None


def keep(connection: Connection, key: str, kept: Kept) -> bool:
    """Keep what was done under a key, and return whether the key was free until now."""
    case_id = select(case.c.id).where(case.c.reference == kept.reference).scalar_subquery()
    row = {"key": _digest_of(key), "seq": kept.seq, "version": kept.version, "digest": kept.digest}
    statement = insert_or_ignore(connection, idempotency_key).values(**row, case_id=case_id)
    return inserted(connection, statement) == 1


def _digest_of(key: str) -> str:
    """Return a key as it is stored: a host may have made it from what is not for everybody's eyes."""
    return hashlib.sha256(key.encode()).hexdigest()

"""Sign-ins that failed: when, why, whence, and whose if that is somebody of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from pathway.storage.database.identity_tables import sign_in_failure

LONGEST_CODE, LONGEST_SOURCE = 20, 100
NEWEST_FIRST = select(
    sign_in_failure.c.at,
    sign_in_failure.c.what,
    sign_in_failure.c.person_id,
    sign_in_failure.c.address,
    sign_in_failure.c.source,
).order_by(sign_in_failure.c.at.desc(), sign_in_failure.c.id.desc())


class Failure(NamedTuple):
    """
    A sign-in that failed.

    Args:
        what: Why, as a code.
        person: The number in the directory of whose it was; None where that is not known.
        address: The digest of an email that is nobody's in the directory, if one was given.
        source: Whence it was tried.
    """

    at: datetime
    what: str
    person: int | None
    address: str | None
    source: str


def add(connection: Connection, failed: Failure) -> None:
    """Record a failure."""
    connection.execute(
        insert(sign_in_failure).values(
            at=failed.at,
            what=failed.what,
            person_id=failed.person,
            address=failed.address,
            source=failed.source,
        )
    )


def listed(connection: Connection, most: int) -> list[Failure]:
    """Return the latest failures, the latest first."""
    return [Failure(*row) for row in connection.execute(NEWEST_FIRST.limit(most))]


def forget_before(connection: Connection, instant: datetime) -> None:
    """Remove failures of before an instant."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.at < instant))

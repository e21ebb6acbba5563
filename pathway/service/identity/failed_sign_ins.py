"""Sign-ins that failed, as they are recorded and listed."""

from __future__ import annotations

from datetime import timedelta

from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.identity import SignInFailure
from pathway.storage.identity import attempts, failures, sessions, sign_ins
from pathway.storage.identity.failures import LONGEST_CODE, LONGEST_SOURCE, Failure

SHOWN_DIGEST = 12
LINKS_KEPT = timedelta(days=1)  # after they expired, so that a refusal can say so
RECORDS_KEPT = timedelta(days=366)


def recorded(
    unit: UnitOfWork,
    what: str,
    source: str,
    *,
    person: int | None = None,
    address: str | None = None,
) -> Failure:
    """
    Record a failure and return it.

    Args:
        person: The number in the directory of whose sign-in it was, if it is known.
        address: The digest of the email, where it is nobody's.
    """
    printable = "".join(letter for letter in source if letter.isprintable())
    source = printable[:LONGEST_SOURCE]
    failed = Failure(unit.now, what[:LONGEST_CODE], person, address, source)
    failures.add(unit.connection, failed)
    return failed


def listed(unit: UnitOfWork, most: int) -> list[SignInFailure]:
    """Return the latest failures, the latest first."""
    return [
        SignInFailure(
            at=failed.at,
            what=failed.what,
            email=unit.names[failed.person].email if failed.person is not None else None,
            address=failed.address[:SHOWN_DIGEST] if failed.address is not None else None,
            source=failed.source,
        )
        for failed in failures.listed(unit.connection, most)
    ]


def forget_old(unit: UnitOfWork) -> None:
    """Remove links, counts, failures and sessions that nobody needs any longer."""
    attempts.forget_before(unit.connection, unit.now - LINKS_KEPT)
    sign_ins.forget_before(unit.connection, unit.now - LINKS_KEPT)
    failures.forget_before(unit.connection, unit.now - RECORDS_KEPT)
    sessions.forget_before(unit.connection, unit.now - RECORDS_KEPT)

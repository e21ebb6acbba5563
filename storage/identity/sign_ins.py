"""
Links to sign in with, and the codes in the same mails, as rows.

A link and a code are spent by one statement each, so that of many that come at once one wins. Whose
they are is signed, so that nobody without the key can make one or put another person into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.identity_tables import sign_in
from pathway.workflows.history.events import canonical

OPEN = sign_in.c.used_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A link and a code that somebody asked for.

    Args:
        hash: The digest of the link's token.
        code: The digest of the code.
        browser: The digest of what the browser that asked keeps.
        address: The digest of the email.
        person_id: The number in the directory of whose email it is; None where it is nobody's.
    """

    hash: str
    code: str
    browser: str
    address: str
    person_id: int | None
    asked_at: datetime
    expires_at: datetime


COLUMNS = [sign_in.c[member.name] for member in fields(Asked)]


class OpenCode(NamedTuple):
    """A code that may still be tried, by its digest."""

    id: int
    code: str


class Link(NamedTuple):
    """What is known of a link that could not be spent."""

    browser: str
    person: int | None
    used_at: datetime | None
    expires_at: datetime


def add(connection: Connection, asked: Asked, signing: MacKey) -> None:
    """Store a link and a code."""
    mac = signing.mac(_signed(asked))
    connection.execute(insert(sign_in).values(**asdict(asked), wrong_codes=0, mac=mac))


def spend_link(
    connection: Connection, digest: str, browser: str, *, now: datetime, signing: MacKey
) -> int | None:
    """
    Spend a link and return the number of whose it is; None where there is no such link of ours
    that is still good, in this browser.
    """
    good = (sign_in.c.hash == digest, sign_in.c.browser == browser)
    return _spent(connection, *good, now=now, signing=signing)


def spend_code(
    connection: Connection, number: int, *, now: datetime, signing: MacKey
) -> int | None:
    """Spend a code and its link, and return the number of whose it is; None if it was spent."""
    return _spent(connection, sign_in.c.id == number, now=now, signing=signing)


def try_codes(connection: Connection, address: str, now: datetime, most: int) -> Sequence[OpenCode]:
    """
    Count an attempt against each code of an address that is still good, and return them.

    Args:
        most: How many attempts a code takes.
    """
    good = (
        sign_in.c.address == address,
        OPEN,
        sign_in.c.expires_at > now,
        sign_in.c.wrong_codes < most,
    )
    tried = update(sign_in).where(*good).values(wrong_codes=sign_in.c.wrong_codes + 1)
    rows = connection.execute(tried.returning(sign_in.c.id, sign_in.c.code))
    return [OpenCode(*row) for row in rows]


def link(connection: Connection, digest: str) -> Link | None:
    """Return what is known of a link, or None where there never was such a link."""
    columns = (sign_in.c.browser, sign_in.c.person_id, sign_in.c.used_at, sign_in.c.expires_at)
    row = connection.execute(select(*columns).where(sign_in.c.hash == digest)).first()
    return Link(*row) if row is not None else None


def forget_before(connection: Connection, instant: datetime) -> None:
    """Remove links that expired before an instant."""
    connection.execute(delete(sign_in).where(sign_in.c.expires_at < instant))


def _spent(connection: Connection, *which: Any, now: datetime, signing: MacKey) -> int | None:
    good = (*which, OPEN, sign_in.c.expires_at > now)
    spent = update(sign_in).where(*good).values(used_at=now).returning(*COLUMNS, sign_in.c.mac)
    row = connection.execute(spent).mappings().first()
    if row is None:
        return None
    asked = Asked(**{name: row[name] for name in row if name != "mac"})
    return asked.person_id if signing.made(_signed(asked), row["mac"]) else None


def _signed(asked: Asked) -> bytes:
    members = asdict(asked)
    for name in ("asked_at", "expires_at"):
        members[name] = members[name].astimezone(UTC).isoformat()
    return canonical(["sign-in", members])

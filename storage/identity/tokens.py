"""Tokens for the command line as rows: whose, in which roles, until when, and when last used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from pathway.storage.database.identity_tables import token


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    A token, without its text, which is nowhere.

    Args:
        person: The number in the directory of whose it is.
        roles: The only roles in which it may be used; None for all that the person holds.
        issued_by: The number of who issued it; None for whoever keeps the installation.
        expires_on: The last day on which it may be used.
        used_on: The latest day on which it was used; None if it never was.
        revoked_by: The number of who revoked it, if somebody of the directory did.
    """

    id: int
    person: int
    roles: tuple[str, ...] | None
    issued_at: datetime
    issued_by: int | None
    expires_on: date
    used_on: date | None
    revoked_at: datetime | None
    revoked_by: int | None


COLUMNS = [column for column in token.columns if column.name != "hash"]


def add(connection: Connection, new: Token, digest: str) -> Token:
    """Store a new token and return it with its number; the number that it was given is ignored."""
    row = {
        "hash": digest,
        "person_id": new.person,
        "roles": ";".join(new.roles) if new.roles is not None else None,
        "issued_at": new.issued_at,
        "issued_by": new.issued_by,
        "expires_on": new.expires_on,
    }
    made = connection.execute(insert(token).values(row).returning(*COLUMNS))
    return _token(made.one())


def with_digest(connection: Connection, digest: str) -> Token | None:
    """Return the token whose text has that digest, or None."""
    row = connection.execute(select(*COLUMNS).where(token.c.hash == digest)).first()
    return _token(row) if row is not None else None


def get(connection: Connection, number: int) -> Token | None:
    """Return the token with that number, or None."""
    row = connection.execute(select(*COLUMNS).where(token.c.id == number)).first()
    return _token(row) if row is not None else None


def listed(connection: Connection) -> list[Token]:
    """Return every token, the earliest first, whether it may still be used or not."""
    return [_token(row) for row in connection.execute(select(*COLUMNS).order_by(token.c.id))]


def used(connection: Connection, number: int, day: date) -> None:
    """Record that a token was used on a day."""
    earlier = or_(token.c.used_on.is_(None), token.c.used_on < day)
    connection.execute(update(token).where(token.c.id == number, earlier).values(used_on=day))


def revoke(connection: Connection, number: int, now: datetime, by: int | None) -> Token:
    """Return a token after it has ended; one that was revoked already stays as it was."""
    _end(connection, token.c.id == number, now, by)
    return _token(connection.execute(select(*COLUMNS).where(token.c.id == number)).one())


def revoke_all(connection: Connection, person: int, now: datetime, by: int | None) -> None:
    """End all tokens of a person."""
    _end(connection, token.c.person_id == person, now, by)


def _end(connection: Connection, which: Any, now: datetime, by: int | None) -> None:
    ended = {"revoked_at": now, "revoked_by": by}
    connection.execute(update(token).where(which, token.c.revoked_at.is_(None)).values(ended))


def _token(row: Any) -> Token:
    return Token(
        id=row.id,
        person=row.person_id,
        roles=_roles(row.roles),
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        expires_on=row.expires_on,
        used_on=row.used_on,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )


def _roles(stored: str | None) -> tuple[str, ...] | None:
    if stored is None:
        return None
    return tuple(stored.split(";")) if stored else ()

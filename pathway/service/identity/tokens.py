"""
Tokens, with which an operator proves who they are on the command line.

Their issue, their use (once a day) and their end are recorded as changes of the directory are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_urlsafe

from pathway.errors import NotFound, Reason, Refused, WrongUsage
from pathway.service.host_hooks import Authorised
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.identity import IssuedToken, TokenView
from pathway.storage.identity import digests, tokens
from pathway.storage.identity.tokens import Token
from pathway.workflows.attempts.directory import ROLES
from pathway.workflows.calendar.in_words import day_words

PREFIX = "pathway_"
RANDOM_BYTES = 32  # 43 characters
USUAL_DAYS, MOST_DAYS = 90, 366
MAX_ID = 2**31 - 1
ANOTHER = "ask whoever keeps Pathway for another."


class Tokens:
    """Tokens for the command line (`Pathway.tokens`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def issue(
        self,
        email: str,
        *,
        days: int = USUAL_DAYS,
        roles: Sequence[str] | None = None,
        by: str | None = None,
    ) -> IssuedToken:
        """
        Issue a token to a person, and return it; its text is kept nowhere.

        Args:
            days: For how many days after today it may be used, 1 to 366.
            roles: The only roles in which it may be used, of those that the person holds; all of
                them if left out.
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that (see `Pathway.connect`).

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The number of days, or a role, cannot be used.
            Refused: The person may not issue tokens.
            KeyMissing: There is no key, with which the issue is signed.
        """
        text = PREFIX + token_urlsafe(RANDOM_BYTES)

        def work(unit: UnitOfWork) -> IssuedToken:
            unit.hold_directory()
            issuer = unit.keeper(by, "Issuing a token")
            new = _new(unit, email, days, roles=roles, issuer=issuer)
            with unit.recording("issue", issuer, of=["directory"]):
                stored = tokens.add(unit.connection, new, digests.of_secret(text))
            return IssuedToken(
                token=text,
                id=stored.id,
                email=unit.names[stored.person].email,
                roles=stored.roles,
                expires_on=stored.expires_on,
            )

        return self._installation.in_transaction(work)

    def list(self, *, by: str | None = None) -> list[TokenView]:
        """
        Return every token that was issued, the earliest first.

        Args:
            by: Who asks, as for `issue`.

        Raises:
            Refused: The person may not list tokens.
        """
        with self._installation.reading() as unit:
            unit.keeper(by, "Listing tokens")
            return [_view(unit, held) for held in tokens.listed(unit.connection)]

    def revoke(self, id: int, *, by: str | None = None) -> TokenView:  # noqa: A002 - as in the view
        """
        End a token, and return it; one that was revoked already stays as it was.

        Args:
            id: Its number in the list, not its text.
            by: Who asks: the person whose it is, or as for `issue`.

        Raises:
            NotFound: There is no such token.
            Refused: The person may not end it.
            KeyMissing: There is no key, with which the change is signed.
        """

        def work(unit: UnitOfWork) -> TokenView:
            unit.hold_directory()
            revoker = unit.keeper(by, "Revoking a token", own=_owner(unit, id))
            with unit.recording("revoke", revoker, of=["directory"]):
                held = tokens.revoke(unit.connection, id, unit.now, revoker)
            return _view(unit, held)

        return self._installation.in_transaction(work)

    def person(self, token: str) -> Authorised:
        """
        Return whose a token is, and in which roles it may be used; the first use of each day is
        recorded.

        Raises:
            Refused: It is unknown, revoked or expired, or its person has left.
            KeyMissing: There is no key, with which the use is signed.
        """
        digest = digests.of_secret(token)
        with self._installation.reading() as unit:
            held = _good(unit, digest)
            authorised = _authorised(unit, held)
            is_recorded = held.used_on is not None and held.used_on >= unit.today
        if not is_recorded:
            self._installation.in_transaction(lambda unit: _record_use(unit, digest))
        return authorised


def _new(
    unit: UnitOfWork,
    email: str,
    days: int,
    *,
    roles: Sequence[str] | None,
    issuer: int | None,
) -> Token:
    person = unit.person(email)
    if days not in range(1, MOST_DAYS + 1):
        raise WrongUsage(f"A token may be used for 1 to {MOST_DAYS} days, not {days}.")
    if roles is not None:
        _check_roles(unit, person, roles)
    return Token(
        id=0,
        person=person,
        roles=tuple(dict.fromkeys(roles)) if roles is not None else None,
        issued_at=unit.now,
        issued_by=issuer,
        expires_on=unit.today + timedelta(days=days),
        used_on=None,
        revoked_at=None,
        revoked_by=None,
    )


def _check_roles(unit: UnitOfWork, person: int, roles: Sequence[str]) -> None:
    """Raise WrongUsage where a token cannot be limited to these roles; every fault is named."""
    own = _roles_of(unit, person)
    if not roles:
        raise WrongUsage("Name a role, or leave roles out for all that the person holds.")
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise NotFound("role", unknown[0], ROLES, f"There are {', '.join(ROLES)}.")
    others = [role for role in roles if role not in own]
    if others:
        raise WrongUsage(
            f"The person does not hold {', '.join(others)}, but: {', '.join(own) or 'no role'}."
        )


def _roles_of(unit: UnitOfWork, person: int) -> tuple[str, ...]:
    """Return the roles that a person holds in any agency."""
    posts = unit.directory.of(person)
    return tuple(dict.fromkeys(role for post in posts for role in post.roles))


def _owner(unit: UnitOfWork, number: int) -> str:
    """Return the email of the person whose a token is; NotFound where there is no such token."""
    held = tokens.get(unit.connection, number) if 0 < number <= MAX_ID else None
    if held is None:
        raise NotFound("token", str(number), hint="See `pathway people tokens`.")
    return unit.names[held.person].email


def _good(unit: UnitOfWork, digest: str) -> Token:
    """Return the token with a digest; Refused where it may not be used."""
    held = tokens.with_digest(unit.connection, digest)
    if held is None:
        raise _refused(f"The token is not one of this database; {ANOTHER}")
    state = _state(unit, held)
    if state == "revoked":
        raise _refused(f"The token was revoked; {ANOTHER}")
    if state == "expired":
        raise _refused(f"The token expired after {day_words(held.expires_on)}; {ANOTHER}")
    if state == "removed":
        raise _refused("The person whose token it is has been removed from the directory.")
    return held


def _state(unit: UnitOfWork, held: Token) -> str:
    if held.revoked_at is not None:
        return "revoked"
    if held.expires_on < unit.today:
        return "expired"
    return "good" if unit.directory.of(held.person) else "removed"


def _authorised(unit: UnitOfWork, held: Token) -> Authorised:
    """Return whose a token is, with the roles to which it is limited and which they still hold."""
    email = unit.names[held.person].email
    if held.roles is None:
        return Authorised(email)
    own = _roles_of(unit, held.person)
    return Authorised(email, tuple(role for role in held.roles if role in own))


def _record_use(unit: UnitOfWork, digest: str) -> None:
    held = _good(unit, digest)
    with unit.recording("use", held.person, of=["directory"]):
        tokens.used(unit.connection, held.id, unit.today)


def _view(unit: UnitOfWork, held: Token) -> TokenView:
    return TokenView(
        id=held.id,
        email=unit.names[held.person].email,
        state=_state(unit, held),
        roles=held.roles,
        issued_at=held.issued_at,
        issued_by=_email(unit, held.issued_by),
        expires_on=held.expires_on,
        used_on=held.used_on,
        revoked_at=held.revoked_at,
        revoked_by=_email(unit, held.revoked_by),
    )


def _email(unit: UnitOfWork, person: int | None) -> str | None:
    return unit.names[person].email if person is not None else None


def _refused(sentence: str) -> Refused:
    return Refused(sentence, [Reason("not_permitted", sentence)])

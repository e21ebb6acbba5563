"""Sessions at the desk: opened by a sign-in, and good until they run out or are ended."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from pathway.service.identity.failed_sign_ins import forget_old
from pathway.service.identity.signing import signing_key
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.identity import OpenedSession, SessionView
from pathway.settings import Settings
from pathway.storage.identity import digests, sessions
from pathway.storage.identity.sessions import Session

RANDOM_BYTES = 32
# How exactly it is known when a session was last used; each time would be a transaction a page.
STEP = timedelta(minutes=1)


class Sessions:
    """
    Sessions at the desk (`Pathway.sessions`).

    Each is known by a secret that the browser keeps in a cookie, of which only a digest is stored.
    Whose it is is signed: calls raise KeyMissing where the key is not there.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def open(self, email: str) -> OpenedSession:
        """
        Open a session for somebody whose identity is proved already: by OpenID Connect, or because
        the database is a rehearsal. Never call it with what a form says.

        Raises:
            NotFound: Nobody in the directory has that email.
        """

        def work(unit: UnitOfWork) -> OpenedSession:
            # Where nobody signs in by a mail, nothing else forgets what is old.
            forget_old(unit)
            return opened_session(unit, unit.person(email))

        return self._installation.in_transaction(work)

    def get(self, secret: str) -> SessionView | None:
        """
        Return the session with that secret, which counts as used now; None where there is none, it
        has run out or was ended, or its person has left.
        """
        digest = digests.of_secret(secret)
        with self._installation.reading() as unit:
            held = sessions.find(unit.connection, digest, signing_key(unit))
            if held is None or not _lasts(unit, held):
                return None
            view = _view(unit, held)
            is_recorded = unit.now - held.seen_at < STEP
        if not is_recorded:
            self._installation.in_transaction(
                lambda unit: sessions.seen(unit.connection, held.id, unit.now)
            )
        return view

    def end(self, secret: str) -> None:
        """End the session with that secret, if there is one."""
        digest = digests.of_secret(secret)
        self._installation.in_transaction(
            lambda unit: sessions.end(unit.connection, digest, unit.now)
        )

    def end_all(self, email: str, *, by: str | None = None) -> int:
        """
        End all sessions of a person and return how many.

        Args:
            by: Who asks: the person themselves, or somebody from the business unit or the chair;
                left out, it is whoever keeps the installation, if the host answers for that.

        Raises:
            NotFound: Nobody has that email.
            Refused: The person may not do it.
        """

        def work(unit: UnitOfWork) -> int:
            unit.keeper(by, "Ending sessions", own=email)
            return sessions.end_all(unit.connection, unit.person(email), unit.now)

        return self._installation.in_transaction(work)

    def list(self, *, by: str | None = None) -> list[SessionView]:
        """
        Return the sessions that last, the earliest first.

        Args:
            by: Who asks, from the business unit or the chair; left out, as for `end_all`.

        Raises:
            Refused: The person may not do it.
        """
        with self._installation.reading() as unit:
            unit.keeper(by, "Listing sessions")
            earliest = unit.now - _longest(unit.installation.settings)
            return [
                _view(unit, held)
                for held in sessions.not_ended(unit.connection, earliest, signing_key(unit))
                if _lasts(unit, held)
            ]


def opened_session(unit: UnitOfWork, person: int) -> OpenedSession:
    """Open a session for a person, with a secret of its own, and return it."""
    secret = token_urlsafe(RANDOM_BYTES)
    digest = digests.of_secret(secret)
    sessions.add(unit.connection, digest, person, now=unit.now, signing=signing_key(unit))
    return OpenedSession(
        secret=secret,
        email=unit.directory.of(person)[0].email,
        expires_at=unit.now + _longest(unit.installation.settings),
    )


def _lasts(unit: UnitOfWork, held: Session) -> bool:
    settings = unit.installation.settings
    idle = timedelta(minutes=settings.session_idle_minutes)
    has_time = held.started_at + _longest(settings) > unit.now
    was_used = held.seen_at + idle > unit.now
    return has_time and was_used and bool(unit.directory.of(held.person))


def _longest(settings: Settings) -> timedelta:
    return timedelta(hours=settings.session_hours)


def _view(unit: UnitOfWork, held: Session) -> SessionView:
    post = unit.directory.of(held.person)[0]
    return SessionView(
        id=held.id,
        email=post.email,
        name=post.name,
        started_at=held.started_at,
        expires_at=held.started_at + _longest(unit.installation.settings),
    )

"""
Signing in by email: a link for the browser that asked, and a code in the same mail for others.

Whoever asks learns nothing about the directory: an address that is nobody's is treated as any
other, up to the mail, which is sent behind the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hmac import compare_digest
from secrets import token_urlsafe

from pathway import logs
from pathway.errors import SignInRefused, TooManyAttempts, WrongUsage
from pathway.notifications.sending.mailers import Mailer
from pathway.service.identity import failed_sign_ins, limits
from pathway.service.identity.failed_sign_ins import recorded
from pathway.service.identity.limits import Limit
from pathway.service.identity.own_paths import own_path
from pathway.service.identity.sessions import opened_session
from pathway.service.identity.sign_in_codes import as_typed, new_code
from pathway.service.identity.sign_in_mail import SignInMail, is_sent
from pathway.service.identity.signing import signing_key
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.identity import OpenedSession, SignInFailure
from pathway.storage.identity import digests, sign_ins
from pathway.storage.identity.failures import Failure
from pathway.storage.identity.sign_ins import Asked, Link

RANDOM_BYTES = 32
MOST_TRIES = 5  # of a code
LONGEST_EMAIL = 320
MOST_LISTED = 1000


class SignIns:
    """
    Signing in at the desk by email (`Pathway.sign_ins`).

    Whose a link is is signed: calls raise KeyMissing where the key is not there.
    """

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        self._installation = installation
        self._mailer = mailer

    def ask(self, email: str, browser: str, source: str, *, next_path: str = "") -> None:
        """
        Send somebody a link and a code with which they can sign in; nothing tells whether the email
        is somebody's.

        The mail is sent at once, behind this call, by the installation's mailer.

        Args:
            browser: A random value that the browser keeps in a cookie: the link is good only there.
            source: Whence it is asked, such as an address of the internet.
            next_path: Where to go after signing in: a path of the desk. Anything else is ignored.

        Raises:
            TooManyAttempts: It was asked too often, for this email or from there.
            WrongUsage: `base_url` is not set, or the browser has no value.
        """
        if not self._installation.settings.base_url:
            raise WrongUsage("A link to sign in needs the setting base_url: where the desk is.")
        if not browser:
            raise WrongUsage("A link to sign in needs a random value that the browser keeps.")
        address = _address(email)
        place = (limits.ASKS_FROM_PLACE, limits.place(source))
        secret = self._counted(source, [(limits.ASKS_FOR_ADDRESS, address), place])
        token, code = token_urlsafe(RANDOM_BYTES), new_code()
        name = digests.of_name(address, secret)
        hashes = {
            "hash": digests.of_secret(token),
            "code": digests.of_code(code, secret + name),
            "browser": digests.of_secret(browser),
            "address": name,
        }
        asked, recipient = self._installation.in_transaction(
            lambda unit: _stored(unit, address, hashes)
        )
        mail = SignInMail(
            recipient=recipient,
            token=token,
            code=code,
            next_path=own_path(next_path),
            asked_at=asked.asked_at,
            until=asked.expires_at,
        )
        self._send_behind(asked, mail, source=source, secret=secret)

    def with_link(self, token: str, browser: str, source: str) -> OpenedSession:
        """
        Spend a link and return the session that it opens.

        Args:
            token: The last part of the link's path.
            browser: The value that the browser keeps, as for `ask`.
            source: As for `ask`.

        Raises:
            SignInRefused: The link is unknown, used or expired, or was asked for in another
                browser, where it stays good.
            TooManyAttempts: Too much was tried from there.
        """
        self._counted(source, [(limits.TRIES_FROM_PLACE, limits.place(source))])
        digest, kept = digests.of_secret(token), digests.of_secret(browser)

        def work(unit: UnitOfWork) -> OpenedSession | Failure:
            person = sign_ins.spend_link(
                unit.connection, digest, kept, now=unit.now, signing=signing_key(unit)
            )
            if person is not None and unit.directory.of(person):
                return opened_session(unit, person)
            known = sign_ins.link(unit.connection, digest)
            what = _why_not(unit, known, kept)
            return recorded(unit, what, source, person=known.person if known else None)

        return self._session(work)

    def with_code(self, email: str, code: str, source: str) -> OpenedSession:
        """
        Spend the code of a mail, whichever browser asked for it, and return the session that it
        opens. A code takes five tries; its link stays good after them.

        Args:
            email: The address to which the mail went.
            code: As it was typed.
            source: As for `ask`.

        Raises:
            SignInRefused: No such code is good for that address.
            TooManyAttempts: Too much was tried with that address, or from there.
        """
        address = _address(email)
        place = (limits.TRIES_FROM_PLACE, limits.place(source))
        secret = self._counted(source, [(limits.CODES_FOR_ADDRESS, address), place])
        name = digests.of_name(address, secret)
        # Computed before the transaction, which would keep others waiting.
        typed = digests.of_code(as_typed(code), secret + name)

        def work(unit: UnitOfWork) -> OpenedSession | Failure:
            person = _person_with_code(unit, name, typed)
            if person is not None and unit.directory.of(person):
                limits.forget(unit, limits.CODES_FOR_ADDRESS, address)
                return opened_session(unit, person)
            owner = unit.directory.number(address)
            unknown = name if owner is None else None
            return recorded(unit, "wrong_code", source, person=owner, address=unknown)

        return self._session(work)

    def failures(self, *, by: str | None = None) -> list[SignInFailure]:
        """
        Return the latest thousand sign-ins that failed, the latest first.

        Args:
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that (see `Pathway.connect`).

        Raises:
            Refused: The person may not see them.
        """
        with self._installation.reading() as unit:
            unit.keeper(by, "Listing sign-ins that failed")
            return failed_sign_ins.listed(unit, MOST_LISTED)

    def record_failure(self, what: str, source: str, email: str | None = None) -> None:
        """
        Record a sign-in that failed elsewhere, such as at an OpenID Connect provider; not without
        end from one place.

        Args:
            what: Why, as a code.
            source: As for `ask`.
            email: Whose it was, if that was said; it is not kept where it is nobody's.
        """

        place = (limits.TRIES_FROM_PLACE, limits.place(source))

        def work(unit: UnitOfWork) -> None:
            if limits.exceeded(unit, [place]) is not None:
                return
            address = _address(email) if email is not None else ""
            owner = unit.directory.number(address)
            unknown = digests.of_name(address, unit.message_secret) if address else None
            recorded(unit, what, source, person=owner, address=unknown if owner is None else None)
            failed_sign_ins.forget_old(unit)

        self._installation.in_transaction(work)

    def wait(self) -> None:
        """Wait until every mail that was asked for has left or failed, as `close` does too."""
        self._installation.background.wait()

    def _counted(self, source: str, counted: Sequence[tuple[Limit, str]]) -> str:
        """Count an attempt and return the database's secret; TooManyAttempts if there were too many."""

        def work(unit: UnitOfWork) -> tuple[str, limits.Exceeded | None]:
            over = limits.exceeded(unit, counted)
            if over is not None and over.is_first:
                recorded(unit, TooManyAttempts.code, source)
            return unit.message_secret, over

        secret, over = self._installation.in_transaction(work)
        if over is not None:
            raise TooManyAttempts(over.retry_after)
        return secret

    def _session(self, work: Callable[[UnitOfWork], OpenedSession | Failure]) -> OpenedSession:
        """Return the session that the work opens; where it fails that is recorded, then refused."""
        result = self._installation.in_transaction(work)
        if isinstance(result, Failure):
            raise SignInRefused(result.what)
        return result

    def _send_behind(self, asked: Asked, mail: SignInMail, *, source: str, secret: str) -> None:
        """Send a mail if it is for somebody, so that how long that takes tells nobody who it is."""
        own = self._installation

        def work() -> None:
            if asked.person_id is None:
                failed, address = "unknown_address", asked.address
            elif is_sent(own, self._mailer, mail, secret):
                failed, address = "", None
            else:
                failed, address = "mail_not_sent", None

            def write(unit: UnitOfWork) -> None:
                if failed:
                    recorded(unit, failed, source, person=asked.person_id, address=address)
                failed_sign_ins.forget_old(unit)

            own.in_transaction(write)

        if not own.background.begin(work):
            logs.error("sign_in.not_sent", error="too_many_waiting")


def _stored(unit: UnitOfWork, address: str, hashes: Mapping[str, str]) -> tuple[Asked, str]:
    """
    Store a link and a code, and return them with the email to which they go; nobody's where the
    address is nobody's.
    """
    person = unit.directory.number(address)
    minutes = unit.installation.settings.sign_in_minutes
    asked = Asked(
        **hashes,
        person_id=person,
        asked_at=unit.now,
        expires_at=unit.now + timedelta(minutes=minutes),
    )
    sign_ins.add(unit.connection, asked, signing_key(unit))
    # As it is in the directory: what was typed may be other letters that only compare as equal.
    return asked, unit.directory.of(person)[0].email if person is not None else ""


def _person_with_code(unit: UnitOfWork, name: str, typed: str) -> int | None:
    """Return the number of whose a code is, after spending it; None if no such code is good."""
    for tried in sign_ins.try_codes(unit.connection, name, unit.now, MOST_TRIES):
        if compare_digest(tried.code, typed):
            return sign_ins.spend_code(
                unit.connection, tried.id, now=unit.now, signing=signing_key(unit)
            )
    return None


def _why_not(unit: UnitOfWork, link: Link | None, browser: str) -> str:
    """Return why a link could not be spent, as a code; of somebody who left it is unknown."""
    if link is None or (link.person is not None and not unit.directory.of(link.person)):
        return "unknown_link"
    if link.used_at is not None:
        return "used_link"
    if link.expires_at <= unit.now:
        return "expired_link"
    return "other_browser" if link.browser != browser else "unknown_link"


def _address(email: str) -> str:
    return email.strip().casefold()[:LONGEST_EMAIL]

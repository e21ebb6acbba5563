"""Who is asking, as callers are shown it: tokens, sessions, and sign-ins that failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken(View):
    """
    A token that was just issued.

    Args:
        token: Its text, which is shown this once and kept nowhere.
        roles: The only roles in which it may be used; None for all that the person holds.
        expires_on: The last day on which it may be used.
    """

    token: str = field(repr=False)
    id: int
    email: str
    roles: tuple[str, ...] | None
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView(View):
    """
    A token, without its text.

    Args:
        state: `good`, `expired`, `revoked`, or `removed` where the person is no longer in the
            directory.
        roles: The only roles in which it may be used; None for all that the person holds.
        issued_by: The email of who issued it; None for whoever keeps the installation.
        expires_on: The last day on which it may be used.
        used_on: The latest day on which it was used; None if it never was.
        revoked_by: The email of who revoked it, if somebody of the directory did.
    """

    id: int
    email: str
    state: str
    roles: tuple[str, ...] | None
    issued_at: Instant
    issued_by: str | None
    expires_on: date
    used_on: date | None
    revoked_at: Instant | None
    revoked_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession(View):
    """
    A session that was just opened.

    Args:
        secret: What the browser keeps, in a cookie that no script can read; it is kept nowhere
            else.
        expires_at: When it ends at the latest.
    """

    secret: str = field(repr=False)
    email: str
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView(View):
    """
    A session at the desk.

    Args:
        expires_at: When it ends at the latest.
    """

    id: int
    email: str
    name: str
    started_at: Instant
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailure(View):
    """
    A sign-in that failed.

    Args:
        what: Why: `unknown_address`, `unknown_link`, `used_link`, `expired_link`, `other_browser`,
            `wrong_code`, `too_many_attempts` or `mail_not_sent`; at a provider of OpenID Connect,
            `sign_on_refused`, `sign_on_unreachable`, `sign_on_unverified` or `sign_on_unknown`.
        email: Whose it was; None where that is not known, or is nobody in the directory.
        address: The beginning of a digest of an email that is nobody's, the same for the same one.
        source: Whence it was tried, as the desk knows it.
    """

    at: Instant
    what: str
    email: str | None
    address: str | None
    source: str

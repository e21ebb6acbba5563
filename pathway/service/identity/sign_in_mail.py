"""
The mail with which somebody signs in: it leaves at once, since it is of no use later, and by no
outbox, since nothing but the recipient may keep what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from secrets import token_hex
from urllib.parse import quote

from pathway import logs
from pathway.errors import PathwayError
from pathway.notifications.errors import MailNotSent
from pathway.notifications.sending.mailers import Mailer
from pathway.notifications.writing.compose import message_id
from pathway.notifications.writing.envelopes import Envelope
from pathway.notifications.writing.sign_in_letters import compose_sign_in
from pathway.service.identity.sign_in_codes import as_shown
from pathway.service.mail import at_once
from pathway.service.transactions import Installation
from pathway.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInMail:
    """What a mail to sign in says, and to whom it goes."""

    recipient: str
    token: str = field(repr=False)
    code: str = field(repr=False)
    next_path: str
    asked_at: datetime
    until: datetime


def is_sent(
    installation: Installation, mailer: Mailer | None, mail: SignInMail, secret: str
) -> bool:
    """
    Send a mail and return whether it left; why not is logged.

    Args:
        secret: Makes Message-IDs such that nobody can guess them.
    """
    try:
        letter = _letter(installation.settings, mail, secret)
        at_once.send(installation, mailer, [letter])
    except Exception as error:  # noqa: BLE001 - whatever a host's mailer raises
        # Only a word: what a server said may name people.
        logs.error("sign_in.not_sent", error=_why(error))
        return False
    return True


def _why(error: Exception) -> str:
    if isinstance(error, MailNotSent):
        return error.why
    return error.code if isinstance(error, PathwayError) else type(error).__name__


def _link(settings: Settings, token: str, next_path: str) -> str:
    """Return the address that a sign-in link has, and where it leads afterwards."""
    after = f"?next={quote(next_path, safe='/')}" if next_path else ""
    return f"{settings.base_url.rstrip('/')}/sign-in/{token}{after}"


def _letter(settings: Settings, mail: SignInMail, secret: str) -> EmailMessage:
    identity = message_id("sign-in", token_hex(8), secret=secret, domain=settings.message_domain)
    envelope = Envelope(mail.recipient, settings.sender, identity, mail.asked_at)
    address = _link(settings, mail.token, mail.next_path)
    return compose_sign_in(envelope, link=address, code=as_shown(mail.code), until=mail.until)

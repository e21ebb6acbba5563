"""
Sending through GOV.UK Notify, by its official client (extra `notify`).

Notify sends no attachment and no HTML of ours: its template holds the subject and the text. Our
Message-ID is its `reference`, by which it is asked before each message whether it has it already:
so what nobody knows the outcome of comes once.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, cast

import requests
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from pathway.notifications.errors import (
    AddressUnreachable,
    MailInDoubt,
    MailNotSent,
    MailServerDown,
)
from pathway.notifications.receipts import Outcome, Receipt

OFFICIAL = "https://api.notifications.service.gov.uk"
FIELDS = ("subject", "text")
_FAILURES = ("permanent-failure", "temporary-failure", "technical-failure")
# What Notify's sentences about a refused request begin with or hold, where the recipient or the
# settings are meant.
_ADDRESS = re.compile(r"email_address |Can.t send to this recipient")
_SETTING = re.compile(r"[Tt]emplate|[Pp]ersonalisation|reply_to")

# The client logs what the service said, which may name people.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """
    Whose service of Notify is used, and how.

    Args:
        api_key: The key that Notify made, with its name and the service's number in front.
        template_id: An email template with `((subject))` and `((text))`.
        reply_to_id: The number of a reply-to address of the service; its default one if empty.
        timeout: Seconds to wait for each answer.
    """

    api_key: str = field(repr=False)
    template_id: str
    base_url: str = OFFICIAL
    reply_to_id: str = ""
    timeout: float = 30.0


class NotifyMailer:
    """Hands each message to Notify, and knows afterwards what became of it."""

    def __init__(self, account: NotifyAccount) -> None:
        self._account = account
        untyped: Any = NotificationsAPIClient
        self._client: Any = untyped(account.api_key, account.base_url, account.timeout)

    def send(self, message: EmailMessage) -> None:
        """
        Hand a message over, unless Notify has it already.

        Raises:
            MailNotSent: Notify cannot be reached or does not take it now (`retry`), or will not
                (not `retry`).
            AddressUnreachable: Notify takes no mail for this recipient.
            MailInDoubt: The connection went after the message was on its way.
        """
        reference, own = str(message["Message-ID"]), self._account
        known = self.receipt(reference)
        if known is not None and known.outcome != "failed":
            return
        recipient, said = parseaddr(str(message["To"]))[1], _personalisation(message)
        try:
            self._client.send_email_notification(
                recipient,
                own.template_id,
                said,
                reference,
                email_reply_to_id=own.reply_to_id or None,
            )
        except APIError as error:
            raise _meaning(error, is_sending=True) from error

    def receipt(self, message_id: str) -> Receipt | None:
        """
        Return what became of a message, or None where Notify never had it; MailNotSent where it
        cannot be asked.
        """
        try:
            found: Any = self._client.get_all_notifications(reference=message_id)
        except APIError as error:
            raise _meaning(error, is_sending=False) from error
        latest = next(iter(found["notifications"]), None)
        return _receipt(message_id, str(latest["status"])) if latest is not None else None

    def check(self) -> str:
        """
        Look at the template without sending, and return in a few words how; raises what `send`
        raises.
        """
        try:
            found: Any = self._client.get_template(self._account.template_id)
        except APIError as error:
            raise _meaning(error, is_sending=False) from error
        lacking = [name for name in FIELDS if name not in (found.get("personalisation") or {})]
        if found.get("type") != "email" or lacking:
            sentence = "The template that notify_template_id names is no email template with ((subject)) and ((text))."
            raise MailServerDown(
                f"{sentence} See the guide to sending mail.", why="notify_template"
            )
        return "GOV.UK Notify answers, and the template has a subject and a text"

    def close(self) -> None:
        """End the connection."""
        self._client.request_session.close()


def _personalisation(message: EmailMessage) -> dict[str, str]:
    body = message.get_body(("plain",))
    if body is None:
        raise MailNotSent(
            "The message has no text part, and Notify sends nothing else.",
            retry=False,
            why="notify",
        )
    return {"subject": str(message["Subject"]), "text": str(body.get_content())}


def _receipt(message_id: str, status: str) -> Receipt:
    outcome: Outcome = (
        "failed" if status in _FAILURES else "delivered" if status == "delivered" else "underway"
    )
    return Receipt(message_id, outcome, f"notify {status}" if outcome == "failed" else outcome)


def _meaning(error: APIError, *, is_sending: bool) -> MailNotSent:
    """
    Return what a failure of the client means; only a message that was on its way can be in doubt.
    """
    if error.response is None or isinstance(error, InvalidResponse):
        return _without_answer(error, is_sending=is_sending)
    return _refused(error.status_code, _sentences(error))


def _without_answer(error: APIError, *, is_sending: bool) -> MailNotSent:
    if is_sending and not _never_connected(error.__cause__):
        return MailInDoubt(
            "The connection to GOV.UK Notify went before it answered, so the message may be taken."
        )
    sentence = "GOV.UK Notify cannot be reached; it is tried again."
    return MailServerDown(sentence, why="notify_unreachable")


def _never_connected(cause: BaseException | None) -> bool:
    """
    Say whether not a word was sent: `requests` tells a connection not made from one lost by what is
    inside.
    """
    if isinstance(
        cause,
        requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError,
    ):
        return True
    inner = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    return hasattr(inner, "reason")


def _refused(status: int, said: str) -> MailNotSent:
    """Return what an answer means: what settings can mend, and what passes, is tried again."""
    why = f"notify {status}"
    if status == 403:
        sentence = (
            "GOV.UK Notify does not accept the key; see notify_api_key, "
            "and whether this machine's clock is right."
        )
        return MailServerDown(sentence, why=why)
    if status == 429 or status >= 500:
        return MailServerDown(
            f"GOV.UK Notify takes no message now ({status}); it is tried again.", why=why
        )
    if status == 404 or _SETTING.search(said):
        sentence = (
            "GOV.UK Notify does not know the template, its fields or the reply-to address; "
            "see the notify settings."
        )
        return MailServerDown(sentence, why=f"notify_settings {status}")
    if _ADDRESS.search(said):
        return AddressUnreachable(
            f"GOV.UK Notify takes no mail for this address ({status}).", why=why
        )
    return MailNotSent(f"GOV.UK Notify does not take the message ({status}).", retry=False, why=why)


def _sentences(error: APIError) -> str:
    """Return what Notify said; it is looked at, and goes no further."""
    untyped: Any = error
    said = cast("list[dict[str, Any]] | str | None", untyped.message)
    return " ".join(str(one.get("message")) for one in said) if isinstance(said, list) else ""

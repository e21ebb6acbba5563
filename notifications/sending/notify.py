"""
Sends through GOV.UK Notify, with its official client (extra `notify`).

Notify sends none of our attachments or HTML: its template holds the subject and the text. Our
Message-ID is its `reference`. Before each message Notify is asked whether it has that reference
already, so that a message whose outcome is unknown is still delivered only once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
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
    SettingsAtFault,
)
from pathway.notifications.receipts import Outcome, Receipt

OFFICIAL = "https://api.notifications.service.gov.uk"
FIELDS = ("subject", "text")
_FAILURES = ("permanent-failure", "temporary-failure", "technical-failure")
# Parts of what Notify says of a refused request that is due to the recipient or to the settings.
_ADDRESS = re.compile(r"email_address ")
# A service in trial mode and a team-only key reach members of the team alone.
_RESTRICTED = re.compile(r"Can.t send to this recipient|trial mode|team-only", re.IGNORECASE)
_SETTING = re.compile(r"[Tt]emplate|[Pp]ersonalisation|reply_to")
# What the service as a whole may not do now, such as one that was suspended.
_SERVICE = re.compile(
    r"service (?:is|was|has been) (?:archived|suspended|not active)|not allowed to send"
    r"|permission to send|not have permission",
    re.IGNORECASE,
)

# The client logs what the service said, which may name people.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """
    The Notify service that is used, and how.

    Args:
        api_key: The key that Notify made, which begins with its name and the service's id.
        template_id: An email template with `((subject))` and `((text))`.
        reply_to_id: The id of one of the service's reply-to addresses; its default if empty.
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
            SettingsAtFault: The service is in trial mode, or the key is for its team alone.
            MailInDoubt: The connection was lost after the message was on its way.
        """
        account = self._account
        reference = str(message["Message-ID"])
        earlier = self.receipt(reference)
        if earlier is not None and earlier.outcome != "failed":
            return
        _, recipient = parseaddr(str(message["To"]))
        fields = _personalisation(message)
        _answer(
            lambda: self._client.send_email_notification(
                recipient,
                account.template_id,
                fields,
                reference,
                email_reply_to_id=account.reply_to_id or None,
            ),
            is_sending=True,
        )

    def receipt(self, message_id: str) -> Receipt | None:
        """
        Return what became of a message, or None if Notify never had it; MailNotSent if Notify
        cannot be asked.
        """
        answer = _answer(lambda: self._client.get_all_notifications(reference=message_id))
        listed: object = answer.get("notifications")
        if not isinstance(listed, list):
            raise _senseless()
        latest = next(iter(cast("list[object]", listed)), None)
        if latest is None:
            return None
        if not isinstance(latest, dict):
            raise _senseless()
        return _receipt(message_id, str(cast("dict[str, object]", latest).get("status")))

    def check(self) -> str:
        """
        Check the template without sending, and return the result in a few words; raises what
        `send` raises.
        """
        template = _answer(lambda: self._client.get_template(self._account.template_id))
        fields: object = template.get("personalisation")
        lacking = [name for name in FIELDS if not isinstance(fields, dict) or name not in fields]
        if template.get("type") != "email" or lacking:
            sentence = "The template named by notify_template_id is not an email with ((subject)) and ((text))."
            raise MailServerDown(
                f"{sentence} See the guide to sending mail.", why="notify_template"
            )
        return "GOV.UK Notify answers, and the template has a subject and a text"

    def close(self) -> None:
        """End the connection."""
        self._client.request_session.close()


def _answer(ask: Callable[[], object], *, is_sending: bool = False) -> Mapping[str, object]:
    """
    Return what Notify answers, an empty table if it is none; raises what a failure of the client
    means.
    """
    try:
        answer = ask()
    except APIError as error:
        raise _meaning(error, is_sending=is_sending) from error
    except RecursionError as error:  # JSON that is nested without end
        raise _senseless(is_sending=is_sending) from error
    return cast("dict[str, object]", answer) if isinstance(answer, dict) else {}


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
    if status in _FAILURES:
        return Receipt(message_id, "failed", f"notify {status}")
    outcome: Outcome = "delivered" if status == "delivered" else "underway"
    return Receipt(message_id, outcome, outcome)


def _meaning(error: APIError, *, is_sending: bool) -> MailNotSent:
    """Return what a failure of the client means; only one while sending leaves doubt."""
    if error.response is None or isinstance(error, InvalidResponse):
        return _without_answer(error, is_sending=is_sending)
    return _refused(error.status_code, _sentences(error))


def _without_answer(error: APIError, *, is_sending: bool) -> MailNotSent:
    if is_sending and not _never_connected(error.__cause__):
        return MailInDoubt(
            "The connection to GOV.UK Notify was lost before it answered, so the message may have been taken.",
            is_late=isinstance(error.__cause__, requests.ReadTimeout),
        )
    sentence = "GOV.UK Notify cannot be reached; the message will be tried again."
    return MailServerDown(sentence, why="notify_unreachable")


def _senseless(*, is_sending: bool = False) -> MailNotSent:
    """Return what an answer means that is not Notify's; a proxy may stand before it."""
    if is_sending:
        return MailInDoubt(
            "GOV.UK Notify gave an answer that makes no sense, so the message may have been taken.",
            is_late=False,
        )
    sentence = "GOV.UK Notify gives an answer that makes no sense; the message will be tried again."
    return MailServerDown(sentence, why="notify_unreachable")


def _never_connected(cause: BaseException | None) -> bool:
    """Return whether the connection failed before anything was sent."""
    if isinstance(
        cause,
        requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError,
    ):
        return True
    if not isinstance(cause, requests.ConnectionError) or not cause.args:
        return False
    # Where no connection was made, `requests` wraps an error of urllib3 that has a reason; where
    # one was lost, an error that has none.
    return hasattr(cause.args[0], "reason")


def _refused(status: int, sentences: str) -> MailNotSent:
    """Return what a refusal means; what settings can mend or will pass is to be tried again."""
    why = f"notify {status}"
    if _RESTRICTED.search(sentences):
        sentence = (
            "GOV.UK Notify does not send to this recipient: the service is in trial mode, or "
            "notify_api_key is a team-only key. Ask Notify to make the service live, and use a live key."
        )
        return SettingsAtFault(sentence, why=f"notify_restricted {status}")
    if status == 403:
        sentence = (
            "GOV.UK Notify does not accept the key; see notify_api_key, "
            "and whether this machine's clock is right."
        )
        return MailServerDown(sentence, why=why)
    if status == 429 or status >= 500:
        return MailServerDown(
            f"GOV.UK Notify accepts no message now ({status}); it will be tried again.", why=why
        )
    if _SERVICE.search(sentences):
        sentence = (
            "GOV.UK Notify lets this service send no email; see its settings at Notify, "
            "and notify_api_key."
        )
        return MailServerDown(sentence, why=f"notify_settings {status}")
    if status == 404 or _SETTING.search(sentences):
        sentence = (
            "GOV.UK Notify does not know the template, its fields or the reply-to address; "
            "see the notify settings."
        )
        return MailServerDown(sentence, why=f"notify_settings {status}")
    if _ADDRESS.search(sentences):
        return AddressUnreachable(
            f"GOV.UK Notify accepts no mail for this address ({status}).", why=why
        )
    return MailNotSent(f"GOV.UK Notify does not take the message ({status}).", retry=False, why=why)


def _sentences(error: APIError) -> str:
    """Return what Notify said, which is only searched and never passed on."""
    untyped: Any = error
    faults: object = untyped.message
    if not isinstance(faults, list):
        return ""
    sentences = [
        cast("dict[str, object]", fault).get("message")
        for fault in cast("list[object]", faults)
        if isinstance(fault, dict)
    ]
    return " ".join(str(sentence) for sentence in sentences)

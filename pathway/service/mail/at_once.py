"""Mail that leaves at once and by no outbox, since somebody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from pathway import logs
from pathway.notifications.errors import MailNotSent, MailServerDown
from pathway.notifications.sending.mailers import Mailer
from pathway.service.mail import server_pauses
from pathway.service.mail.mail_backends import opened
from pathway.service.transactions import Installation
from pathway.storage.mail.pauses import SENDING


def send(installation: Installation, mailer: Mailer | None, letters: Sequence[EmailMessage]) -> int:
    """
    Send letters, unless the mail server has just refused the login, as it might lock the account;
    return how many left.

    Raises:
        MailNotSent: None of them left. Where one has, why another did not is logged.
    """
    pause = server_pauses.lasting(installation, SENDING)
    if pause is not None and pause.is_login:
        raise MailServerDown(pause.message, is_login=True)
    sent = 0
    try:
        with opened(mailer, installation.settings) as post:
            for letter in letters:
                post.send(letter)
                sent += 1
    except MailNotSent as error:
        if isinstance(error, MailServerDown):
            server_pauses.begin(installation, SENDING, error.message, is_login=error.is_login)
        if not sent:
            raise
        logs.error("mail.not_sent_at_once", error=error.why)
    return sent

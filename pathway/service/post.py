"""Which mailer the settings mean, and one that counts what it hands on."""

from __future__ import annotations

import ipaddress
from email.message import EmailMessage
from pathlib import Path

from pathway.errors import WrongUsage
from pathway.notifications.mailers import EmlFolder, Mailer
from pathway.notifications.smtp import NONE, PORTS, SmtpMailer, SmtpServer
from pathway.progress import Progress
from pathway.settings import Settings


class Counted:
    """A mailer that tells after each message how many it was given."""

    def __init__(self, mailer: Mailer, progress: Progress) -> None:
        self._mailer, self._progress, self._count = mailer, progress, 0

    def send(self, message: EmailMessage) -> None:
        """Hand the message on; raises what the mailer raises."""
        try:
            self._mailer.send(message)
        finally:
            self._count += 1
            self._progress(self._count, None)


def mailer_of(settings: Settings) -> SmtpMailer | EmlFolder:
    """
    Return what sends mail: the mail server that is set, else the folder of `.eml` files.

    Raises:
        WrongUsage: The settings do not fit together.
    """
    if not settings.smtp_host:
        return EmlFolder(Path(settings.mail_folder))
    if settings.smtp_security not in PORTS:
        raise WrongUsage(f"smtp_security is one of {', '.join(PORTS)}, not {settings.smtp_security}.")
    if settings.smtp_user and settings.smtp_security == NONE and not _is_this_machine(settings.smtp_host):
        raise WrongUsage("A password is not sent without encryption: set smtp_security to starttls or tls.")
    if settings.smtp_ca_file and not Path(settings.smtp_ca_file).is_file():
        raise WrongUsage(f"There is no file {settings.smtp_ca_file}, which smtp_ca_file names.")
    return SmtpMailer(
        SmtpServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password or _password(settings.smtp_password_file),
            settings.smtp_ca_file,
            settings.smtp_timeout_seconds,
        )
    )


def _password(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"The file of the mail password, {path}, cannot be read.") from error


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

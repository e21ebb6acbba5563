"""Which mailer the settings ask for, and into which letterbox bounces come back."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pathway.errors import WrongUsage
from pathway.notifications.addresses import named_address, plain_address
from pathway.notifications.errors import LetterRefused
from pathway.notifications.receipts import Letterbox
from pathway.notifications.receiving.imap import PORTS as IMAP_PORTS
from pathway.notifications.receiving.imap import ImapFolder, ImapLetterbox
from pathway.notifications.receiving.maildir import Maildir
from pathway.notifications.sending.mailers import EmlFolder, Mailer
from pathway.notifications.sending.smtp import NONE, PORTS, SmtpMailer, SmtpServer
from pathway.notifications.tokens import TokenClient, TokenSource, token_source
from pathway.notifications.writing.letters import BASE_URL
from pathway.settings import Settings
from pathway.text_files import content_of, text_of

if TYPE_CHECKING:
    from pathway.notifications.sending.notify import NotifyMailer

NUMBER = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
API_KEY = re.compile(rf".*{NUMBER}-{NUMBER}")


@contextmanager
def opened(own: Mailer | None, settings: Settings) -> Generator[Mailer]:
    """
    Yield the host's own mailer, or where it has none one that is made for this and closed
    afterwards; raises what `mailer_of` raises.
    """
    if own is not None:
        yield own
        return
    made = mailer_of(settings)
    try:
        yield made
    finally:
        made.close()


def mailer_of(settings: Settings) -> NotifyMailer | SmtpMailer | EmlFolder:
    """
    Return what sends mail: GOV.UK Notify or the mail server, whichever is set, else the folder of
    `.eml` files.

    Raises:
        WrongUsage: The settings do not fit together, or Notify's client is not installed.
    """
    _check_letterhead(settings)
    if settings.notify_api_key or settings.notify_api_key_file:
        return _notify(settings)
    if settings.smtp_host:
        return _smtp(settings)
    return EmlFolder(Path(settings.mail_folder))


def letterbox_of(settings: Settings) -> Letterbox | None:
    """
    Return the letterbox into which bounces come back, or None where none is set.

    Raises:
        WrongUsage: The settings do not fit together.
    """
    if settings.bounces_maildir and settings.bounces_imap_host:
        raise WrongUsage(
            "Bounces are read from one place: set bounces_maildir or bounces_imap_host, not both."
        )
    if settings.bounces_maildir:
        return Maildir(Path(settings.bounces_maildir))
    return _imap(settings) if settings.bounces_imap_host else None


def _check_letterhead(settings: Settings) -> None:
    """
    Check what every letter carries before the first is written, so that none is given up for a
    fault in the settings.
    """
    named_address(settings.sender, "sender")
    if settings.bounces_address:
        plain_address(settings.bounces_address, "bounces' recipient")
    if settings.anchor_to:
        plain_address(settings.anchor_to, "anchors' recipient")
    if settings.base_url and not BASE_URL.fullmatch(settings.base_url):
        raise LetterRefused(
            "The setting base_url is not an address such as https://pathway.example.org."
        )


def _notify(settings: Settings) -> NotifyMailer:
    if settings.smtp_host:
        raise WrongUsage("Mail is sent in one way: set notify_api_key or smtp_host, not both.")
    if settings.anchor_to:
        raise WrongUsage(
            "GOV.UK Notify carries no files: leave anchor_to out, and let a schedule run `pathway anchor -o FILE`."
        )
    key = secret_of(settings.notify_api_key, settings.notify_api_key_file, "notify_api_key")
    if not API_KEY.fullmatch(key):
        raise WrongUsage(
            "notify_api_key is not a key of GOV.UK Notify: a key is its name, the service's ID and the secret."
        )
    if not re.fullmatch(NUMBER, settings.notify_template_id):
        raise WrongUsage(
            "Set notify_template_id to the number of the email template; see the guide to sending mail."
        )
    if not is_safe(settings.notify_base_url):
        raise WrongUsage(
            "notify_base_url begins with https://: nothing is sent to Notify without encryption."
        )
    try:
        from pathway.notifications.sending.notify import NotifyAccount, NotifyMailer
    except ImportError as error:
        way_out = "install it with: pip install 'practice-review-pathway[notify]'"
        raise WrongUsage(f"The client of GOV.UK Notify is not installed; {way_out}") from error
    return NotifyMailer(
        NotifyAccount(
            key,
            template_id=settings.notify_template_id,
            base_url=settings.notify_base_url,
            reply_to_id=settings.notify_reply_to_id,
            timeout=settings.notify_timeout_seconds,
        )
    )


def _smtp(settings: Settings) -> SmtpMailer:
    host, user = settings.smtp_host, settings.smtp_user
    _check_encryption("smtp", host, settings.smtp_security, known=tuple(PORTS), user=user)
    _check_certificates("smtp_ca_file", settings.smtp_ca_file)
    password = secret_of(settings.smtp_password, settings.smtp_password_file, "smtp_password")
    timeout = settings.smtp_timeout_seconds
    return SmtpMailer(
        SmtpServer(
            host,
            settings.smtp_port,
            settings.smtp_security,
            user=user,
            password=password,
            tokens=_tokens(settings, timeout) if user and not password else None,
            ca_file=settings.smtp_ca_file,
            timeout=timeout,
            data_timeout=settings.smtp_data_timeout_seconds,
            bounces=settings.bounces_address,
        )
    )


def _imap(settings: Settings) -> ImapLetterbox:
    host, user = settings.bounces_imap_host, settings.bounces_imap_user
    security = settings.bounces_imap_security
    _check_encryption("bounces_imap", host, security, known=tuple(IMAP_PORTS), user=user)
    _check_certificates("bounces_imap_ca_file", settings.bounces_imap_ca_file)
    password = secret_of(
        settings.bounces_imap_password, settings.bounces_imap_password_file, "bounces_imap_password"
    )
    timeout = settings.bounces_imap_timeout_seconds
    return ImapLetterbox(
        ImapFolder(
            host,
            settings.bounces_imap_port,
            security,
            user=user,
            password=password,
            tokens=_tokens(settings, timeout) if user and not password else None,
            folder=settings.bounces_imap_folder,
            ca_file=settings.bounces_imap_ca_file,
            timeout=timeout,
        )
    )


def _tokens(settings: Settings, timeout: float) -> TokenSource | None:
    """Return where a token is had to log in with, or None where no token is to be had."""
    url = settings.oauth_token_url
    if not url:
        return None
    if not is_safe(url):
        raise WrongUsage(
            "oauth_token_url begins with https://: the secret is not sent without encryption."
        )
    secret = secret_of(
        settings.oauth_client_secret, settings.oauth_client_secret_file, "oauth_client_secret"
    )
    if not (settings.oauth_client_id and secret):
        raise WrongUsage("A token needs oauth_client_id and oauth_client_secret besides the url.")
    client = TokenClient(
        url, settings.oauth_client_id, secret, scope=settings.oauth_scope, timeout=timeout
    )
    return token_source(client)


def is_safe(url: str) -> bool:
    """Return whether what is sent to an address is encrypted, or stays on this machine."""
    address = urlsplit(url)
    if address.scheme == "https":
        return bool(address.hostname)
    return address.scheme == "http" and _is_this_machine(address.hostname or "")


def _check_encryption(
    service: str, host: str, security: str, known: tuple[str, ...], user: str
) -> None:
    if security not in known:
        raise WrongUsage(f"{service}_security is one of {', '.join(known)}, not {security}.")
    if user and security == NONE and not _is_this_machine(host):
        raise WrongUsage(
            f"A password is not sent without encryption: set {service}_security to starttls or tls."
        )


def _check_certificates(setting: str, path: str) -> None:
    if path and not Path(path).is_file():
        raise WrongUsage(f"There is no file {path}, which {setting} names.")


def secret_of(value: str, path: str, name: str) -> str:
    """Return a secret as it is set, else as it is in the file that is set for it."""
    if value or not path:
        return value
    try:
        return text_of(content_of(Path(path))).strip()
    except OSError as error:
        raise WrongUsage(f"The file {path}, which {name}_file names, cannot be read.") from error
    except ValueError as error:
        raise WrongUsage(f"The file {path}, which {name}_file names, is {error}.") from error


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

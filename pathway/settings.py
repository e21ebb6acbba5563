"""
What an installation may choose: from the call, else the environment, else `pathway.toml`, else the
default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PREFIX = "PATHWAY_"
FILE = "pathway.toml"
TRUE, FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Where things are, and how the installation speaks.

    Args:
        database: The database's address.
        key_file: The master key's file; left out, it is looked for beside a database that is a
            file.
        definition: The name of the definition that new cases follow; without one the latest that
            was loaded.
        mail_folder: Where `dispatch` writes its `.eml` files.
        sender: Whom emails come from.
        base_url: Where the host shows cases; without it emails name the command.
        message_domain: The domain of Message-IDs.
        smtp_host: The mail server; without one, and without Notify, emails are written into the
            mail folder.
        smtp_port: Its port; 0 means the usual one of its security.
        smtp_security: `starttls`, `tls` from the start, or `none`.
        smtp_user: The name to log in with, if the server wants one.
        smtp_password: Its password; best from the environment.
        smtp_password_file: A file that holds the password instead.
        smtp_ca_file: Certificates to trust besides the system's.
        smtp_timeout_seconds: How long to wait for each answer of the mail server.
        smtp_data_timeout_seconds: How long to wait until it has taken a whole message; a server
            that is not waited for may get it twice.
        oauth_token_url: Where a token is had (OAuth 2.0, client credentials) to log in with in
            place of a password; used by SMTP and IMAP where they have a user and no password.
        oauth_client_id: The client's id.
        oauth_client_secret: The client's secret; best from the environment.
        oauth_client_secret_file: A file that holds the secret instead.
        oauth_scope: What the token is for.
        notify_api_key: The key of a GOV.UK Notify service; with one emails leave through it. Best
            from the environment.
        notify_api_key_file: A file that holds the key instead.
        notify_template_id: The number of an email template that consists of `((subject))` and
            `((text))`.
        notify_reply_to_id: The number of the service's reply-to address, if not its default one.
        notify_base_url: Where Notify is.
        notify_timeout_seconds: How long to wait for each answer of Notify.
        bounces_address: Where mail servers send what cannot be delivered; the sender's address if
            not given.
        bounces_maildir: The Maildir in which that arrives.
        bounces_imap_host: The IMAP server at which that arrives instead.
        bounces_imap_port: Its port; 0 means the usual one of its security.
        bounces_imap_security: `tls` from the start, `starttls`, or `none`.
        bounces_imap_user: The name to log in with.
        bounces_imap_password: Its password; best from the environment.
        bounces_imap_password_file: A file that holds the password instead.
        bounces_imap_folder: The folder.
        bounces_imap_ca_file: Certificates to trust besides the system's.
        bounces_imap_timeout_seconds: How long to wait for each answer of the IMAP server.
        digest_hour: The hour, by London clocks, at which the digest of a day is sent.
        digest_days: `working`, `daily`, or weekdays such as `mon wed fri`.
        opening_hour: From which hour of a working day on what cannot wait is sent.
        closing_hour: From which hour on it waits for the next working day.
        lease_seconds: How long a worker may take over one message before another tries it.
        json: Whether the command line prints JSON.
        now: The instant at which the command line's commands happen; of a rehearsal only.
        verbose: Whether the command line logs everything and shows tracebacks.
    """

    database: str = "sqlite:///pathway.db"
    key_file: str = ""
    definition: str = ""
    mail_folder: str = "mail"
    sender: str = "Pathway <pathway@pathway.example.org>"
    base_url: str = ""
    message_domain: str = "pathway.example.org"
    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_password_file: str = ""
    smtp_ca_file: str = ""
    smtp_timeout_seconds: int = 30
    smtp_data_timeout_seconds: int = 600
    oauth_token_url: str = ""
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    oauth_client_secret_file: str = ""
    oauth_scope: str = ""
    notify_api_key: str = field(default="", repr=False)
    notify_api_key_file: str = ""
    notify_template_id: str = ""
    notify_reply_to_id: str = ""
    notify_base_url: str = "https://api.notifications.service.gov.uk"
    notify_timeout_seconds: int = 30
    bounces_address: str = ""
    bounces_maildir: str = ""
    bounces_imap_host: str = ""
    bounces_imap_port: int = 0
    bounces_imap_security: str = "tls"
    bounces_imap_user: str = ""
    bounces_imap_password: str = field(default="", repr=False)
    bounces_imap_password_file: str = ""
    bounces_imap_folder: str = "INBOX"
    bounces_imap_ca_file: str = ""
    bounces_imap_timeout_seconds: int = 30
    digest_hour: int = 8
    digest_days: str = "working"
    opening_hour: int = 8
    closing_hour: int = 18
    lease_seconds: int = 120
    json: bool = False
    now: str = ""
    verbose: bool = False

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """
        Return the defaults, overridden by `PATHWAY_...` variables; empty ones are ignored.

        Raises:
            ValueError: A variable cannot be read; the sentence names every one.
        """
        return cls.find((), os.environ if environment is None else environment)

    @classmethod
    def find(cls, folders: Sequence[Path], environment: Mapping[str, str]) -> Settings:
        """
        Return the settings of the first folder that has a `pathway.toml`, overridden by the
        environment.

        Raises:
            ValueError: The file is not TOML, or the file or a variable says what no setting takes;
                the sentence has every fault.
        """
        path = next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)
        reading = _Reading()
        if path is not None:
            reading.read_file(path)
        reading.read_environment(environment)
        if reading.faults:
            raise ValueError(f"The settings cannot be read: {'; '.join(reading.faults)}.")
        return cls(**reading.values)


DEFAULTS: Mapping[str, str | int | bool] = asdict(Settings())


@dataclass
class _Reading:
    """What was read so far, in the types of the settings, and every fault."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    faults: list[str] = field(default_factory=list[str])

    def read_file(self, path: Path) -> None:
        """Read a file; what it does not say stays as it is."""
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(f"{path} is not TOML: {error}")
            return
        unknown = sorted(set(table) - set(DEFAULTS))
        if unknown:
            known = ", ".join(sorted(DEFAULTS))
            self.faults.append(f"{path} has no setting {', '.join(unknown)}, only {known}")
        for name in DEFAULTS:
            if name in table:
                self._take(name, table[name], f"{name} in {path}")

    def read_environment(self, environment: Mapping[str, str]) -> None:
        """Read the variables; an empty one is as good as none."""
        for name in DEFAULTS:
            variable = f"{PREFIX}{name.upper()}"
            if environment.get(variable):
                self._take(name, environment[variable], variable)

    def _take(self, name: str, value: object, where: str) -> None:
        try:
            self.values[name] = _read(value, DEFAULTS[name])
        except ValueError as error:
            self.faults.append(f"{where} is {error}")


def _read(value: object, default: str | int | bool) -> str | int | bool:
    """
    Return a value in the type of its setting.

    Raises:
        ValueError: It cannot be one; says what it should be.
    """
    if isinstance(default, bool):  # before int, since a bool is one
        return _yes_or_no(value)
    if isinstance(default, int):
        return _whole_number(value, default)
    # A password of digits alone need not stand in quotes.
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('not a text in quotes, such as "text"')
    return str(value)


def _yes_or_no(value: object) -> bool:
    word = str(value).lower()
    if word not in TRUE + FALSE:
        raise ValueError("neither true nor false")
    return word in TRUE


def _whole_number(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise ValueError(f"not a whole number such as {default}") from error

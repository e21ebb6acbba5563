"""
What an installation may choose: from the call, else the environment, else `pathway.toml`, else the
default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pathway.errors import MAX_SHOWN_FAULTS, MAX_SHOWN_LENGTH, shown
from pathway.text_files import content_of, text_of, toml_of

PREFIX = "PATHWAY_"
FILE = "pathway.toml"
TRUE, FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Everything that an installation can set.

    Args:
        database: The address of the database.
        key_file: The file of the master key; if left out, it is looked for next to a database that
            is a file.
        definition: The name of the definition that new cases follow; if left out, the latest that
            was loaded.
        partnership: The partnership's name, as shown on papers.
        risk_contact: A sentence on whom to tell if a child is at risk now, shown at the top of
            referral forms.
        document_folder: The folder in which the files of cases are kept, encrypted; if left out,
            they are kept in the database.
        document_size_limit: The largest size of a file in MB, 1 to 100.
        mail_folder: The folder to which `dispatch` writes `.eml` files.
        sender: The sender of emails.
        base_url: The address at which cases are shown, to which emails lead; without it, they say
            whom to contact.
        help_contact: Whom to contact for help, as emails say it, such as a name and a telephone number;
            if left out, the first of the business unit by name and email.
        message_domain: The domain of Message-IDs.
        smtp_host: The mail server; without it, and without Notify, emails are written to the mail
            folder.
        smtp_port: Its port; 0 is the usual port for its security.
        smtp_security: `starttls`, `tls` from the start, or `none`.
        smtp_user: The user to log in as, if the server requires it.
        smtp_password: The password; best set in the environment.
        smtp_password_file: A file with the password instead.
        smtp_ca_file: Certificates to trust in addition to the system's.
        smtp_timeout_seconds: How long to wait for each answer from the mail server.
        smtp_data_timeout_seconds: How long to wait until the server has accepted a whole message; a
            server that is not waited for may get it twice.
        oauth_token_url: Where a token is obtained (OAuth 2.0, client credentials) to log in with
            instead of a password; used by SMTP and IMAP if they have a user and no password.
        oauth_client_id: The client's id.
        oauth_client_secret: The client's secret; best set in the environment.
        oauth_client_secret_file: A file with the secret instead.
        oauth_scope: What the token is for.
        notify_api_key: The API key of a GOV.UK Notify service, through which emails are then sent;
            best set in the environment.
        notify_api_key_file: A file with the API key instead.
        notify_template_id: The id of an email template that consists of `((subject))` and
                `((text))`.
        notify_reply_to_id: The id of the reply-to address, if it is not the service's default.
        notify_base_url: The address of Notify.
        notify_timeout_seconds: How long to wait for each answer from Notify.
        bounces_address: The address to which mail servers return what they cannot deliver; if left
            out, the sender's.
        bounces_maildir: The Maildir in which bounces arrive.
        bounces_imap_host: The IMAP server at which bounces arrive instead.
        bounces_imap_port: Its port; 0 is the usual port for its security.
        bounces_imap_security: `tls` from the start, `starttls`, or `none`.
        bounces_imap_user: The user to log in as.
        bounces_imap_password: The password; best set in the environment.
        bounces_imap_password_file: A file with the password instead.
        bounces_imap_folder: The folder in which bounces arrive.
        bounces_imap_ca_file: Certificates to trust in addition to the system's.
        bounces_imap_timeout_seconds: How long to wait for each answer from the IMAP server.
        digest_hour: The hour, London time, at which digests are sent.
        digest_days: `working`, `daily`, or weekdays such as `mon wed fri`.
        anchor_to: The address to which an anchor is mailed each day; best that of somebody who
            cannot write to the database.
        opening_hour: The hour of a working day from which urgent messages are sent.
        closing_hour: The hour from which they wait for the next working day.
        lease_seconds: How long a worker may spend on a message before another worker tries it.
        sign_in_minutes: For how many minutes a link to sign in at the desk may be used, 1 to 1440.
        session_hours: How many hours after signing in somebody has to sign in again, 1 to 24.
        session_idle_minutes: After how many minutes of doing nothing somebody has to sign in again,
            1 to 1440.
        oidc_issuer: The issuer of the OpenID Connect provider through which people sign in at the
            desk, exactly as it names itself; if left out, they sign in by email.
        oidc_client_id: The desk's id at the provider.
        oidc_client_secret: The desk's secret; best set in the environment.
        oidc_client_secret_file: A file with the secret instead.
        metrics_token: What a Prometheus server sends to be shown figures at `/metrics` of the desk, at
            least 16 characters; best set in the environment. If left out, there is no such page.
        metrics_token_file: A file with the token instead.
        token_file: The file with the token of whoever asks on the command line; only its owner may
            be able to read it.
        json: Whether the command line prints JSON.
        now: The time at which commands on the command line happen; in a rehearsal only.
        verbose: Whether the command line logs everything and shows tracebacks.
    """

    database: str = field(default="sqlite:///pathway.db", repr=False)
    key_file: str = ""
    definition: str = ""
    partnership: str = "safeguarding children partnership"
    risk_contact: str = (
        "If a child is at risk of harm now, do not use this form: call children's social care where "
        "the child lives, or 999 in an emergency."
    )
    document_folder: str = ""
    document_size_limit: int = 20
    mail_folder: str = "mail"
    sender: str = "Pathway <pathway@pathway.example.org>"
    base_url: str = ""
    help_contact: str = ""
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
    anchor_to: str = ""
    opening_hour: int = 8
    closing_hour: int = 18
    lease_seconds: int = 120
    sign_in_minutes: int = 15
    session_hours: int = 12
    session_idle_minutes: int = 60
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_client_secret_file: str = ""
    metrics_token: str = field(default="", repr=False)
    metrics_token_file: str = ""
    token_file: str = ""
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
HOURS, PORTS, SECONDS = range(24 + 1), range(65_535 + 1), range(1, 86_400 + 1)
MINUTES, SESSION_HOURS = range(1, 1_440 + 1), range(1, 24 + 1)
MEGABYTES = range(1, 100 + 1)
BY_ENDING: Mapping[str, range] = {"_port": PORTS, "_seconds": SECONDS, "_minutes": MINUTES}
# Which numbers make sense; all others are hours of the day.
BOUNDS: Mapping[str, range] = {
    name: bounds
    for name in DEFAULTS
    for ending, bounds in BY_ENDING.items()
    if name.endswith(ending)
} | {"document_size_limit": MEGABYTES, "session_hours": SESSION_HOURS}


@dataclass
class _Reading:
    """What was read so far, in the types of the settings, and every fault."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    faults: list[str] = field(default_factory=list[str])

    def read_file(self, path: Path) -> None:
        """Read a file; what it does not say stays as it is."""
        try:
            table = toml_of(text_of(content_of(path)))
        except ValueError as error:
            self.faults.append(f"{path} is {error}")
            return
        unknown = sorted(set(table) - set(DEFAULTS))
        if unknown:
            names = [unknown_name(name) for name in unknown[:MAX_SHOWN_FAULTS]]
            if len(unknown) > len(names):
                names.append(f"and {len(unknown) - len(names)} more")
            self.faults.append(f"{path} has no setting {', '.join(names)}")
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
            self.values[name] = value_of(name, value)
        except ValueError as error:
            self.faults.append(f"{where} is {error}")


def unknown_name(name: str) -> str:
    """Return the name of no setting, with the setting that was probably meant, if any."""
    from difflib import get_close_matches

    near = get_close_matches(name[:MAX_SHOWN_LENGTH].lower(), DEFAULTS, n=1)
    return f"{shown(name)} (did you mean {near[0]}?)" if near else shown(name)


def value_of(name: str, value: object) -> str | int | bool:
    """
    Return a value in the type of its setting.

    Raises:
        ValueError: It cannot be one; says what it should be, after "is".
    """
    default = DEFAULTS[name]
    if isinstance(default, bool):  # before int, since a bool is one
        return _yes_or_no(value)
    if isinstance(default, int):
        return _whole_number(value, default, BOUNDS.get(name, HOURS))
    # A password of digits alone need not stand in quotes.
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('not a text in quotes, such as "text"')
    return str(value)


def _yes_or_no(value: object) -> bool:
    word = str(value).lower()
    if word not in TRUE + FALSE:
        raise ValueError("neither true nor false")
    return word in TRUE


def _whole_number(value: object, default: int, bounds: range) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise ValueError(f"not a whole number such as {default}") from error
    if number not in bounds:
        raise ValueError(f"not between {bounds[0]} and {bounds[-1]}")
    return number

"""What keeps mail from leaving or coming back: what `doctor` finds of it, each with its remedy."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, suppress

from pathway.errors import PathwayError
from pathway.notifications.addresses import is_reserved, named_address
from pathway.notifications.errors import MailServerDown, ReturnsUnreadable
from pathway.notifications.sending.mailers import Checked, EmlFolder
from pathway.notifications.sending.smtp import SmtpMailer
from pathway.service.mail import server_pauses
from pathway.service.mail.mail_backends import letterbox_of, mailer_of
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.today import Diagnosis
from pathway.settings import Settings
from pathway.storage.mail import outbox
from pathway.storage.mail.pauses import RETURNS, SENDING, Pause
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.calendar.working_days import LONDON

# What is kept with a message that was not taken for a fault of the settings, and its remedy.
REFUSALS = {
    "smtp_relaying": "the mail server does not relay mail for us; see smtp_user and smtp_host",
    "smtp_standing": "the mail server takes no mail from this sender; see sender and smtp_user",
    "notify_restricted": "the service of GOV.UK Notify is in trial mode, or notify_api_key is a team-only key",
    "dsn": "the servers of the recipients do not trust the sender; see sender, and SPF, DKIM and DMARC of its domain",
}
AGAIN = "Then run `pathway mail test EMAIL`: when it succeeds, they are tried again."


def examine_post(installation: Installation, *, has_mailer: bool) -> list[Diagnosis]:
    """
    Return whether mail can leave and what comes back can be read, as far as that is configured;
    nothing is sent. A server that refused the login a short while ago is not tried.

    Args:
        has_mailer: The host brought its own, so that the settings for sending do not matter.
    """
    diagnoses = [] if has_mailer else _mailer(installation)
    return [*diagnoses, *_letterbox(installation)]


def refused_mail(unit: UnitOfWork) -> list[Diagnosis]:
    """Look for messages that are not taken until a setting is mended."""
    refused = Counter[str]()
    for error, count in outbox.errors(unit.connection).items():
        refused[error.partition(" ")[0]] += count
    return [
        Diagnosis(
            "mail", "fault", f"Messages that are not taken: {refused[word]}; {remedy}. {AGAIN}"
        )
        for word, remedy in REFUSALS.items()
        if refused[word]
    ]


def _mailer(installation: Installation) -> list[Diagnosis]:
    pause = _pause(installation, SENDING)
    if pause is not None and pause.is_login:
        return [Diagnosis("mail_server", "fault", _refused_login(pause, "`pathway mail test`"))]
    try:
        with closing(mailer_of(installation.settings)) as mailer:
            if isinstance(mailer, EmlFolder):
                return [_folder(installation, mailer)]
            diagnoses = _sender(installation.settings) if isinstance(mailer, SmtpMailer) else []
            return [*diagnoses, _checked(mailer, pause)]
    except MailServerDown as error:
        _remember(installation, SENDING, error)
        return [Diagnosis("mail_server", "fault", error.message)]
    except PathwayError as error:
        return [Diagnosis("mail_server", "fault", error.message)]


def _folder(installation: Installation, mailer: EmlFolder) -> Diagnosis:
    """Return what is found of mail that only goes to a folder, which a rehearsal intends."""
    sentence = f"Mail is only written into the folder {mailer.path}, and reaches nobody"
    if _is_rehearsal(installation):
        return Diagnosis("mail_server", "ok", f"{sentence}.")
    return Diagnosis("mail_server", "warning", f"{sentence}: set smtp_host or notify_api_key.")


def _is_rehearsal(installation: Installation) -> bool:
    """Return whether nobody is meant to get mail; no where the database cannot say."""
    with suppress(PathwayError), installation.reading() as unit:
        return unit.is_rehearsal
    return False


def _checked(mailer: Checked, pause: Pause | None) -> Diagnosis:
    well = mailer.check()
    if pause is None:
        return Diagnosis("mail_server", "ok", f"{well}.")
    waits = f"mail waits until {_time(pause)}, or until `pathway mail test` succeeds"
    return Diagnosis("mail_server", "fault", f"{well}; but {waits}, because: {pause.message}")


def _sender(settings: Settings) -> list[Diagnosis]:
    """Look for the sender of the examples, which receivers reject and nobody can answer."""
    domains = {
        "sender": named_address(settings.sender, "sender").domain,
        "message_domain": settings.message_domain,
    }
    reserved = [name for name, domain in domains.items() if is_reserved(domain)]
    if not reserved:
        return []
    domain, names = domains[reserved[0]], " and ".join(reserved)
    sentence = f"Mail leaves under a name that is only good for examples ({domain}); set {names}."
    return [Diagnosis("sender", "warning", sentence)]


def _letterbox(installation: Installation) -> list[Diagnosis]:
    pause = _pause(installation, RETURNS)
    if pause is not None and pause.is_login:
        return [Diagnosis("bounces", "fault", _refused_login(pause, "`pathway mail receipts`"))]
    try:
        letterbox = letterbox_of(installation.settings)
        if letterbox is None:
            return []
        with closing(letterbox):
            return [Diagnosis("bounces", "ok", f"{letterbox.check()}.")]
    except ReturnsUnreadable as error:
        _remember(installation, RETURNS, error)
        return [Diagnosis("bounces", "fault", error.message)]
    except PathwayError as error:
        return [Diagnosis("bounces", "fault", error.message)]


def _pause(installation: Installation, name: str) -> Pause | None:
    """Return the pause of a server, or None where the database cannot say."""
    with suppress(PathwayError):
        return server_pauses.lasting(installation, name)
    return None


def _remember(
    installation: Installation, name: str, error: MailServerDown | ReturnsUnreadable
) -> None:
    """Leave a server alone that refused the login, so that looking again and again locks nothing."""
    if error.is_login:
        with suppress(PathwayError):
            server_pauses.begin(installation, name, error.message, is_login=True)


def _refused_login(pause: Pause, command: str) -> str:
    return f"{pause.message} It is tried again with other settings, by {command}, or at {_time(pause)}."


def _time(pause: Pause) -> str:
    until = pause.until.astimezone(LONDON)
    return f"{day_words(until)} {until:%H:%M}"

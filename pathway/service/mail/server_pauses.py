"""
Which servers are left alone for now: one that is down is not asked again for each message, and one
that refuses a login not until it locks the account.

What somebody asks for by hand (`mail test`, `mail retry`, `mail receipts`) is tried at once, and so
is everything with other settings.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from pathway import logs
from pathway.service.retrying import wait_for_server
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.settings import Settings
from pathway.storage.mail import pauses
from pathway.storage.mail.pauses import Pause
from pathway.text_files import content_of

ABOUT_MAIL = ("smtp_", "notify_", "bounces_", "oauth_", "sender")


def lasting(installation: Installation, name: str) -> Pause | None:
    """Return the pause of that name if the server is still left alone."""
    with installation.reading() as unit:
        return lasting_in(unit, name)


def lasting_in(unit: UnitOfWork, name: str) -> Pause | None:
    """Return the pause of that name if the server is still left alone."""
    pause = pauses.find(unit.connection, name)
    if pause is None or not pause.lasts(unit.now, settings_word(unit.installation.settings)):
        return None
    return pause


def begin(installation: Installation, name: str, message: str, *, is_login: bool) -> None:
    """Leave a server alone after it failed, longer each time that it fails with these settings."""
    word = settings_word(installation.settings)

    def write(unit: UnitOfWork) -> None:
        before = pauses.find(unit.connection, name)
        again = before is not None and before.settings == word
        failures = before.failures + 1 if before is not None and again else 1
        wait = wait_for_server(failures, is_login=is_login)
        pause = Pause(
            word,
            failures,
            unit.now,
            until=unit.now + wait,
            is_login=is_login,
            message=message,
        )
        pauses.begin(unit.connection, name, pause)
        logs.warning("server.paused", server=name, until=pause.until.isoformat(), why=message)

    installation.in_transaction(write)


def end(installation: Installation, name: str) -> None:
    """Forget how often a server failed, since it works or somebody wants it tried."""
    with installation.reading() as unit:
        if pauses.find(unit.connection, name) is None:
            return
    installation.in_transaction(lambda unit: pauses.end(unit.connection, name))


def settings_word(settings: Settings) -> str:
    """
    Return a word that differs where the settings of mail do.

    Of passwords and keys it has 16 bits, which show that one was changed and help nobody to guess
    it.
    """
    fields = {
        name: value for name, value in asdict(settings).items() if name.startswith(ABOUT_MAIL)
    }
    secrets = {
        name: f"{value}{_content(value) if name.endswith('_file') else ''}"
        for name, value in fields.items()
        if _is_secret(name)
    }
    others = {name: value for name, value in fields.items() if not _is_secret(name)}
    return f"{_digest(others)[:16]}-{_digest(secrets)[:4]}"


def _is_secret(name: str) -> bool:
    return any(word in name for word in ("password", "secret", "key"))


def _content(path: object) -> str:
    try:
        return content_of(Path(str(path))).decode("utf-8", "replace") if path else ""
    except OSError:
        return ""


def _digest(fields: dict[str, object] | dict[str, str]) -> str:
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()

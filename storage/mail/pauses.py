"""
Servers that are left alone for a while: a mail server that is down or refuses the login, a mailbox
that cannot be opened.

What happened is kept among the settings of the database, so that the next command and the other
workers know it too.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from pathway.storage import configuration
from pathway.storage.configuration import PASSING

SENDING, RETURNS = f"{PASSING}sending", f"{PASSING}returns"


@dataclass(frozen=True, slots=True)
class Pause:
    """
    Why a server is left alone, and how long.

    Args:
        settings: A word for the settings with which it failed: with others it is tried at once.
        failures: How often it failed in a row.
        since: When it failed last.
        until: From when it is tried again.
        is_login: It refused a login, and locks the account if that is tried too often.
        message: What is wrong, in a sentence.
    """

    settings: str
    failures: int
    since: datetime
    until: datetime
    is_login: bool
    message: str

    def lasts(self, now: datetime, settings: str) -> bool:
        """Return whether the server is still left alone; a clock that was put back ends it too."""
        return self.settings == settings and self.since <= now < self.until


def find(stored: dict[str, str], name: str) -> Pause | None:
    """Return the pause of that name among the stored settings, or None if there is none."""
    if name not in stored:
        return None
    fields = json.loads(stored[name])
    for instant in ("since", "until"):
        fields[instant] = datetime.fromisoformat(fields[instant])
    return Pause(**fields)


def begin(connection: Connection, name: str, pause: Pause) -> None:
    """Leave a server alone."""
    fields = asdict(pause)
    fields |= {"since": pause.since.isoformat(), "until": pause.until.isoformat()}
    configuration.put(connection, name, json.dumps(fields))


def end(connection: Connection, name: str) -> None:
    """Let a server be tried again."""
    configuration.put(connection, name, None)

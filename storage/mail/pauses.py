"""
Servers that are left alone for a while: a mail server that is down or refuses the login, a mailbox
that cannot be opened.

What happened is kept in the database, so that the next command and the other workers know it too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, delete, select

from pathway.storage.database.dialects import upsert
from pathway.storage.database.mail_tables import pause

SENDING, RETURNS = "sending", "returns"


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


def find(connection: Connection, name: str) -> Pause | None:
    """Return the pause of a server, or None if it is not left alone."""
    columns = [pause.c[field.name] for field in fields(Pause)]
    row = connection.execute(select(*columns).where(pause.c.name == name)).first()
    return Pause(*row) if row is not None else None


def begin(connection: Connection, name: str, begun: Pause) -> None:
    """Leave a server alone."""
    connection.execute(upsert(connection, pause), {"name": name, **asdict(begun)})


def end(connection: Connection, name: str) -> None:
    """Let a server be tried again."""
    connection.execute(delete(pause).where(pause.c.name == name))

"""
The places at which a process can die, named from outside: the product knows nothing of them.

They are read off what SQLAlchemy tells its listeners (a statement, a commit) and what Python tells
its auditors (a command to a mail server, a file that is written, renamed or removed). Run in a
process of its own that becomes the command, this writes down each point that is passed, and kills
the process with SIGKILL where the plan says so.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from tests import forks
from tests.chaos import clocks

MOST_NOTED = 50  # times; a worker passes the same points for as long as it runs
WRITE = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|CREATE(?: UNIQUE)? \w+) (pathway_\w+)")
READ = re.compile(r"\b(SELECT)\b.*?(pathway_\w+)", re.DOTALL)
SENT = ("ehlo", "mail", "rcpt", "data", "quit", "rset")
FILE_EVENTS = ("os.rename", "os.remove", "os.link", "os.chmod")
WRITING = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True)
class Plan:
    """
    What is done to a process from inside.

    Args:
        passed: The file to which each point that is passed is written.
        kill_at: The point at which it is killed; nowhere if left out.
        time: At which passing of that point.
        clock: A file with the seconds by which its time of day is wrong, read at each SIGUSR1.
        pages: How many more pages an SQLite database may have before its disk is full.
    """

    passed: Path
    kill_at: str = ""
    time: int = 1
    clock: Path | None = None
    pages: int | None = None


def become(
    plan: Plan,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[Path],
) -> None:
    """Be the command, watched as the plan says."""
    if plan.clock is not None:
        clocks.follow(plan.clock)
    _Watch(plan, os.fspath(folder)).listen()
    forks.command(arguments, folder, environment, streams)


def name_of(sql: str) -> str:
    """Return a statement as a point names it: what it does, to which table."""
    match = WRITE.search(sql) or READ.search(sql)
    return f"{match[1]} {match[2]}" if match else sql.split()[0]


@dataclass
class _Watch:
    plan: Plan
    folder: str
    counts: Counter[str] = field(default_factory=Counter[str])
    # What a connection has written since its last commit, by the driver's connection.
    written: dict[int, str] = field(default_factory=dict[int, str])
    committed: dict[int, str] = field(default_factory=dict[int, str])

    def __post_init__(self) -> None:
        self.notes = os.open(self.plan.passed, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def reach(self, point: str) -> None:
        """Write down that a point is reached, and die there if that is the plan."""
        self.counts[point] += 1
        if self.counts[point] <= MOST_NOTED:
            os.write(self.notes, f"{point}\n".encode())
        if point == self.plan.kill_at and self.counts[point] == self.plan.time:
            os.kill(os.getpid(), signal.SIGKILL)

    def listen(self) -> None:
        """Listen to every engine and to Python."""
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)
        event.listen(Pool, "reset", self._over)
        event.listen(Pool, "connect", self._connected)
        sys.addaudithook(self._audited)

    def _statement(
        self, connection: Any, _cursor: Any, sql: str, _values: Any, _context: Any, _many: bool
    ) -> None:
        name = name_of(sql)
        self.reach(f"before {name}")
        if WRITE.search(sql):
            self.written.setdefault(_key(connection.connection.dbapi_connection), name)

    def _commit(self, connection: Any) -> None:
        key = _key(connection.connection.dbapi_connection)
        if key in self.written:
            name = self.written.pop(key)
            self.committed[key] = name
            self.reach(f"before the commit of {name}")

    def _over(self, driver: Any, _record: Any, _state: Any) -> None:
        self.written.pop(_key(driver), None)
        name = self.committed.pop(_key(driver), None)
        if name is not None:
            self.reach(f"after the commit of {name}")

    def _connected(self, driver: Any, _record: Any) -> None:
        if self.plan.pages is None:
            return
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count = {pages + self.plan.pages}").close()

    def _audited(self, name: str, values: tuple[Any, ...]) -> None:
        if name == "smtplib.connect":
            self.reach("before connecting to the mail server")
        elif name == "smtplib.send":
            self.reach(f"before sending {_command_of(values[1])}")
        elif name in FILE_EVENTS and self._is_ours(values[0]):
            self.reach(f"before {name} of {_kind_of(values[0])}")
        elif name == "open" and self._is_ours(values[0]) and (values[2] or 0) & WRITING:
            self.reach(f"before opening {_kind_of(values[0])}")

    def _is_ours(self, path: object) -> bool:
        """Return whether a file lies in the operator's folder."""
        if not isinstance(path, str | Path):
            return False
        return not Path(path).is_absolute() or str(path).startswith(self.folder)


def _key(driver: Any) -> int:
    return id(driver)


def _command_of(data: Any) -> str:
    """Return what is sent to a mail server, in a word."""
    text = data.encode() if isinstance(data, str) else bytes(data)
    word = text[:5].split()[0].decode("ascii", "replace").lower() if text.split() else ""
    return word if word in SENT else "the message"


def _kind_of(path: Any) -> str:
    """Return what kind of file it is: its ending."""
    return Path(path).suffix or "a file"

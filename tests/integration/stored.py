"""
Databases and cases for the tests of what is remembered: real ones of both kinds, made from one
template each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pathway.storage.cases import macs
from pathway.storage.cases.cases import CaseStore
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database import schema
from pathway.storage.database.engine import open_engine, reading, writing
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import GENESIS, Event, digest_of
from pathway.workflows.history.evolve import evolve
from tests.databases import POSTGRESQL, SQLITE, by_hand, server

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # Mon
TODAY = date(2026, 11, 23)  # Mon
KEYRING = Keyring(bytes(range(32)))
DEFINITION = "d" * 64


@dataclass(frozen=True)
class Database:
    """
    A database with Pathway's tables, and the engine on it.

    Args:
        path: The file; for a database of a server, where it would lie.
    """

    path: Path
    engine: Engine
    url: str

    def opened(self, **options: Any) -> Engine:
        """Return another engine on it."""
        return open_engine(self.url, **options)

    def get(self, reference: str) -> Case:
        """Return a case as it is stored."""
        with reading(self.engine) as connection:
            return CaseStore(connection).get(reference)

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Do something by hand, behind the product's back, and return the rows."""
        return by_hand(self.url, statement, values)

    def open_case(
        self, effects: Mapping[str, Any] | None = None, answers: Mapping[str, Any] | None = None
    ) -> Case:
        """Return a new case as it was stored."""
        with writing(self.engine) as connection:
            store = CaseStore(connection, KEYRING)
            before = Case(store.new_reference(2026))
            event = step(before, {**OPENED, **(effects or {})}, answers)
            after = evolve(before, event)
            store.save(None, after, [event])
            return after

    def take(
        self,
        before: Case,
        effects: Mapping[str, Any],
        answers: Mapping[str, Any] | None = None,
        looks: Mapping[str, datetime | None] | None = None,
    ) -> Case:
        """Return a case as it was stored after one more event."""
        event = step(before, effects, answers)
        after = evolve(before, event)
        with writing(self.engine) as connection:
            CaseStore(connection, KEYRING).save(before, after, [event], looks)
        return after


OPENED: Mapping[str, Any] = {
    "kind": "practice_review",
    "state": "draft",
    "opened_on": "2026-11-23",
    "changed_on": "2026-11-23",
    "memory": {"facts": {"aware_on": "2026-11-20"}},
}


@contextmanager
def database(folder: Path, backend: str = SQLITE) -> Generator[Database]:
    """Lend a database of its own; on SQLite a file in that folder."""
    path = folder / "pathway.db"
    url = server().create(_server_template()) if backend == POSTGRESQL else f"sqlite:///{path}"
    if backend == SQLITE:
        path.write_bytes(_template())
    engine = open_engine(url, busy_timeout=0.2)
    try:
        yield Database(path, engine, url)
    finally:
        engine.dispose()
        if backend == POSTGRESQL:
            server().drop(url)


@contextmanager
def without_tables(folder: Path, backend: str) -> Generator[Engine]:
    """Lend an engine on a database without any table."""
    url = server().create() if backend == POSTGRESQL else f"sqlite:///{folder}/empty.db"
    engine = open_engine(url, create=True)
    try:
        yield engine
    finally:
        engine.dispose()
        if backend == POSTGRESQL:
            server().drop(url)


def step(case: Case, effects: Mapping[str, Any], answers: Mapping[str, Any] | None = None) -> Event:
    """Return the next event of a case; what is said with it is sealed."""
    sealed = {"salt": "5a" * 16, **answers} if answers is not None else None
    return Event(
        reference=case.reference,
        seq=case.version + 1,
        step="note",
        item=None,
        actor=1,
        role="bu",
        deputy=False,
        occurred_on=TODAY,
        recorded_at=NOW,
        from_state=case.state,
        to_state=case.state,
        item_to=None,
        effects=effects,
        definition=DEFINITION,
        digest=digest_of(sealed) if sealed else "",
        previous_hash=case.head or GENESIS,
        sealed=sealed,
    )


def item(name: str, state: str = "open", opened_by: int = 1, **data: Any) -> dict[str, Any]:
    """Return an item's document."""
    return {
        "id": name,
        "kind": name.partition(":")[0],
        "state": state,
        "opened_by": opened_by,
        "changed_on": "2026-11-23",
        "data": data,
    }


def deadline(
    name: str, due: str = "2026-11-30", state: str = "running", opened_by: int = 1
) -> dict[str, Any]:
    """Return a deadline's document."""
    return {
        "id": name,
        "key": name.partition("/")[0],
        "item": "publication",
        "occurrence": 1,
        "status": "law",
        "state": state,
        "owner": {"role": "rep", "agency": "police"},
        "rule": "5 working days",
        "clock_on": "2026-11-23",
        "due": due,
        "practical": due,
        "provisional": False,
        "calendar": "england-and-wales 2028",
        "skipped": [],
        "recorded_on": "2026-11-23",
        "opened_by": opened_by,
    }


@cache
def _template() -> bytes:
    """Return the bytes of a database with all tables: migrating once is enough."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        engine = open_engine(f"sqlite:///{path}", create=True)
        _prepare(engine)
        engine.dispose()
        return path.read_bytes()


@cache
def _server_template() -> str:
    """Return the address of a database of the server with all tables, to be copied."""
    url = server().create()
    engine = open_engine(url)
    _prepare(engine)
    engine.dispose()
    return url


def _prepare(engine: Engine) -> None:
    """Make all tables, and the key with which events are signed."""
    schema.create(engine)
    with writing(engine) as connection:
        macs.make(connection, KEYRING)

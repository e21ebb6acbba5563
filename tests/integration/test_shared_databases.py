"""Pathway in a database, on an engine and in a session that are a host's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, make_url, text

from pathway import Authorised, Pathway
from pathway.errors import Refused
from pathway.service.views.history import EventView
from pathway.storage.database.engine import writing
from pathway.testing import PEOPLE, case_in, form_of
from tests.databases import server
from tests.rehearsals import BU, NURSE, Rehearsal, form

GUIDE = Path(__file__).parents[2] / "docs/how-to/embed-pathway.md"
OTHER_WAYS = {
    "DateStyle": "'SQL, DMY'",
    "TimeZone": "'Asia/Kolkata'",
    "standard_conforming_strings": "off",
    "client_encoding": "'LATIN1'",
    "IntervalStyle": "'sql_standard'",
}
SHOWN = ("DateStyle", "TimeZone", "standard_conforming_strings", "client_encoding")


@pytest.fixture
def engine(backend: str, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine of a host's, on a database with a table of the host's."""
    address = server().create() if backend == "postgresql" else f"sqlite:///{tmp_path}/host.db"
    made = create_engine(
        make_url(address).set(drivername="postgresql+psycopg") if "post" in address else address
    )
    letter().create_all(made)
    yield made
    made.dispose()
    if backend == "postgresql":
        server().drop(address)


def letter() -> MetaData:
    """Return the tables of the host: one."""
    tables = MetaData()
    Table("letter", tables, Column("id", Integer, primary_key=True))
    return tables


def as_the_guide_has_it() -> Any:
    """Return the function `include_name` as the guide to embedding prints it."""
    code = GUIDE.read_text("utf-8").partition("```python\nfrom pathway import Pathway\n\nOWN")[2]
    names: dict[str, Any] = {"Pathway": Pathway}
    exec("OWN" + code.partition("\ncontext.configure")[0], names)
    return names["include_name"]


def test_a_hosts_migrations_leave_our_tables_alone(engine: Engine, tmp_path: Path) -> None:
    """Autogenerate proposes nothing with the guide's function, and to drop all of ours without it."""
    Pathway.create(engine, key_file=tmp_path / "own.key", trust_operators=True)
    with engine.connect() as connection:
        unguarded = MigrationContext.configure(connection)
        dropped = {
            change[1].name
            for change in compare_metadata(unguarded, letter())
            if change[0] == "remove_table"
        }
        options = {"include_name": as_the_guide_has_it()}
        guarded = MigrationContext.configure(connection, opts=options)
        proposed = compare_metadata(guarded, letter())

    assert Pathway.tables() == dropped
    assert [] == proposed


def test_two_on_one_engine(engine: Engine, tmp_path: Path) -> None:
    """Each has its own authoriser and listener, sees what the other wrote, and closes nothing."""
    heard: dict[str, list[str]] = {"first": [], "second": []}

    def listener(name: str) -> Any:
        def listen(recorded: Sequence[EventView]) -> None:
            heard[name] += [event.step for event in recorded]

        return listen

    key = tmp_path / "own.key"
    first = Pathway.create(engine, key_file=key, trust_operators=True, listener=listener("first"))
    first.people.import_file(PEOPLE)
    second = Pathway.connect(
        engine, key_file=key, listener=listener("second"), authoriser=USERS.get
    )
    draft = first.refer(form_of(first, "practice_review"), by=REFERRER)
    second.take(draft.reference, "submit", by="u-1")
    with pytest.raises(Refused):
        second.take(draft.reference, "note", by=REFERRER, input={"text": "x"})
    first.close()

    assert {"first": ["refer"], "second": ["submit"]} == heard
    assert 2 == second.case(draft.reference, by="u-1").version
    assert [] == second.verify()


REFERRER = "referrer.childrens@example.org"
USERS = {"u-1": Authorised(REFERRER)}


def test_one_in_memory_outlives_another_on_its_engine() -> None:
    """The host's engine is the host's to close."""
    engine = create_engine("sqlite://")
    first = Pathway.create(engine, key=bytes(32), trust_operators=True)
    first.people.import_file(PEOPLE)
    second = Pathway.connect(engine, key=bytes(32))
    first.close()

    assert "closed" == case_in(second, "closed").state
    engine.dispose()


@pytest.mark.postgresql
def test_the_settings_of_a_session_are_our_own(desk: Rehearsal) -> None:
    """Whatever the database or the role says, for every date, instant and text."""
    name = make_url(desk.address).database
    for setting, value in OTHER_WAYS.items():
        desk.sql(f'ALTER DATABASE "{name}" SET {setting} TO {value}')
    desk.sql(f'ALTER DATABASE "{name}" SET statement_timeout TO 200')
    pathway = desk.connect()
    reference = pathway.refer(
        form("practice_review", what_happened="C:\\new \\' ünïcode"), by=NURSE
    ).reference
    pathway.take(reference, "submit", by=NURSE)
    pathway.sweep()
    pathway.dispatch()
    with writing(pathway.engine) as connection:
        connection.execute(text("SELECT pg_sleep(0.4)"))

    assert "C:\\new \\' ünïcode" == (pathway.history(reference)[0].input or {})["what_happened"]
    assert [] == pathway.verify()
    assert not [
        line for line in pathway.doctor() if line.what == "database" and line.level == "fault"
    ]


@pytest.mark.postgresql
def test_a_hosts_transaction_keeps_its_settings(desk: Rehearsal) -> None:
    """Before and after a call, and after one that is refused."""
    name = make_url(desk.address).database
    for setting, value in OTHER_WAYS.items():
        desk.sql(f'ALTER DATABASE "{name}" SET {setting} TO {value}')
    pathway = desk.connect()

    def settings(connection: Any) -> list[str]:
        return [connection.execute(text(f"SHOW {setting}")).scalar() for setting in SHOWN]

    with pathway.engine.begin() as connection:
        before = settings(connection)
        case = pathway.join(connection).refer(form("practice_review"), by=NURSE)
        after = settings(connection)
        pathway.join(connection).case(case.reference)
        read = settings(connection)
        with pytest.raises(Refused):
            pathway.join(connection).refer({}, by=BU)
        refused = settings(connection)

    assert before == after == read == refused
    assert "SQL, DMY" == before[0]
    assert 1 == pathway.case(case.reference).version

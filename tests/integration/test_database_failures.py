"""
The database fails in the middle of the work: tried again where nothing was stored, told where
nobody knows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url

from pathway import Pathway
from pathway.errors import DatabaseBusy, DatabaseNotReady, OutcomeUnknown
from pathway.service.retrying import again
from pathway.storage import configuration
from pathway.storage.database.engine import open_engine, reading, writing
from tests.databases import FAST, server, started
from tests.integration.stored import Database
from tests.operators import Operator
from tests.proxies import proxied
from tests.rehearsals import NURSE, Rehearsal, form, instant, make

CASE = "PR-2026-0001"
SUBMIT = ("take", CASE, "submit", "--by", NURSE)
Act = Callable[[Pathway], object]


@pytest.fixture
def engine(desk: Rehearsal) -> Iterator[Engine]:
    """Return an engine on the rehearsal's database, to which a test may listen."""
    made = open_engine(desk.address)
    yield made
    made.dispose()


def end_connections(desk: Rehearsal) -> None:
    """Have the server close every connection to a database."""
    name = make_url(desk.address).database
    server().run(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    )


def version(desk: Rehearsal) -> int:
    """Return the number of the case's last event, after looking whether all holds together."""
    assert [] == desk.pathway.verify()
    return desk.pathway.case(CASE).version


def kill_at(engine: Engine, statement: str, times: int) -> list[int]:
    """
    Let the server end the connection that begins such a statement, so often; return the list of
    those ended.
    """
    ended: list[int] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _kill(
        connection: Any, _cursor: Any, sql: str, _values: Any, _context: Any, _many: bool
    ) -> None:
        if sql.startswith(statement) and len(ended) < times:
            ended.append(connection.connection.dbapi_connection.info.backend_pid)
            server().run(f"SELECT pg_terminate_backend({ended[-1]}, 5000)")

    return ended


@pytest.mark.postgresql
def test_a_connection_that_goes_before_the_commit_is_made_up_for(
    desk: Rehearsal, engine: Engine
) -> None:
    """The whole step is taken again on another connection, and stands there once."""
    desk.refer()
    ended = kill_at(engine, "INSERT INTO pathway_event", 1)
    pathway = Pathway.connect(engine, key_file=desk.key)
    case = pathway.take(CASE, "submit", by=NURSE)

    assert 1 == len(ended)
    assert 2 == case.version == version(desk)


@pytest.mark.postgresql
def test_a_connection_that_goes_at_the_first_look_is_made_up_for(
    desk: Rehearsal, engine: Engine
) -> None:
    """Before anything else the tables are looked at, by a worker that starts as by anybody."""
    desk.refer()
    ended = kill_at(engine, "SELECT pathway_alembic_version", 1)
    pathway = Pathway.connect(engine, key_file=desk.key)
    case = pathway.take(CASE, "submit", by=NURSE)

    assert 1 == len(ended)
    assert 2 == case.version == version(desk)


@pytest.mark.postgresql
def test_it_is_not_tried_for_ever(desk: Rehearsal, engine: Engine) -> None:
    """A connection that goes each time ends in a sentence, and nothing is stored."""
    desk.refer()
    before = desk.contents()
    ended = kill_at(engine, "INSERT INTO pathway_event", 100)
    with pytest.raises(DatabaseBusy, match="was lost and nothing was stored; try again"):
        Pathway.connect(engine, key_file=desk.key).take(CASE, "submit", by=NURSE)

    assert 4 == len(ended)
    assert before == desk.contents()


@pytest.mark.postgresql
@pytest.mark.parametrize(("when", "stored"), [("before", 1), ("after", 2)])
def test_a_commit_whose_answer_never_arrived(desk: Rehearsal, when: str, stored: int) -> None:
    """
    Whether it was stored nobody can say, so it is not done again, and the operator is told how to
    look.
    """
    desk.refer()
    with proxied(make_url(desk.address)) as proxy:
        operator = Operator(
            desk.folder,
            desk.variables
            | {"PATHWAY_DATABASE": proxy.address.render_as_string(hide_password=False)},
        )
        proxy.hang_up(when)
        result = operator.run(*SUBMIT, "--json")

    assert 1 == proxy.hung_up
    assert (7, "outcome_unknown") == (result.code, result.error["error"])
    assert "pathway case REF" in result.error["message"]
    assert "--key" in result.error["message"]
    assert stored == version(desk)


@pytest.mark.postgresql
@pytest.mark.parametrize(("when", "fits"), [("before", "pathway.key"), ("after", "new.key")])
def test_a_new_key_whose_commit_was_never_answered_is_kept(
    desk: Rehearsal, when: str, fits: str
) -> None:
    """Nobody can say which key it is by now, so both are there, and one of them opens everything."""
    desk.refer()
    with proxied(make_url(desk.address), b"UPDATE pathway_mac_key") as proxy:
        address = proxy.address.render_as_string(hide_password=False)
        operator = Operator(desk.folder, desk.variables | {"PATHWAY_DATABASE": address})
        proxy.hang_up(when)
        result = operator.run("keys", "rotate", "new.key", "--json")
    near = Operator(desk.folder, desk.variables)
    right = [
        name
        for name in ("pathway.key", "new.key")
        if near.run("verify", "--key-file", name).code == 0
    ]

    assert 1 == proxy.hung_up
    assert (7, "outcome_unknown") == (result.code, result.error["error"])
    assert "Keep the old key as well as new.key" in result.error["message"]
    assert [fits] == right


@pytest.mark.postgresql
def test_the_key_of_a_database_that_may_have_been_made_is_kept(
    no_tables: Engine, tmp_path: Path
) -> None:
    """The commit of `init` was stored and never answered: its key opens what is there."""
    operator = Operator(tmp_path, {"PATHWAY_KEY_FILE": "pathway.key"})
    with proxied(no_tables.url, b"INSERT INTO pathway_definition") as proxy:
        proxy.hang_up("after")
        address = proxy.address.render_as_string(hide_password=False)
        made = operator.run("init", "--rehearsal", "--json", "--database", address)
    near = no_tables.url.render_as_string(hide_password=False)

    assert (1, 7, "outcome_unknown") == (proxy.hung_up, made.code, made.error["error"])
    assert 0 == operator.run("verify", "--database", near).code


@pytest.mark.postgresql
def test_a_connection_that_went_after_the_commit_is_not_missed(desk: Rehearsal) -> None:
    """What was stored is stored, and the next call has a connection that works."""
    desk.refer()
    end_connections(desk)

    assert 2 == desk.pathway.take(CASE, "submit", by=NURSE).version == version(desk)


@pytest.mark.postgresql
@pytest.mark.parametrize("act", [Pathway.doctor, Pathway.sweep], ids=["reading", "a look"])
def test_a_connection_that_went_is_not_missed_by(desk: Rehearsal, act: Act) -> None:
    """Neither by what reads in a transaction nor by a look without."""
    desk.refer()
    act(desk.pathway)
    end_connections(desk)

    act(desk.pathway)


@pytest.mark.postgresql
def test_a_server_that_was_started_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Between two calls the server stops and starts: neither fails."""
    own = started(*FAST)
    try:
        desk = make(
            tmp_path_factory.mktemp("restarted"), instant("2026-03-16"), own.create()
        )  # Mon
        desk.refer()
        own.restart()
        case = desk.pathway.take(CASE, "submit", by=NURSE)
        findings = desk.pathway.verify()
        desk.pathway.close()
    finally:
        own.stop()

    assert (2, []) == (case.version, findings)


@pytest.mark.postgresql
def test_a_server_that_is_not_there(desk: Rehearsal) -> None:
    """An address at which nobody listens is named, and ends with 7."""
    address = make_url(desk.address).set(host="127.0.0.1", port=1, query={})
    result = Operator(desk.folder, desk.variables).run(
        *SUBMIT, "--database", address.render_as_string()
    )

    assert (7, "") == (result.code, result.out)
    assert (
        "cannot be reached; check the database address, and that the server runs.\n" in result.err
    )


@pytest.mark.postgresql
def test_two_transactions_that_lock_each_other_out(db: Database) -> None:
    """PostgreSQL ends one of the two; that one begins again, and both have done all of theirs."""
    with writing(db.engine) as connection:
        for name in ("a", "b"):
            configuration.put(connection, name, "0")
    both = threading.Barrier(2)
    tried: list[str] = []

    def add(first: str, second: str) -> None:
        tried.append(first)
        with writing(db.engine) as connection:
            configuration.put(connection, first, first)
            if len(tried) <= 2:
                both.wait()
            configuration.put(connection, second, first)

    threads = [
        threading.Thread(target=again, args=(partial(add, *names),))
        for names in (("a", "b"), ("b", "a"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(db.engine) as connection:
        settings = configuration.standing(connection).settings

    assert 3 == len(tried)
    assert {"a": tried[2], "b": tried[2]} == settings


@pytest.mark.postgresql
def test_a_replica_can_be_read_and_takes_no_step(desk: Rehearsal) -> None:
    """Lists go on; a step is refused in a sentence, and so is the worker's pass."""
    desk.refer()
    before = desk.contents()
    desk.sql(
        f'ALTER DATABASE "{make_url(desk.address).database}" SET default_transaction_read_only = on'
    )
    operator = Operator(desk.folder, desk.variables)
    result, swept = operator.run(*SUBMIT), operator.run("dispatch")

    assert 0 == operator.run("case", CASE).code
    assert (7, 7) == (result.code, swept.code)
    assert result.err.endswith("is read-only; connect to the server that takes writes.\n")
    assert before == desk.contents()


@pytest.mark.sqlite
def test_a_full_disk_leaves_nothing_of_a_step(desk: Rehearsal, engine: Engine) -> None:
    """
    Cases are referred until the disk is full: the last one is not there at all, the others are
    whole.
    """

    @event.listens_for(engine, "connect")
    def _limit(driver: Any, _record: Any) -> None:
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count = {pages + 40}").close()

    pathway = Pathway.connect(engine, key_file=desk.key)
    stored: list[str] = []

    def refer_all() -> None:
        while True:
            stored.append(pathway.refer(form("practice_review"), by=NURSE, again=True).reference)

    with pytest.raises(DatabaseNotReady, match="is full and nothing was stored"):
        refer_all()

    assert stored
    assert stored == [case.reference for case in desk.pathway.cases()]
    assert [] == desk.pathway.verify()


@pytest.mark.parametrize("kind", [DatabaseBusy, OutcomeUnknown])
def test_both_are_a_database_that_is_not_ready(kind: type[DatabaseNotReady]) -> None:
    """Scripts that look at the exit code need no news of them."""
    assert 7 == kind("").exit_code

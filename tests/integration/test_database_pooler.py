"""
Behind a connection pooler in transaction mode: each transaction comes to another connection of the
server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from sqlalchemy import Connection, Engine, func, make_url, select
from sqlalchemy.orm import Session

from pathway import Pathway
from pathway.storage.database import tables
from pathway.storage.database.beginning import PREPARED_AFTER
from pathway.storage.database.engine import looking, reading, writing
from tests.databases import driver_address
from tests.poolers import Pooler, pooled
from tests.rehearsals import BU, NURSE, Rehearsal, form

pytestmark = pytest.mark.postgresql
CLIENTS, ROUNDS = 3, 4
PREPARED = "SELECT name FROM pg_prepared_statements"


@pytest.fixture
def pooler(desk: Rehearsal) -> Iterator[Pooler]:
    """Return a pooler before the rehearsal's database."""
    with pooled(make_url(desk.address)) as made:
        yield made


def connected(desk: Rehearsal, pooler: Pooler) -> Pathway:
    """Return the rehearsal as a program behind the pooler sees it."""
    return Pathway.connect(pooler.address.render_as_string(hide_password=False), key_file=desk.key)


def work(pathway: Pathway) -> None:
    """
    Refer, take steps, read, sweep and send, again and again, some of it inside a transaction of the
    host's.
    """
    for _ in range(ROUNDS):
        reference = pathway.refer(form("practice_review"), by=NURSE, again=True).reference
        pathway.take(reference, "submit", by=NURSE)
        with Session(pathway.engine) as session, session.begin():
            pathway.join(session).take(reference, "note", by=BU, input={"text": "Seen."})
        pathway.sweep()
        pathway.history(reference)


def test_a_pooler_may_give_each_transaction_another_connection(
    desk: Rehearsal, pooler: Pooler
) -> None:
    """
    Several programs at once: all is stored once, nobody finds what another left, and every proof
    holds.
    """
    programs = [connected(desk, pooler) for _ in range(CLIENTS)]
    threads = [threading.Thread(target=work, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cases = desk.pathway.cases()
    findings = programs[0].verify()
    for program in programs:
        program.close()

    assert [3] * (CLIENTS * ROUNDS) == [case.version for case in cases]
    assert [] == findings
    assert pooler.changes > CLIENTS * ROUNDS


def prepared(
    pathway: Pathway, begun: Callable[[Engine], AbstractContextManager[Connection]]
) -> int:
    """Return how many statements a server has prepared, after a query was asked often enough."""
    with begun(pathway.engine) as connection:
        for _ in range(PREPARED_AFTER + 1):
            connection.execute(select(func.count()).select_from(tables.setting))
        return len(connection.exec_driver_sql(PREPARED).all())


def test_lists_are_not_prepared_and_nothing_is_behind_a_pooler(
    desk: Rehearsal, pooler: Pooler
) -> None:
    """Behind one, another program's statement may have the same name on the next connection."""
    behind = connected(desk, pooler)

    assert 0 == prepared(behind, writing) == prepared(behind, looking)
    assert 0 == prepared(desk.pathway, reading)
    assert prepared(desk.pathway, looking) > 0
    assert prepared(desk.pathway, writing) > 0
    behind.close()


def test_what_stays_on_a_connection_is_not_found_again(pooler: Pooler) -> None:
    """
    A statement that the driver prepared is not there the next time: so the test above could fail.
    """
    address, seen = (
        driver_address(pooler.address),
        "SELECT count(*) FROM pathway_case WHERE id > %s",
    )
    with (
        psycopg.connect(address),
        psycopg.connect(address, prepare_threshold=0, autocommit=True) as careless,
        pytest.raises(psycopg.errors.InvalidSqlStatementName),
    ):
        careless.execute(seen, [0])

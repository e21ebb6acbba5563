"""Inside a host's own transaction: both are stored or neither, on either database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session

from pathway import Pathway
from pathway.errors import DatabaseBusy, NotFound, StepRefused, WrongUsage
from pathway.service.views.history import EventView
from pathway.storage.database.engine import open_engine
from tests.rehearsals import BU, NURSE, Rehearsal, form

HOSTS = "CREATE TABLE host_task (name VARCHAR(40))"


@pytest.fixture
def host(desk: Rehearsal) -> Iterator[Engine]:
    """
    Return the host's own engine, made as a host would, on the database in which it has a table too.
    """
    engine = create_engine(desk.address)
    with engine.begin() as connection:
        connection.exec_driver_sql(HOSTS)
    yield engine
    engine.dispose()


def write(connection: Connection, name: str) -> None:
    """Write a row of the host's."""
    connection.exec_driver_sql(f"INSERT INTO host_task VALUES ('{name}')")


def tasks(desk: Rehearsal) -> list[Any]:
    """Return the host's rows as others see them."""
    return [name for (name,) in desk.sql("SELECT name FROM host_task ORDER BY name")]


def test_both_are_stored(desk: Rehearsal, host: Engine) -> None:
    """A case is opened and submitted, and the host has its row."""
    with host.begin() as connection:
        write(connection, "before")
        cases = desk.pathway.join(connection)
        reference = cases.refer(form("practice_review"), by=NURSE).reference
        cases.take(reference, "submit", by=NURSE)
        write(connection, "after")

    assert ["after", "before"] == tasks(desk)
    assert "quality_assurance" == desk.pathway.case(reference).state
    assert [] == desk.pathway.verify()


def test_neither_is_stored(desk: Rehearsal, host: Engine) -> None:
    """The host rolls back after the step: nothing of either is there."""
    reference = desk.refer()
    before = desk.contents()
    with host.connect() as connection:
        write(connection, "before")
        desk.pathway.join(connection).take(reference, "submit", by=NURSE)
        connection.rollback()

    assert before == desk.contents()


def test_a_session_of_the_orm_can_be_joined(desk: Rehearsal, host: Engine) -> None:
    """The session's own transaction holds both; rolled back, neither is there."""
    reference = desk.refer()
    with Session(host) as session:
        write(session.connection(), "one")
        desk.pathway.join(session).take(reference, "submit", by=NURSE)
        session.rollback()
        version = desk.pathway.case(reference).version
        with session.begin():
            desk.pathway.join(session).take(reference, "submit", by=NURSE)
            write(session.connection(), "two")

    assert 1 == version
    assert (2, ["two"]) == (desk.pathway.case(reference).version, tasks(desk))


def test_a_refused_step_leaves_what_the_host_did(desk: Rehearsal, host: Engine) -> None:
    """The host may go on after the refusal, with its row and with another step."""
    reference = desk.refer()
    with host.begin() as connection:
        write(connection, "before")
        cases = desk.pathway.join(connection)
        with pytest.raises(StepRefused):
            cases.take(reference, "endorse", by=NURSE)
        case = cases.take(reference, "submit", by=NURSE)

    assert 2 == case.version == desk.pathway.case(reference).version
    assert ["before"] == tasks(desk)


def test_what_was_recorded_comes_back_and_nobody_else_is_told(
    desk: Rehearsal, host: Engine
) -> None:
    """The host knows when it commits: so it gets the events, and the listener nothing."""
    heard: list[Sequence[EventView]] = []
    pathway = Pathway.connect(host, key_file=desk.key, listener=heard.append)
    reference = desk.refer()
    with host.begin() as connection:
        case = pathway.join(connection).take(reference, "submit", by=NURSE)
        looked = pathway.join(connection).case(reference)

    assert [] == heard
    assert [(reference, 2, "submit")] == [
        (event.case, event.seq, event.step) for event in case.events
    ]
    assert (2, ()) == (looked.version, looked.events)


def test_others_see_it_when_the_host_commits(desk: Rehearsal, host: Engine) -> None:
    """Until then the case stands where it stood, for everybody else."""
    reference = desk.refer()
    with host.begin() as connection:
        desk.pathway.join(connection).take(reference, "submit", by=NURSE)
        during = desk.pathway.case(reference).version

    assert (1, 2) == (during, desk.pathway.case(reference).version)


@pytest.mark.sqlite
def test_a_transaction_that_read_before_another_wrote_is_refused(desk: Rehearsal) -> None:
    """
    A deferred transaction of SQLite cannot write any more: a typed error, at once, and the way out.
    """
    reference = desk.refer()
    engine = open_engine(desk.address, busy_timeout=0.1)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM pathway_case").scalar()
        desk.pathway.take(reference, "submit", by=NURSE)
        with pytest.raises(
            DatabaseBusy, match="roll it back and begin it again, with BEGIN IMMEDIATE"
        ):
            desk.pathway.join(connection).take(reference, "endorse", by=NURSE)
        connection.rollback()
        case = desk.pathway.join(connection).take(
            reference, "note", by=BU, input={"text": "Begun again."}
        )
        connection.commit()
    engine.dispose()

    assert 3 == case.version == desk.pathway.case(reference).version


@pytest.mark.sqlite
def test_somebody_who_writes_all_the_time_is_waited_for_once(desk: Rehearsal) -> None:
    """The wait is the host's own busy timeout, and ends in the same typed error."""
    reference = desk.refer()
    other, engine = open_engine(desk.address), open_engine(desk.address, busy_timeout=0.1)
    with other.connect() as writer, engine.connect() as connection:
        writer.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy) as busy:
            desk.pathway.join(connection).take(reference, "submit", by=NURSE)
        writer.rollback()
    other.dispose()
    engine.dispose()

    assert busy.value.has_waited


@pytest.mark.postgresql
def test_a_connection_in_autocommit_is_refused(desk: Rehearsal, host: Engine) -> None:
    """There would be nothing to be part of."""
    reference = desk.refer()
    with (
        host.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        pytest.raises(WrongUsage, match="give one that is in a transaction"),
    ):
        desk.pathway.join(connection).take(reference, "submit", by=NURSE)

    assert 1 == desk.pathway.case(reference).version


def test_a_host_may_read_there_too(desk: Rehearsal, host: Engine) -> None:
    """Cases, steps, deadlines, histories: all of what only looks."""
    reference = desk.refer()
    with host.begin() as connection:
        cases = desk.pathway.join(connection)
        cases.take(reference, "submit", by=NURSE)
        references = [case.reference for case in cases.cases()]
        steps = {step.step for step in cases.steps(reference, by=NURSE)}
        deadlines = {deadline.key for deadline in cases.deadlines(reference)}
        last = cases.history(reference)[-1].step

    assert [reference] == references
    assert "withdraw" in steps
    assert deadlines
    assert "submit" == last


def test_a_key_makes_a_repeat_harmless_there_too(desk: Rehearsal, host: Engine) -> None:
    """The same call in another transaction of the host's gives the first result."""
    versions: list[int] = []
    reference = desk.refer()
    for _ in range(2):
        with host.begin() as connection:
            versions.append(
                desk.pathway.join(connection)
                .take(reference, "submit", by=NURSE, key="once")
                .version
            )

    assert [2, 2] == versions


def test_what_is_not_there_is_named(desk: Rehearsal, host: Engine) -> None:
    """The host's transaction goes on after it."""
    with host.begin() as connection:
        with pytest.raises(NotFound):
            desk.pathway.join(connection).take("PR-2026-0999", "submit", by=NURSE)
        write(connection, "after")

    assert ["after"] == tasks(desk)

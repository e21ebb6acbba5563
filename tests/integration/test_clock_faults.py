"""A clock that is put back stops no worker; one that ran ahead is found out, and its mail is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from pathway import Pathway
from pathway.service.views.today import Diagnosis
from pathway.testing import FakeClock, FakeMailer, case_in, memory
from pathway.worker import Worker

YEAR = timedelta(days=364)


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands on a Monday."""
    return FakeClock()


@pytest.fixture
def mail() -> FakeMailer:
    """Return what is sent."""
    return FakeMailer()


@pytest.fixture
def pathway(clock: FakeClock, mail: FakeMailer) -> Iterator[Pathway]:
    """Return a database in memory that lives by the clock."""
    made = memory(clock=clock, mailer=mail)
    yield made
    made.close()


def faults(pathway: Pathway) -> list[Diagnosis]:
    """Return the faults of clocks."""
    return [line for line in pathway.doctor() if (line.what, line.level) == ("clock", "fault")]


def test_what_a_clock_wrote_that_ran_ahead_is_named(pathway: Pathway, clock: FakeClock) -> None:
    """With the way to set it right."""
    clock.advance(YEAR)
    reference = case_in(pathway, "quality_assurance").reference
    before = faults(pathway)
    clock.advance(-YEAR)
    (fault,) = faults(pathway)

    assert [] == before
    assert reference in fault.message
    assert " notices" in fault.message
    assert "pathway history REF" in fault.message


def test_it_is_no_fault_once_that_time_has_come(pathway: Pathway, clock: FakeClock) -> None:
    """Nor where two clocks differ by seconds."""
    clock.advance(timedelta(seconds=40))
    case_in(pathway, "quality_assurance")
    clock.advance(timedelta(seconds=-40))

    assert [] == faults(pathway)


def test_mail_of_a_clock_that_ran_ahead_leaves(
    pathway: Pathway, clock: FakeClock, mail: FakeMailer
) -> None:
    """On the next morning, as if it were written now, and not in a year."""
    clock.advance(YEAR)
    case_in(pathway, "quality_assurance")
    clock.advance(-YEAR)
    pathway.sweep()
    clock.set_day(date(2026, 3, 17))  # Tue
    pathway.sweep()
    pathway.dispatch()

    assert mail.to("rep.childrens@example.org")


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=2)])
def test_a_heartbeat_of_the_future_is_a_fault(pathway: Pathway, ahead: timedelta) -> None:
    """It is nobody's who is alive, until the next heartbeat takes it away."""
    now = datetime.now(UTC)
    pathway.workers.beat("early", now)
    later = (now + ahead).strftime("%Y-%m-%d %H:%M:%S.%f")
    with pathway.engine.begin() as connection:
        connection.execute(text("UPDATE pathway_heartbeat SET at = :at"), {"at": later})
    (fault,) = faults(pathway)
    running = [line.message for line in pathway.doctor() if line.what == "worker"]
    pathway.workers.beat("right", now)

    assert "early" in fault.message
    assert "1 running." not in running
    assert [] == faults(pathway)
    assert ["1 running."] == [line.message for line in pathway.doctor() if line.what == "worker"]


def test_a_worker_goes_on_after_its_clock_was_put_back(clock: FakeClock) -> None:
    """By two days, while it runs: each of its transactions asks the clock, and so tells of ticks."""
    asked: list[datetime] = []
    workers: list[Worker] = []

    def now() -> datetime:
        asked.append(clock())
        if len(asked) == 40:
            clock.advance(timedelta(days=-2))
        if len(asked) >= 80:
            workers[0].stop()
        return clock()

    pathway = memory(clock=now)
    workers.append(Worker(pathway, seconds=0.02))
    asked.clear()
    ended = workers[0].run()
    pathway.close()

    assert ended
    assert {clock(), clock() + timedelta(days=2)} == set(asked)


def breaches(pathway: Pathway, reference: str, deadline: str) -> list[tuple[date, bool]]:
    """Return the breaches of a duty, each with whether it was corrected since."""
    (duty,) = [duty for duty in pathway.deadlines(reference) if duty.id == deadline]
    return [
        (date.fromisoformat(str(breach["due"])), bool(breach["corrected"]))
        for breach in duty.breaches
    ]


def test_a_breach_recorded_before_its_day_is_corrected_by_a_note(
    pathway: Pathway, clock: FakeClock
) -> None:
    """Both stay on record; the duty runs on, and its true breach is recorded when its day is over."""
    reference = case_in(pathway, "quality_assurance").reference
    deadline = "quality_assurance"
    (due,) = [duty.due for duty in pathway.deadlines(reference) if duty.id == deadline]
    clock.advance(YEAR)
    pathway.sweep()
    clock.advance(-YEAR)
    early = breaches(pathway, reference, deadline)
    pathway.take(
        reference, "note", by="business.unit@example.org", input={"text": "The clock ran ahead."}
    )
    corrected = breaches(pathway, reference, deadline)
    states = {duty.id: duty.state for duty in pathway.deadlines(reference)}
    left = [fault for fault in faults(pathway) if reference in fault.message]
    clock.set_day(due + timedelta(days=4))
    pathway.sweep()
    true = breaches(pathway, reference, deadline)

    assert [(due, False)] == early
    assert [(due, True)] == corrected
    assert "running" == states[deadline]
    assert [] == left
    assert [(due, True), (due, False)] == true
    assert [] == pathway.verify()


def test_a_breach_whose_day_is_over_stays_one(pathway: Pathway, clock: FakeClock) -> None:
    """Though the clock that recorded it ran ahead: the duty was late by the right time too."""
    reference = case_in(pathway, "quality_assurance").reference
    clock.advance(YEAR)
    pathway.sweep()
    clock.advance(timedelta(days=14) - YEAR)
    pathway.take(
        reference, "note", by="business.unit@example.org", input={"text": "The clock ran ahead."}
    )

    assert [False] == [
        corrected for _, corrected in breaches(pathway, reference, "quality_assurance")
    ]

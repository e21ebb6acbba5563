"""
What is told on one day in whatever order: a standstill, corrections, another version, another
calendar, breaches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.deciding.migration import Move, migrated
from pathway.workflows.loading.definition_files import load
from tests.desk import Desk
from tests.routes import BU, CHAIR, MONDAY, breach, in_local_review, report
from tests.versions import other_lengths

DECIDED, REPORTED = "decide_local_review", "report_incident"
TODAY = date(2026, 5, 11)  # Mon
Told = Mapping[str, tuple[date, date, str, date | None]]


@dataclass(frozen=True)
class Days:
    """
    The days of what is told: of the standstill, what entries turn out to be, and a new bank
    holiday.
    """

    suspended: date
    resumed: date
    decided: date
    aware: date
    holiday: date


@lru_cache(maxsize=1)
def another() -> BoundDefinition:
    """Return a version in which many duties take another time."""
    return load(other_lengths("2027.1"), checked=True)


@lru_cache(maxsize=1)
def begun() -> Desk:
    """Return a local review with a further incident, an action, and a return that is in."""
    desk = in_local_review()
    report(desk)
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"due": date(2026, 5, 29)})
    desk.today = MONDAY + timedelta(days=2)
    desk.do("nil", "rep.police@example.org", "agency_return:police")
    desk.today = TODAY
    return desk


def stand_still(desk: Desk, days: Days) -> None:
    """Write down late that the review was suspended, and that it went on."""
    desk.do("suspend", CHAIR, on=days.suspended, input={"review_on": "2026-06-30"})
    desk.do("resume", CHAIR, on=days.resumed)


def correct_decision(desk: Desk, days: Days) -> None:
    """The review was decided on another day."""
    correct(desk, DECIDED, "occurred_on", days.decided)


def correct_awareness(desk: Desk, days: Days) -> None:
    """The local authority became aware on another day."""
    correct(desk, REPORTED, "local_authority_aware_on", days.aware)


def correct(desk: Desk, step: str, field: str, day: date) -> None:
    """Correct the last entry of a step, where it said another day."""
    number = max(event.seq for event in desk.events if event.step == step)
    correction = {
        "event": number,
        "field": field,
        "value": day.isoformat(),
        "why": "Read from the wrong page.",
    }
    if day != MONDAY:
        desk.take("correct", BU, input=correction)


def migrate(desk: Desk, _: Days) -> None:
    """Move the case to the other version."""
    move = Move(
        desk.number(BU), desk.now, desk.calendar, desk.directory, "The new edition.", b"salt"
    )
    desk.record(migrated(desk.case, desk.definition, another(), move))
    desk.definition = another()


def proclaim(desk: Desk, days: Days) -> None:
    """Add a bank holiday, and count what is open anew."""
    holidays = {**desk.calendar.holidays, days.holiday: "Proclaimed"}
    desk.calendar = replace(desk.calendar, holidays=holidays, version="proclaimed")
    event = recounted(desk.definition, desk.case, desk.calendar, desk.now)
    if event is not None:
        desk.record(event)


def sweep(desk: Desk, _: Days) -> None:
    """Record what is overdue by then."""
    breach(desk)


ACTS: Sequence[Callable[[Desk, Days], None]] = (
    stand_still,
    correct_decision,
    correct_awareness,
    migrate,
    proclaim,
    sweep,
)


def duties_of(desk: Desk) -> Told:
    """
    Return of every duty from which day it is counted, when it is due, its state and the day on
    which it ended.
    """
    duties = sorted(desk.case.deadlines.items())
    return {name: (duty.clock_on, duty.due, duty.state, duty.ended_on) for name, duty in duties}


def after(acts: Sequence[Callable[[Desk, Days], None]], days: Days) -> Told:
    """Return what the duties are after those acts, once what is overdue is recorded."""
    desk = replace(begun(), events=[*begun().events])
    for act in acts:
        act(desk, days)
    breach(desk)
    return duties_of(desk)


@st.composite
def some_days(draw: st.DrawFn) -> Days:
    """Draw days that were possible."""
    suspended = MONDAY + timedelta(days=draw(st.integers(3, 40)))
    return Days(
        suspended=suspended,
        resumed=min(suspended + timedelta(days=draw(st.integers(0, 30))), TODAY),
        decided=MONDAY - timedelta(days=draw(st.integers(0, 6))),
        aware=MONDAY - timedelta(days=draw(st.integers(0, 6))),
        holiday=TODAY + timedelta(days=draw(st.integers(1, 40))),
    )


@given(some_days(), st.permutations(ACTS))
@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_every_duty_is_the_same_in_whatever_order_facts_are_recorded(
    days: Days, order: list[Callable[[Desk, Days], None]]
) -> None:
    """
    Due days, states and the days on which duties ended hang on what occurred, not on the order of
    typing.
    """
    assert after(ACTS, days) == after(order, days)

"""Deadlines counted anew: from what they keep themselves, by a calendar that was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.workflows.calendar.rules import Rule, due_date, rule_from
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.bank_holidays import version_with
from pathway.workflows.deadlines.counting.counted import Count, Run, count
from pathway.workflows.deadlines.counting.standstills import Standstill
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.evolve import replay
from tests.desk import Desk, calendar
from tests.routes import CHAIR, in_local_review, in_triage, only

SPRING = st.dates(date(2026, 3, 1), date(2026, 12, 31))
STATUTORY = ("law", "guidance", "expected")


def changed(
    proclaimed: dict[date, str] | None = None, closures: dict[date, str] | None = None
) -> Calendar:
    """Return the calendar with days added to it."""
    plain, days, shut = calendar(), proclaimed or {}, closures or {}
    version = version_with(plain.version, days, shut)
    return replace(plain, holidays={**days, **plain.holidays}, closures=shut, version=version)


def in_review(suspended: bool = False) -> Desk:
    """
    Return a local review with deadlines of many lengths; one that stood still for three weeks, if
    asked.
    """
    desk = in_local_review()
    if suspended:
        desk.today = date(2026, 4, 1)  # Wed
        desk.do("suspend", CHAIR, input={"review_on": date(2026, 5, 29)})
        desk.today = date(2026, 4, 22)  # Wed
        desk.do("resume", CHAIR)
    return desk


def recount(desk: Desk, by: Calendar) -> None:
    """Count the case anew, as the system does."""
    event = recounted(desk.definition, desk.case, by, desk.now)
    if event is not None:
        desk.record(event)


def dues(desk: Desk) -> dict[str, tuple[date, date]]:
    """Return the due day, and the practical one, of every open deadline."""
    return {
        deadline.id: (deadline.due, deadline.practical) for deadline in desk.case.open_deadlines()
    }


@given(
    st.one_of(
        st.integers(-400, 400).filter(bool).map(lambda count: Rule(working_days=count)),
        st.integers(-60, 60).filter(bool).map(lambda count: Rule(months=count)),
        st.integers(-400, 400).map(lambda count: Rule(days=count)),
    )
)
def test_a_rule_is_read_back_from_its_words(rule: Rule) -> None:
    """What a deadline keeps in words is the rule by which it was counted."""
    assert rule == rule_from(str(rule))


@pytest.mark.parametrize("text", ["", "soon", "5 working days after", "x working days", "5 weeks"])
def test_other_words_are_not_a_rule(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not the rule of a deadline"):
        rule_from(text)


@pytest.mark.parametrize("suspended", [False, True])
def test_by_the_same_calendar_nothing_moves(suspended: bool) -> None:
    """
    Rule, clock and standstills give the days that stand, whether counted at once or once more.
    """
    desk = in_review(suspended)
    by_another_name = replace(calendar(), version="the same days")

    assert len(desk.case.open_deadlines()) > 3
    assert recounted(desk.definition, desk.case, by_another_name, desk.now) is None


@given(
    st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    st.integers(1, 40),
    st.integers(1, 60),
    st.integers(0, 40),
)
def test_a_pause_takes_no_working_days(start: date, length: int, after: int, lasted: int) -> None:
    """
    The working days from the start to the due day that were not in the standstill are those of the
    rule.
    """
    first = start + timedelta(days=after)
    last = first + timedelta(days=lasted)
    rule, plain = Rule(working_days=length), calendar()
    counted = count(rule, Run(start), [Standstill(first, last)], plain)
    without = due_date(rule, start, plain).day

    if without < first or not lasted:
        assert Count(due_date(rule, start, plain)) == counted
    else:
        assert length == plain.between(start, counted.due.day) - plain.between(first, last)


@given(
    st.dates(date(2026, 2, 3), date(2026, 6, 30)),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 40),
)
def test_two_pauses_in_a_row_are_one(first: date, once: int, more: int, length: int) -> None:
    """
    A review that is suspended again on the day on which it goes on has stood still all the time.
    """
    middle, last = first + timedelta(days=once), first + timedelta(days=once + more)
    run, rule = Run(date(2026, 2, 2)), Rule(working_days=length)
    two = count(rule, run, [Standstill(first, middle), Standstill(middle, last)], calendar())

    assert count(rule, run, [Standstill(first, last)], calendar()).due.day == two.due.day


@settings(deadline=None)
@given(
    st.dictionaries(SPRING, st.just("Proclaimed"), max_size=4),
    st.dictionaries(SPRING, st.just("Closed"), max_size=4),
)
def test_recounting_counts_from_the_clock(
    proclaimed: dict[date, str], closures: dict[date, str]
) -> None:
    """
    Whatever days are added, each deadline is due as if they had been there when it was opened.
    """
    desk, by = in_triage(), changed(proclaimed, closures)
    recount(desk, by)

    assert {deadline.id: deadline.due for deadline in desk.case.open_deadlines()} == {
        deadline.id: due_date(
            rule_from(deadline.rule), deadline.clock_on, by.for_status(deadline.status)
        ).day
        for deadline in desk.case.open_deadlines()
    }


@settings(deadline=None)
@given(st.dictionaries(SPRING, st.just("Closed"), min_size=1, max_size=8))
def test_a_closure_moves_local_deadlines_alone(closures: dict[date, str]) -> None:
    """Nothing of law, guidance or expectation moves, nor is there a working day less before it."""
    desk = in_triage()
    before = {
        deadline.id: deadline
        for deadline in desk.case.open_deadlines()
        if deadline.status in STATUTORY
    }
    recount(desk, changed(closures=closures))

    assert before
    assert before == {name: desk.case.deadlines[name] for name in before}


@settings(deadline=None)
@given(
    st.dictionaries(SPRING, st.just("Proclaimed"), max_size=4),
    st.dictionaries(SPRING, st.just("Closed"), max_size=4),
    st.booleans(),
)
def test_what_is_taken_away_again_leaves_no_trace_in_the_days(
    proclaimed: dict[date, str], closures: dict[date, str], suspended: bool
) -> None:
    """Added and taken away: every day is what it was, and replay gives the same case."""
    desk = in_review(suspended)
    before = dues(desk)
    recount(desk, changed(proclaimed, closures))
    recount(desk, changed())

    assert before == dues(desk)
    assert replay(desk.case.reference, desk.events).document == desk.case.document


def test_a_move_keeps_both_days_and_the_earlier_calendar() -> None:
    """The entry of the history has codes and days only, and is by the system."""
    desk = in_triage()
    before = only(desk, "triage")
    recount(desk, changed({before.due: "State funeral"}))
    after, event = only(desk, "triage"), desk.events[-1]

    assert {"day": before.due.isoformat(), "why": "State funeral"} in after.skipped
    assert {
        "clock_on": before.clock_on.isoformat(),
        "due": before.due.isoformat(),
        "event": event.seq,
        "calendar": calendar().version,
    } == after.moves[-1]
    assert ("recount", None, "system", desk.today, None) == (
        event.step, event.actor, event.role, event.occurred_on, event.sealed,
    )  # fmt: skip


def test_a_breach_by_a_day_that_was_not_a_working_day_is_corrected() -> None:
    """
    The day was proclaimed late: what was overdue runs again, and the breach is marked as corrected.
    """
    desk = in_triage()
    due = only(desk, "triage").due
    desk.today = calendar().add(due, 1)
    desk.breach(only(desk, "triage"))
    recount(desk, changed({due: "State funeral"}))
    after = only(desk, "triage")

    assert ("running", True, desk.today) == (after.state, after.breach_corrected, after.due)


def test_a_month_keeps_its_due_day_and_has_another_practical_one() -> None:
    """
    Six months end on the same day; the last working day up to it is another one, which is no move.
    """
    desk = in_review()
    report = next(deadline for deadline in desk.case.open_deadlines() if "month" in deadline.rule)
    recount(desk, changed({report.practical: "State funeral"}))
    after = desk.case.deadlines[report.id]

    assert (report.due, report.moves) == (after.due, after.moves)
    assert calendar().add(report.practical, -1) == after.practical


@settings(deadline=None)
@given(st.dates(date(2026, 3, 17), date(2026, 6, 30)))
def test_a_day_proclaimed_during_a_suspension_comes_to_the_same(day: date) -> None:
    """What stands still is due as if the day had been known from the start."""
    by = changed({day: "State funeral"})
    desk = in_local_review()
    desk.today = date(2026, 4, 1)  # Wed
    desk.do("suspend", CHAIR, input={"review_on": date(2026, 5, 29)})
    meeting = only(desk, "local_meeting")
    recount(desk, by)

    assert meeting.paused_on == only(desk, "local_meeting").paused_on
    assert expected(meeting, by) == _resumed(desk, by).due


def expected(deadline: Deadline, by: Calendar) -> date:
    """
    Return when the meeting is due that stood still from 1 to 22 April, had the day been known from
    the start.
    """
    first = due_date(rule_from(deadline.rule), deadline.clock_on, by).day
    return by.add(date(2026, 4, 22), by.between(date(2026, 4, 1), first))


def _resumed(desk: Desk, by: Calendar) -> Deadline:
    """Return the meeting after the suspension, resumed under that calendar."""
    desk.today, desk.calendar = date(2026, 4, 22), by
    desk.do("resume", CHAIR)
    return only(desk, "local_meeting")


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_a_calendar_without_closures_is_the_same_for_every_status(day: date, count: int) -> None:
    """A proclaimed day is no working day for anybody."""
    by = changed({day: "Proclaimed"})

    assert {by.add(day, count)} == {
        by.for_status(status).add(day, count) for status in (*STATUTORY, "local")
    }
    assert not by.is_working(day)


def test_the_same_days_give_the_same_version() -> None:
    """The version says which table it is, not how it came about."""
    day, other = date(2026, 3, 19), date(2026, 3, 20)
    version = version_with("table", {day: "A"}, {})
    two = version_with(version_with("table", {day: "A"}, {other: "B"}), {day: "A"}, {})

    assert version == two
    assert "table" == version_with(version, {}, {})
    assert version != version_with("table", {}, {day: "A"})

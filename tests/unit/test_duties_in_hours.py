"""
Duties that are counted in hours: by instants, elapsed, and refused where a day alone would leave it
open.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.calendar.moments import Moment, moment_of, written_moment
from pathway.workflows.calendar.rules import Rule, due_date, rule_from
from pathway.workflows.calendar.working_days import LONDON, london_date
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.evolve import replay
from pathway.workflows.loading.definition_files import load, packaged
from pathway.workflows.reminders.ladders import next_look
from tests.desk import Desk, calendar
from tests.routes import BU, MONDAY, REP, only

TRIAGE = '[[deadline]]\nkey = "triage"'
POLICE_TOLD = """[[deadline]]
key = "police_told"
title = "Tell the police"
starts = ["submit"]
due = { hours = 24 }
met_by = ["endorse"]
owner = "bu"
status = "expected"
grade = "D"
source = "Ours."

"""
TEN = datetime(2026, 3, 16, 10, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=730)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)


@lru_cache(maxsize=1)
def in_hours() -> BoundDefinition:
    """Return the definition with a duty of a day and a night, told to start and end with steps."""
    texts = dict(packaged())
    return load(texts | {"review.toml": texts["review.toml"].replace(TRIAGE, POLICE_TOLD + TRIAGE)})


def submitted(at: datetime = TEN) -> Desk:
    """Return a referral that was submitted at an instant."""
    desk = Desk(MONDAY, definition=in_hours())
    desk.refer("practice_review", BU)
    desk.do("submit", BU, at=at)
    return desk


def police_duty(desk: Desk) -> Deadline:
    """Return the duty."""
    return only(desk, "police_told")


def test_it_is_due_so_many_hours_after_the_instant() -> None:
    """Its London day is the due day; lists go by that, lateness by the instant."""
    duty = police_duty(submitted())

    assert (TEN, TEN + timedelta(hours=24), date(2026, 3, 17)) == (
        duty.clock_at,
        duty.due_at,
        duty.due,
    )
    assert [False, False, True] == [
        duty.overdue(instant)
        for instant in (TEN, TEN + timedelta(hours=24), TEN + timedelta(hours=24, seconds=1))
    ]


def test_a_day_alone_is_refused_with_how_an_instant_is_written() -> None:
    """Both by the step that starts it and by the one that ends it."""
    desk = Desk(MONDAY, definition=in_hours())
    desk.refer("practice_review", BU)
    refused = desk.attempt("submit", BU, input=desk.filled("submit", BU))

    assert "give the time too, such as 2026-03-16T14:30: police_told is counted in hours" in str(
        refused
    )
    assert ["input"] == submitted().codes("endorse", REP, input=submitted().filled("endorse", REP))


def test_done_by_the_instant_is_in_time_and_after_it_late() -> None:
    """On the very same day."""
    desk = submitted()
    desk.today = date(2026, 3, 17)
    answers = desk.filled("endorse", REP)

    assert [] == desk.codes("endorse", REP, input=answers, at=TEN + timedelta(hours=24))
    assert ["late_reason_required"] == desk.codes(
        "endorse", REP, input=answers, at=TEN + timedelta(hours=25)
    )


def test_a_breach_is_corrected_by_the_instant() -> None:
    """Recorded late that it was done in time; done late on the due day it stays a breach."""
    for hours, corrected in ((23, True), (25, False)):
        desk = submitted()
        desk.today = date(2026, 3, 17)
        desk.breach(police_duty(desk))
        desk.do("endorse", REP, at=TEN + timedelta(hours=hours))

        assert corrected == police_duty(desk).breach_corrected
        assert ("met" if corrected else "met_late") == police_duty(desk).state


def test_the_sweep_looks_when_the_hour_has_come() -> None:
    """For its reminder in the morning, and for the breach neither at midnight nor a day later."""
    desk = submitted()
    morning, hour = datetime(2026, 3, 17, tzinfo=UTC), TEN + timedelta(hours=24, seconds=1)
    looks = [
        next_look(desk.definition, police_duty(desk), calendar(), after)
        for after in (TEN, TEN + timedelta(hours=22))
    ]

    assert [morning, hour] == looks


def test_it_never_pauses() -> None:
    """Elapsed hours are elapsed."""
    assert not police_duty(submitted()).may_stand_still


@given(INSTANTS, st.integers(1, 500))
def test_hours_elapse_whatever_clocks_do(start: datetime, hours: int) -> None:
    """Summer time and closed days change nothing."""
    due = due_date(Rule(hours=hours), london_date(start), calendar(), start)

    assert (start + timedelta(hours=hours), london_date(start + timedelta(hours=hours))) == (
        due.at,
        due.day,
    )
    assert Rule(hours=hours) == rule_from(str(Rule(hours=hours)))


def test_without_an_instant_they_count_from_the_beginning_of_the_day() -> None:
    """A clock that is a day of a form: the strictest that it can mean."""
    due = due_date(Rule(hours=24), date(2026, 3, 16), calendar())

    assert datetime(2026, 3, 17, tzinfo=UTC) == due.at


@given(INSTANTS)
def test_a_moment_is_read_back_as_it_is_written(instant: datetime) -> None:
    """To the minute, but for the hour that is there twice."""
    moment = moment_of(instant.replace(second=0, microsecond=0))
    london = moment.earliest.astimezone(LONDON)
    twice = london.replace(fold=0).utcoffset() != london.replace(fold=1).utcoffset()

    assert twice or moment == written_moment(moment.in_words)
    assert Moment(moment.on) == written_moment(moment.on.isoformat())


def test_an_invalid_moment_is_none() -> None:
    """Nothing is guessed."""
    assert [None] * 5 == [
        written_moment(text) for text in ("", "today", "2026-13-01", "2026-03-12T25:00", 7)
    ]


def test_replay_gives_the_same() -> None:
    """The instants stand in the history."""
    desk = submitted()

    assert TEN == desk.events[-1].occurred_at
    assert replay(desk.case.reference, desk.events).document == desk.case.document


@pytest.mark.parametrize("written", ["0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"])
def test_an_instant_beyond_the_first_or_last_day_is_none(written: str) -> None:
    """Its offset leads out of the calendar."""
    assert None is written_moment(written)

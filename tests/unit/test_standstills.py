"""
Standstills: whatever moves a clock afterwards counts again with every day during which a review was
suspended.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from pathway.workflows.deadlines.bank_holidays import version_with
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.history.deadline import Deadline
from tests.desk import Desk, calendar
from tests.routes import (
    BU,
    CHAIR,
    NOTIFIER,
    breach,
    in_local_review,
    last_entry,
    only,
    settle_returns,
    states,
)
from tests.versions import migrate, other_version, take_migration_back

FROM, TO = date(2026, 4, 1), date(2026, 6, 1)  # Wed, Mon
POLICE = "agency_return:police"


def suspend(desk: Desk, on: date = FROM) -> None:
    """Suspend the review on a day."""
    desk.today = max(desk.today, on)
    desk.do("suspend", CHAIR, on=on, input={"review_on": date(2026, 12, 1)})


def resume(desk: Desk, on: date = TO) -> None:
    """Let it go on from a day."""
    desk.today = max(desk.today, on)
    desk.do("resume", CHAIR, on=on)


def stood_still() -> Desk:
    """Return a local review that was suspended from April to June."""
    desk = in_local_review()
    suspend(desk)
    resume(desk)
    return desk


def correct_day(desk: Desk, step: str, day: str) -> None:
    """Correct the day of the last entry of a step."""
    event = last_entry(desk, step)
    correction = {
        "event": event,
        "field": "occurred_on",
        "value": day,
        "why": "Read from the wrong page.",
    }
    desk.take("correct", BU, input=correction)


def proclaim(desk: Desk, day: date) -> None:
    """Add a bank holiday, and count the case anew."""
    added = {day: "Proclaimed"}
    version = version_with(desk.calendar.version, added, {})
    desk.calendar = replace(
        desk.calendar, holidays={**added, **desk.calendar.holidays}, version=version
    )
    event = recounted(desk.definition, desk.case, desk.calendar, desk.now)
    if event is not None:
        desk.record(event)


def counted(duty: Deadline, desk: Desk, *pauses: tuple[date, date]) -> int:
    """Return the working days from clock to due day that lie in no pause."""
    days = desk.calendar.between(duty.clock_on, duty.due)
    return days - sum(desk.calendar.between(first, last) for first, last in pauses)


# ---- what moves a clock afterwards ---------------------------------------------------------------


def test_a_corrected_decision_is_counted_with_the_standstill() -> None:
    """
    The day of the decision is three days earlier: 40 working days from there, the standstill left
    out.
    """
    desk = stood_still()

    correct_day(desk, "decide_local_review", "2026-03-13")  # Fri

    meeting = only(desk, "local_meeting")
    assert (date(2026, 3, 13), 40) == (meeting.clock_on, counted(meeting, desk, (FROM, TO)))
    assert meeting.due > date(2026, 6, 20)


def test_a_holiday_after_a_corrected_resumption_is_counted_with_it() -> None:
    """
    Resumed on the Friday before, and then a Monday in June is no working day: one day more, no day
    lost.
    """
    desk = stood_still()
    desk.today = date(2026, 6, 3)  # Wed
    correct_day(desk, "resume", "2026-05-29")  # Fri
    before = only(desk, "local_meeting").due

    proclaim(desk, date(2026, 6, 8))  # Mon

    meeting = only(desk, "local_meeting")
    assert 40 == counted(meeting, desk, (FROM, date(2026, 5, 29)))
    assert calendar().add(before, 1) == meeting.due


def test_a_corrected_day_of_suspension_moves_what_was_paused() -> None:
    """Suspended a week earlier than written down: the working days of that week are won back."""
    desk = stood_still()
    before = only(desk, "local_meeting").due

    correct_day(desk, "suspend", "2026-03-25")  # Wed

    assert calendar().add(before, 5) == only(desk, "local_meeting").due


def test_a_migration_leaves_what_is_paused_where_it_was() -> None:
    """Only a title is another one."""
    desk = stood_still()
    before = {deadline.id: deadline.due for deadline in desk.case.open_deadlines()}

    migrate(desk, other_version(**{'title = "Closed"': 'title = "Case closed"'}))

    assert before == {deadline.id: deadline.due for deadline in desk.case.open_deadlines()}


def test_a_migration_to_a_shorter_rule_counts_the_standstill() -> None:
    """30 working days instead of 40, the standstill left out."""
    desk = stood_still()
    rule = (
        'starts = ["decide_local_review", "decide_serious_offence_review"]\ndue = { working_days = '
    )

    migrate(desk, other_version(**{f"{rule}40": f"{rule}30"}))

    assert 30 == counted(only(desk, "local_meeting"), desk, (FROM, TO))


def test_a_migration_taken_back_counts_the_standstill() -> None:
    """Everything is as it was before."""
    desk = stood_still()
    first, before = desk.definition, desk.case
    dues = {deadline.id: deadline.due for deadline in desk.case.open_deadlines()}
    rule = (
        'starts = ["decide_local_review", "decide_serious_offence_review"]\ndue = { working_days = '
    )
    migrate(desk, other_version(**{f"{rule}40": f"{rule}30"}))

    take_migration_back(desk, before, first)

    assert dues == {deadline.id: deadline.due for deadline in desk.case.open_deadlines()}


@pytest.mark.parametrize(
    "order", list(permutations(("correct", "migrate", "proclaim"))), ids="-".join
)
def test_in_whatever_order_the_days_are_the_same(order: tuple[str, ...]) -> None:
    """A correction, another rule and another calendar over a standstill."""
    desk = stood_still()
    rule = (
        'starts = ["decide_local_review", "decide_serious_offence_review"]\ndue = { working_days = '
    )
    doing = {
        "correct": lambda: correct_day(desk, "decide_local_review", "2026-03-13"),
        "migrate": lambda: migrate(desk, other_version(**{f"{rule}40": f"{rule}30"})),
        "proclaim": lambda: proclaim(desk, date(2026, 6, 8)),
    }
    for name in order:
        doing[name]()

    meeting = only(desk, "local_meeting")
    assert (30, date(2026, 3, 13)) == (counted(meeting, desk, (FROM, TO)), meeting.clock_on)


def test_two_standstills_are_both_counted_after_a_correction() -> None:
    """Suspended twice: the decision is corrected afterwards."""
    desk = in_local_review()
    first, second = (
        (date(2026, 3, 25), date(2026, 4, 1)),
        (date(2026, 4, 22), date(2026, 5, 6)),
    )  # Wed, each
    for begins, ends in (first, second):
        suspend(desk, begins)
        resume(desk, ends)

    correct_day(desk, "decide_local_review", "2026-03-13")  # Fri

    assert 40 == counted(only(desk, "local_meeting"), desk, first, second)


def test_a_holiday_while_it_stands_still_is_counted_when_it_goes_on() -> None:
    """Proclaimed during the suspension, after the day on which the review then goes on."""
    desk = in_local_review()
    suspend(desk)
    desk.today = date(2026, 5, 20)  # Wed
    proclaim(desk, date(2026, 6, 8))  # Mon

    resume(desk)

    assert 40 == counted(only(desk, "local_meeting"), desk, (FROM, TO))


# ---- written down late ---------------------------------------------------------------------------


def involvement(desk: Desk) -> Deadline:
    """Return the duty of the police to say whether they are involved: due on Mon 23 March."""
    return desk.case.deadlines[f"involvement/{POLICE}"]


def test_a_suspension_written_down_late_corrects_the_breach() -> None:
    """
    Suspended on 18 March, written down on the 27th: what was due on the 23rd stood still by then.
    """
    desk = in_local_review()
    assert date(2026, 3, 23) == involvement(desk).due  # Mon
    desk.today = date(2026, 3, 27)  # Fri
    breach(desk)
    assert "breached" == involvement(desk).state

    suspend(desk, date(2026, 3, 18))  # Wed

    duty = involvement(desk)
    assert ("running", True) == (duty.state, duty.breach_corrected)
    assert not duty.overdue(desk.now)


def test_after_a_pause_the_days_left_are_those_left_before() -> None:
    """Three of five were left on 18 March; the review goes on on 1 May."""
    desk = in_local_review()
    desk.today = date(2026, 3, 27)  # Fri
    breach(desk)
    suspend(desk, date(2026, 3, 18))  # Wed

    resume(desk, date(2026, 5, 1))  # Fri

    assert ("running", date(2026, 5, 7)) == (
        involvement(desk).state,
        involvement(desk).due,
    )  # Thu after a bank holiday


def test_a_suspension_after_the_due_day_corrects_no_breach() -> None:
    """It was overdue before the review was suspended."""
    desk = in_local_review()
    desk.today = date(2026, 3, 27)  # Fri
    breach(desk)

    suspend(desk, date(2026, 3, 25))  # Wed

    assert ("breached", False) == (involvement(desk).state, involvement(desk).breach_corrected)


def test_suspended_and_resumed_before_either_was_written_down() -> None:
    """A standstill that is past counts like one that was recorded at the time."""
    desk = in_local_review()
    desk.today = date(2026, 4, 17)  # Fri
    breach(desk)
    suspend(desk, date(2026, 3, 18))  # Wed
    resume(desk, date(2026, 4, 15))  # Wed

    assert ("running", date(2026, 4, 20)) == (involvement(desk).state, involvement(desk).due)  # Mon
    assert involvement(desk).breach_corrected


def test_what_is_done_during_a_pause_is_not_late() -> None:
    """
    A return that comes in during the suspension, after the day on which it would have been due.
    """
    desk = in_local_review()
    suspend(desk, date(2026, 3, 18))  # Wed
    desk.today = date(2026, 4, 10)  # Fri

    desk.do("confirm_involvement", "rep.police@example.org", POLICE)

    assert "met" == involvement(desk).state


def test_a_resumption_written_down_late_is_late_from_its_own_day() -> None:
    """The review went on on 1 April; by 17 April what had three days left is overdue."""
    desk = in_local_review()
    suspend(desk, date(2026, 3, 18))  # Wed
    desk.today = date(2026, 4, 17)  # Fri
    resume(desk, date(2026, 4, 1))  # Wed

    assert date(2026, 4, 8) == involvement(desk).due  # Wed after Easter
    assert involvement(desk).overdue(desk.now)


# ---- dates that were set -------------------------------------------------------------------------


def with_action(due: str) -> Desk:
    """Return a local review with an action."""
    desk = in_local_review()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"due": due})
    return desk


def test_an_action_keeps_the_working_days_that_it_had_left() -> None:
    """
    Due on 1 May, 20 working days after the suspension of 1 April: 20 working days after 1 June.
    """
    desk = with_action("2026-05-01")
    suspend(desk)

    resume(desk)

    assert 20 == calendar().between(FROM, date(2026, 5, 1))
    assert date(2026, 6, 29) == only(desk, "action").due  # Mon


def test_an_action_due_long_after_the_standstill_is_put_off_as_well() -> None:
    """By the working days of the standstill."""
    desk = with_action("2026-09-01")
    suspend(desk)

    resume(desk)

    left = calendar().between(FROM, date(2026, 9, 1))
    assert calendar().add(TO, left) == only(desk, "action").due


def test_an_action_rebased_while_it_stands_still_has_the_days_from_that_day() -> None:
    """A date that is set during the suspension stands still from the day on which it was set."""
    desk = with_action("2026-05-01")
    suspend(desk)
    desk.today = date(2026, 5, 20)  # Wed
    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-06-30"})

    resume(desk)

    left = calendar().between(date(2026, 5, 20), date(2026, 6, 30))
    assert calendar().add(TO, left) == only(desk, "action").due


def test_an_action_set_after_the_standstill_is_due_when_it_says() -> None:
    """What was suspended before concerns it not."""
    desk = stood_still()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"due": "2026-07-10"})

    assert date(2026, 7, 10) == only(desk, "action").due  # Fri


def test_an_overdue_action_stays_overdue_through_a_standstill() -> None:
    """Its breach is one."""
    desk = with_action("2026-03-20")
    desk.today = date(2026, 3, 24)  # Tue
    breach(desk)
    suspend(desk)
    resume(desk)

    assert ("breached", date(2026, 3, 20)) == (
        only(desk, "action").state,
        only(desk, "action").due,
    )  # Fri


# ---- what does not stand still -------------------------------------------------------------------


def test_a_notification_s_clock_runs_through_the_standstill() -> None:
    """An incident that is reported meanwhile has its five working days."""
    desk = in_local_review()
    suspend(desk)
    desk.today = date(2026, 4, 13)  # Mon
    child = {"child": "Child A", "harm": "seriously_harmed", "abuse_or_neglect": "suspected"}
    answers = {"children": [child], "local_authority_aware_on": desk.today}
    desk.do("report_incident", BU, input=desk.filled("report_incident", BU) | answers)

    duty = only(desk, "panel_notification")
    assert ("running", date(2026, 4, 20), None) == (duty.state, duty.due, duty.paused_on)  # Mon


def test_a_notification_ends_the_suspension() -> None:
    """The rapid review that begins has its own days, and stands still for nothing."""
    desk = in_local_review()
    suspend(desk)
    desk.today = date(2026, 4, 13)  # Mon

    desk.do("notify_panel", NOTIFIER)

    assert ["stopped"] == states(desk, "local_meeting") == states(desk, "local_report")
    assert not [duty.id for duty in desk.case.open_deadlines() if duty.paused_on]
    assert date(2026, 5, 5) == only(desk, "rapid_review_sent").due  # Tue after a bank holiday


def test_what_was_done_before_the_suspension_is_as_it_was() -> None:
    """A return that was waived is not counted again."""
    desk = in_local_review()
    settle_returns(desk)
    before = involvement(desk)
    suspend(desk)
    resume(desk)

    assert before == involvement(desk)

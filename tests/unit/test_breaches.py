"""
Breaches: one that was one stays one; it is corrected only where the very duty was done, or was not
due, by then.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    COORDINATOR,
    NOTIFIER,
    PARTNERS,
    breach,
    in_local_review,
    in_practice_review,
    in_triage,
    not_serious,
    only,
    settle_returns,
    states,
    with_panel,
)

OWNER = "rep.housing@example.org"


def correct(desk: Desk, step: str, value: Any, field: str = "occurred_on") -> None:
    """Correct the last entry of a step."""
    event = max(event.seq for event in desk.events if event.step == step)
    desk.take(
        "correct",
        BU,
        input={"event": event, "field": field, "value": value, "why": "The wrong page."},
    )


def marks(desk: Desk, key: str) -> list[bool]:
    """Return of each breach of the duty whether it was corrected, the earliest first."""
    return [mark.corrected for mark in only(desk, key).breaches.values()]


def with_overdue_action() -> Desk:
    """Return a local review with an action that was due on Tue 24 March, two days ago."""
    desk = in_local_review()
    desk.do(
        "add_action",
        BU,
        input=desk.filled("add_action", BU) | {"due": "2026-03-24", "owner": OWNER},
    )
    desk.today = date(2026, 3, 26)  # Thu
    breach(desk)
    return desk


# ---- actions -------------------------------------------------------------------------------------


def test_rebasing_an_overdue_action_does_not_undo_its_breach() -> None:
    """It runs again, and was overdue all the same."""
    desk = with_overdue_action()

    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-04-10"})

    assert ("running", date(2026, 4, 10)) == (
        only(desk, "action").state,
        only(desk, "action").due,
    )  # Fri
    assert [False] == marks(desk, "action")


def test_the_next_true_breach_is_another_one() -> None:
    """Rebased and overdue again: both are breaches, and giving it up corrects neither."""
    desk = with_overdue_action()
    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-04-10"})
    desk.today = date(2026, 4, 14)  # Tue
    breach(desk)
    assert ("breached", [False, False]) == (only(desk, "action").state, marks(desk, "action"))

    desk.do("do_not_pursue", CHAIR, "action:1")

    assert ("met_late", [False, False]) == (only(desk, "action").state, marks(desk, "action"))


def test_rebased_before_it_was_due_and_recorded_after_is_not_a_breach() -> None:
    """The new date was set on the Monday before the due day: what occurred counts."""
    desk = with_overdue_action()

    desk.do("rebase", CHAIR, "action:1", on=date(2026, 3, 23), input={"due": "2026-04-10"})

    assert ("running", [True]) == (only(desk, "action").state, marks(desk, "action"))


def test_rebased_to_an_earlier_day_takes_no_breach_back() -> None:
    """Nor does it bring one about for a day that is past before it was set."""
    desk = with_overdue_action()
    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-04-10"})
    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-04-01"})

    assert ("running", date(2026, 4, 1)) == (
        only(desk, "action").state,
        only(desk, "action").due,
    )  # Wed
    assert [False] == marks(desk, "action")


def test_verified_by_then_and_recorded_later_is_not_a_breach() -> None:
    """The evidence was verified on the due day."""
    desk = in_local_review()
    desk.do(
        "add_action",
        BU,
        input=desk.filled("add_action", BU) | {"due": "2026-03-24", "owner": OWNER},
    )
    desk.do("start", OWNER, "action:1")
    desk.do("submit_evidence", OWNER, "action:1")
    desk.today = date(2026, 3, 26)  # Thu
    breach(desk)

    desk.do("verify", BU, "action:1", on=date(2026, 3, 24))

    assert ("met", [True]) == (only(desk, "action").state, marks(desk, "action"))


def test_an_action_that_had_the_wrong_date_from_the_start_was_not_a_breach() -> None:
    """The date is corrected, not moved."""
    desk = with_overdue_action()

    correct(desk, "add_action", "2026-04-24", "due")

    assert ("running", [True]) == (only(desk, "action").state, marks(desk, "action"))


# ---- duties of the case --------------------------------------------------------------------------


def overdue() -> Desk:
    """Return a case whose notification was due on Thu 19 March, and is breached."""
    desk = in_triage()
    desk.today = date(2026, 3, 24)  # Tue
    breach(desk)
    return desk


def test_an_earlier_day_leaves_the_breach_one() -> None:
    """It was due even earlier, and not done by then."""
    desk = overdue()

    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 9))

    assert ("breached", date(2026, 3, 16), [False]) == (
        only(desk, "panel_notification").state,
        only(desk, "panel_notification").due,  # Mon
        marks(desk, "panel_notification"),
    )


def test_a_day_corrected_to_a_later_one_takes_the_breach_back() -> None:
    """Corrected to the 18th it is due on the 25th; it runs."""
    desk = overdue()

    correct(desk, "refer", "2026-03-16", "local_authority_aware_on")

    assert ("running", [True]) == (
        only(desk, "panel_notification").state,
        marks(desk, "panel_notification"),
    )


def test_a_day_corrected_by_too_little_leaves_it_overdue() -> None:
    """
    Due a day later it was not overdue on the day of the breach, and is by now: another breach is
    recorded.
    """
    desk = overdue()
    correct(desk, "refer", "2026-03-13", "local_authority_aware_on")
    assert (date(2026, 3, 20), True) == (
        only(desk, "panel_notification").due,  # Fri
        only(desk, "panel_notification").overdue(desk.now),
    )

    breach(desk)

    assert ("breached", [True, False]) == (
        only(desk, "panel_notification").state,
        marks(desk, "panel_notification"),
    )


def test_done_late_is_late_whatever_is_corrected_elsewhere() -> None:
    """Correcting the day of the endorsement takes no breach of the notification back."""
    desk = overdue()
    desk.do("notify_panel", NOTIFIER)

    correct(desk, "endorse", "2026-03-13")

    assert ("met_late", [False]) == (
        only(desk, "panel_notification").state,
        marks(desk, "panel_notification"),
    )


def test_what_was_done_by_another_duty_s_fact_corrects_nothing() -> None:
    """That the partners were told in time says nothing of the notification."""
    desk = overdue()

    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=date(2026, 3, 17))

    assert ("met", [True]) == (only(desk, "partners_told").state, marks(desk, "partners_told"))
    assert ("breached", [False]) == (
        only(desk, "panel_notification").state,
        marks(desk, "panel_notification"),
    )


# ---- what meets a duty ---------------------------------------------------------------------------


def test_nothing_meets_a_duty_before_its_clock() -> None:
    """
    That the referrer was told of the decision on 16 March says nothing of the closing on the 17th.
    """
    desk = in_local_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_meeting", CHAIR)
    desk.do("accept_report", "deputy.chair@example.org")
    desk.today = date(2026, 3, 17)  # Tue
    desk.do("no_actions_needed", CHAIR)
    desk.today = date(2026, 3, 24)  # Tue

    desk.do("record_fact", BU, input={"fact": "referrer_told"}, on=date(2026, 3, 16))

    assert ["met", "running"] == states(desk, "referrer_told")


def test_on_the_day_of_its_clock_it_does() -> None:
    """The same day is not before it."""
    desk = in_practice_review()

    desk.do("record_fact", BU, input={"fact": "cspr_decision_told"})

    assert ["met"] == states(desk, "cspr_decision_told")


def test_a_fact_of_before_the_decision_does_not_meet_its_duty() -> None:
    """Told on Friday of a decision of Monday: it is asked for still."""
    desk = in_practice_review()

    desk.do("record_fact", BU, input={"fact": "cspr_decision_told"}, on=date(2026, 3, 13))

    assert ["running"] == states(desk, "cspr_decision_told")


def test_telling_partners_before_the_authority_became_aware_meets_nothing() -> None:
    """An incident cannot be told of before it is known."""
    desk = in_triage()

    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=date(2026, 3, 11))

    assert ["running"] == states(desk, "partners_told")


def test_an_earlier_day_of_awareness_lets_it_count() -> None:
    """Whatever is recorded first: known on the 10th, told on the 11th."""
    desk = in_triage()
    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=date(2026, 3, 11))

    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 10))

    assert ["met"] == states(desk, "partners_told")


def test_a_reply_from_before_the_review_was_sent_meets_no_chase() -> None:
    """A letter of Friday cannot answer what was sent on Monday."""
    desk = with_panel()
    answers = desk.filled("record_panel_response", BU) | {"response": "agrees"}
    desk.do("record_panel_response", BU, input=answers, on=date(2026, 3, 13))

    assert ["running"] == states(desk, "panel_reply_chase")


def test_a_checkpoint_that_is_written_down_late_counts_by_its_day() -> None:
    """
    That of the 13th met the first, that of the 20th the second, and the third runs from there.
    """
    desk = in_practice_review()
    desk.do("appoint_reviewer", PARTNERS[0])
    desk.today = date(2026, 4, 20)  # Mon
    desk.do("record_checkpoint", BU)
    desk.do("record_checkpoint", BU, on=date(2026, 4, 13))

    checks = [duty for duty in desk.case.deadlines.values() if duty.key == "cspr_checkpoint"]
    assert [date(2026, 4, 20)] == [duty.clock_on for duty in checks if duty.is_open]  # Mon
    assert [date(2026, 4, 13), date(2026, 4, 20)] == sorted(
        duty.met_on for duty in checks if duty.met_on
    )


@pytest.mark.parametrize("first", ["told", "met"])
def test_the_order_of_typing_makes_no_difference(first: str) -> None:
    """A later day of awareness first or the fact that meets the duty first."""
    desk = in_triage()
    entries = {
        "told": ({"fact": "local_authority_aware_on"}, date(2026, 3, 10)),
        "met": ({"fact": "partners_told"}, date(2026, 3, 11)),
    }
    for name in sorted(entries, key=lambda name: name != first):
        entry, day = entries[name]
        desk.do("record_fact", BU, input=entry, on=day)

    duty = only(desk, "partners_told")
    assert ("met", date(2026, 3, 11), date(2026, 3, 17)) == (
        duty.state,
        duty.met_on,
        duty.due,
    )  # Wed, Tue


def test_two_requests_for_information_are_met_each_by_its_answer() -> None:
    """The answer to the first, written down after the second was asked, leaves the second open."""
    desk = not_serious()
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("request_information", COORDINATOR, input={"asked_of": "police", "what": "The file."})
    answer = {"request": "information_request", "answer": "Here."}
    desk.do("answer_information", BU, on=date(2026, 3, 17), input=answer)

    assert ["met", "running"] == states(desk, "information_request")

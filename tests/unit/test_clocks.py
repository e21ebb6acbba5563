"""
Clocks that follow what is on record: awareness, notification, charge, death; and when lateness asks
its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, form
from tests.routes import (
    BU,
    LA,
    MONDAY,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    REP,
    approved,
    breach,
    decided_not_notifiable,
    in_rapid_review,
    in_triage,
    local_plan,
    only,
    referred,
    report,
    states,
)


def test_the_panel_clock_runs_from_a_draft_on() -> None:
    """Once the day of awareness is on record, the five working days run, a draft included."""
    desk = referred()

    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu
    assert date(2026, 3, 19) == only(desk, "panel_notification").due  # Thu
    assert date(2026, 3, 19) == only(desk, "partners_told").due  # Thu


def test_an_incident_is_struck_from_a_draft_and_put_back() -> None:
    """
    The clock stops with the flag that is taken out of the form, and is taken up again with it on
    the same day.
    """
    desk = referred()
    answers = form("practice_review")

    desk.do("amend", REFERRER, input=answers | {"possible_serious_incident": False})
    assert ("struck", ["stopped"]) == (
        desk.case.items["incident:1"].state,
        states(desk, "panel_notification"),
    )
    desk.do("amend", REFERRER, input=answers)

    assert ("possible", ["running"]) == (
        desk.case.items["incident:1"].state,
        states(desk, "panel_notification"),
    )


def test_after_submission_an_incident_is_not_struck_any_more() -> None:
    """From then on only a decision undoes it."""
    desk = referred()
    desk.do("submit", REFERRER)
    desk.do("return_to_referrer", REP)
    quiet = form("practice_review") | {"possible_serious_incident": False}

    assert ["input"] == desk.codes("amend", REFERRER, input=quiet)


@pytest.mark.parametrize("day", [None, date(2026, 3, 13)])
def test_an_amended_form_moves_no_clock_to_a_later_day(day: date | None) -> None:
    """
    The earliest day that was told stands until it is corrected, also where the form no longer says
    it.
    """
    desk = referred()
    answers = form("practice_review") | {"local_authority_aware_on": day}

    desk.do(
        "amend",
        REFERRER,
        input={name: value for name, value in answers.items() if value is not None},
    )

    assert ["running"] == states(desk, "panel_notification")
    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu


def test_an_earlier_day_of_awareness_moves_the_clock_and_keeps_both_days() -> None:
    """
    While the clock runs the earlier day counts; the first clock and due day are kept with the
    event.
    """
    desk = in_triage()
    desk.do(
        "record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 11)
    )  # Wed

    moved = only(desk, "panel_notification")

    assert date(2026, 3, 18) == moved.due  # Wed
    assert (
        {"clock_on": "2026-03-12", "due": "2026-03-19", "event": desk.case.version},
    ) == moved.moves


def test_a_later_day_of_awareness_moves_nothing_while_the_clock_runs() -> None:
    """Proposing with a later day leaves the earlier clock."""
    desk = in_triage()
    desk.today += timedelta(days=2)

    desk.do(
        "propose_notification",
        BU,
        input=desk.filled("propose_notification", BU) | {"local_authority_aware_on": desk.today},
    )

    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu


def test_a_decision_not_to_notify_stops_without_meeting() -> None:
    """Neither duty was done; neither runs any longer."""
    desk = decided_not_notifiable()

    assert "stopped" == only(desk, "panel_notification").state
    assert "stopped" == only(desk, "partners_told").state
    assert only(desk, "panel_notification").met_on is None


def test_proposing_again_on_the_same_day_takes_the_duty_up_as_it_was() -> None:
    """Due as it was, and breached as it was: nobody gains time by deciding twice."""
    desk = in_triage()
    desk.today = date(2026, 3, 20)  # Fri, a day after it was due
    breach(desk)
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "No neglect."})
    desk.do("decide_not_notifiable", LA)
    assert ["stopped"] == states(desk, "panel_notification")
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-03-12"}

    desk.do("propose_notification", BU, input=answers)

    duty = only(desk, "panel_notification")
    assert ("breached", date(2026, 3, 19)) == (duty.state, duty.due)  # Thu


def test_proposing_again_on_a_new_day_starts_a_new_clock() -> None:
    """The second occurrence runs from that day, the first stays stopped."""
    desk = decided_not_notifiable()
    desk.today += timedelta(days=1)
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": desk.today}

    desk.do("propose_notification", BU, input=answers)

    assert ["stopped", "running"] == states(desk, "panel_notification")
    assert [1, 2] == [
        deadline.occurrence
        for deadline in desk.case.deadlines.values()
        if deadline.key == "panel_notification"
    ]


def test_a_further_notification_starts_no_rapid_review_clock_but_an_earlier_one_moves_it() -> None:
    """The rapid review counts from the earliest notification that was sent."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 18)  # Wed
    report(desk)
    desk.do("notify_panel_again", NOTIFIER)
    assert [MONDAY] == [
        deadline.clock_on
        for deadline in desk.case.deadlines.values()
        if deadline.key == "rapid_review_sent"
    ]

    report(desk, aware_on=date(2026, 3, 13))  # Fri
    desk.do("notify_panel_again", NOTIFIER, on=date(2026, 3, 13))  # Fri

    sent = only(desk, "rapid_review_sent")
    assert date(2026, 3, 13) == sent.clock_on  # Fri
    assert date(2026, 4, 7) == sent.due  # Tue, after Easter
    assert 1 == len(sent.moves)


def test_a_further_incident_in_a_rapid_review_is_met_by_a_further_notification() -> None:
    """It has a duty of its own, which the first notification says nothing of."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 24)  # Tue
    report(desk)
    assert ["met", "running"] == states(desk, "panel_notification")

    desk.do("notify_panel_again", NOTIFIER)

    assert ["met", "met"] == states(desk, "panel_notification")


@pytest.mark.parametrize(
    ("made", "fact"),
    [
        (approved, "charged_on"),
        (local_plan, "charged_on"),
        (local_plan, "youth_justice_aware_on"),
    ],
)
def test_a_new_incident_in_a_plan_is_a_new_case(made: Callable[[], Desk], fact: str) -> None:
    """A fact that would start a clock is refused once the case has come to its plan."""
    outcome = made().attempt("record_fact", BU, input={"fact": fact})

    assert isinstance(outcome, Refusal)
    assert ["fact: a new incident is a new case, linked to this one"] == [
        str(reason) for reason in outcome.reasons
    ]


def test_done_late_asks_the_reason() -> None:
    """A notification on a day past its due day is refused until somebody says why."""
    desk = in_triage()
    desk.today = date(2026, 3, 20)  # Fri, a day late
    answers = {"national_reference": "SIN-1", "children": ["Child A"], "partners_told": True}

    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=answers)
    desk.take("notify_panel", NOTIFIER, input=answers, late_reason="The office was closed.")

    assert "met_late" == only(desk, "panel_notification").state
    assert date(2026, 3, 20) == only(desk, "panel_notification").met_on  # Fri


def test_done_on_time_but_recorded_late_corrects_the_breach() -> None:
    """The breach is marked, no reason is asked, and the duty counts as met."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    assert "breached" == only(desk, "panel_notification").state
    answers = {"national_reference": "SIN-1", "children": ["Child A"], "partners_told": True}

    desk.take(
        "notify_panel", NOTIFIER, input=answers, on=date(2026, 3, 17), reason="Written down late."
    )  # Tue

    met = only(desk, "panel_notification")
    assert ("met", True, date(2026, 3, 17)) == (met.state, met.breach_corrected, met.met_on)


def test_a_breach_is_recorded_on_the_day_after_due() -> None:
    """The system records it, once."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    breach(desk)

    breaches = [event for event in desk.events if event.step == "breach"]
    days = {next(iter(event.effects["deadlines"])): event.occurred_on for event in breaches}

    assert date(2026, 3, 20) == days["panel_notification/incident:1"]  # Fri
    assert len(days) == len(breaches)


def test_a_local_duty_done_late_asks_nothing() -> None:
    """Reasons for lateness are for law, guidance and what a national body expects."""
    desk = in_triage()
    desk.today = date(2026, 3, 19)  # Thu; triage was due on Tue

    desk.take("put_to_subgroup", BU, input=desk.filled("put_to_subgroup", BU))

    assert "met_late" == only(desk, "triage").state


def test_what_a_form_brings_late_is_asked_at_submission() -> None:
    """
    A notification to the Youth Justice Board four days after the charge needs its reason when the
    form goes in.
    """
    desk = referred(
        "serious_offence", youth_justice_notified_on=date(2026, 6, 15)
    )  # Mon; due on Fri
    submitter = "referrer.yjs@example.org"

    assert "met_late" == only(desk, "youth_justice_notification").state
    assert ["late_reason_required"] == desk.codes("submit", submitter)
    desk.take("submit", submitter, late_reason="The charge was learned of late.")

    assert not only(desk, "youth_justice_notification").owes_reason


def test_an_amended_date_is_counted_afresh() -> None:
    """A wrong date of the form, put right while it is a draft, leaves no lateness behind."""
    desk = referred("serious_offence", youth_justice_notified_on=date(2026, 6, 15))  # Mon
    desk.do("amend", "referrer.yjs@example.org", input=form("serious_offence"))

    assert ["met"] == states(desk, "youth_justice_notification")
    assert [] == desk.codes("submit", "referrer.yjs@example.org")


def test_a_fact_that_a_form_does_not_carry_survives_an_amendment() -> None:
    """What was recorded as a fact is not taken back by a form that never spoke of it."""
    desk = referred("serious_offence", youth_justice_notified_on=None)
    desk.do(
        "record_fact", BU, input={"fact": "youth_justice_notified"}, on=date(2026, 6, 12)
    )  # Fri
    answers = {
        name: value
        for name, value in form("serious_offence").items()
        if name != "youth_justice_notified_on"
    }

    desk.do("amend", "referrer.yjs@example.org", input=answers)

    assert ["met"] == states(desk, "youth_justice_notification")


def test_youth_justice_counts_from_the_charge_where_no_awareness_is_known() -> None:
    """The service's own day comes first, else the day of the charge."""
    desk = referred("serious_offence", youth_justice_aware_on=None, youth_justice_notified_on=None)

    assert date(2026, 6, 11) == only(desk, "youth_justice_notification").clock_on  # Thu


def died(care: str, age: int, **answers: Any) -> Desk:
    """Return a draft in which a child died, no serious incident being possible."""
    child = form("practice_review")["children"][0] | {
        "harm": "died",
        "care_status": [care],
        "age_years": age,
    }
    return referred(possible_serious_incident=False, children=[child], **answers)


@pytest.mark.parametrize(
    ("care", "age", "key"),
    [
        ("looked_after", 9, "looked_after_death_notification"),
        ("care_leaver", 24, "care_leaver_death_notification"),
        ("care_leaver", 17, "care_leaver_death_notification"),
    ],
)
def test_a_death_in_care_starts_its_own_duty(care: str, age: int, key: str) -> None:
    """The child's fate, care status and age decide; no rapid review follows by itself."""
    desk = died(care, age, care_death_aware_on=date(2026, 3, 13))

    assert date(2026, 3, 20) == only(desk, key).due  # Fri
    assert [] == states(desk, "panel_notification")


def test_a_care_leaver_of_25_starts_nothing() -> None:
    """Up to and including 24."""
    assert [] == states(died("care_leaver", 25), "care_leaver_death_notification")


def test_a_death_in_care_outlives_the_decision_not_to_notify() -> None:
    """Whether the incident is notifiable changes nothing about the duty to tell of the death."""
    child = form("practice_review")["children"][0] | {
        "harm": "died",
        "care_status": ["looked_after"],
    }
    desk = in_triage(children=[child])
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do(
            "record_view", partner, input={"view": "do_not_notify", "reasons": "Natural causes."}
        )

    desk.do("decide_not_notifiable", LA)

    assert "running" == only(desk, "looked_after_death_notification").state


def test_facts_meet_the_duties_that_they_are_about() -> None:
    """The owner of a duty may record the fact that meets it."""
    desk = died("looked_after", 9, care_death_aware_on=date(2026, 3, 13))

    desk.take("record_fact", NOTIFIER, input={"fact": "care_death_notified"})

    assert "met" == only(desk, "looked_after_death_notification").state


def test_a_fact_written_down_before_its_clock_meets_it() -> None:
    """The order in which things are recorded does not matter."""
    child = form("practice_review")["children"][0] | {
        "harm": "died",
        "care_status": ["looked_after"],
    }
    desk = referred(
        possible_serious_incident=False, local_authority_aware_on=None, children=[child]
    )
    desk.do("record_fact", BU, input={"fact": "care_death_notified"})

    desk.do("record_fact", BU, input={"fact": "care_death_aware_on"}, on=date(2026, 3, 13))  # Fri

    assert "met" == only(desk, "looked_after_death_notification").state


def test_a_proposal_takes_no_later_day_than_the_form_told() -> None:
    """
    No serious incident was thought possible then, but the day of awareness was told: it is the
    earliest of both.
    """
    desk = in_triage(possible_serious_incident=False)

    later = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-03-16"}
    desk.do("propose_notification", BU, input=later)

    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu

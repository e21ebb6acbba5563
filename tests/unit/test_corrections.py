"""
Corrections: an earlier entry was wrong; what follows from it is put right, forwards, and nothing is
lost.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pathway.workflows.history.events import Event, event_from
from pathway.workflows.history.evolve import replay
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    REP,
    approved,
    before_partners,
    decided_not_notifiable,
    in_practice_review,
    in_rapid_review,
    in_triage,
    last_entry,
    not_serious,
    only,
    referred,
    states,
    vote,
    with_panel,
)

AWARE_ON_THURSDAY = {"local_authority_aware_on": "2026-03-12"}


def correct(desk: Desk, step: str, value: Any, field: str = "occurred_on", by: str = BU) -> Event:
    """Correct the last entry of a step."""
    correction = {
        "event": last_entry(desk, step),
        "field": field,
        "value": value,
        "why": "Read from the wrong page.",
    }
    return desk.take("correct", by, input=correction)


def faults(
    desk: Desk, step: str, value: Any, field: str = "occurred_on", by: str = BU
) -> list[tuple[str, str | None]]:
    """Return the codes and paths of the reasons against a correction."""
    correction = {
        "event": last_entry(desk, step),
        "field": field,
        "value": value,
        "why": "Read from the wrong page.",
    }
    outcome = desk.attempt("correct", by, input=correction)
    assert not isinstance(outcome, Event)
    return [(reason.code, reason.path) for reason in outcome.reasons]


def last_day(desk: Desk, fact: str) -> str:
    """Return the day of a fact as it is on record."""
    days: list[str] = [
        entry["on"] for entry in desk.case.memory.get("facts", {}).get(fact, {}).values()
    ]
    return max(days)


def findings(desk: Desk) -> list[tuple[Any, ...]]:
    """Return the findings that wait."""
    waiting = [
        finding
        for finding in desk.case.memory.get("findings", {}).values()
        if "settled_by" not in finding
    ]
    return [(finding["code"], finding["event"], finding.get("deadline")) for finding in waiting]


def test_an_aware_day_corrected_moves_the_clock_and_keeps_both_days() -> None:
    """The notification is due five working days from the day that is right."""
    desk = in_triage()
    before = only(desk, "panel_notification")

    correct(desk, "refer", "2026-03-10", "local_authority_aware_on")

    after = only(desk, "panel_notification")
    assert (date(2026, 3, 12), date(2026, 3, 19)) == (before.clock_on, before.due)  # Thu, Thu
    assert (date(2026, 3, 10), date(2026, 3, 17)) == (after.clock_on, after.due)  # Tue, Tue
    assert (
        {"clock_on": "2026-03-12", "due": "2026-03-19", "event": desk.case.version},
    ) == after.moves


def notified() -> Desk:
    """Return a case whose notification was sent in time by the day on record."""
    desk = in_triage()
    desk.take("notify_panel", NOTIFIER, input=desk.filled("notify_panel", NOTIFIER))
    return desk


def test_a_duty_that_was_met_is_judged_again() -> None:
    """
    Sent on the Monday, in time by the day first given; by the right day it was late, and nobody
    gave the reason.
    """
    desk = notified()
    assert "met" == only(desk, "panel_notification").state

    correct(desk, "refer", "2026-03-02", "local_authority_aware_on")

    met = only(desk, "panel_notification")
    assert ("met_late", date(2026, 3, 9), date(2026, 3, 16)) == (
        met.state,
        met.due,
        met.met_on,
    )  # Mon, Mon
    sent = last_entry(desk, "notify_panel")
    assert ("late_reason_required", sent, "panel_notification/incident:1") in findings(desk)


def test_an_aware_day_after_the_notification_is_flagged() -> None:
    """
    It cannot be: the clock would start after the duty was done. Both days are kept and somebody
    looks at it.
    """
    desk = in_triage(referred_on=date(2026, 3, 16))
    desk.do("notify_panel", NOTIFIER)
    desk.today += timedelta(days=1)
    correct(desk, "notify_panel", "2026-03-11")

    assert (
        "clock_after_met",
        last_entry(desk, "notify_panel"),
        "panel_notification/incident:1",
    ) in findings(desk)


def test_the_day_of_a_notification_moves_all_that_runs_from_it() -> None:
    """Meeting, sign-off and sending are re-dated; so are the returns that it opened."""
    desk = in_rapid_review()
    desk.today += timedelta(days=1)

    correct(desk, "notify_panel", "2026-03-13")  # Fri before

    keys = ("rapid_review_meeting", "rapid_review_sign_off", "rapid_review_sent")
    assert {date(2026, 3, 13)} == {only(desk, key).clock_on for key in keys}
    returns = [
        deadline for deadline in desk.case.deadlines.values() if deadline.key == "agency_return"
    ]
    assert {date(2026, 3, 13)} == {deadline.clock_on for deadline in returns}
    assert date(2026, 4, 7) == only(desk, "rapid_review_sent").due  # Tue after Easter


def test_a_duty_done_on_an_earlier_day_than_entered_was_in_time() -> None:
    """The breach stays in the history and is marked as corrected."""
    desk = in_triage()
    late = only(desk, "panel_notification")
    desk.today = late.due + timedelta(days=4)
    desk.breach(late)
    desk.do("notify_panel", NOTIFIER)
    assert "met_late" == only(desk, "panel_notification").state

    correct(desk, "notify_panel", late.due.isoformat())

    met = only(desk, "panel_notification")
    assert ("met", True, late.due) == (met.state, met.breach_corrected, met.met_on)
    assert [] == findings(desk)


def test_a_fact_keeps_its_corrected_day() -> None:
    """The fact's day, and the day on which the duty was met by it."""
    desk = in_practice_review()
    desk.today += timedelta(days=4)
    desk.do("record_fact", BU, input={"fact": "cspr_decision_told"})
    right = desk.case.deadlines["cspr_decision_told"].clock_on + timedelta(days=1)

    correct(desk, "record_fact", right.isoformat())

    assert right.isoformat() == last_day(desk, "cspr_decision_told")
    assert ("met", right) == (
        only(desk, "cspr_decision_told").state,
        only(desk, "cspr_decision_told").met_on,
    )


def test_what_a_later_step_recorded_is_kept() -> None:
    """
    The due day of an action was moved since: correcting the first one changes what the first was,
    no more.
    """
    desk = not_serious()
    desk.do(
        "add_action", BU, input=desk.filled("add_action", BU) | {"due": "2026-06-01", "owner": REP}
    )
    desk.do("rebase", CHAIR, "action:1", input={"due": "2026-09-01"})

    correct(desk, "add_action", "2026-05-01", "due")

    assert "2026-05-01" == desk.case.items["action:1"].data.get("first_due")
    assert date(2026, 9, 1) == desk.case.deadlines["action/action:1"].due


def test_an_action_given_to_the_wrong_person_changes_hands() -> None:
    """The item, and the duty that hangs on it."""
    desk = not_serious()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": REP})

    correct(desk, "add_action", CHAIR, "owner")

    assert (
        desk.number(CHAIR)
        == desk.case.items["action:1"].data.get("owner")
        == desk.case.deadlines["action/action:1"].owner.person
    )


def test_the_day_of_a_decision_by_votes_is_that_of_the_third() -> None:
    """
    What was voted on stands in the event of the first vote; the day is corrected at the one that
    carried it.
    """
    desk = with_panel("cspr")
    vote(desk, "commission_cspr", LA, ICB, "partner.police@example.org")
    deadline = only(desk, "cspr_publication")
    desk.today += timedelta(days=3)

    correct(desk, "commission_cspr", (deadline.clock_on - timedelta(days=3)).isoformat())

    assert deadline.clock_on - timedelta(days=3) == only(desk, "cspr_publication").clock_on


def test_correcting_again_goes_on_from_the_correction() -> None:
    """
    Each is an event of its own; the last one counts, and the first entry stays as it was said.
    """
    desk = in_triage()
    first = desk.events[0].header()

    correct(desk, "refer", "2026-03-10", "local_authority_aware_on")
    correct(desk, "refer", "2026-03-11", "local_authority_aware_on")
    back = correct(desk, "refer", "2026-03-12", "local_authority_aware_on")

    clock = only(desk, "panel_notification")
    assert (date(2026, 3, 12), date(2026, 3, 19)) == (clock.clock_on, clock.due)
    assert ["2026-03-12", "2026-03-10", "2026-03-11"] == [move["clock_on"] for move in clock.moves]
    assert first == desk.events[0].header()
    assert "correct" == back.step


def test_a_finding_is_settled_by_a_note() -> None:
    """Or it goes away when the entry is corrected back."""
    desk = notified()
    correct(desk, "refer", "2026-03-02", "local_authority_aware_on")
    names = list(desk.case.memory.get("findings", {}))

    desk.do("note", BU, input={"text": "Looked at with the partners.", "settles": names[0]})
    assert len(names) - 1 == len(findings(desk))

    correct(desk, "refer", "2026-03-12", "local_authority_aware_on")
    assert [] == findings(desk)


def test_a_step_that_a_guard_would_now_refuse_is_a_finding() -> None:
    """
    The step stands; that a publication came too soon after the copies is there to be dealt with.
    """
    desk = approved()
    desk.do("plan_publication", BU, "publication")
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("send_copies", BU, "publication")
    desk.today = date(2026, 3, 30)  # Mon, the eighth working day
    desk.do("publish", BU, "publication")

    correct(desk, "publish", "2026-03-26")

    assert [("guard.copies_sent_in_time", last_entry(desk, "publish"), None)] == findings(desk)


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("occurred_on", "tomorrow", "value"),
        ("occurred_on", "2026-03-17", "value"),
        ("local_authority_aware_on", "2026-03-12", "value"),
        ("local_authority_aware_on", None, "field"),
        ("charged_on", "2026-03-01", "field"),
        ("kind", "serious_offence", "field"),
        ("possible_serious_incident", False, "field"),
        ("children[0].label", "Child Z", "field"),
        ("children[7].age_years", 3, "field"),
        ("children[0].age_years", "three", "value"),
        ("no such path", 1, "field"),
        ("nothing", 1, "field"),
        ("what_happened", "", "value"),
    ],
)
def test_an_impossible_correction_is_refused_with_the_way_out(
    field: str, value: Any, path: str
) -> None:
    """A day that cannot be, what stands there already, what another step is there for."""
    assert [("input", path)] == faults(in_triage(), "refer", value, field)


def test_whoever_made_the_entry_may_correct_it_and_nobody_elses() -> None:
    """The business unit may correct every entry; a rep only their own."""
    desk = in_triage()

    assert [("input", "event")] == faults(desk, "endorse", "2026-03-13", by=REFERRER)
    assert "not_permitted" in desk.codes("correct", ICB)
    correct(desk, "endorse", "2026-03-13", by=REP)

    assert date(2026, 3, 13) == only(desk, "triage").clock_on  # Fri


def test_a_vote_that_decided_nothing_is_not_corrected() -> None:
    """It may be changed by voting again until the round ends."""
    desk = with_panel("cspr")
    vote(desk, "commission_cspr", LA)

    assert (
        last_entry(desk, "commission_cspr")
        not in desk.schema("correct", BU)["properties"]["event"]["enum"]
    )


def test_replay_knows_nothing_of_how_it_was_corrected() -> None:
    """The bytes of the history make the same case."""
    desk = in_rapid_review()
    correct(desk, "refer", "2026-03-02", "local_authority_aware_on")
    desk.today += timedelta(days=1)
    correct(desk, "notify_panel", "2026-03-13")

    again = replay(desk.case.reference, [event_from(event.header()) for event in desk.events])
    assert desk.case == again
    assert not [event.seq for event in desk.events if b"wrong page" in event.content()]


def test_a_corrected_day_of_a_second_proposal_begins_no_second_duty() -> None:
    """
    It was proposed again by the day on record, and notified; only that day turns out to have been
    another one.
    """
    desk = decided_not_notifiable()
    desk.do(
        "propose_notification",
        BU,
        input=desk.filled("propose_notification", BU) | AWARE_ON_THURSDAY,
    )
    desk.do("notify_panel", NOTIFIER)

    correct(desk, "propose_notification", "2026-03-11", "local_authority_aware_on")  # Wed

    assert ["met"] == states(desk, "panel_notification")
    assert date(2026, 3, 11) == only(desk, "panel_notification").clock_on  # Wed


def test_a_form_s_day_is_corrected_where_it_was_told_before_the_incident() -> None:
    """
    The form took no serious incident to be possible, but told the day; the notification then went
    by that day.
    """
    desk = referred(possible_serious_incident=False)
    desk.do("submit", REFERRER)
    desk.do("notify_panel", NOTIFIER)
    before = only(desk, "panel_notification").clock_on

    correct(desk, "refer", "2026-03-10", "local_authority_aware_on")  # Tue

    assert date(2026, 3, 12) == before  # Thu
    assert date(2026, 3, 10) == only(desk, "panel_notification").clock_on  # Tue


def test_a_corrected_decision_stops_the_notification_on_its_own_day() -> None:
    """
    The day on which a duty was stopped is that of the entry that stopped it, as it is known by now.
    """
    desk = before_partners()
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "No neglect."})
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("decide_not_notifiable", LA)

    correct(desk, "decide_not_notifiable", "2026-03-17")  # Tue

    assert ("stopped", date(2026, 3, 17)) == (  # Tue
        only(desk, "panel_notification").state,
        only(desk, "panel_notification").ended_on,
    )

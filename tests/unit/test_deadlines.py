"""What starts, moves, meets and stops a deadline, and when lateness asks its reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway.workflows.commands import Command
from tests.desk import Desk, Refused, form
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    MONDAY,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    REP,
    REVIEWER,
    approved,
    before_partners,
    breach,
    decided_not_notifiable,
    in_fieldwork,
    in_impact,
    in_local_review,
    in_practice_review,
    in_rapid_review,
    in_sign_off,
    in_triage,
    local_plan,
    not_serious,
    only,
    referred,
    reply,
    settle_returns,
    states,
    vote,
    with_panel,
)


def test_the_panel_clock_runs_from_a_draft_on() -> None:
    """Once the day of awareness is on record, the five working days run, a draft included."""
    desk = referred()

    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu
    assert date(2026, 3, 19) == only(desk, "panel_notification").due  # Thu
    assert date(2026, 3, 19) == only(desk, "partners_told").due  # Thu


@pytest.mark.parametrize("taken_away", ["possible_serious_incident", "local_authority_aware_on"])
def test_an_amended_form_takes_the_panel_clock_away_and_brings_it_back(taken_away: str) -> None:
    """Flag or day taken out of the form stops the clock; put back, it runs again, even on the same day."""
    desk = referred()
    said = form("practice_review")
    without = said | {"possible_serious_incident": False} if "possible" in taken_away else said | {taken_away: None}

    desk.do("amend", REFERRER, input={name: value for name, value in without.items() if value is not None})
    assert ["stopped"] == states(desk, "panel_notification")
    desk.do("amend", REFERRER, input=said)

    assert ["stopped", "running"] == states(desk, "panel_notification")


def test_an_earlier_day_of_awareness_moves_the_clock_and_keeps_both_days() -> None:
    """While the clock runs the earlier day counts; the first clock and due day are kept with the event."""
    desk = in_triage()
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 11))  # Wed

    moved = only(desk, "panel_notification")

    assert date(2026, 3, 18) == moved.due  # Wed
    assert ({"clock_on": "2026-03-12", "due": "2026-03-19", "event": desk.case.version},) == moved.moves


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


def test_proposing_again_needs_a_new_day_and_starts_a_new_clock() -> None:
    """The day that was decided on is refused; another one is a second occurrence."""
    desk = decided_not_notifiable()
    again = desk.filled("propose_notification", BU)
    old = again | {"local_authority_aware_on": "2026-03-12"}

    assert ["input"] == desk.codes("propose_notification", BU, input=old)
    desk.do("propose_notification", BU, input=again)

    assert ["stopped", "running"] == states(desk, "panel_notification")
    assert [1, 2] == [one.occurrence for one in desk.case.deadlines.values() if one.key == "panel_notification"]


def test_a_further_notification_starts_no_rapid_review_clock_but_an_earlier_one_moves_it() -> None:
    """The rapid review counts from the earliest notification that was sent."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("notify_panel_again", NOTIFIER)
    assert [MONDAY] == [one.clock_on for one in desk.case.deadlines.values() if one.key == "rapid_review_sent"]

    desk.do("notify_panel_again", NOTIFIER, on=date(2026, 3, 13))  # Fri

    sent = only(desk, "rapid_review_sent")
    assert date(2026, 3, 13) == sent.clock_on  # Fri
    assert date(2026, 4, 7) == sent.due  # Tue, after Easter
    assert 1 == len(sent.moves)


def test_a_new_day_of_awareness_in_a_rapid_review_is_met_by_a_further_notification() -> None:
    """A further incident starts a second clock."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 24)  # Tue
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"})
    assert ["met", "running"] == states(desk, "panel_notification")

    desk.do("notify_panel_again", NOTIFIER)

    assert ["met", "met"] == states(desk, "panel_notification")


@pytest.mark.parametrize(
    ("made", "fact"),
    [
        (approved, "local_authority_aware_on"),
        (local_plan, "charged_on"),
        (local_plan, "care_death_aware_on"),
        (local_plan, "youth_justice_aware_on"),
    ],
)
def test_a_new_incident_in_a_plan_is_a_new_case(made: object, fact: str) -> None:
    """A fact that would start a clock is refused once the case has come to its plan."""
    assert callable(made)
    desk = made()

    found = desk.attempt("record_fact", BU, input={"fact": fact})

    assert ["fact: a new incident is a new case, linked to this one"] == [str(reason) for reason in found.reasons]


def test_done_late_asks_the_reason() -> None:
    """A notification on a day past its due day is refused until somebody says why."""
    desk = in_triage()
    desk.today = date(2026, 3, 20)  # Fri, a day late
    said = {"national_reference": "SIN-1", "children": ["Child A"], "partners_told": True}

    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=said)
    desk.take("notify_panel", NOTIFIER, input=said, late_reason="The office was closed.")

    assert "met_late" == only(desk, "panel_notification").state
    assert date(2026, 3, 20) == only(desk, "panel_notification").met_on  # Fri


def test_done_on_time_but_recorded_late_corrects_the_breach() -> None:
    """The breach is marked, no reason is asked, and the duty counts as met."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    assert "breached" == only(desk, "panel_notification").state
    said = {"national_reference": "SIN-1", "children": ["Child A"], "partners_told": True}

    desk.take("notify_panel", NOTIFIER, input=said, on=date(2026, 3, 17), reason="Written down late.")  # Tue

    met = only(desk, "panel_notification")
    assert ("met", True, date(2026, 3, 17)) == (met.state, met.breach_corrected, met.met_on)


def test_a_breach_is_recorded_on_the_day_after_due() -> None:
    """The system records it, once."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    breach(desk)

    found = [event for event in desk.events if event.step == "breach"]
    told = {next(iter(event.effects["deadlines"])): event.occurred_on for event in found}

    assert date(2026, 3, 20) == told["panel_notification"]  # Fri
    assert len(told) == len(found)


def test_a_local_duty_done_late_asks_nothing() -> None:
    """Reasons for lateness are for law, guidance and what a national body expects."""
    desk = in_triage()
    desk.today = date(2026, 3, 19)  # Thu; triage was due on Tue

    desk.take("put_to_subgroup", BU, input=desk.filled("put_to_subgroup", BU))

    assert "met_late" == only(desk, "triage").state


def test_what_a_form_brings_late_is_asked_at_submission() -> None:
    """A notification to the Youth Justice Board four days after the charge needs its reason when the form goes in."""
    desk = referred("serious_offence", youth_justice_notified_on=date(2026, 6, 15))  # Mon; due on Fri
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
    desk.do("record_fact", BU, input={"fact": "youth_justice_notified"}, on=date(2026, 6, 12))  # Fri
    said = {name: value for name, value in form("serious_offence").items() if name != "youth_justice_notified_on"}

    desk.do("amend", "referrer.yjs@example.org", input=said)

    assert ["met"] == states(desk, "youth_justice_notification")


def test_youth_justice_counts_from_the_charge_where_no_awareness_is_known() -> None:
    """The service's own day comes first, else the day of the charge."""
    desk = referred("serious_offence", youth_justice_aware_on=None, youth_justice_notified_on=None)

    assert date(2026, 6, 11) == only(desk, "youth_justice_notification").clock_on  # Thu


def died(care: str, age: int, **said: object) -> Desk:
    """Return a draft in which a child died, no serious incident being possible."""
    child = form("practice_review")["children"][0] | {"harm": "died", "care_status": [care], "age_years": age}
    return referred(possible_serious_incident=False, children=[child], **said)


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
    child = form("practice_review")["children"][0] | {"harm": "died", "care_status": ["looked_after"]}
    desk = in_triage(children=[child])
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "Natural causes."})

    desk.do("decide_not_notifiable", LA)

    assert "running" == only(desk, "looked_after_death_notification").state


def test_facts_meet_what_they_tell_of() -> None:
    """The owner of a duty may record the fact that meets it."""
    desk = died("looked_after", 9, care_death_aware_on=date(2026, 3, 13))

    desk.take("record_fact", NOTIFIER, input={"fact": "care_death_notified"})

    assert "met" == only(desk, "looked_after_death_notification").state


def test_a_fact_written_down_before_its_clock_meets_it() -> None:
    """The order in which things are recorded does not matter."""
    child = form("practice_review")["children"][0] | {"harm": "died", "care_status": ["looked_after"]}
    desk = referred(possible_serious_incident=False, local_authority_aware_on=None, children=[child])
    desk.do("record_fact", BU, input={"fact": "care_death_notified"})

    desk.do("record_fact", BU, input={"fact": "care_death_aware_on"}, on=date(2026, 3, 13))  # Fri

    assert "met" == only(desk, "looked_after_death_notification").state


def test_a_request_is_one_occurrence_each() -> None:
    """The second request is a second occurrence, due as asked; an answer meets its own."""
    desk = not_serious()
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    asked = {"asked_of": "housing", "what": "The file.", "due": date(2026, 4, 30)}
    desk.do("request_information", BU, input=asked)

    desk.do("answer_information", BU, input={"request": "information_request.2", "answer": "Here."})

    first, second = (one for one in desk.case.deadlines.values() if one.key == "information_request")
    assert ("running", date(2026, 3, 23), None) == (first.state, first.due, first.item)  # Mon
    assert ("met", date(2026, 4, 30), 2) == (second.state, second.due, second.occurrence)  # Thu


def test_leaving_the_subgroup_stops_requests() -> None:
    """What was asked for the decision is not waited for after it."""
    desk = not_serious()
    desk.do("request_information", BU)

    desk.do("decide_local_review", CHAIR)

    assert "stopped" == only(desk, "information_request").state


def test_proposing_stops_the_deliberation() -> None:
    """The subgroup waits for the partners."""
    desk = not_serious()

    desk.do("propose_notification", BU)

    assert "stopped" == only(desk, "deliberation").state


def test_a_notification_not_met_ends_the_rapid_review() -> None:
    """Its clocks stop unmet, open returns are waived, and the subgroup deliberates."""
    desk = in_rapid_review()
    desk.do("confirm_involvement", "rep.police@example.org", "agency_return:police")

    desk.do("notification_not_met", NOTIFIER)

    stopped = {one.key for one in desk.case.deadlines.values() if one.state == "stopped"}
    assert {"rapid_review_meeting", "rapid_review_sign_off", "rapid_review_sent", "agency_return"} <= stopped
    assert {"waived"} == {item.state for item in desk.case.items.values()}
    assert ["running"] == states(desk, "deliberation")


def test_a_returned_rapid_review_is_signed_on_the_same_clock() -> None:
    """Once all three had answered, sending it back starts the same clock again, for all three."""
    desk = in_sign_off()
    for partner, step in zip(PARTNERS, ("sign_off", "dissent", "dissent"), strict=True):
        desk.do(step, partner)
    assert ["met"] == states(desk, "rapid_review_sign_off")

    desk.do("return_rapid_review", LA)

    first, second = (one for one in desk.case.deadlines.values() if one.key == "rapid_review_sign_off")
    assert first.clock_on == second.clock_on == MONDAY
    assert "running" == second.state
    assert not desk.case.table("sign_offs")


def test_the_third_answer_meets_the_sign_off() -> None:
    """Two are not enough; a dissent counts."""
    desk = in_sign_off()
    desk.do("sign_off", LA)
    desk.do("dissent", ICB)
    assert ["running"] == states(desk, "rapid_review_sign_off")

    desk.do("sign_off", PARTNERS[2])

    assert ["met"] == states(desk, "rapid_review_sign_off")


def test_a_chase_is_met_by_any_reply_and_runs_again_after_a_question() -> None:
    """A question of the Panel is a reply, and starts the next chase; it is never breached."""
    desk = with_panel()
    desk.today += timedelta(days=30)
    breach(desk)
    assert ["running"] == states(desk, "panel_reply_chase")

    reply(desk, "asks_for_information")
    reply(desk, "agrees")

    assert ["met", "met"] == states(desk, "panel_reply_chase")


def test_a_second_disagreement_starts_the_decision_anew() -> None:
    """The first ten working days stop, the next run from the new reply."""
    desk = with_panel()
    reply(desk, "recommends_cspr")
    desk.today += timedelta(days=3)
    reply(desk, "recommends_cspr")

    assert ["stopped", "running"] == states(desk, "panel_decision")


def test_a_practice_review_has_six_calendar_months() -> None:
    """From the day of the decision, not from the day it was written down."""
    desk = with_panel("cspr")
    desk.today = date(2026, 4, 20)  # Mon
    vote(desk, "commission_cspr", *PARTNERS, on=date(2026, 3, 31))  # Tue

    due = only(desk, "cspr_publication")

    assert (date(2026, 3, 31), date(2026, 9, 30)) == (due.clock_on, due.due)
    assert "6 calendar months" == due.rule
    assert "breached" != due.state


def test_the_panel_takes_the_review() -> None:
    """What belongs to the practice review stops; the national review is looked at every three months."""
    desk = in_fieldwork()

    desk.do("panel_takes_review", BU)

    stopped = {one.key for one in desk.case.deadlines.values() if one.state == "stopped"}
    assert {"cspr_decision_told", "cspr_checkpoint", "cspr_publication", "agency_return"} <= stopped
    assert ["running"] == states(desk, "national_review_check")
    assert all(item.state == "waived" for item in desk.case.items.values())


def test_only_a_note_that_says_so_meets_a_check() -> None:
    """Any other note leaves the check open; the one that meets it starts the next."""
    desk = in_fieldwork()
    desk.do("panel_takes_review", BU)
    desk.do("note", BU, input={"text": "A call."})
    assert ["running"] == states(desk, "national_review_check")

    desk.do("note", BU, input={"text": "Looked at.", "meets": "national_review_check"})

    assert ["met", "running"] == states(desk, "national_review_check")


def test_checkpoints_follow_each_other() -> None:
    """Each checkpoint meets one occurrence and starts the next; approval ends them."""
    desk = in_fieldwork()
    desk.do("record_checkpoint", BU)
    assert ["met", "running"] == states(desk, "cspr_checkpoint")
    settle_returns(desk)
    desk.do("complete_fieldwork", REVIEWER)
    desk.do("submit_report", REVIEWER)

    vote(desk, "approve_report", *PARTNERS)

    assert ["met", "stopped"] == states(desk, "cspr_checkpoint")


def test_returns_are_due_sooner_in_a_rapid_review() -> None:
    """Three, eight and ten working days, else five, twenty and twenty-five."""
    rapid = {one.key: one.rule for one in in_rapid_review().case.deadlines.values()}
    local = {one.key: one.rule for one in in_local_review().case.deadlines.values()}
    keys = ("involvement", "agency_return", "agency_return_hard_stop")

    assert ["3 working days", "8 working days", "10 working days"] == [rapid[key] for key in keys]
    assert ["5 working days", "20 working days", "25 working days"] == [local[key] for key in keys]


def test_a_step_about_one_return_touches_that_one_only() -> None:
    """Confirming one agency's involvement leaves the others' duty open."""
    desk = in_rapid_review()

    desk.do("confirm_involvement", "rep.police@example.org", "agency_return:police")

    met = [one.item for one in desk.case.deadlines.values() if one.key == "involvement" and not one.is_open]
    assert ["agency_return:police"] == met


def test_a_notification_out_of_a_local_review_ends_it() -> None:
    """Its clocks stop and its returns are waived; the rapid review opens a second round."""
    desk = in_local_review()

    desk.do("notify_panel", NOTIFIER)

    assert ["stopped"] == states(desk, "local_meeting") == states(desk, "local_report")
    assert ("waived", "requested") == tuple(
        desk.case.items[name].state for name in ("agency_return:police", "agency_return:police:2")
    )


def test_three_impact_checks_are_met_one_by_one() -> None:
    """After three, six and twelve months; a check that is not named is the next."""
    desk = in_impact(local_plan())
    assert [3, 6, 12] == [one.months for one in desk.case.open_deadlines("impact_check")]

    desk.do("record_fact", BU, input={"fact": "impact_checked", "months": 6})
    desk.do("record_fact", BU, input={"fact": "impact_checked"})

    assert [12] == [one.months for one in desk.case.open_deadlines("impact_check")]


def test_more_work_stops_the_impact_checks_until_the_actions_are_done() -> None:
    """They start again when the plan is complete again."""
    desk = in_impact(local_plan())

    desk.do("more_work", CHAIR)
    assert {"stopped"} == set(states(desk, "impact_check"))
    desk.do("do_not_pursue", CHAIR, "action:2")
    desk.do("complete_actions", CHAIR)

    assert ["stopped"] * 3 + ["running"] * 3 == states(desk, "impact_check")


def test_a_rebased_action_keeps_its_first_date() -> None:
    """The due date moves with reasons; both days are kept."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"due": date(2026, 5, 29)})  # Fri
    desk.today = date(2026, 6, 1)  # Mon
    breach(desk)

    desk.do("rebase", CHAIR, "action:1", input={"due": date(2026, 6, 30)})  # Tue

    moved = only(desk, "action")
    assert ("running", date(2026, 6, 30)) == (moved.state, moved.due)
    assert "2026-05-29" == moved.moves[0]["due"] == desk.case.items["action:1"]["first_due"]


def test_a_delay_stands_beside_the_due_date() -> None:
    """The due date stays; the delay is looked at every month, by recording it again or ending it."""
    desk = in_practice_review()
    said = desk.filled("record_delay", LA) | {"duty": "cspr_publication", "revised_on": date(2026, 12, 1)}
    due = only(desk, "cspr_publication").due
    desk.do("record_delay", LA, input=said)
    desk.do("record_delay", LA, input=said)

    delayed = only(desk, "cspr_publication")
    assert (due, date(2026, 12, 1), True) == (delayed.due, delayed.revised, delayed.delayed)
    assert ["met", "running"] == states(desk, "delay_review")
    desk.do("end_delay", LA, input={"duty": "cspr_publication"})

    assert ["met", "met"] == states(desk, "delay_review")
    assert not only(desk, "cspr_publication").delayed


def test_delays_of_law_and_guidance_are_the_partners() -> None:
    """All other delays are the chair's, those of what a national body expects included."""
    desk = in_rapid_review()
    said = desk.filled("record_delay", CHAIR)

    assert ["input"] == desk.codes("record_delay", LA, input=said | {"duty": "rapid_review_sent"}, reason="Trial.")
    assert [] == desk.codes("record_delay", CHAIR, input=said | {"duty": "rapid_review_sent"}, reason="Trial.")


def test_a_duty_that_ends_takes_its_delay_with_it() -> None:
    """Met, stopped or waived: neither the delay nor its review goes on."""
    desk = in_rapid_review()
    said = desk.filled("record_delay", CHAIR) | {"duty": "rapid_review_meeting"}
    desk.do("record_delay", CHAIR, input=said)

    desk.do("waive_deadline", CHAIR, input={"deadline": "rapid_review_meeting"})

    assert ["stopped"] == states(desk, "delay_review")
    assert not only(desk, "rapid_review_meeting").delayed


def test_only_local_duties_are_waived() -> None:
    """Law, guidance and what a national body expects are met or missed."""
    desk = in_rapid_review()

    assert ["input"] == desk.codes("waive_deadline", CHAIR, input={"deadline": "rapid_review_sent"}, reason="Late.")


def test_a_duplicates_clocks_are_taken_over() -> None:
    """An open clock takes the earlier day; one that was met keeps its own."""
    running, met = in_triage(), in_rapid_review()
    said = {"duplicate": "PR-2026-0009", "days": {"awareness": "2026-03-10"}}
    for desk in (running, met):
        event = desk.decided(Command("take_over_clocks", None, desk.today, input=said))
        desk.record(event)

    assert date(2026, 3, 17) == only(running, "panel_notification").due  # Tue
    assert date(2026, 3, 12) == only(met, "panel_notification").clock_on  # Thu


def test_views_and_waivers_leave_the_state() -> None:
    """A step that stays changes neither state nor the day of its last change."""
    desk = before_partners()
    changed = desk.case.changed_on
    desk.today += timedelta(days=1)

    desk.do("record_view", LA)

    assert ("subgroup_decision.notification", changed) == (desk.case.state, desk.case.changed_on)


def test_a_day_before_the_last_change_needs_a_reason() -> None:
    """And a day in the future is refused."""
    desk = in_triage()
    said = desk.filled("put_to_subgroup", BU)

    assert ["reason_required"] == desk.codes("put_to_subgroup", BU, input=said, on=MONDAY - timedelta(days=1))
    assert ["future_date"] == desk.codes("put_to_subgroup", BU, input=said, on=MONDAY + timedelta(days=1))
    with pytest.raises(Refused):
        desk.take("endorse", REP)

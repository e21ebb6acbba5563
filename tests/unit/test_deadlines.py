"""
What starts, meets and stops a deadline, from the request for information to the Panel's reply.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pathway.workflows.attempts.command import Command
from pathway.workflows.deciding.migration import Move, migrated
from pathway.workflows.history.events import Event
from pathway.workflows.loading.definition_files import load
from pathway.workflows.people.in_charge import for_deadline
from tests.desk import Refused
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    MONDAY,
    NOTIFIER,
    PARTNERS,
    REP,
    REVIEWER,
    before_partners,
    breach,
    in_fieldwork,
    in_local_review,
    in_rapid_review,
    in_sign_off,
    in_triage,
    not_serious,
    only,
    reply,
    report,
    settle_returns,
    states,
    vote,
    with_panel,
)
from tests.versions import other_lengths


def test_each_request_is_an_occurrence_of_its_own() -> None:
    """The second request is a second occurrence, due as asked; an answer meets its own."""
    desk = not_serious()
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    asked = {"asked_of": "housing", "what": "The file.", "due": date(2026, 4, 30)}
    desk.do("request_information", BU, input=asked)

    desk.do("answer_information", BU, input={"request": "information_request.2", "answer": "Here."})

    first, second = (
        deadline
        for deadline in desk.case.deadlines.values()
        if deadline.key == "information_request"
    )
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

    stopped = {
        deadline.key for deadline in desk.case.deadlines.values() if deadline.state == "stopped"
    }
    assert {
        "rapid_review_meeting",
        "rapid_review_sign_off",
        "rapid_review_sent",
        "agency_return",
    } <= stopped
    assert {"waived"} == {item.state for item in desk.case.items_of("agency_return")}
    assert "not_met" == desk.case.items["incident:1"].state
    assert ["running"] == states(desk, "deliberation")


def test_a_returned_rapid_review_is_signed_on_the_same_clock() -> None:
    """Once all three had answered, sending it back starts the same clock again, for all three."""
    desk = in_sign_off()
    for partner, step in zip(PARTNERS, ("sign_off", "dissent", "dissent"), strict=True):
        desk.do(step, partner)
    assert ["met"] == states(desk, "rapid_review_sign_off")

    desk.do("return_rapid_review", LA)

    first, second = (
        deadline
        for deadline in desk.case.deadlines.values()
        if deadline.key == "rapid_review_sign_off"
    )
    assert first.clock_on == second.clock_on == MONDAY
    assert "running" == second.state
    assert not desk.case.memory.get("sign_offs", {})


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


@pytest.mark.parametrize("between", [[], ["asks_for_information"]])
def test_a_disagreement_repeated_is_the_same_one(between: list[str]) -> None:
    """
    The ten working days run from the first reply, whether the Panel asked something in between.
    """
    desk = with_panel()
    reply(desk, "recommends_cspr")
    for response in [*between, "recommends_cspr"]:
        desk.today += timedelta(days=3)
        reply(desk, response)

    decision = only(desk, "panel_decision")
    assert ("running", MONDAY) == (decision.state, decision.clock_on)


def test_a_disagreement_after_the_panel_agreed_is_a_new_one() -> None:
    """The first ten working days stop with the reply that agrees, the next run from the new one."""
    desk = with_panel()
    for response in ("recommends_cspr", "agrees", "recommends_cspr"):
        reply(desk, response)
        desk.today += timedelta(days=1)

    assert ["stopped", "running"] == states(desk, "panel_decision")


def test_a_reply_of_an_earlier_day_that_is_written_down_late_is_not_the_last_one() -> None:
    """Replies count in the order of their days: the Panel agreed first, and disagrees by now."""
    desk = with_panel()
    desk.today += timedelta(days=3)
    reply(desk, "recommends_cspr")
    reply(desk, "agrees", on=MONDAY + timedelta(days=1))

    assert ["running"] == states(desk, "panel_decision")


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
    """
    What belongs to the practice review stops; the national review is looked at every three months.
    """
    desk = in_fieldwork()

    desk.do("panel_takes_review", BU)

    stopped = {
        deadline.key for deadline in desk.case.deadlines.values() if deadline.state == "stopped"
    }
    assert {"cspr_decision_told", "cspr_checkpoint", "cspr_publication", "agency_return"} <= stopped
    assert ["running"] == states(desk, "national_review_check")
    assert all(item.state == "waived" for item in desk.case.items_of("agency_return"))


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
    rapid = {deadline.key: deadline.rule for deadline in in_rapid_review().case.deadlines.values()}
    local = {deadline.key: deadline.rule for deadline in in_local_review().case.deadlines.values()}
    keys = ("involvement", "agency_return", "agency_return_hard_stop")

    assert ["3 working days", "8 working days", "10 working days"] == [rapid[key] for key in keys]
    assert ["5 working days", "20 working days", "25 working days"] == [local[key] for key in keys]


def test_a_step_about_one_return_affects_that_return_only() -> None:
    """Confirming one agency's involvement leaves the others' duty open."""
    desk = in_rapid_review()

    desk.do("confirm_involvement", "rep.police@example.org", "agency_return:police")

    met = [
        deadline.item
        for deadline in desk.case.deadlines.values()
        if deadline.key == "involvement" and not deadline.is_open
    ]
    assert ["agency_return:police"] == met


def test_a_notification_out_of_a_local_review_ends_it() -> None:
    """Its clocks stop and its returns are waived; the rapid review opens a second round."""
    desk = in_local_review()

    desk.do("notify_panel", NOTIFIER)

    assert ["stopped"] == states(desk, "local_meeting") == states(desk, "local_report")
    assert ("waived", "requested") == tuple(
        desk.case.items[name].state for name in ("agency_return:police", "agency_return:police:2")
    )


def test_a_duplicates_days_are_taken_over() -> None:
    """A clock takes the earlier day, whether its duty runs or was met: what occurred counts."""
    running, met = in_triage(), in_rapid_review()
    incident = {
        "from": "incident:1",
        "same_as": "incident:1",
        "children": [1],
        "days": ["2026-03-10"],
    }
    handed: dict[str, Any] = {"duplicate": "PR-2026-0009", "incidents": [incident], "facts": {}}
    for desk in (running, met):
        event = desk.decided(Command("take_over_incidents", None, desk.today, input=handed))
        assert isinstance(event, Event)
        desk.record(event)

    assert date(2026, 3, 17) == only(running, "panel_notification").due  # Tue
    assert date(2026, 3, 10) == only(met, "panel_notification").clock_on  # Tue
    assert "met" == only(met, "panel_notification").state


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
    answers = desk.filled("put_to_subgroup", BU)

    assert ["reason_required"] == desk.codes(
        "put_to_subgroup", BU, input=answers, on=MONDAY - timedelta(days=1)
    )
    assert ["future_date"] == desk.codes(
        "put_to_subgroup", BU, input=answers, on=MONDAY + timedelta(days=1)
    )
    with pytest.raises(Refused):
        desk.take("endorse", REP)


def test_a_view_that_is_due_with_the_notification_is_breached_once() -> None:
    """
    It is due a day before its own two working days are over, and stays breached whatever is
    recorded then.
    """
    desk = in_triage()
    desk.today = date(2026, 3, 18)  # Wed; the notification is due on Thu 19 March
    desk.do("propose_notification", BU)
    desk.today = date(2026, 3, 25)  # Wed
    breach(desk)
    desk.do("note", BU)
    breach(desk)

    views = [
        deadline
        for deadline in desk.case.deadlines.values()
        if deadline.key == "partner_view" and deadline.item == "incident:1"
    ]
    late = [view for view in views if view.due == date(2026, 3, 19)]  # Thu
    assert ["breached"] * len(late) == [deadline.state for deadline in late]
    assert [1] * len(late) == [len(deadline.breaches) for deadline in late]
    assert late


def test_a_second_rapid_review_has_its_own_clock_and_its_own_signatures() -> None:
    """
    The review of an incident that is notified in June does not run from March, and all three are
    still to sign.
    """
    desk = with_panel()
    vote(desk, "decide_local_review", *PARTNERS)
    desk.today = date(2026, 6, 15)  # Mon
    report(desk)

    desk.do("notify_panel", NOTIFIER)

    first, second = (
        deadline
        for deadline in desk.case.deadlines.values()
        if deadline.key == "rapid_review_sign_off"
    )
    asked = for_deadline(desk.definition, desk.case, second, desk.directory).people
    assert (MONDAY, date(2026, 6, 15)) == (first.clock_on, second.clock_on)
    assert date(2026, 7, 3) == second.due  # Fri, 14 working days later
    assert {"childrens_services", "nhs_gm_icb", "police"} == {post.agency for post in asked}


def test_a_duty_that_a_shorter_rule_makes_overdue_is_breached_once() -> None:
    """
    The return was due on Mon 13 April; by the rule of the version moved to, it was due a week
    before.
    """
    desk = in_local_review()
    desk.today = date(2026, 4, 9)  # Thu
    move = Move(
        desk.number(BU), desk.now, desk.calendar, desk.directory, "The new edition.", b"salt"
    )
    to = load(other_lengths("2027.1"), checked=True)
    desk.record(migrated(desk.case, desk.definition, to, move))
    desk.definition = to
    breach(desk)
    desk.do("note", BU)
    breach(desk)

    returns = [
        deadline for deadline in desk.case.deadlines.values() if deadline.key == "agency_return"
    ]
    assert {date(2026, 4, 8)} == {deadline.due for deadline in returns}  # Wed, 15 working days
    assert {("breached", 1)} == {(deadline.state, len(deadline.breaches)) for deadline in returns}

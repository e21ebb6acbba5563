"""
How a case closes, what lives on, what may be done in a closed case, and how it is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pathway.workflows.history.case import Case
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    LA,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    approved,
    breach,
    in_fieldwork,
    in_impact,
    in_triage,
    local_plan,
    not_serious,
    only,
    referred,
    settle_returns,
    states,
    vote,
    waive_checks,
)

IN_CLOSED = {
    "record_fact",
    "note",
    "correct",
    "link_case",
    "legal_hold",
    "record_family_contact",
    "add_document",
    "reopen",
    "reopen_plan",
    "withdraw_report",
    "take_down",
    "plan_publication",
    "send_copies",
    "publish",
    "publish_improvements",
    "revise",
    "withhold",
    "resume_publication",
    "breach",
    "hand_back_incidents",
    "follow_family",
    "decide_interest",
    "restrict",
    "lift_restriction",
    "break_glass",
}


def closed() -> Desk:
    """Return a case that was closed with nothing further done."""
    desk = not_serious()
    desk.do("decide_no_further_action", CHAIR)
    return desk


def completed() -> Desk:
    """Return a local review that was carried through."""
    desk = in_impact(local_plan())
    waive_checks(desk)
    desk.do("accept_impact", CHAIR)
    return desk


def survivor(**changes: object) -> Case:
    """Return another case with the same children."""
    desk = Desk(form("practice_review")["referred_on"], case=Case("PR-2026-0007"))
    desk.refer({**form("practice_review"), **changes}, REFERRER)
    return desk.case


def same_children(case: Case) -> dict[str, object]:
    """Return an input that names that case, each child being its own."""
    children = [{"child": "Child A", "same_as": 1}, {"child": "Child B", "same_as": 2}]
    return {"surviving": case.reference, "children": children}


def test_only_few_steps_may_be_taken_in_a_closed_case() -> None:
    """Read off the definition: nothing but what the pathway names."""
    desk = closed()
    open_here = {
        step.name
        for file, step in desk.definition.tables()
        if (file.covers(step.from_, "closed") if file.owns == "case" else "closed" in step.case)
    }

    assert IN_CLOSED == open_here


def test_closing_stops_what_does_not_live_on() -> None:
    """The decision meets its own duty; telling the referrer begins."""
    desk = not_serious()
    desk.do("request_information", BU)

    desk.do("decide_no_further_action", CHAIR)

    assert "no_further_action" == desk.case.outcome
    assert ("met", "stopped", "running") == tuple(
        only(desk, key).state for key in ("deliberation", "information_request", "referrer_told")
    )


def test_what_lives_on_is_met_and_breached_in_a_closed_case() -> None:
    """Telling the referrer goes on after closing."""
    desk = closed()
    desk.today += timedelta(days=20)
    breach(desk)
    assert "breached" == only(desk, "referrer_told").state

    desk.do("record_fact", BU, input={"fact": "referrer_told"})

    assert "met_late" == only(desk, "referrer_told").state


@pytest.mark.parametrize("kind", ["action", "agency_return", "publication"])
def test_nothing_is_closed_over_an_open_item(kind: str) -> None:
    """An action, a return, a publication: each keeps the case open."""
    desk = local_plan()
    if kind == "action":
        desk.do("add_action", BU)
    elif kind == "agency_return":
        desk.do("reopen_return", BU, "agency_return:police")
    else:
        desk.do("open_publication", BU)

    assert ["guard.nothing_left_open"] == desk.codes(
        "no_actions_needed", CHAIR, reason="Nothing accepted."
    )


def test_a_withheld_local_report_may_stay_withheld() -> None:
    """The chair withholds it; the case may close."""
    desk = local_plan()
    desk.do("open_publication", BU)
    desk.do("withhold", CHAIR, "publication")

    assert [] == desk.codes("no_actions_needed", CHAIR, reason="Nothing accepted.")


def test_a_withheld_panel_report_keeps_the_case_open() -> None:
    """A practice review is published in the end, or its improvements are."""
    desk = approved()
    vote(desk, "withhold", *PARTNERS, item="publication")

    assert "withheld" == desk.case.items["publication"].state
    assert ["guard.nothing_left_open"] == desk.codes(
        "no_actions_needed", CHAIR, reason="Nothing accepted."
    )


@pytest.mark.parametrize(("made", "by", "other"), [(local_plan, CHAIR, LA), (approved, LA, CHAIR)])
def test_who_accepts_the_impact(made: Callable[[], Desk], by: str, other: str) -> None:
    """The chair; for a practice review a partner instead."""
    desk = in_impact(made())

    assert ["not_permitted"] == [
        code for code in desk.codes("accept_impact", other) if not code.startswith(("g", "i"))
    ]
    assert "not_permitted" not in desk.codes("accept_impact", by)


def test_a_discontinued_practice_review_is_the_chairs_again() -> None:
    """It is no practice review any longer; nothing is published."""
    desk = in_fieldwork()
    vote(desk, "discontinue_cspr", *PARTNERS)
    desk = in_impact(desk)

    assert "not_permitted" not in desk.codes("accept_impact", CHAIR)
    assert [] == desk.case.items_of("publication")
    assert "stopped" == only(desk, "cspr_publication").state


def test_impact_checks_are_done_or_waived_before_closing() -> None:
    """One waived with reasons counts as much as one done."""
    desk = in_impact(local_plan())
    answers = desk.filled("accept_impact", CHAIR)
    for name in ("impact_check", "impact_check.2"):
        desk.do("waive_deadline", CHAIR, input={"deadline": name})
    assert ["guard.impact_checked"] == desk.codes("accept_impact", CHAIR, input=answers)

    desk.today = date(2027, 3, 16)  # the last after twelve months
    desk.do("record_fact", BU, input={"fact": "impact_checked"})
    desk.do("accept_impact", CHAIR)

    assert ("closed", "completed") == (desk.case.state, desk.case.outcome)


def test_an_empty_plan_needs_an_open_publication() -> None:
    """Nothing accepted and nothing to publish: then no plan is needed."""
    published, local = approved(), local_plan()

    assert [] == published.codes("agree_plan", CHAIR)
    assert ["guard.plan_not_empty"] == local.codes("agree_plan", CHAIR)


def test_every_accepted_recommendation_needs_an_action() -> None:
    """And every one needs its answer."""
    desk = local_plan()
    desk.do("add_recommendation", BU)
    assert "guard.recommendations_answered" in desk.codes("agree_plan", CHAIR)
    desk.do(
        "answer_recommendation",
        CHAIR,
        input=desk.filled("answer_recommendation", CHAIR) | {"answer": "accepted"},
    )
    assert "guard.accepted_have_actions" in desk.codes("agree_plan", CHAIR)
    assert "guard.nothing_accepted" in desk.codes("no_actions_needed", CHAIR)

    desk.do(
        "add_action",
        BU,
        input=desk.filled("add_action", BU) | {"recommendations": ["recommendation:1"]},
    )

    assert [] == desk.codes("agree_plan", CHAIR)


def test_a_duplicate_names_the_same_children() -> None:
    """Each child is another one of the surviving case."""
    desk = in_triage()
    other = survivor()
    desk.others = {other.reference: other}
    answers = same_children(other)
    twice = answers | {
        "children": [{"child": label, "same_as": 1} for label in ("Child A", "Child B")]
    }

    assert ["input"] == desk.codes("close_as_duplicate", BU, input=twice)
    assert ["input"] == desk.codes("close_as_duplicate", BU, input=answers | {"children": []})
    desk.do("close_as_duplicate", BU, input=answers)

    assert ("duplicate", "stopped") == (desk.case.outcome, only(desk, "panel_notification").state)


def test_a_duplicate_hands_its_incident_over() -> None:
    """Whether the surviving case has one of its own or not; here nothing of it is open any more."""
    desk = in_triage()
    other = survivor(possible_serious_incident=False)
    desk.others = {other.reference: other}

    desk.do("close_as_duplicate", BU, input=same_children(other))

    assert ("closed", "handed_over") == (desk.case.state, desk.case.items["incident:1"].state)
    assert ["stopped"] == states(desk, "panel_notification")


def test_a_duplicate_makes_its_other_notifications_first() -> None:
    """Only the Panel's is taken over."""
    child = form("practice_review")["children"][0] | {
        "harm": "died",
        "care_status": ["looked_after"],
    }
    desk = referred(children=[child, form("practice_review")["children"][1]])
    other = survivor()
    desk.others = {other.reference: other}

    assert ["guard.notifications_made"] == desk.codes(
        "close_as_duplicate", BU, input=same_children(other)
    )


def test_a_case_that_was_never_endorsed_reopens_as_a_draft() -> None:
    """The outcome is cleared and the draft's duty starts anew."""
    desk = referred(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do("withdraw", REFERRER)

    desk.do("reopen", CHAIR)

    assert ("draft", None) == (desk.case.state, desk.case.outcome)
    assert ["stopped", "running"] == states(desk, "draft")


def test_an_endorsed_case_reopens_in_triage() -> None:
    """With the papers asked for afresh, and items that keep their numbers."""
    desk = completed()
    desk.do("reopen", CHAIR)
    assert ("subgroup_decision.triage", None) == (desk.case.state, desk.case.outcome)
    desk.do("put_to_subgroup", BU)
    desk.do("decide_local_review", CHAIR)
    desk.do("add_action", BU)

    assert {"agency_return:police:2", "action:2"} <= set(desk.case.items)
    assert ["met", "running"] == states(desk, "triage")[:1] + states(desk, "local_meeting")[1:]


def test_a_reopened_duplicate_has_its_incident_again() -> None:
    """With its own day: the duty runs as it did."""
    desk = in_triage()
    other = survivor()
    desk.others = {other.reference: other}
    desk.do("close_as_duplicate", BU, input=same_children(other))

    desk.do("reopen", CHAIR)

    assert "possible" == desk.case.items["incident:1"].state
    assert ["running"] == states(desk, "panel_notification")
    assert date(2026, 3, 12) == only(desk, "panel_notification").clock_on  # Thu


def test_the_youth_justice_notification_runs_again_after_reopening() -> None:
    """It was never made, and no new day is asked of it."""
    desk = in_triage("serious_offence", youth_justice_notified_on=None)
    desk.do("propose_notification", BU)
    desk.do("notify_panel", NOTIFIER)
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_rapid_review", CHAIR)
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    vote(desk, "conclude_without_review", *PARTNERS)
    desk.do("no_actions_needed", CHAIR)

    desk.do("reopen", CHAIR)

    assert ["running"] == states(desk, "youth_justice_notification")


def test_a_plan_is_reopened_where_one_was_agreed() -> None:
    """The plan review starts anew; impact is checked again once the actions are done."""
    desk = completed()
    assert ["guard.plan_was_agreed"] == closed().codes("reopen_plan", CHAIR, reason="New facts.")

    desk.do("reopen_plan", CHAIR)

    assert ("action_plan.monitoring", None) == (desk.case.state, desk.case.outcome)
    assert ["met", "running"] == states(desk, "plan_review")

"""What stands in the way of a decision, and what a decision opens."""

from __future__ import annotations

from datetime import date

import pytest

from tests.desk import form
from tests.routes import (
    BU,
    CHAIR,
    DEPUTY_CHAIR,
    LA,
    MONDAY,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    REP,
    before_partners,
    decided_not_notifiable,
    in_fieldwork,
    in_local_review,
    in_practice_review,
    in_rapid_review,
    in_triage,
    local_plan,
    not_serious,
    only,
    referred,
    reply,
    states,
    vote,
    with_panel,
)


@pytest.mark.parametrize(
    "step", ["withdraw", "decide_no_further_action", "signpost", "decide_local_review"]
)
def test_an_open_notification_keeps_the_case(step: str) -> None:
    """Notify, or decide that it is not notifiable, first."""
    desk = in_triage()
    desk.do("put_to_subgroup", BU)

    codes = desk.codes(step, CHAIR, input=desk.filled(step, CHAIR), reason="Settled.")

    assert {"guard.no_incident_possible"} == set(codes)


def test_a_possible_incident_is_decided_on_even_where_no_day_is_known() -> None:
    """Submission is the day on which it became known, where nobody has said another."""
    desk = referred(local_authority_aware_on=None)
    assert ["guard.no_incident_possible"] == desk.codes("withdraw", REFERRER, reason="Settled.")

    desk.do("submit", REFERRER)

    assert ["guard.no_incident_possible"] == desk.codes("withdraw", REFERRER, reason="Settled.")
    assert MONDAY == only(desk, "panel_notification").clock_on


def test_a_draft_without_its_incident_may_be_withdrawn() -> None:
    """An amended form strikes it while the referral was never submitted."""
    desk = referred()
    desk.do("amend", REFERRER, input=form("practice_review") | {"possible_serious_incident": False})

    assert [] == desk.codes("withdraw", REFERRER, reason="Settled.")


def test_a_care_leaver_under_18_who_died_is_tested() -> None:
    """Submission opens the incident, whatever the form says."""
    child = form("practice_review")["children"][0] | {
        "harm": "died",
        "care_status": ["care_leaver"],
        "age_years": 17,
    }
    desk = not_serious(children=[child])

    assert "guard.no_incident_possible" in desk.codes(
        "decide_no_further_action", CHAIR, reason="Settled."
    )


def test_a_decision_not_to_notify_frees_the_case() -> None:
    """Interests asked and processes listed, nothing stands in the way."""
    desk = decided_not_notifiable()
    assert {"guard.interests_asked", "guard.processes_listed"} == set(
        desk.codes("decide_no_further_action", CHAIR, reason="Settled.")
    )

    desk.do("put_to_subgroup", BU)

    assert [] == desk.codes("decide_no_further_action", CHAIR, reason="Settled.")


def test_a_serious_offence_is_screened_for_a_notification() -> None:
    """
    The young person who was hurt was seriously harmed: it is decided on, or explained where nobody
    was.
    """
    desk = in_triage("serious_offence")
    desk.do("put_to_subgroup", BU)
    answers = desk.filled("decide_serious_offence_review", CHAIR)

    assert ["guard.screened_for_notification"] == desk.codes(
        "decide_serious_offence_review", CHAIR, input=answers
    )
    assert "no_child_harmed" in answers
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "No neglect."})
    desk.do("decide_not_notifiable", LA)
    again = desk.filled("decide_serious_offence_review", CHAIR)

    assert "no_child_harmed" not in again
    desk.do("decide_serious_offence_review", CHAIR, input=again)

    assert "serious_offence_review.gathering" == desk.case.state


def test_the_panels_recommendation_reopens_the_way_to_a_practice_review() -> None:
    """Out of a plan, once the Panel recommends it; the plan's duties stop."""
    desk = with_panel("no_further_review")
    vote(desk, "conclude_without_review", *PARTNERS)
    answers = desk.filled("commission_cspr", LA)
    assert ["guard.panel_recommends_cspr"] == desk.codes("commission_cspr", LA, input=answers)
    reply(desk, "recommends_cspr")

    vote(desk, "commission_cspr", *PARTNERS)

    assert ("cspr.commissioning", "stopped") == (desk.case.state, only(desk, "action_plan").state)


def test_one_notification_covers_every_child_of_its_incident() -> None:
    """
    However many died in it; above four it is said that the national form has no more room, and not
    refused.
    """
    child = form("practice_review")["children"][0] | {"harm": "died"}
    desk = in_triage(children=[child | {"label": f"Child {number}"} for number in range(1, 7)])
    answers = desk.filled("notify_panel", NOTIFIER)
    assert 6 == len(answers["children"])

    desk.do("notify_panel", NOTIFIER, input=answers)

    assert ["met"] == states(desk, "panel_notification")
    assert ["more_than_four_children"] == [
        finding["code"] for finding in desk.case.memory.get("findings", {}).values()
    ]


def test_a_second_round_of_returns_is_numbered() -> None:
    """The reviewer's round opens new returns; fieldwork waits for these."""
    desk = in_fieldwork()

    assert {"agency_return:police", "agency_return:police:2"} <= set(desk.case.items)
    assert "guard.this_rounds_returns_settled" in desk.codes(
        "complete_fieldwork", "reviewer@example.net"
    )


def test_an_agency_that_owes_a_return_is_not_asked_again() -> None:
    """One that has sent it may be."""
    desk = in_rapid_review()
    assert ["input"] == desk.codes("request_return", BU, input={"agency": "police", "why": "More."})
    desk.do("nil", "rep.police@example.org", "agency_return:police")

    desk.do("request_return", BU, input={"agency": "police", "why": "More."})

    assert "requested" == desk.case.items["agency_return:police:2"].state


def test_an_item_is_named() -> None:
    """A step of an item without one is refused; another kind's item is too."""
    desk = local_plan()

    assert ["item_required"] == desk.codes("start", BU)
    assert ["wrong_state"] == desk.codes("start", BU, "agency_return:police")


def test_every_reason_is_given_at_once() -> None:
    """In the wrong state, by the wrong person, in the future, with an empty input: all of it."""
    desk = local_plan()

    codes = desk.codes("notify_panel", "rep.housing@example.org", on=date(2031, 3, 3))  # Mon

    assert ["wrong_state", "not_permitted", "future_date"] == codes[:3]
    assert "input" in codes[3:]


def test_the_kind_changes_before_any_decision() -> None:
    """By the chair, with reasons."""
    desk = not_serious()
    desk.do("change_kind", CHAIR, input={"kind": "good_outcome"})
    assert "good_outcome" == desk.case.kind

    desk.do("decide_good_outcome_review", CHAIR)

    assert "wrong_state" in desk.codes("change_kind", CHAIR)


def test_a_day_before_the_last_change_is_explained() -> None:
    """The day a state was entered is the day of the step, not that of its recording."""
    desk = before_partners()
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("notify_panel", NOTIFIER)

    assert date(2026, 3, 18) == desk.case.changed_on  # Wed
    assert ["reason_required"] == desk.codes(
        "convene", BU, input=desk.filled("convene", BU), on=date(2026, 3, 17)
    )[-1:]


def test_representatives_do_not_accept_reports() -> None:
    """A local report is the chair's to accept, a good outcome's too."""
    desk = in_local_review()

    assert "wrong_state" in desk.codes("accept_report", REP)
    assert "wrong_state" in in_practice_review().codes("accept_report", DEPUTY_CHAIR)

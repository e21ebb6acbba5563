"""A second serious incident in a case: how its duty ends, and that no case closes over one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.desk import Desk
from tests.incidents import decide, reasons, sent_to_panel, separated
from tests.routes import (
    BU,
    CHAIR,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    in_fieldwork,
    in_local_review,
    in_rapid_review,
    in_triage,
    local_plan,
    not_serious,
    only,
    referred,
    report,
    settle_returns,
    states,
    vote,
    with_panel,
)

# ---- how a further incident's duty ends ----------------------------------------------------------


def in_national_review() -> Desk:
    """Return a case that the Panel reviews itself, with a further incident reported before."""
    desk = with_panel()
    desk.do("panel_takes_review", BU)
    return desk


STATES: dict[str, Callable[[], Desk]] = {
    "rapid_review.gathering": in_rapid_review,
    "rapid_review.panel_response": with_panel,
    "cspr.fieldwork": in_fieldwork,
}


@pytest.mark.parametrize("state", STATES)
def test_a_further_incident_is_notified_where_the_case_is(state: str) -> None:
    """Its own duty is met, the case stays, and no further rapid review begins."""
    desk = STATES[state]()
    before = states(desk, "rapid_review_sent")
    report(desk)

    desk.do("notify_panel_again", NOTIFIER)

    assert (state, "notified") == (desk.case.state, desk.case.items["incident:2"].state)
    assert "met" == desk.case.deadlines["panel_notification/incident:2"].state
    assert "met" == desk.case.deadlines["partners_told/incident:2"].state
    assert before == states(desk, "rapid_review_sent")


@pytest.mark.parametrize("state", STATES)
def test_a_further_incident_is_decided_on_where_the_case_is(state: str) -> None:
    """The duties stop, and the case stays."""
    desk = STATES[state]()
    report(desk)

    decide(desk, "incident:2")

    assert (state, "not_notifiable") == (desk.case.state, desk.case.items["incident:2"].state)
    assert "stopped" == desk.case.deadlines["panel_notification/incident:2"].state
    assert "stopped" == desk.case.deadlines["partners_told/incident:2"].state


def carried_into_plan() -> Desk:
    """Return a plan with an incident that was reported before the case came there."""
    desk = with_panel()
    report(desk)
    vote(desk, "conclude_without_review", *PARTNERS)
    return desk


def test_a_clock_that_runs_on_into_the_plan_is_ended_there_by_a_notification() -> None:
    """The sibling's injury became known before the plan: the notifier is not reminded for ever."""
    desk = carried_into_plan()
    assert "action_plan.drafting" == desk.case.state

    desk.do("notify_panel_again", NOTIFIER)

    assert "met" == desk.case.deadlines["panel_notification/incident:2"].state
    assert [] == desk.codes("no_actions_needed", CHAIR, reason="Nothing accepted.")


def test_a_clock_that_runs_on_into_the_plan_is_ended_there_by_a_decision() -> None:
    """The case stays in its plan."""
    desk = carried_into_plan()

    decide(desk, "incident:2")

    assert ("action_plan.drafting", "stopped") == (
        desk.case.state,
        desk.case.deadlines["panel_notification/incident:2"].state,
    )


def test_a_clock_that_runs_on_into_a_national_review_is_ended_there() -> None:
    """By a further notification, as anywhere else."""
    desk = with_panel()
    report(desk)
    desk.do("panel_takes_review", BU)

    desk.do("notify_panel_again", NOTIFIER)

    assert ("national_review", "met") == (
        desk.case.state,
        desk.case.deadlines["panel_notification/incident:2"].state,
    )


@pytest.mark.parametrize("made", [local_plan, in_national_review])
def test_a_further_incident_of_a_plan_or_a_national_review_is_a_new_case(
    made: Callable[[], Desk],
) -> None:
    """Refused, with what to do instead."""
    desk = made()
    answers = in_triage().filled("report_incident", BU)

    assert [
        "from here on a further incident is a new case: refer it, and link the two with link_case"
    ] == reasons(desk, "report_incident", BU, input=answers)


def test_taking_one_notification_back_touches_no_other_incident() -> None:
    """The second incident's clock runs on, and with it the case is kept from its decision."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 20)  # Fri
    report(desk)

    desk.do("notification_not_met", NOTIFIER, input={"incident": "incident:1"})

    assert ("not_met", "possible") == tuple(item.state for item in desk.case.items_of("incident"))
    assert "running" == desk.case.deadlines["panel_notification/incident:2"].state
    assert "running" == desk.case.deadlines["partners_told/incident:2"].state
    assert "subgroup_decision.deliberation" == desk.case.state
    assert "guard.no_incident_possible" in desk.codes(
        "decide_no_further_action", CHAIR, reason="Nothing to learn."
    )


def test_with_another_notified_the_rapid_review_goes_on_by_its_day() -> None:
    """
    The first of two was taken back: the clocks count from the day on which the second was sent.
    """
    desk = in_rapid_review()
    desk.today = date(2026, 3, 18)  # Wed
    report(desk)
    desk.do("notify_panel_again", NOTIFIER)

    desk.do("notification_not_met", NOTIFIER, input={"incident": "incident:1"})

    sent = only(desk, "rapid_review_sent")
    assert "rapid_review.gathering" == desk.case.state
    assert ("running", date(2026, 3, 18), date(2026, 4, 10)) == (
        sent.state,
        sent.clock_on,
        sent.due,
    )  # Wed, Fri


def test_the_second_of_two_is_taken_back() -> None:
    """The first one's day stays that of the rapid review."""
    desk = in_rapid_review()
    desk.today = date(2026, 3, 18)  # Wed
    report(desk)
    desk.do("notify_panel_again", NOTIFIER)

    desk.do("notification_not_met", NOTIFIER, input={"incident": "incident:2"})

    sent = only(desk, "rapid_review_sent")
    assert ("running", date(2026, 3, 16)) == (sent.state, sent.clock_on)  # Mon


# ---- no case closes over one ---------------------------------------------------------------------


def test_no_case_closes_over_a_child_whose_incident_was_never_decided_on() -> None:
    """The incident is named, and may still be notified or decided on."""
    desk = sent_to_panel(separated())
    vote(desk, "conclude_without_review", *PARTNERS)

    assert [
        "it has not been decided whether to notify incident:2; notify, or decide that it is not notifiable, first"
    ] == reasons(desk, "no_actions_needed", CHAIR, reason="Nothing accepted.")
    desk.do("notify_panel_again", NOTIFIER)
    desk.do("no_actions_needed", CHAIR)

    assert "closed" == desk.case.state


@pytest.mark.parametrize("step", ["withdraw"])
@pytest.mark.parametrize("made", [referred, in_triage])
def test_no_referral_is_withdrawn_over_a_possible_incident(
    made: Callable[[], Desk], step: str
) -> None:
    """Neither by the referrer nor by the chair."""
    desk = made()
    by = REFERRER if desk.case.state == "draft" else CHAIR

    assert "guard.no_incident_possible" in desk.codes(step, by, reason="A mistake.")


@pytest.mark.parametrize(
    "step",
    ["withdraw", "signpost", "decide_no_further_action", "decide_local_review"],
)
def test_nothing_is_decided_over_a_reported_incident(step: str) -> None:
    """A case without a possible incident until one is reported."""
    desk = not_serious()
    answers = desk.filled(step, CHAIR)
    report(desk)

    assert ["guard.no_incident_possible"] == desk.codes(
        step, CHAIR, input=answers, reason="Nothing to learn."
    )


def test_a_plan_is_not_completed_over_an_incident() -> None:
    """Accepting the impact closes no case in which one is possible."""
    desk = in_local_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_meeting", CHAIR)
    report(desk)
    desk.do("accept_report", "deputy.chair@example.org")
    desk.do("add_action", BU)
    desk.do("agree_plan", CHAIR)
    desk.do("do_not_pursue", CHAIR, "action:1")
    desk.do("complete_actions", CHAIR)

    assert "guard.no_incident_possible" in desk.codes("accept_impact", CHAIR)

"""
Serious incidents: which may be notified, how each one's duty ends, and that no case closes over
one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, form
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
    breach,
    decided_not_notifiable,
    in_fieldwork,
    in_local_review,
    in_rapid_review,
    in_triage,
    local_plan,
    not_serious,
    only,
    only_incident,
    referred,
    report,
    settle_returns,
    states,
    vote,
    with_panel,
)

NO = {"view": "do_not_notify", "reasons": "No neglect."}


def child(label: str, **changes: Any) -> dict[str, Any]:
    """Return a child who was seriously harmed, abuse being suspected."""
    own: dict[str, Any] = form("practice_review")["children"][0]
    return own | {"label": label} | changes


def reasons(desk: Desk, step: str, by: str, **answers: Any) -> list[str]:
    """Return the reasons against a step."""
    outcome = desk.attempt(step, by, **answers)
    assert isinstance(outcome, Refusal)
    return [str(reason) for reason in outcome.reasons]


def notification(*labels: str, **answers: Any) -> dict[str, Any]:
    """Return a notification of those children."""
    return {
        "national_reference": "SIN-1",
        "children": list(labels),
        "partners_told": True,
    } | answers


def decide(desk: Desk, incident: str) -> None:
    """Let the local authority decide that an incident is not notifiable."""
    for partner in PARTNERS:
        desk.do("record_view", partner, input=NO | {"incident": incident})
    desk.do(
        "decide_not_notifiable",
        LA,
        input=desk.filled("decide_not_notifiable", LA) | {"incident": incident},
    )


def sent_to_panel(desk: Desk) -> Desk:
    """Return the case with its rapid review sent to the Panel."""
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_rapid_review", CHAIR)
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    return desk


# ---- who may be notified of ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"age_years": 24, "care_status": ["care_leaver"], "harm": "died"}, "is not under 18"),
        ({"age_years": 18}, "is not under 18"),
        ({"harm": "none"}, "neither died nor was seriously harmed"),
        ({"abuse_or_neglect": "no"}, "is not known or suspected to have been abused or neglected"),
    ],
)
def test_a_notification_is_refused_for_whom_none_can_be_sent(
    changes: dict[str, Any], why: str
) -> None:
    """Each child with its own reason, at its place."""
    desk = in_triage(children=[child("Child A"), child("Child B", **changes)])

    outcome = desk.attempt("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert isinstance(outcome, Refusal)
    sentence = f"this child {why}, so no serious incident notification is sent for it"
    assert [("children[1]", sentence)] == [
        (reason.path, reason.message) for reason in outcome.reasons
    ]


def test_each_child_has_its_own_reason() -> None:
    """An adult care leaver and an unharmed child are both named at once."""
    adult = child(
        "Child A", age_years=24, care_status=["care_leaver"], harm="died", abuse_or_neglect="no"
    )
    desk = in_triage(children=[adult, child("Child B", harm="none")])

    outcome = desk.attempt("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert isinstance(outcome, Refusal)
    assert ["children[0]", "children[1]"] == [reason.path for reason in outcome.reasons]


def test_what_is_known_by_now_counts() -> None:
    """Harm that came to light after the referral is told with the notification itself."""
    desk = in_triage()
    now = {"child": "Child B", "harm": "seriously_harmed", "abuse_or_neglect": "known"}

    desk.do("notify_panel", NOTIFIER, input=notification("Child A", "Child B", now_known=[now]))

    assert [1, 2] == only_incident(desk)["children"]


def test_an_adult_may_be_proposed_and_is_not_notified_of() -> None:
    """The victim of a serious offence, say: only the notification itself refuses."""
    desk = not_serious(children=[child("Child A", age_years=19)])
    desk.do("propose_notification", BU)
    codes = desk.codes("notify_panel", NOTIFIER, input=notification("Child A"))

    assert ["guard.child_may_be_notified_of", "input"] == codes


# ---- several children ----------------------------------------------------------------------------


def test_no_further_notification_is_offered_where_every_child_is_an_adult() -> None:
    """
    The incident stays possible until it is decided on; the refusal says why it cannot be notified.
    """
    desk = in_rapid_review()
    for number in range(len(desk.last_form()["children"])):
        grown_up = {"field": f"children[{number}].age_years", "value": 24}
        desk.do("correct", BU, input={"event": 1, "why": "Misread."} | grown_up)
    report(desk)

    assert "guard.child_may_be_notified_of" in desk.codes("notify_panel_again", NOTIFIER)


def two_children(**changes: Any) -> Desk:
    """Return a case of which one incident harmed two children."""
    return in_triage(children=[child("Child A"), child("Child B")], **changes)


def test_one_notification_covers_every_child_of_an_incident() -> None:
    """And meets the only duty that there is."""
    desk = two_children()

    desk.do("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert ["met"] == states(desk, "panel_notification")
    assert [1, 2] == only_incident(desk)["sent"]["children"]


def test_no_child_of_the_incident_is_passed_over_in_silence() -> None:
    """The child is named, with the three ways to go on."""
    desk = two_children()

    assert [
        "children: child 2 of the form was harmed in this incident too: name it, give a reason in left_out, "
        "or move it in separate"
    ] == reasons(desk, "notify_panel", NOTIFIER, input=notification("Child A"))


def test_a_child_is_left_out_with_a_reason() -> None:
    """It stays of the incident, and no other duty begins."""
    desk = two_children()
    left_out = [{"child": "Child B", "why": "The injury turned out to be older."}]

    desk.do("notify_panel", NOTIFIER, input=notification("Child A", left_out=left_out))

    assert ["met"] == states(desk, "panel_notification")


def separated() -> Desk:
    """Return a rapid review of which one child was moved into an incident of its own."""
    desk = two_children()
    desk.do("notify_panel", NOTIFIER, input=notification("Child A", separate=["Child B"]))
    return desk


def test_a_child_moved_to_an_incident_of_its_own_takes_the_day_along() -> None:
    """The second duty runs from the day on which the first became known."""
    desk = separated()

    second = desk.case.items["incident:2"]
    assert ("possible", [2]) == (second.state, second["children"])
    duty = desk.case.deadlines["panel_notification/incident:2"]
    assert ("running", date(2026, 3, 12), date(2026, 3, 19)) == (
        duty.state,
        duty.clock_on,
        duty.due,
    )  # Thu, Thu


def test_above_four_children_it_is_a_finding_and_no_refusal() -> None:
    """The national form takes four; further ones go into its free text."""
    labels = [f"Child {letter}" for letter in "ABCDE"]
    desk = in_triage(children=[child(label) for label in labels])

    desk.do("notify_panel", NOTIFIER, input=notification(*labels))

    assert ["more_than_four_children"] == [
        finding["code"] for finding in desk.case.table("findings").values()
    ]


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
        "a further incident is a new case from here on: refer it, and link_case links the two"
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
        "it is not decided whether to notify incident:2; notify, or decide that it is not notifiable, first"
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


# ---- decided, and notified after all -------------------------------------------------------------


def test_notified_after_all_on_the_same_day_of_awareness_is_late() -> None:
    """
    Two months later by the day that was known all the time: the duty is taken up again, and asks
    why it is late.
    """
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-03-12")
    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=answers)

    desk.do("notify_panel", NOTIFIER, input=answers)

    duty = only(desk, "panel_notification")
    assert ("met_late", date(2026, 3, 19), date(2026, 5, 5)) == (
        duty.state,
        duty.due,
        duty.met_on,
    )  # Thu, Tue


def test_notified_after_all_without_a_day_is_late_too() -> None:
    """The day that is on record counts where no other one is given."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue

    assert ["late_reason_required"] == desk.codes(
        "notify_panel", NOTIFIER, input=notification("Child A", "Child B")
    )


def test_notified_after_all_by_an_earlier_day_is_late() -> None:
    """A day that was not told before, earlier than the known one, wins no time."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-03-10")

    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=answers)


def test_notified_after_all_on_new_information_is_in_time() -> None:
    """What became known since is a new round, with five working days of its own."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-04-30")

    assert [] == desk.codes("notify_panel", NOTIFIER, input=answers)
    desk.take("notify_panel", NOTIFIER, input=answers)

    assert ["stopped", "met"] == states(desk, "panel_notification")


def test_proposed_and_notified_on_new_information_is_in_time() -> None:
    """The way round by a proposal with a new day gives the same: the first round stays stopped."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-04-30"}
    desk.do("propose_notification", BU, input=answers)
    desk.do("record_view", LA, input={"view": "notify"})

    desk.take("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert ["stopped", "met"] == states(desk, "panel_notification")
    assert ["stopped", "met"] == states(desk, "partners_told")


def test_partners_told_before_the_decision_and_written_down_after_it_counts() -> None:
    """What occurred counts: the fact is of a day before the duty was stopped."""
    desk = in_triage()
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("propose_notification", BU)
    decide(desk, "incident:1")
    assert ["stopped"] == states(desk, "partners_told")

    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=date(2026, 3, 17))  # Tue

    assert ["met"] == states(desk, "partners_told")
    assert ["stopped"] == states(desk, "panel_notification")


def test_proposed_and_notified_after_all_is_late() -> None:
    """The way round by a proposal with the known day gives the same."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-03-12"}
    desk.do("propose_notification", BU, input=answers)
    for partner in (LA, ICB):
        desk.do("record_view", partner, input={"view": "notify"})

    assert ["late_reason_required"] == desk.codes(
        "notify_panel", NOTIFIER, input=notification("Child A", "Child B")
    )


# ---- the day of awareness ------------------------------------------------------------------------


def test_amending_another_field_leaves_the_earlier_day_of_a_fact() -> None:
    """The form still says Friday the 13th, the fact says Tuesday the 10th: due Tuesday the 17th."""
    desk = referred(local_authority_aware_on=date(2026, 3, 13))
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 10))
    answers = form("practice_review") | {
        "local_authority_aware_on": date(2026, 3, 13),
        "media_interest": "A paper rang.",
    }

    desk.do("amend", REFERRER, input=answers)

    assert date(2026, 3, 17) == only(desk, "panel_notification").due  # Tue
    assert date(2026, 3, 17) == only(desk, "partners_told").due  # Tue


def test_the_earlier_day_stands_through_return_and_amendment() -> None:
    """In a draft that came back from quality assurance as well."""
    desk = referred(local_authority_aware_on=date(2026, 3, 13))
    desk.do("submit", REFERRER)
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 10))
    desk.do("return_to_referrer", REP)
    answers = form("practice_review") | {"local_authority_aware_on": date(2026, 3, 16)}

    desk.do("amend", REFERRER, input=answers)

    assert date(2026, 3, 17) == only(desk, "panel_notification").due  # Tue


def test_a_breached_notification_does_not_run_again_from_a_later_day() -> None:
    """Neither a fact nor a proposal of a later day takes the breach back."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"})
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": desk.today}
    desk.do("propose_notification", BU, input=answers)

    duty = only(desk, "panel_notification")
    assert ("breached", date(2026, 3, 19)) == (duty.state, duty.due)  # Thu


def test_a_proposal_that_names_the_other_incident_moves_nothing_of_the_first() -> None:
    """Each incident has a day of its own."""
    desk = not_serious(children=[child("Child A", harm="none"), child("Child B")])
    report(desk, "Child A", aware_on=date(2026, 3, 16))
    report(desk, "Child B", aware_on=date(2026, 3, 9))

    dues = [desk.case.deadlines[f"panel_notification/incident:{number}"].due for number in (1, 2)]
    assert [date(2026, 3, 23), date(2026, 3, 16)] == dues  # Mon, Mon


def test_a_fact_names_the_incident_where_there_are_two() -> None:
    """It is asked for, and touches no other one's day."""
    desk = in_rapid_review()
    report(desk)
    report(desk, "Child B")
    answers = {"fact": "local_authority_aware_on"}
    assert ["input"] == desk.codes("record_fact", BU, input=answers)

    desk.do(
        "record_fact", BU, input=answers | {"incident": "incident:3"}, on=date(2026, 3, 9)
    )  # Mon

    assert date(2026, 3, 16) == desk.case.deadlines["panel_notification/incident:3"].due  # Mon
    assert date(2026, 3, 23) == desk.case.deadlines["panel_notification/incident:2"].due  # Mon


def test_an_approved_report_does_not_end_an_incident_s_duty() -> None:
    """A practice review comes to its plan with it still to be decided."""
    desk = in_fieldwork()
    report(desk)
    settle_returns(desk)
    desk.do("complete_fieldwork", "reviewer@example.net")
    desk.do("submit_report", "reviewer@example.net")
    vote(desk, "approve_report", *PARTNERS)

    assert "running" == desk.case.deadlines["panel_notification/incident:2"].state
    decide(desk, "incident:2")

    assert "stopped" == desk.case.deadlines["panel_notification/incident:2"].state
    assert approved().case.state == desk.case.state

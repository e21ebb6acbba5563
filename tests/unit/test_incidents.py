"""Serious incidents: which may be notified, and what a notification says of several children."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pathway.workflows.attempts.refusals import Refusal
from tests.incidents import child, notification, reasons, separated, two_children
from tests.routes import (
    BU,
    NOTIFIER,
    in_rapid_review,
    in_triage,
    not_serious,
    only_incident,
    report,
    states,
)

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
    sentence = f"this child {why}, so no serious incident notification is sent for the child"
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

    assert [1, 2] == only_incident(desk).data.get("children")


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


def test_one_notification_covers_every_child_of_an_incident() -> None:
    """And meets the only duty that there is."""
    desk = two_children()

    desk.do("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert ["met"] == states(desk, "panel_notification")
    assert [1, 2] == only_incident(desk).data["sent"]["children"]


def test_no_child_of_the_incident_is_passed_over_in_silence() -> None:
    """The child is named, with the three ways to go on."""
    desk = two_children()

    assert [
        "children: child 2 of the form was harmed in this incident too: name the child, give a reason in left_out, "
        "or move the child in separate"
    ] == reasons(desk, "notify_panel", NOTIFIER, input=notification("Child A"))


def test_a_child_is_left_out_with_a_reason() -> None:
    """It stays of the incident, and no other duty begins."""
    desk = two_children()
    left_out = [{"child": "Child B", "why": "The injury turned out to be older."}]

    desk.do("notify_panel", NOTIFIER, input=notification("Child A", left_out=left_out))

    assert ["met"] == states(desk, "panel_notification")


def test_a_child_moved_to_an_incident_of_its_own_takes_the_day_along() -> None:
    """The second duty runs from the day on which the first became known."""
    desk = separated()

    second = desk.case.items["incident:2"]
    assert ("possible", [2]) == (second.state, second.data["children"])
    duty = desk.case.deadlines["panel_notification/incident:2"]
    assert ("running", date(2026, 3, 12), date(2026, 3, 19)) == (
        duty.state,
        duty.clock_on,
        duty.due,
    )  # Thu, Thu


def test_above_four_children_there_is_a_finding_not_a_refusal() -> None:
    """The national form takes four; further ones go into its free text."""
    labels = [f"Child {letter}" for letter in "ABCDE"]
    desk = in_triage(children=[child(label) for label in labels])

    desk.do("notify_panel", NOTIFIER, input=notification(*labels))

    assert ["more_than_four_children"] == [
        finding["code"] for finding in desk.case.memory.get("findings", {}).values()
    ]

"""
The deaths of looked-after children and care leavers: a duty of each child, from the day on which it
became known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pathway.workflows.history.deadline import Deadline
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
    in_local_review,
    in_rapid_review,
    in_triage,
    not_serious,
    only,
    only_incident,
    referred,
    report,
    states,
)

LOOKED_AFTER, CARE_LEAVER = "looked_after_death_notification", "care_leaver_death_notification"
QUIET: dict[str, Any] = {"possible_serious_incident": False, "local_authority_aware_on": None}
NO = {"view": "do_not_notify", "reasons": "Natural causes."}


def child(label: str = "Child A", **changes: Any) -> dict[str, Any]:
    """Return a looked-after child who died, neglect being suspected."""
    own: dict[str, Any] = form("practice_review")["children"][0]
    return own | {"label": label, "harm": "died", "care_status": ["looked_after"]} | changes


def duty_of(desk: Desk, number: int, key: str = LOOKED_AFTER) -> Deadline:
    """Return the duty of a child."""
    return desk.case.deadlines[f"{key}/child:{number}"]


def dies(desk: Desk, label: str = "Child A", **answers: Any) -> None:
    """Record that a child of the case has died since."""
    desk.do(
        "record_fact", BU, input={"fact": "harm_changed", "child": label, "harm": "died"}, **answers
    )


def decided(desk: Desk) -> Desk:
    """Return the case with its incident decided not to be notifiable."""
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do("record_view", partner, input=NO)
    desk.do("decide_not_notifiable", LA)
    return desk


# ---- the earliest day stands ---------------------------------------------------------------------


def overdue() -> Desk:
    """Return a draft whose duty of law was breached: known on Tue 10 March, due on Tue 17 March."""
    desk = referred(
        **QUIET, care_death_aware_on=date(2026, 3, 10), children=[child(abuse_or_neglect="no")]
    )
    desk.today = date(2026, 3, 18)  # Wed
    breach(desk)
    return desk


def test_a_breached_duty_of_law_does_not_run_again_from_a_later_day() -> None:
    """A fact of a later day moves nothing; the breach stays one."""
    desk = overdue()

    desk.do("record_fact", BU, input={"fact": "care_death_aware_on"})

    duty = only(desk, LOOKED_AFTER)
    assert ("breached", date(2026, 3, 17)) == (duty.state, duty.due)  # Tue


def test_only_a_correction_takes_a_later_day() -> None:
    """The breach is then corrected, because the duty was not due by then."""
    desk = overdue()
    correction = {
        "event": 1,
        "field": "care_death_aware_on",
        "value": "2026-03-16",
        "why": "Read from the wrong page.",
    }

    desk.take("correct", BU, input=correction)

    duty = only(desk, LOOKED_AFTER)
    assert ("running", date(2026, 3, 23), True) == (
        duty.state,
        duty.due,
        duty.breach_corrected,
    )  # Mon


def test_an_amended_form_takes_no_later_day_either() -> None:
    """It leaves a finding; the breach stays."""
    desk = overdue()
    answers = form("practice_review") | {
        "possible_serious_incident": False,
        "children": [child(abuse_or_neglect="no")],
    }
    answers["care_death_aware_on"] = date(2026, 3, 17)

    desk.do("amend", REFERRER, input=answers)

    duty = only(desk, LOOKED_AFTER)
    assert ("breached", date(2026, 3, 17)) == (duty.state, duty.due)  # Tue
    assert "later_day" in [
        finding["code"] for finding in desk.case.memory.get("findings", {}).values()
    ]


def test_an_earlier_day_moves_it() -> None:
    """What was known on the Monday was due on the Monday after."""
    desk = referred(**QUIET, care_death_aware_on=date(2026, 3, 12), children=[child()])

    desk.do("record_fact", BU, input={"fact": "care_death_aware_on"}, on=date(2026, 3, 9))

    assert date(2026, 3, 16) == only(desk, LOOKED_AFTER).due  # Mon


# ---- one a child ---------------------------------------------------------------------------------


@pytest.mark.parametrize("aware_on", ["2026-03-16", "2026-03-10"])
def test_a_death_that_was_notified_is_not_asked_for_again(aware_on: str) -> None:
    """
    Whatever becomes of the incident: decided, proposed anew on another day, an earlier day told.
    """
    desk = in_triage(children=[child()])
    desk.do("record_fact", NOTIFIER, input={"fact": "care_death_notified"})
    decided(desk)
    desk.today = date(2026, 3, 17)  # Tue
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": aware_on}
    desk.do("propose_notification", BU, input=answers)

    duty = only(desk, LOOKED_AFTER)
    assert ("met", date(2026, 3, 16)) == (duty.state, duty.met_on)  # Mon


def test_an_earlier_day_told_after_the_notification_starts_no_second_one() -> None:
    """The duty that was met is judged by the earlier day; it is one."""
    desk = in_triage(children=[child()])
    desk.do("record_fact", NOTIFIER, input={"fact": "care_death_notified"})
    desk.today = date(2026, 3, 17)  # Tue

    desk.do(
        "record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 2)
    )  # Mon

    assert ["met_late"] == states(desk, LOOKED_AFTER)


def test_one_notification_never_meets_another_child_s() -> None:
    """The child is asked for, and each duty is met by its own fact."""
    desk = referred(children=[child(), child("Child B")])
    assert ["input"] == desk.codes("record_fact", NOTIFIER, input={"fact": "care_death_notified"})

    desk.do("record_fact", NOTIFIER, input={"fact": "care_death_notified", "child": "Child B"})

    assert ("running", "met") == (duty_of(desk, 1).state, duty_of(desk, 2).state)


def test_a_serious_incident_notification_meets_none_of_them() -> None:
    """They are notified by a way of their own, and live on when the incident is notified."""
    desk = in_triage(children=[child()])
    desk.do("notify_panel", NOTIFIER)

    assert ("met", "running") == (
        only(desk, "panel_notification").state,
        only(desk, LOOKED_AFTER).state,
    )


def test_a_looked_after_child_and_a_care_leaver_have_each_their_duty() -> None:
    """Of one form, with one day for both."""
    leaver = child("Child B", age_years=19, care_status=["care_leaver"])
    desk = referred(**QUIET, care_death_aware_on=date(2026, 3, 13), children=[child(), leaver])

    assert date(2026, 3, 20) == duty_of(desk, 1).due  # Fri
    assert date(2026, 3, 20) == duty_of(desk, 2, CARE_LEAVER).due  # Fri
    assert 2 == len(
        [
            deadline
            for deadline in desk.case.deadlines.values()
            if deadline.key in (LOOKED_AFTER, CARE_LEAVER)
        ]
    )


# ---- a death that comes to be known later --------------------------------------------------------


def harmed(**changes: Any) -> dict[str, Any]:
    """Return a looked-after child who was seriously harmed and lives."""
    return child(harm="seriously_harmed", **changes)


def test_a_child_who_dies_later_has_a_duty_from_the_day_on_which_it_became_known() -> None:
    """
    Seriously harmed and notified, dead three weeks later: no second notification and no second
    rapid review.
    """
    desk = in_triage(children=[harmed()])
    desk.do("notify_panel", NOTIFIER)
    desk.today = date(2026, 3, 23)  # Mon
    assert [] == states(desk, LOOKED_AFTER)

    dies(desk)

    duty = duty_of(desk, 1)
    assert ("running", date(2026, 3, 23), date(2026, 3, 30)) == (
        duty.state,
        duty.clock_on,
        duty.due,
    )  # Mon, Mon
    assert ["met"] == states(desk, "panel_notification")
    assert ["running"] == states(desk, "rapid_review_sent")
    assert ["notified"] == [incident.state for incident in desk.case.items_of("incident")]


def test_the_day_is_that_of_the_fact_and_not_of_its_entry() -> None:
    """Known on Thursday, written down on Monday."""
    desk = in_triage(children=[harmed()])
    desk.do("notify_panel", NOTIFIER)
    desk.today = date(2026, 3, 23)  # Mon

    dies(desk, on=date(2026, 3, 19))

    assert date(2026, 3, 26) == duty_of(desk, 1).due  # Thu


@pytest.mark.parametrize("made", [in_rapid_review, in_local_review, approved])
def test_it_starts_wherever_the_case_is(made: Any) -> None:
    """Also in a plan."""
    desk = made()
    answers = {"fact": "harm_changed", "child": "Child A", "harm": "died"}

    assert [] == desk.codes("record_fact", BU, input=answers)


def test_it_starts_in_a_case_that_was_closed() -> None:
    """The duty lives on after closing, so that it begins there too."""
    desk = not_serious(children=[harmed(abuse_or_neglect="no")])
    desk.do("decide_no_further_action", CHAIR)
    desk.today = date(2026, 3, 23)  # Mon

    dies(desk)

    assert ("closed", "running", date(2026, 3, 30)) == (
        desk.case.state,
        duty_of(desk, 1).state,
        duty_of(desk, 1).due,
    )


def test_a_death_that_a_further_incident_reports_starts_it() -> None:
    """From the day on which the local authority became aware of that incident."""
    desk = in_triage(children=[harmed()])
    desk.do("notify_panel", NOTIFIER)
    desk.today = date(2026, 3, 23)  # Mon
    died = [{"child": "Child A", "harm": "died", "abuse_or_neglect": "suspected"}]

    report(desk, children=died, aware_on=date(2026, 3, 20))

    assert ("running", date(2026, 3, 27)) == (duty_of(desk, 1).state, duty_of(desk, 1).due)  # Fri
    assert "running" == desk.case.deadlines["panel_notification/incident:2"].state


def test_correcting_the_form_counts_from_the_day_of_the_incident() -> None:
    """The child had died already when the case was referred: the entry was wrong."""
    desk = in_triage(children=[harmed()])
    correction = {
        "event": 1,
        "field": "children[0].harm",
        "value": "died",
        "why": "Died on 12 March.",
    }

    desk.take("correct", BU, input=correction)

    assert ("running", date(2026, 3, 19)) == (duty_of(desk, 1).state, duty_of(desk, 1).due)  # Thu


def test_a_child_who_was_never_in_care_has_no_such_duty() -> None:
    """Nor a care leaver of 25."""
    desk = in_triage(children=[harmed(care_status=["none"])])
    dies(desk)

    assert [] == states(desk, LOOKED_AFTER) + states(desk, CARE_LEAVER)


def test_a_second_childs_death_leaves_the_duty_of_the_first_as_it_was() -> None:
    """Notified for the first; the second dies a week later."""
    desk = in_triage(children=[child(), harmed(label="Child B")])
    desk.do("record_fact", NOTIFIER, input={"fact": "care_death_notified", "child": "Child A"})
    desk.today = date(2026, 3, 23)  # Mon

    dies(desk, "Child B")

    assert ("met", "running") == (duty_of(desk, 1).state, duty_of(desk, 2).state)
    assert date(2026, 3, 30) == duty_of(desk, 2).due  # Mon


def test_no_referral_is_decided_on_over_an_open_notification_of_a_death() -> None:
    """It is named in the refusal."""
    desk = referred(
        **QUIET, care_death_aware_on=date(2026, 3, 13), children=[child(abuse_or_neglect="no")]
    )
    desk.do("submit", REFERRER)

    assert ["guard.notifications_made"] == desk.codes("withdraw", REFERRER, reason="A mistake.")


def test_a_young_care_leaver_who_died_opens_an_incident_at_submission() -> None:
    """Under 18 the criteria of a serious incident must be tested too."""
    leaver = child(age_years=17, care_status=["care_leaver"])
    desk = referred(**QUIET, care_death_aware_on=date(2026, 3, 13), children=[leaver])

    desk.do("submit", REFERRER)

    assert ("possible", [1]) == (
        only_incident(desk).state,
        only_incident(desk).data.get("children"),
    )


def test_with_two_deaths_in_care_the_fact_must_name_a_child() -> None:
    """
    The duty of one waits for the fact, which the form suggests; of which child it is told is asked
    at once.
    """
    desk = referred(
        **QUIET, care_death_aware_on=date(2026, 3, 10), children=[child(), child("Child B")]
    )

    assert {"fact": "care_death_notified", "child": "Child A"}.items() <= desk.filled(
        "record_fact", BU
    ).items()

"""
Drafts: what is missing is asked for, the kind may change, and nobody's leaving keeps one from its
end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pathway.workflows.attempts.directory import Directory
from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, directory, form
from tests.routes import (
    BU,
    CHAIR,
    COORDINATOR,
    LA,
    MONDAY,
    NOTIFIER,
    REFERRER,
    REP,
    away,
    gone,
    in_triage,
    not_serious,
    only,
    referred,
)

QUIET: dict[str, Any] = {"possible_serious_incident": False, "local_authority_aware_on": None}


def missing(desk: Desk) -> list[str]:
    """Return what the form still lacks."""
    return desk.case.memory.get("form", {}).get("missing", [])


def change_kind(desk: Desk, kind: str) -> None:
    """Let the chair change the kind of referral."""
    desk.do("change_kind", CHAIR, input={"kind": kind})


def by_business_unit(opener: str = COORDINATOR, **changes: Any) -> Desk:
    """Return a draft that the business unit opened for a school, and that still lacks something."""
    answers = (
        form("practice_review") | QUIET | {"agency": "school", "immediate_safety": None} | changes
    )
    desk = Desk(MONDAY)
    answered = {name: value for name, value in answers.items() if value is not None}
    desk.refer(answered, opener, confirmed=("unlisted",))
    return desk


def test_an_incomplete_draft_is_not_submitted() -> None:
    """What it lacks is named."""
    desk = by_business_unit()
    outcome = desk.attempt("submit", COORDINATOR)

    assert isinstance(outcome, Refusal)
    assert ["the form still lacks immediate_safety; amend it first"] == [
        str(reason) for reason in outcome.reasons
    ]


# ---- the kind of referral ------------------------------------------------------------------------


def test_another_kind_asks_for_what_its_form_wants() -> None:
    """A serious offence is not submitted without charge and offence."""
    desk = referred(**QUIET)

    change_kind(desk, "serious_offence")

    outcome = desk.attempt("submit", REFERRER)
    assert isinstance(outcome, Refusal)
    assert ["the form still lacks charged_on, offence; amend it first"] == [
        str(reason) for reason in outcome.reasons
    ]


@pytest.mark.parametrize("between", ["good_outcome", "serious_offence"])
def test_changed_and_changed_back_it_lacks_nothing(between: str) -> None:
    """What the form said is said still."""
    desk = referred(**QUIET)

    change_kind(desk, between)
    assert missing(desk)
    change_kind(desk, "practice_review")

    assert [] == missing(desk)
    assert [] == desk.codes("submit", REFERRER)


def test_what_a_draft_lacked_it_lacks_still() -> None:
    """Whatever it was meanwhile."""
    desk = by_business_unit()

    change_kind(desk, "good_outcome")
    change_kind(desk, "practice_review")

    assert ["immediate_safety"] == missing(desk)


def test_an_amended_form_of_the_new_kind_is_complete() -> None:
    """It says what is missing, and the youth justice duty runs from its charge."""
    desk = referred(**QUIET)
    change_kind(desk, "serious_offence")
    answers = {
        name: value
        for name, value in form("practice_review").items()
        if name != "local_authority_aware_on"
    }
    answers |= {"kind": "serious_offence", "possible_serious_incident": False}
    answers |= {"charged_on": date(2026, 3, 13), "offence": "wounding"}

    desk.do("amend", REFERRER, input=answers)

    assert [] == missing(desk)
    assert date(2026, 3, 16) == only(desk, "youth_justice_notification").due  # Mon


def test_a_kind_that_changes_after_submission_leaves_what_is_missing_to_be_dealt_with() -> None:
    """Nobody is asked for the form any more: findings say what the case lacks."""
    desk = not_serious()

    change_kind(desk, "serious_offence")

    codes = [finding["code"] for finding in desk.case.memory.get("findings", {}).values()]
    assert ["form_lacks.charged_on", "form_lacks.offence"] == codes


# ---- nobody left ---------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [BU, CHAIR, LA, NOTIFIER])
def test_only_the_business_unit_goes_on_with_a_draft_whose_opener_has_left(person: str) -> None:
    """It may amend, submit and withdraw what its colleague opened for a school; nobody else may."""
    desk = by_business_unit()
    gone(desk, COORDINATOR)
    complete = form("practice_review") | QUIET | {"agency": "school"}
    complete_form = {name: value for name, value in complete.items() if value is not None}
    allowed = person == BU

    assert allowed == ("not_permitted" not in desk.codes("amend", person, input=complete_form))
    assert allowed == ("not_permitted" not in desk.codes("submit", person))
    assert allowed == (
        "not_permitted" not in desk.codes("withdraw", person, reason="Entered twice.")
    )


def test_the_draft_comes_to_its_end_all_the_same() -> None:
    """Amended, submitted, and withdrawn from quality assurance."""
    desk = by_business_unit()
    gone(desk, COORDINATOR)
    answers = form("practice_review") | QUIET | {"agency": "school"}
    desk.do(
        "amend", BU, input={name: value for name, value in answers.items() if value is not None}
    )
    desk.do("submit", BU)
    desk.do("withdraw", BU)

    assert ("closed", "withdrawn") == (desk.case.state, desk.case.outcome)


@pytest.mark.parametrize("leave", [gone, away])
def test_a_referrer_who_is_gone_leaves_the_draft_to_the_agency_or_the_business_unit(
    leave: Any,
) -> None:
    """Removed or away; the agency has no other referrer."""
    desk = referred(**QUIET)
    leave(desk, REFERRER)

    assert [] == desk.codes("withdraw", BU, reason="Entered twice.")
    assert [] == desk.codes("submit", BU)


def test_another_referrer_of_the_agency_comes_before_the_business_unit() -> None:
    """They share the part; the business unit withdraws nothing of theirs."""
    desk = referred(**QUIET)
    extra = replace(
        directory().of(desk.number(REFERRER))[0], person=999, email="ward.nca@example.org", order=2
    )
    desk.directory = Directory((*desk.directory.appointments, extra))
    gone(desk, REFERRER)

    assert [] == desk.codes("withdraw", "ward.nca@example.org", reason="Entered twice.")
    assert ["not_permitted"] == desk.codes("withdraw", BU, reason="Entered twice.")


def test_with_the_business_unit_gone_the_chair_goes_on() -> None:
    """And with the chair gone a partner."""
    desk = by_business_unit(immediate_safety="With a relative.")
    gone(desk, COORDINATOR, BU)
    assert [] == desk.codes("submit", CHAIR)
    gone(desk, CHAIR, "deputy.chair@example.org")

    assert [] == desk.codes("submit", LA)


def test_a_draft_with_a_possible_incident_goes_on_by_a_notification() -> None:
    """Whoever opened it: what the form lacks becomes a finding, and its duties stop."""
    desk = by_business_unit(
        possible_serious_incident=True, local_authority_aware_on=date(2026, 3, 13)
    )
    gone(desk, COORDINATOR)

    desk.do("notify_panel", NOTIFIER)

    assert ("rapid_review.gathering", "stopped") == (desk.case.state, only(desk, "draft").state)
    assert ["form_lacks.immediate_safety"] == [
        finding["code"] for finding in desk.case.memory.get("findings", {}).values()
    ]


def test_a_referral_in_quality_assurance_is_withdrawn_by_the_business_unit_where_nobody_else_is_left() -> (
    None
):
    """The referrer left after submitting."""
    desk = referred(**QUIET)
    desk.do("submit", REFERRER)
    gone(desk, REFERRER)

    assert [] == desk.codes("withdraw", BU, reason="Entered twice.")
    assert ["not_permitted"] == desk.codes("withdraw", REP, reason="Entered twice.")


def test_after_the_endorsement_the_chair_withdraws() -> None:
    """Neither the referrer nor the business unit."""
    desk = in_triage(**QUIET)

    assert [] == desk.codes("withdraw", CHAIR, reason="Entered twice.")
    assert ["not_permitted"] == desk.codes("withdraw", BU, reason="Entered twice.")

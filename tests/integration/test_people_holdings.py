"""
Removing somebody tells what they held in open cases, who is asked in their place, and what there is
to do.
"""

from __future__ import annotations

from datetime import date

import pytest

from pathway.service.people.holdings import Held
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    NOTIFIER,
    NURSE,
    NURSES_DEPUTY,
    NURSES_REP,
    PARTNERS,
    REVIEWER,
    Rehearsal,
)

pytestmark = pytest.mark.either

POLICE_REP, POLICE_DEPUTY = "rep.police@example.org", "reviews.police@example.org"
POLICE_AUTHOR = "author.police@example.org"


def gathering(desk: Rehearsal) -> str:
    """Return a case in which the police have begun to write their return."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["police"])
    desk.do(reference, "confirm_involvement", POLICE_REP, "agency_return:police")
    return reference


def only(held: tuple[Held, ...], kind: str) -> list[Held]:
    """Return what is held of one kind."""
    return [holding for holding in held if holding.kind == kind]


def test_duties_fall_to_the_next(desk: Rehearsal) -> None:
    """Those that name the person, with the due day and who is asked from now on."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    removed = desk.pathway.people.remove(NURSES_REP)
    due = desk.pathway.explain(reference, "quality_assurance").due
    (duty,) = removed.held

    assert (reference, "duty", "quality_assurance", due) == (
        duty.case,
        duty.kind,
        duty.id,
        duty.due,
    )
    assert "" == duty.way_out
    assert (
        (NURSES_DEPUTY,)
        == duty.falls_to
        == desk.pathway.explain(reference, "quality_assurance").owner.emails
    )


def test_a_duty_that_names_somebody_else_first_is_not_theirs(desk: Rehearsal) -> None:
    """
    The deputy of the business unit leaves, and every duty of the business unit is asked of whom it
    was asked.
    """
    desk.endorsed()

    assert () == desk.pathway.people.remove(COORDINATOR).held


def test_whoever_is_away_holds_what_they_hold(desk: Rehearsal) -> None:
    """Their mail goes to the next while they are away, yet the duties are theirs."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.pathway.people.absent(NURSES_REP, date(2026, 3, 16), date(2026, 3, 20))  # Mon to Fri

    assert ["quality_assurance"] == [
        duty.id for duty in desk.pathway.people.remove(NURSES_REP).held
    ]


def test_a_return_that_somebody_is_writing_is_mentioned(desk: Rehearsal) -> None:
    """With nobody else who writes for the agency its rep is asked, or another author is named."""
    reference = gathering(desk)
    (held,) = desk.pathway.people.remove(POLICE_AUTHOR).held

    assert (reference, "return", "agency_return:police") == (held.case, held.kind, held.id)
    assert (POLICE_REP, POLICE_DEPUTY) == held.falls_to
    assert "name another author of police" in held.way_out


def test_a_return_of_another_agency_is_not_theirs(desk: Rehearsal) -> None:
    """Nor one that has not been begun."""
    gathering(desk)

    assert () == desk.pathway.people.remove("author.camhs@example.org").held


def planned(desk: Rehearsal) -> str:
    """Return a case with an action that the police's author owns."""
    reference = gathering(desk)
    desk.do(reference, "add_action", CHAIR, owner=POLICE_AUTHOR, due="2026-06-15")  # Mon
    return reference


def test_actions_are_listed_once_with_who_is_asked_meanwhile(desk: Rehearsal) -> None:
    """
    Not with their duty besides; and with the step that gives them to somebody else, where the
    definition has it.
    """
    reference = planned(desk)
    (held,) = only(desk.pathway.people.remove(POLICE_AUTHOR).held, "action")
    has_step = bool(desk.pathway.definitions.current().steps_named("reassign"))

    assert (reference, "action:1", date(2026, 6, 15)) == (held.case, held.id, held.due)
    assert (POLICE_REP,) == held.falls_to
    assert has_step == (f"pathway take {reference} reassign --item action:1" in held.way_out)


def test_an_action_that_is_done_is_held_no_more(desk: Rehearsal) -> None:
    """Nor one that will not be done."""
    reference = planned(desk)
    desk.do(reference, "do_not_pursue", CHAIR, "action:1")

    assert [] == only(desk.pathway.people.remove(POLICE_AUTHOR).held, "action")


def reviewed(desk: Rehearsal) -> str:
    """Return a case in which the lead reviewer is at work."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["police"])
    desk.do(reference, "waive", CHAIR, "agency_return:police")
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_rapid_review", CHAIR, recommended_outcome="cspr")
    for partner in PARTNERS:
        desk.do(reference, "sign_off", partner)
    desk.do(reference, "send_rapid_review", BU)
    for partner in PARTNERS:
        desk.do(reference, "commission_cspr", partner)
    desk.do(reference, "appoint_reviewer", PARTNERS[0], reviewers=[REVIEWER])
    return reference


def test_reviews_that_somebody_leads_are_listed(desk: Rehearsal) -> None:
    """With the step that names another reviewer."""
    reference = reviewed(desk)
    (held,) = only(desk.pathway.people.remove(REVIEWER).held, "review")

    assert (reference, "", ()) == (held.case, held.id, held.falls_to)
    assert f"pathway take {reference} replace_reviewer" in held.way_out


def test_a_discontinued_review_has_no_lead_any_more(desk: Rehearsal) -> None:
    """It is history."""
    reference = reviewed(desk)
    for partner in PARTNERS:
        desk.do(reference, "discontinue_cspr", partner)

    assert [] == only(desk.pathway.people.remove(REVIEWER).held, "review")


def test_removed_from_one_agency_they_keep_what_they_hold_by_another(desk: Rehearsal) -> None:
    """An action is a person's own, whatever agency they work for."""
    planned(desk)
    rows = f"name,email,agency,roles,order\nReport author,{POLICE_AUTHOR},camhs,author,2\n"
    desk.pathway.people.import_file(rows)
    removed = desk.pathway.people.remove(POLICE_AUTHOR, "police")

    assert ["return"] == [held.kind for held in removed.held]


def test_duties_that_outlive_the_case_are_announced_too(desk: Rehearsal) -> None:
    """The referrer is to be told: a duty of the business unit in a case that is closed."""
    reference = desk.deliberated(
        "practice_review", possible_serious_incident=False, local_authority_aware_on=None
    )
    desk.do(reference, "decide_no_further_action", CHAIR)
    held = desk.pathway.people.remove(BU).held

    assert [(reference, "referrer_told", (COORDINATOR,))] == [
        (duty.case, duty.id, duty.falls_to) for duty in held
    ]


def test_a_preview_changes_nothing(desk: Rehearsal) -> None:
    """And tells what the removal then tells."""
    planned(desk)
    before = desk.contents()
    seen = desk.pathway.people.remove(POLICE_AUTHOR, preview=True)
    unchanged = before == desk.contents()
    removed = desk.pathway.people.remove(POLICE_AUTHOR)

    assert unchanged
    assert seen == removed
    assert ["return", "action"] == [held.kind for held in removed.held]


@pytest.mark.either
def test_no_key_is_needed(desk: Rehearsal) -> None:
    """Nothing that people wrote is looked at."""
    reference = planned(desk)
    desk.key.unlink()
    held = desk.connect().people.remove(POLICE_AUTHOR, preview=True).held

    assert {reference} == {holding.case for holding in held}

"""
A seat is known by its part: a partnership whose agency gets another code keeps one seat for it.
"""

from __future__ import annotations

import pytest

from pathway.errors import StepRefused
from tests.partnerships import partnership
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, PARTNERS, Rehearsal

OLD, NEW = 'icb = "nhs_gm_icb"', 'icb = "nhs_north_west_icb"'
MERGED = "partner.north.west@example.org"
PEOPLE = f"name,email,agency,roles,order\nPartner of the merged board,{MERGED},nhs_north_west_icb,partner,1\n"
LA, ICB, POLICE = PARTNERS


def in_sign_off(desk: Rehearsal) -> str:
    """Return a case whose rapid review the partners are to sign."""
    reference = desk.refer()
    for step, by in (("submit", NURSE), ("endorse", NURSES_REP), ("notify_panel", NOTIFIER)):
        desk.do(reference, step, by)
    for item in desk.pathway.case(reference).items:
        if item.kind == "agency_return":
            desk.do(reference, "waive", CHAIR, item=item.id)
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_rapid_review", CHAIR)
    return reference


def merge_boards(desk: Rehearsal, reference: str) -> None:
    """Give the board its new code, and move the case to the version that has it."""
    desk.pathway.people.import_file(PEOPLE)
    desk.pathway.definitions.load(partnership(review={OLD: NEW}))
    desk.pathway.migrate(reference, to="2026.1-ours", by=BU, reason="The boards have merged.")


def test_a_signature_stays_that_of_the_seat(desk: Rehearsal) -> None:
    """
    The merged board has signed, by whoever sat there before, and the police are still waited for.
    """
    reference = in_sign_off(desk)
    for partner in (LA, ICB):
        desk.do(reference, "sign_off", partner)
    merge_boards(desk, reference)
    with pytest.raises(StepRefused, match="this partner has already given this answer"):
        desk.do(reference, "sign_off", MERGED)
    with pytest.raises(StepRefused, match="still to sign or dissent: police"):
        desk.do(reference, "send_rapid_review", BU)
    desk.do(reference, "sign_off", POLICE)
    desk.do(reference, "send_rapid_review", BU)

    assert "rapid_review.panel_response" == desk.pathway.case(reference).state
    assert [] == desk.pathway.verify()


def test_a_vote_stays_that_of_the_seat(desk: Rehearsal) -> None:
    """Old and new code are one vote: nothing is carried without the police."""
    reference = in_sign_off(desk)
    for partner in PARTNERS:
        desk.do(reference, "sign_off", partner)
    desk.do(reference, "send_rapid_review", BU)
    for partner in (LA, ICB):
        desk.do(reference, "conclude_without_review", partner)
    merge_boards(desk, reference)
    desk.do(reference, "conclude_without_review", MERGED)
    before = desk.pathway.case(reference).state
    desk.do(reference, "conclude_without_review", POLICE)

    assert "rapid_review.panel_response" == before
    assert "action_plan.drafting" == desk.pathway.case(reference).state

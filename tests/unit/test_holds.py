"""Holds: whom one may not speak to for now, and a contact that is made in spite of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.desk import Desk
from tests.routes import BU, CHAIR, REVIEWER, in_fieldwork, in_triage

HELD = {
    "process": "police",
    "contact": "The investigating officer.",
    "hold": "The mother, until charged.",
}


def held(desk: Desk, **answers: object) -> Desk:
    """Return the case with a hold of the police."""
    desk.do("add_parallel_process", BU, input=HELD | answers)
    return desk


def contacting(desk: Desk, by: str = BU, **answers: object) -> list[tuple[str, str | None]]:
    """Return the code and the path of each reason against a contact with the family."""
    outcome = desk.attempt("record_family_contact", by, input=contact(desk, by) | answers)
    return [(reason.code, reason.path) for reason in getattr(outcome, "reasons", ())]


def contact(desk: Desk, by: str = BU) -> dict[str, object]:
    """Return a contact as a program fills it in, without a word of a hold."""
    answers = {
        name: value
        for name, value in desk.filled("record_family_contact", by).items()
        if name != "despite_hold"
    }
    return dict(answers)


def test_without_a_hold_a_contact_is_recorded() -> None:
    """Nothing is asked."""
    assert [] == contacting(in_triage())


@pytest.mark.parametrize("by", [BU, REVIEWER])
def test_a_contact_with_somebody_on_hold_needs_a_reason(by: str) -> None:
    """Whoever makes it; confirmed with a reason it is recorded."""
    desk = held(in_fieldwork())
    assert [("input", "despite_hold")] == contacting(desk, by)

    assert [] == contacting(desk, by, despite_hold="The officer agreed on the telephone.")


def test_a_hold_ends_with_its_last_day() -> None:
    """That day included."""
    desk = held(in_triage(), hold_until=date(2026, 3, 20))
    desk.today = date(2026, 3, 20)  # Fri
    assert [("input", "despite_hold")] == contacting(desk)
    desk.today = date(2026, 3, 21)  # Sat

    assert [] == contacting(desk)


def test_a_hold_is_lifted_by_recording_the_process_again() -> None:
    """By the chair or the business unit."""
    desk = held(in_triage())

    desk.do(
        "add_parallel_process",
        CHAIR,
        input={"process": "police", "contact": "The investigating officer."},
    )

    assert [] == contacting(desk)


def test_listing_the_processes_does_not_lift_a_hold() -> None:
    """The papers name the process and say nothing of whom one may speak to."""
    desk = held(in_triage(possible_serious_incident=False, local_authority_aware_on=None))

    desk.do(
        "put_to_subgroup",
        BU,
        input=desk.filled("put_to_subgroup", BU) | {"parallel_processes": ["police"]},
    )

    assert [("input", "despite_hold")] == contacting(desk)


def test_a_contact_from_before_the_hold_needs_no_reason() -> None:
    """What occurred counts: the mother was visited on Friday, the hold came on Monday."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    held(desk)
    answers = contact(desk)

    outcome = desk.attempt("record_family_contact", BU, input=answers, on=date(2026, 3, 20))

    assert not getattr(outcome, "reasons", ())


def test_a_contact_from_before_the_hold_was_lifted_needs_a_reason() -> None:
    """Written down after the lifting."""
    desk = held(in_triage())
    desk.today = date(2026, 3, 23)  # Mon
    answers = contact(desk)
    desk.do(
        "add_parallel_process",
        CHAIR,
        input={"process": "police", "contact": "The investigating officer."},
    )

    outcome = desk.attempt("record_family_contact", BU, input=answers, on=date(2026, 3, 20))

    assert ["despite_hold"] == [reason.path for reason in getattr(outcome, "reasons", ())]

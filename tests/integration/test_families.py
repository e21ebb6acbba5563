"""Interests follow a family: whoever is kept out of a case is kept out of those linked to it."""

from __future__ import annotations

import pytest

from pathway.errors import Refused
from tests.rehearsals import BU, CHAIR, Rehearsal

pytestmark = pytest.mark.either

ICB = "partner.icb@example.org"
UPHELD = {"outcome": "withdraws_case", "interest": "interest:1"}


def barred(desk: Rehearsal, reference: str) -> None:
    """Uphold an interest of the health partner."""
    desk.do(reference, "declare_interest", ICB)
    desk.do(reference, "decide_interest", CHAIR, **UPHELD)


def linked(desk: Rehearsal, reference: str, other: str) -> None:
    """Link another case."""
    desk.do(reference, "link_case", BU, case=other)


def reads(desk: Rehearsal, reference: str) -> bool:
    """Return whether the health partner reads a case."""
    try:
        desk.pathway.case(reference, by=ICB)
    except Refused:
        return False
    return True


@pytest.fixture
def cases(desk: Rehearsal) -> tuple[str, str]:
    """Return two cases of the same children."""
    return desk.endorsed(), desk.endorsed()


def test_an_upheld_interest_keeps_out_of_linked_cases(
    desk: Rehearsal, cases: tuple[str, str]
) -> None:
    """In whichever of them it was upheld, and whichever links the other."""
    first, second = cases
    linked(desk, first, second)
    barred(desk, second)

    assert (False, False) == (reads(desk, first), reads(desk, second))


def test_a_link_keeps_out_whoever_is_kept_out_of_the_other_case(
    desk: Rehearsal, cases: tuple[str, str]
) -> None:
    """Where the interest was upheld before the cases were linked."""
    first, second = cases
    barred(desk, second)
    before = reads(desk, first)
    linked(desk, first, second)

    assert (True, False) == (before, reads(desk, first))


def test_the_chair_is_asked_and_decides(desk: Rehearsal, cases: tuple[str, str]) -> None:
    """It is to be dealt with until then; afterwards they read the case again."""
    first, second = cases
    linked(desk, first, second)
    barred(desk, second)
    asked = [finding.code for finding in desk.pathway.case(first).findings]
    desk.do(first, "decide_interest", CHAIR, outcome="none", interest="interest:1")

    assert ["interest_follows.interest:1"] == asked
    assert () == desk.pathway.case(first).findings
    assert (True, False) == (reads(desk, first), reads(desk, second))


def test_the_chair_is_told(desk: Rehearsal, cases: tuple[str, str]) -> None:
    """At once, without a name."""
    first, second = cases
    linked(desk, first, second)
    barred(desk, second)
    desk.pathway.sweep()
    told = [message for message in desk.pathway.mail.list() if message.to == CHAIR]
    texts = [" ".join(desk.pathway.mail.show(message.id)[1].split()) for message in told]

    assert [True] == ["kept out of a linked case" in text for text in texts]


def test_what_was_decided_is_not_asked_again(desk: Rehearsal, cases: tuple[str, str]) -> None:
    """Another link of the same cases changes nothing."""
    first, second = cases
    linked(desk, first, second)
    barred(desk, second)
    desk.do(first, "decide_interest", CHAIR, outcome="none", interest="interest:1")
    linked(desk, second, first)

    assert reads(desk, first)


def test_it_goes_on_to_further_cases_once_it_is_upheld(
    desk: Rehearsal, cases: tuple[str, str]
) -> None:
    """From the second case to a third; not before its chair has decided."""
    first, second = cases
    third = desk.endorsed()
    linked(desk, first, second)
    linked(desk, second, third)
    barred(desk, first)
    before = reads(desk, third)
    desk.do(second, "decide_interest", CHAIR, **UPHELD)

    assert (True, False) == (before, reads(desk, third))


def test_a_preview_shows_it_and_changes_nothing(desk: Rehearsal, cases: tuple[str, str]) -> None:
    """Both cases would have an entry."""
    first, second = cases
    barred(desk, second)
    answers = desk.filled(first, "link_case", BU) | {"case": second}
    preview = desk.pathway.preview(first, "link_case", by=BU, input=answers)

    assert {first, second} == {event.case for event in preview.events}
    assert reads(desk, first)


def test_everything_is_replayed(desk: Rehearsal, cases: tuple[str, str]) -> None:
    """The entries by the system are part of the proof."""
    first, second = cases
    linked(desk, first, second)
    barred(desk, second)

    assert [] == [finding for finding in desk.pathway.verify() if finding.is_fault]

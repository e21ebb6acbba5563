"""The directory on the command line: who is removed, what they held, and what there is to do."""

from __future__ import annotations

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
AUTHOR = "author.police@example.org"
HELD = {"case", "kind", "id", "title", "due", "falls_to", "way_out"}


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case that waits for its representative.
    """
    desk.do(desk.refer(), "submit", NURSE)
    return Operator(desk.folder, desk.variables)


def test_a_preview_shows_what_somebody_holds_and_removes_nobody(operator: Operator) -> None:
    """Each with its case and due day, and who is asked instead."""
    result = operator.run("people", "remove", NURSES_REP, "--preview")
    listed = operator.run("people", "list", "--agency", "northern_care_alliance")

    assert 0 == result.code
    assert result.out.startswith(f"{NURSES_REP} would be removed from northern_care_alliance.\n")
    (line,) = [line for line in result.out.splitlines() if "quality_assurance" in line]
    assert line.startswith(CASE)
    assert line.endswith(f"Tue 17 Mar 2026  {NURSES_DEPUTY}")  # a working day from Monday 16 March
    assert NURSES_REP in listed.out


def test_what_somebody_held_is_told_to_programs(operator: Operator) -> None:
    """The same, with whether it was a preview."""
    preview = operator.run("people", "remove", NURSES_REP, "--json").json

    assert {"email", "agencies", "left_empty", "held", "preview"} == set(preview)
    assert HELD == set(preview["held"][0])
    assert not preview["preview"]


def test_what_to_do_is_shown_below(operator: Operator, desk: Rehearsal) -> None:
    """A return that nobody else writes; on a terminal no email is cut in two."""
    desk.do(CASE, "endorse", NURSES_REP)
    desk.do(CASE, "notify_panel", NOTIFIER, agencies=["police"])
    desk.do(CASE, "confirm_involvement", "rep.police@example.org", "agency_return:police")
    with operator.at_terminal(PATHWAY, "people", "remove", AUTHOR) as talk:
        code = talk.ended()

    assert 0 == code
    assert "To do" in talk.shown
    assert f"- {CASE} agency_return:police: name another author of police" in talk.shown
    assert "reviews.police@example.org" in talk.shown


def test_somebody_who_holds_nothing(operator: Operator) -> None:
    """It is said, so that nobody has to wonder."""
    text = operator.run("people", "remove", CHAIR)

    assert f"{CHAIR} was removed from sscp.\nThey held nothing in an open case.\n" == text.out


def test_the_last_of_the_business_unit_stays(operator: Operator) -> None:
    """Every alarm goes there."""
    first = operator.run("people", "remove", "coordinator@example.org")
    second = operator.run("people", "remove", BU, "--preview")

    assert (0, 2) == (first.code, second.code)
    assert "last person of the business unit" in second.err

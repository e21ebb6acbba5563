"""A page goes on from the place where the page before ended, whatever has moved since."""

from __future__ import annotations

import pytest

from pathway.errors import NotFound
from pathway.testing import case_in, filled_in
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, Rehearsal

DAYS = ("2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29")
LATER = "2026-08-03"


@pytest.fixture
def planned(desk: Rehearsal) -> str:
    """Return a case with five actions, each due a week after the one before."""
    reference = case_in(desk.pathway, "action_plan.drafting").reference
    action = filled_in(desk.pathway.schema(reference, "add_action", by=BU))
    for day in DAYS:
        desk.pathway.take(reference, "add_action", by=BU, input=action | {"due": day})
    return reference


def move(desk: Rehearsal, reference: str, item: str | None, day: str = LATER) -> None:
    """Have the chair move the due date of an action."""
    why = "The training is put off."
    answers = {"due": day}
    desk.pathway.take(reference, "rebase", by=CHAIR, item=item, input=answers, reason=why)


def test_duties_that_move_make_no_gap(desk: Rehearsal, planned: str) -> None:
    """The last one of a page moves to the end: it is there again, and no other is left out."""
    first = desk.pathway.deadlines(key="action", limit=2)
    move(desk, planned, first[-1].item)
    second = desk.pathway.deadlines(key="action", limit=2, after=first[-1].cursor)
    move(desk, planned, second[-1].item, "2026-05-18")
    third = desk.pathway.deadlines(key="action", limit=2, after=second[-1].cursor)

    assert ["action:1", "action:2"] == [duty.item for duty in first]
    assert ["action:3", "action:4"] == [duty.item for duty in second]
    assert ["action:5", "action:2"] == [duty.item for duty in third]
    assert [] == desk.pathway.deadlines(key="action", limit=2, after=third[-1].cursor)


def test_a_list_of_one_case_goes_on_likewise(desk: Rehearsal, planned: str) -> None:
    """With those that have ended among them."""
    whole = [duty.id for duty in desk.pathway.deadlines(planned)]
    first = desk.pathway.deadlines(planned, limit=len(whole) - 3)
    move(desk, planned, "action:3")
    rest = desk.pathway.deadlines(planned, after=first[-1].cursor)

    assert [duty.item for duty in rest][:2] == ["action:4", "action:5"]
    assert [duty.id for duty in first] == whole[: len(first)]


def test_tasks_that_move_make_no_gap(desk: Rehearsal, planned: str) -> None:
    """For whoever keeps all, and for whom they are."""
    for by in (BU, None):
        whole = [(task.case, task.id) for task in desk.pathway.tasks.list(by=by)]
        place = next(number for number, (_, name) in enumerate(whole) if "action:2" in name)
        first = desk.pathway.tasks.list(by=by, limit=place + 1)
        move(desk, planned, "action:2")
        rest = desk.pathway.tasks.list(by=by, after=first[-1].cursor)
        move(desk, planned, "action:2", "2026-06-08")

        assert set(whole[place + 1 :]) <= {(task.case, task.id) for task in rest}
        assert whole[place] in {(task.case, task.id) for task in rest}


@pytest.mark.parametrize("sort", ["changed", "due"])
def test_cases_that_move_are_not_shown_from_the_start(desk: Rehearsal, sort: str) -> None:
    """The last one of a page changes: the page behind it is the same as before."""
    references = [desk.refer() for _ in range(5)]
    for reference in references:
        desk.do(reference, "submit", NURSE)
        desk.clock(f"2026-03-{17 + references.index(reference)}")
    whole = [case.reference for case in desk.pathway.cases(sort=sort)]
    first = desk.pathway.cases(sort=sort, limit=2)
    desk.do(first[-1].reference, "endorse", NURSES_REP)
    rest = desk.pathway.cases(sort=sort, after=first[-1].cursor, limit=100)

    assert [case.reference for case in first] == whole[:2]
    assert [case.reference for case in rest if case.reference != whole[1]] == whole[2:]
    assert [case.cursor for case in rest] == [
        case.cursor
        for case in desk.pathway.whole_cases(sort=sort, after=first[-1].cursor, limit=100)
    ]


def test_cases_in_the_order_of_opening_are_places_themselves(desk: Rehearsal) -> None:
    """Nothing moves there; where the list is no page, there is no next one."""
    references = [desk.refer() for _ in range(3)]

    assert references == [case.cursor for case in desk.pathway.cases(limit=3)]
    assert [None] * 3 == [case.cursor for case in desk.pathway.cases()]


@pytest.mark.parametrize(
    "text", ["2026-03-41~1~x", "~", "2026-03-12~99999999999999999999~x", "2026-03-12~1~\x00"]
)
def test_what_is_no_place_is_refused(desk: Rehearsal, text: str) -> None:
    """As a name that nothing has."""
    desk.refer()
    with pytest.raises(NotFound):
        desk.pathway.deadlines(after=text)
    with pytest.raises(NotFound):
        desk.pathway.cases(sort="due", after=text)

"""The steps of a case in pages: together they are the whole list, and a page costs what it shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pathway import Pathway
from pathway.errors import NotFound, WrongUsage
from pathway.service.views.steps import StepView
from pathway.testing import case_in, filled_in
from tests.counted_calls import counted_calls
from tests.counted_rows import rows_read
from tests.rehearsals import BU, CHAIR, NURSE, YJ_REP, Rehearsal

pytestmark = pytest.mark.sqlite
PLAN = "action_plan.drafting"
PAGE = 20


def with_actions(pathway: Pathway, number: int) -> str:
    """Return a case in planning with so many actions."""
    reference = case_in(pathway, PLAN).reference
    action = filled_in(pathway.schema(reference, "add_action", by=BU))
    for _ in range(number):
        pathway.take(reference, "add_action", by=BU, input=action)
    return reference


def pages(pathway: Pathway, reference: str, person: str, size: int) -> Iterator[list[StepView]]:
    """Yield the pages of a list of steps."""
    after = None
    while page := pathway.steps(reference, by=person, limit=size, after=after):
        yield page
        after = page[-1].cursor


def start(pathway: Pathway, reference: str, action: str) -> None:
    """Have the owner of an action start it."""
    items = {item.id: item for item in pathway.case(reference, by=BU).items}
    owner = str(items[action].data["owner"])
    (view,) = pathway.steps(reference, by=owner, step="start", item=action)
    input_ = filled_in(view.input_schema)
    pathway.take(reference, "start", by=owner, item=action, input=input_)


def test_the_pages_are_the_whole_list(desk: Rehearsal) -> None:
    """For whoever reads the case, and for those who are told only of what is theirs."""
    reference = with_actions(desk.pathway, 6)
    for person in (BU, CHAIR, NURSE, YJ_REP):
        whole = desk.pathway.steps(reference, by=person)
        for size in (1, 7, 1000):
            listed = list(pages(desk.pathway, reference, person, size))
            assert all(len(page) == size for page in listed[:-1])
            assert whole == [view for page in listed for view in page], (person, size)

    assert [None] == list({view.cursor for view in desk.pathway.steps(reference, by=BU)})


def test_a_page_has_cursors_and_a_whole_list_has_none(desk: Rehearsal) -> None:
    """What is in no page keeps its shape."""
    reference = desk.endorsed()
    page = desk.pathway.steps(reference, by=BU, limit=2)

    assert page[0].step == page[0].as_json()["cursor"]
    assert "cursor" not in desk.pathway.steps(reference, by=BU)[0].as_json()


def test_a_page_goes_on_where_a_step_has_closed_since(desk: Rehearsal) -> None:
    """Nothing behind it is left out or shown again."""
    reference = with_actions(desk.pathway, 4)
    before = [(view.step, view.item) for view in desk.pathway.steps(reference, by=BU)]
    start(desk.pathway, reference, "action:2")
    following = desk.pathway.steps(reference, by=BU, limit=1000, after="start@action:2")
    after = [(view.step, view.item) for view in following]

    assert ("start", "action:2") in before
    assert ("start", "action:3") == after[0]
    assert before[before.index(after[0]) :] == [name for name in after if name in before]


def test_what_is_no_page_is_refused(desk: Rehearsal) -> None:
    """A place that no step ever had, and a page of none."""
    reference = desk.endorsed()
    with pytest.raises(NotFound, match="step"):
        desk.pathway.steps(reference, by=BU, limit=5, after="nonsense")
    with pytest.raises(WrongUsage, match="at least one step"):
        desk.pathway.steps(reference, by=BU, limit=0)


def test_the_steps_of_an_item_are_asked_for_alone(desk: Rehearsal) -> None:
    """As the list of all has them; nothing is worked out for the others."""
    reference = with_actions(desk.pathway, 6)
    whole = desk.pathway.steps(reference, by=BU)
    own = [view for view in whole if view.item == "action:3"]
    calls = counted_calls(lambda: desk.pathway.steps(reference, by=BU, item="action:3"))

    assert own
    assert own == desk.pathway.steps(reference, by=BU, item="action:3")
    assert len(own) == calls["_step_view"]


def test_a_page_costs_no_more_in_a_long_case(desk: Rehearsal) -> None:
    """Neither rows nor work, however many items there are and however much was done to them."""
    work: list[tuple[int, int, int]] = []
    for number in (5, 60):
        reference = with_actions(desk.pathway, number)

        def page(reference: str = reference) -> object:
            return desk.pathway.steps(reference, by=BU, limit=PAGE)

        page()
        calls = counted_calls(page)
        work.append((rows_read(page), calls["_step_view"], calls.total()))

    assert PAGE == work[0][1] == work[1][1]
    assert work[1][0] <= work[0][0]
    assert work[1][2] <= 1.3 * work[0][2]


def test_an_item_that_is_not_there_is_told_so(desk: Rehearsal) -> None:
    """And not taken for one of which nobody may take a step now."""
    reference = with_actions(desk.pathway, 1)
    for limit in (None, PAGE):
        with pytest.raises(NotFound, match="action:9"):
            desk.pathway.steps(reference, by=BU, item="action:9", limit=limit)

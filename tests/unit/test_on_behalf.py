"""What is never recorded on behalf of somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pathway.workflows.definitions.format import Step
from pathway.workflows.loading.definition_files import packaged_definition
from tests.desk import Desk
from tests.routes import BU, CHAIR, LA, before_partners, in_sign_off, in_triage, reply, with_panel


def after_reply() -> Desk:
    """Return a case in which the partners may vote."""
    desk = with_panel("cspr")
    reply(desk, "agrees")
    return desk


def restricted() -> Desk:
    """Return a case that is restricted to the local authority's partner."""
    desk = in_triage()
    desk.do("restrict", CHAIR, input={"people": [LA]})
    return desk


IN_PERSON: dict[str, Callable[[], Desk]] = {
    "declare_interest": in_triage,
    "record_view": before_partners,
    "sign_off": in_sign_off,
    "dissent": in_sign_off,
    "commission_cspr": after_reply,
}


def codes(desk: Desk, step: str, person: str) -> list[str]:
    """Return the codes with which the business unit is refused a step on behalf of somebody."""
    options: dict[str, Any] = {"input": desk.filled(step, person), "reason": "As agreed."}
    assert [] == desk.codes(step, person, **options)
    return desk.codes(step, person, typed_by=desk.number(BU), **options)


RESTRICTIONS: dict[str, Callable[[], Desk]] = {
    "restrict": in_triage,
    "lift_restriction": restricted,
}


@pytest.mark.parametrize("step", IN_PERSON)
def test_some_steps_are_taken_in_person(step: str) -> None:
    """Views, signatures, votes and declarations are refused; the partner themselves may."""
    assert ["on_behalf"] == codes(IN_PERSON[step](), step, LA)


@pytest.mark.parametrize("step", RESTRICTIONS)
def test_a_restriction_is_the_chairs_in_person(step: str) -> None:
    """It may leave out the business unit itself."""
    assert ["on_behalf"] == codes(RESTRICTIONS[step](), step, CHAIR)


def test_whom_a_restriction_leaves_out_types_nothing() -> None:
    """Whoever of the business unit needs to know may."""
    desk = restricted()
    options: dict[str, Any] = {"input": desk.filled("prioritise", CHAIR), "reason": "As agreed."}
    left_out = desk.codes("prioritise", CHAIR, typed_by=desk.number(BU), **options)
    desk.do("restrict", CHAIR, input={"people": [LA, BU]})

    assert ["on_behalf"] == left_out
    assert [] == desk.codes("prioritise", CHAIR, typed_by=desk.number(BU), **options)


def test_other_decisions_may_be_typed() -> None:
    """What the chair says by telephone is typed by the business unit."""
    assert [] == codes(in_triage(), "prioritise", CHAIR)


def votes_without_flag() -> list[Step]:
    """Return the steps by votes that do not say that they are taken in person."""
    return [step for _, step in packaged_definition().tables() if step.votes and not step.in_person]


def test_votes_need_no_flag() -> None:
    """A host cannot forget it."""
    steps = votes_without_flag()

    assert steps
    assert all(step.is_in_person for step in steps)

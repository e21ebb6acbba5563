"""Lists look only at the cases that somebody may be able to read, and leave none of them out."""

from __future__ import annotations

from contextlib import suppress

import pytest

from pathway import Pathway
from pathway.errors import Refused
from pathway.testing import case_in, memory

pytestmark = pytest.mark.sqlite
STATES = ("draft", "subgroup_decision.notification", "rapid_review.meeting", "cspr.fieldwork")
MORE_STATES = ("action_plan.monitoring", "local_review.report", "rapid_review.sign_off", "closed")


def readable_alone(pathway: Pathway, person: str) -> set[str]:
    """Return the cases that somebody may read, asked for one by one."""
    own: set[str] = set()
    for case in pathway.cases():
        with suppress(Refused):
            own.add(pathway.case(case.reference, by=person).reference)
    return own


def duties_alone(pathway: Pathway, person: str) -> set[tuple[str, str]]:
    """Return the open duties that somebody is in charge of, looked for in every case."""
    return {(duty.case, duty.id) for duty in pathway.deadlines() if person in duty.owner.emails}


def readable_duties_alone(pathway: Pathway, person: str, cases: set[str]) -> set[tuple[str, str]]:
    """Return the open duties that somebody may read, asked for case by case."""
    return {
        (duty.case, duty.id)
        for reference in cases
        for duty in pathway.deadlines(reference, by=person)
        if duty.state in ("running", "breached")
    }


@pytest.mark.parametrize(
    "states", [STATES, pytest.param(MORE_STATES, marks=pytest.mark.rest)], ids=["some", "more"]
)
def test_lists_have_what_can_be_read_alone(states: tuple[str, ...]) -> None:
    """For everybody in the directory: every case, and every duty that is theirs."""
    pathway = memory()
    for state in states:
        case_in(pathway, state)
    people = sorted({person.email for person in pathway.people.list()})
    compared = 0
    for person in people:
        own = readable_alone(pathway, person)
        mine = pathway.cases(mine=person)
        duties = duties_alone(pathway, person)
        compared += len(own)

        assert own == {case.reference for case in pathway.cases(by=person)}, person
        for sort in ("newest", "changed", "due"):
            assert own == {case.reference for case in pathway.cases(by=person, sort=sort)}
        assert {reference for reference, _ in duties} == {case.reference for case in mine}
        theirs = pathway.deadlines(owner=person)
        assert duties == {(duty.case, duty.id) for duty in theirs}, person
        readable = readable_duties_alone(pathway, person, own)
        listed = {(duty.case, duty.id) for duty in pathway.deadlines(by=person)}
        assert readable == listed, person
    pathway.close()

    assert compared > len(people)

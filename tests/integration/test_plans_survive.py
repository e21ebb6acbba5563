"""A plan that was written is read as the same plan, whatever people put into it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pathway.service.documents.plans.importing import TrackerFile
from tests.rehearsals import BU, CHAIR, Rehearsal

pytestmark = pytest.mark.either

POLICE = "rep.police@example.org"
# What a spreadsheet cannot hold is written as a stand-in; line ends are one.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n")
TEXTS = st.text(LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31)).map(date.isoformat)
MILESTONES = st.lists(st.fixed_dictionaries({"on": DAYS, "what": LINES}), max_size=3)
RECOMMENDATIONS = st.lists(st.sampled_from(["recommendation:1", "recommendation:2"]), unique=True)


def actions() -> st.SearchStrategy[dict[str, Any]]:
    """Return actions that the form accepts."""
    return st.fixed_dictionaries(
        {
            "what": TEXTS,
            "outcome_sought": TEXTS,
            "owner": st.sampled_from([POLICE, CHAIR, BU]),
            "due": DAYS,
            "evidence_needed": TEXTS,
            "impact_measure": TEXTS,
            "milestones": MILESTONES,
            "impact_checks": st.lists(DAYS, max_size=3, unique=True),
            "recommendations": RECOMMENDATIONS,
        },
        optional={"scope": st.sampled_from(["local", "regional"]), "starts_on": DAYS},
    )


def content(action: dict[str, Any]) -> str:
    """Return what tells actions apart: the same action twice is read as one."""
    return json.dumps(action, sort_keys=True)


def case(desk: Rehearsal) -> str:
    """Return a case with two recommendations."""
    reference = desk.endorsed()
    desk.do(reference, "add_recommendation", BU)
    desk.do(reference, "add_recommendation", BU)
    return reference


def entered(desk: Rehearsal, reference: str) -> list[Any]:
    """Return what was entered for each action, without what was left empty."""
    inputs = [
        event.input for event in desk.pathway.history(reference) if event.step == "add_action"
    ]
    return [
        {name: value for name, value in (given or {}).items() if value not in ([], None)}
        for given in inputs
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(
    max_examples=8,
    deadline=None,
    # Shrinking takes minutes, as each example is two cases.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=st.lists(actions(), min_size=1, max_size=6, unique_by=content))
def test_a_plan_that_was_written_is_read_as_the_same(
    desk: Rehearsal, kind: str, plan: list[dict[str, Any]]
) -> None:
    """In its own case nothing is added; in another case the same actions are."""
    first, second = case(desk), case(desk)
    for action in plan:
        desk.pathway.take(first, "add_action", by=BU, input=action)
    file = TrackerFile(desk.pathway.documents.plan(first, by=BU, format=kind).content, kind)
    again = desk.pathway.plans.import_file(first, file, by=BU)
    desk.pathway.plans.import_file(second, file, by=BU)

    assert ["there"] * len(plan) == [row.result for row in again.rows]
    assert entered(desk, first) == entered(desk, second)

"""What a referral lacks before it is submitted, and which deaths become incidents with it."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.numbers import CHILD_UNDER
from pathway.workflows.cases.children import DIED, children_of
from pathway.workflows.history.case import Case

CARE_LEAVER = "care_leaver"


def given_in(form: BaseModel | None) -> list[str]:
    """Return the names of the fields of a referral form that are not empty."""
    if form is None:
        return []
    return [name for name in form.model_fields_set if getattr(form, name)]


def missing_of(definition: Definition, kind: str, filled_in: Collection[str]) -> list[str]:
    """Return the fields that the form of a kind needs at submission and that were not given."""
    return [name for name in definition.forms.asked_at_submission(kind) if name not in filled_in]


def young_care_leavers_who_died(definition: Definition, case: Case) -> list[int]:
    """
    Return the children who died as care leavers under 18.

    Their deaths are tested against the criteria of a notification.
    """
    under = definition.number(CHILD_UNDER)
    return [
        child.number
        for child in children_of(case)
        if child.harm == DIED and CARE_LEAVER in child.care_status and child.age_years < under
    ]

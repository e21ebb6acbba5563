"""A partnership's own forms, loaded with the shipped definition."""

from __future__ import annotations

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import load
from tests.partnerships import partnership

ANY = "practice_review"
QUESTION = """
[[form]]
name = "referral"
extends = "referral"

[[form.field]]
name = "school"
label = "Which school does the child go to?"
example = "Invented Primary"
"""


def definition(forms: str, review: dict[str, str] | None = None) -> BoundDefinition:
    """Return the shipped definition with forms of a partnership's own."""
    return load(partnership(forms, review))


def faults(forms: str, review: dict[str, str] | None = None) -> list[str]:
    """Return every fault of it."""
    try:
        definition(forms, review)
    except ImportRefused as refused:
        return [str(reason) for reason in refused.reasons]
    return []

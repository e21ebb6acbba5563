"""The guide to changing a definition: what it writes loads, and does what the guide says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import load, packaged

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "change-a-definition.md"
PARTS = re.compile(r"^```toml\n# north\.toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSAL = re.compile(r"^(north\.toml \[\[form\]\] .*)$", re.MULTILINE)


def written() -> str:
    """Return the file that the guide writes, part after part."""
    return "\n".join(PARTS.findall(GUIDE.read_text("utf-8")))


@pytest.fixture(scope="module")
def guided() -> BoundDefinition:
    """Return the definition that the guide's file makes with the shipped ones."""
    return load({"north.toml": written()} | packaged())


def test_questions_are_reworded_added_and_dropped(guided: BoundDefinition) -> None:
    """
    In the referral and in the checklist, where a "no" to the new question is asked for its reasons
    as well.
    """
    referral = {field.name: field.label for field in guided.forms.form_of("practice_review").field}
    checklist = [field.name for field in guided.forms.by_name["quality_assurance"].field]

    assert "Tell us what happened." == referral["what_happened"]
    assert ("school" in referral, "household" in referral) == (True, False)
    assert ["child_at_the_centre", "child_at_the_centre_why"] == checklist[:2]
    assert ["voice_of_the_child", "voice_of_the_child_why"] == checklist[2:4]
    assert "staff_supported" not in checklist


def test_steps_facts_duties_states_and_seats_are_there(guided: BoundDefinition) -> None:
    """Each under its name, and what is left out is gone."""
    assert "visit" == guided.steps_named("record_visit")[0][1].input
    assert ("fact:family_visited", True) == (
        guided.deadlines["family_letter"].clock,
        "family_visited" in guided.facts,
    )
    assert "passed_on" in guided.outcomes
    assert "handover" in [state.name for state in guided.case.state]
    assert ("local_authority", "icb", "police", "education") == guided.seats
    assert "learning_briefing" not in guided.deadlines


def test_what_the_rules_read_must_stay() -> None:
    """The refusal is worded as the guide says."""
    texts = {
        "north.toml": written().replace('without = ["household"]', 'without = ["children"]')
    } | packaged()
    with pytest.raises(ImportRefused) as refused:
        load(texts)
    (sentences,) = REFUSAL.findall(GUIDE.read_text("utf-8"))

    assert sentences in [str(reason) for reason in refused.value.reasons]

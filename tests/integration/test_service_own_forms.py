"""
A partnership's forms in a real database: loaded, followed by new cases, and no part of those that
began before.
"""

from __future__ import annotations

import pytest

from pathway.errors import FormRefused, ImportRefused, StepRefused
from tests.partnerships import NORTH, northern, partnership
from tests.rehearsals import NURSE, NURSES_REP, Rehearsal, form

FORMS = """
[[form]]
name = "referral"
extends = "referral"
without = ["household"]

[[form.field]]
name = "school"
label = "Which school does the child go to?"
example = "Invented Primary"

[[form.field]]
name = "what_happened"
label = "Tell us what happened."

[[form]]
name = "quality_assurance"
extends = "quality_assurance"
without = ["staff_supported"]

[[form.field]]
name = "discussed"
label = "Was it discussed with the referrer?"
type = "answer"
after = "child_at_the_centre"
"""


def test_new_cases_are_asked_the_partnerships_questions(desk: Rehearsal) -> None:
    """
    Added, reworded and dropped; the schema, the faults and what is stored follow; the proof holds.
    """
    before = desk.refer()
    desk.pathway.definitions.load(partnership(FORMS))
    desk.clock("2026-03-17")  # Tue
    schema = desk.pathway.form_schema("practice_review")
    with pytest.raises(FormRefused) as refused:
        desk.pathway.refer(form("practice_review", household="Two adults."), by=NURSE)
    case = desk.pathway.refer(
        form("practice_review", school="Invented Primary"), by=NURSE, again=True
    )
    answers = desk.pathway.history(case.reference)[0].input or {}

    assert "school" in schema["required"]
    assert "Tell us what happened." == schema["properties"]["what_happened"]["description"]
    assert "household" not in schema["properties"]
    assert {"household", "school"} == {reason.path for reason in refused.value.reasons}
    assert "Invented Primary" == answers["school"]
    assert ("2026.1", "2026.1-ours") == (
        desk.pathway.case(before).definition["version"],
        case.definition["version"],
    )
    assert [] == desk.pathway.verify()


def test_a_checklist_of_its_own_is_answered(desk: Rehearsal) -> None:
    """A question more and one less, in their order."""
    desk.pathway.definitions.load(partnership(FORMS))
    desk.clock("2026-03-17")  # Tue
    reference = desk.pathway.refer(
        form("practice_review", school="Invented Primary"), by=NURSE
    ).reference
    desk.do(reference, "submit", NURSE)
    schema = desk.pathway.schema(reference, "endorse", by=NURSES_REP)
    asked = list(schema["properties"])
    answers = dict.fromkeys([*schema["required"], "staff_supported"], "yes")
    with pytest.raises(StepRefused, match="staff_supported: there is no such field here"):
        desk.pathway.take(reference, "endorse", by=NURSES_REP, input=answers)
    case = desk.pathway.take(
        reference, "endorse", by=NURSES_REP, input=dict.fromkeys(schema["required"], "yes")
    )

    assert [
        "child_at_the_centre",
        "child_at_the_centre_why",
        "discussed",
        "discussed_why",
    ] == asked[:4]
    assert "staff_supported" not in asked
    assert "subgroup_decision.triage" == case.state


def test_forms_that_lack_what_is_read_are_not_stored(desk: Rehearsal) -> None:
    """All of it at once, with the file, the form, and what needs it."""
    forms = FORMS.replace('"household"', '"kind", "agency"')
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.definitions.load(partnership(forms))
    reasons = [str(reason) for reason in refused.value.reasons]

    assert 1 == len(desk.pathway.definitions.list())
    for name in ("kind", "agency"):
        fault = f"ours.toml [[form]] referral: there is no field {name}; effect record_form reads it (step refer)"
        assert fault in reasons, reasons


def test_what_is_shipped_need_not_be_given(desk: Rehearsal) -> None:
    """One file of what differs is enough; what is kept is whole."""
    loaded = desk.pathway.definitions.load({"north.toml": NORTH})
    (north, _) = desk.pathway.definitions.list()

    assert ("north", northern()) == (loaded.case.name, north.files)

"""A partnership's own forms: questions added, reworded, dropped and moved, in TOML alone."""

from __future__ import annotations

from typing import Any

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deciding.schema import filled
from pathway.workflows.loading.definition_files import load, packaged
from tests.desk import Desk, form
from tests.own_forms import ANY, QUESTION, definition, faults
from tests.routes import BU, MONDAY, REFERRER, REP, in_triage


def properties(loaded: BoundDefinition, name: str) -> dict[str, Any]:
    """Return the properties of a form's schema, as pydantic makes it."""
    model = (
        loaded.forms.referral({"kind": name})
        if name in loaded.forms.kinds
        else loaded.forms.model(name)
    )
    return dict(model.model_json_schema()["properties"])


def test_a_question_added_to_the_referral_form_is_asked_in_each_kind() -> None:
    """At the end of what all kinds share; the schema, the check and the sealed input follow."""
    loaded = definition(QUESTION)
    desk = Desk(MONDAY, definition=loaded)
    without, with_it = form(ANY), form(ANY) | {"school": "Invented Primary"}

    assert all("school" in properties(loaded, kind) for kind in loaded.forms.kinds)
    assert ["input"] == desk.codes("refer", BU, input=without)
    assert [] == desk.codes("refer", BU, input=with_it)
    assert "Invented Primary" == desk.refer(with_it, BU).sealed["input"]["school"]  # type: ignore[index]


def test_a_question_is_reworded_and_keeps_its_place() -> None:
    """What is given anew replaces what was there; the rest stays as it was."""
    loaded = definition("""
[[form]]
name = "referral"
extends = "referral"

[[form.field]]
name = "what_happened"
label = "Tell us what happened, in your own words."
help = "No names."
""")
    before, after = properties(definition(""), ANY), properties(loaded, ANY)

    assert (
        "Tell us what happened, in your own words. No names."
        == after["what_happened"]["description"]
    )
    assert list(before) == list(after)
    assert {**before["what_happened"], "label": "", "description": ""} == {
        **after["what_happened"],
        "label": "",
        "description": "",
    }


def test_an_optional_question_is_dropped() -> None:
    """It is neither in the schema nor taken; one inside a table as well."""
    loaded = definition("""
[[form]]
name = "referral"
extends = "referral"
without = ["household", "children.ethnicity"]
""")
    desk = Desk(MONDAY, definition=loaded)
    answers = form(ANY)
    answers["children"] = [
        {name: value for name, value in child.items() if name != "ethnicity"}
        for child in answers["children"]
    ]

    assert "household" not in properties(loaded, ANY)
    assert "household" in properties(definition(""), ANY)
    assert [] == desk.codes(
        "refer", BU, input={name: value for name, value in answers.items() if name != "household"}
    )
    assert ["input"] == desk.codes("refer", BU, input=answers | {"household": "Two adults."})


def test_a_checklist_can_be_replaced() -> None:
    """Written anew from the first question to the last, since no effect reads it."""
    loaded = definition("""
[[form]]
name = "quality_assurance"
title = "Our quality assurance checklist"

[[form.field]]
name = "voice_of_the_child"
label = "Is the voice of the child heard?"
type = "answer"

[[form.field]]
name = "discussed_on"
label = "On which day did you discuss it with the referrer?"
type = "past_day"
""")
    desk = Desk(MONDAY, definition=loaded)
    desk.refer(ANY, REFERRER)
    desk.do("submit", REFERRER)
    schema = desk.schema("endorse", REP)
    desk.take("endorse", REP, input=filled(schema))

    assert ["voice_of_the_child", "discussed_on"] == schema["required"]
    assert "2026-03-16" == schema["properties"]["discussed_on"]["examples"][0]
    assert "subgroup_decision.triage" == desk.case.state


def test_a_question_is_put_where_it_belongs() -> None:
    """Behind the field that it names."""
    loaded = definition(QUESTION + 'after = "incident_place"\n')
    names = list(properties(loaded, ANY))

    assert names.index("incident_place") + 1 == names.index("school")


def test_a_question_is_asked_on_the_answer_to_another() -> None:
    """
    The schema says so, a program that fills in the least is not asked for it, and it is missed
    where it is due.
    """
    loaded = definition("""
[[form]]
name = "referral"
extends = "referral"

[[form.field]]
name = "is_in_the_press"
label = "Is it in the press?"
type = "answer"

[[form.field]]
name = "which_paper"
label = "In which paper?"
asked = { field = "is_in_the_press", is = ["yes"] }
""")
    desk = Desk(MONDAY, definition=loaded)
    answers = form(ANY) | {"is_in_the_press": "yes"}

    schema = properties(loaded, ANY)
    assert "yes" == schema["is_in_the_press"]["enum"][0]
    assert ["which_paper: this must be given now"] == refused(desk, answers)
    assert [] == refused(desk, answers | {"which_paper": "The Echo"})
    assert [] == refused(desk, answers | {"is_in_the_press": "no"})


def refused(desk: Desk, answers: dict[str, Any]) -> list[str]:
    """Return what is wrong with a referral."""
    outcome = desk.attempt("refer", BU, input=answers)
    return [str(reason) for reason in getattr(outcome, "reasons", ())]


def test_the_schema_says_when_a_question_is_asked() -> None:
    """As a rule of JSON Schema, with an example of the other field on which it is not asked."""
    desk = in_triage()
    desk.do("declare_interest", REFERRER)
    schema = desk.schema("decide_interest", "chair@example.org")
    rule = {"properties": {"outcome": {"enum": ["withdraws_item"]}}, "required": ["outcome"]}

    assert [{"if": rule, "then": {"required": ["item"]}}] == schema["allOf"]
    assert "none" == schema["properties"]["outcome"]["examples"][0]
    assert "item" not in schema["required"]


def test_submission_asks_for_what_a_partnership_wants() -> None:
    """A draft may lack it; one kind of referral may ask for more than another."""
    loaded = definition(
        QUESTION.replace('"referral"', '"practice_review"') + "at_submission = true\n"
    )
    desk = Desk(MONDAY, definition=loaded)
    desk.refer(ANY, REFERRER)
    refusal = desk.attempt("submit", REFERRER)

    assert "school" not in properties(loaded, "good_outcome")
    assert "the form still lacks school; amend it first" in str(
        getattr(refusal, "reasons", [""])[0]
    )


def test_a_step_of_its_own_asks_for_fields_of_its_own() -> None:
    """
    A form for it in TOML is enough: text, numbers, codes with titles, tables, people, documents.
    """
    loaded = definition(
        """
[lists.settings]
home = "At home"
school = "At school"

[[form]]
name = "visit"
title = "Visit"

[[form.field]]
name = "setting"
label = "Where was it?"
type = "choice"
list = "settings"

[[form.field]]
name = "hours"
label = "How many hours?"
type = "number"
minimum = 0.5
maximum = 12

[[form.field]]
name = "seen"
label = "Who was seen?"
type = "table"
many = true
min_entries = 1
distinct_by = "who"

[[form.field.field]]
name = "who"
label = "Who?"
type = "line"

[[form.field.field]]
name = "child"
label = "Which child, if it was one?"
type = "choice"
of = "labels"
required = false

[[form.field]]
name = "visitor"
label = "Who went?"
type = "person"

[[form.field]]
name = "notes"
label = "The notes"
type = "document"
required = false
""",
        {'[[step]]\nname = "prioritise"': VISIT + '[[step]]\nname = "prioritise"'},
    )
    desk = Desk(MONDAY, definition=loaded)
    desk.refer(ANY, REFERRER)
    schema = desk.schema("record_visit", BU)
    answers = filled(schema)

    assert ["setting", "hours", "seen", "visitor"] == schema["required"]
    assert {"home": "At home", "school": "At school"} == schema["properties"]["setting"]["titles"]
    assert [] == desk.codes("record_visit", BU, input=answers)
    assert ["input"] == desk.codes("record_visit", BU, input=answers | {"hours": 13})
    assert ["input"] == desk.codes(
        "record_visit", BU, input=answers | {"seen": [{"who": "Ann"}, {"who": "Ann"}]}
    )
    assert ["input"] == desk.codes(
        "record_visit", BU, input=answers | {"seen": [{"who": "Ann", "child": "Nobody"}]}
    )
    assert ["input"] == desk.codes(
        "record_visit", BU, input=answers | {"visitor": "nobody@example.org"}
    )


VISIT = """
[[step]]
name = "record_visit"
title = "Record a visit"
from = ["*"]
who = ["bu"]
input = "visit"

"""


def test_a_kind_of_referral_is_data() -> None:
    """A further one has its form, its schema, and opens a case."""
    loaded = definition("""
[[kind]]
name = "near_miss"
title = "Near miss"
form = "near_miss"

[[form]]
name = "near_miss"
title = "Referral of a near miss"
extends = "referral"

[[form.field]]
name = "what_prevented_it"
label = "What prevented the worst?"
""")
    desk = Desk(MONDAY, definition=loaded)
    answers = form(ANY) | {"kind": "near_miss", "what_prevented_it": "A neighbour."}
    desk.refer(answers, BU)

    assert "near_miss" == desk.case.kind
    assert [
        "kind: choose one of 'practice_review', 'serious_offence', 'good_outcome' or 'near_miss'"
    ] == refused(Desk(MONDAY, definition=loaded), form(ANY) | {"kind": "nearly"})


def test_a_kind_needs_its_form() -> None:
    """One that has a field for the kind."""
    messages = faults('[[kind]]\nname = "miss"\ntitle = "Miss"\nform = "mss"\n')
    other = faults('[[kind]]\nname = "miss"\ntitle = "Miss"\nform = "note"\n')

    assert any("ours.toml [[kind]] miss: unknown form mss" in message for message in messages), (
        messages
    )
    assert any(
        "its form note has no field kind of the type kind" in other_fault for other_fault in other
    ), other


def test_a_form_may_carry_days_that_are_facts() -> None:
    """A day of the form is recorded as the fact that it names."""
    loaded = definition(
        QUESTION.replace(
            'example = "Invented Primary"',
            'type = "past_day"\nrequired = false\nfact = "family_told"',
        )
    )
    desk = Desk(MONDAY, definition=loaded)
    desk.refer(form(ANY) | {"school": MONDAY}, BU)

    assert "2026-03-16" == desk.case.memory.get("facts", {}).get("family_told", {}).get(
        "1", {}
    ).get("on")


def test_the_shipped_forms_are_as_short_as_they_can_be() -> None:
    """
    Every form is asked for by a step or a kind, holds the fields of another, is extended by one, or
    is filled in beside the steps.
    """
    loaded = load(packaged())
    steps = {step.input for _, step in loaded.tables()}
    kinds = {kind.form for kind in loaded.forms.kinds.values()}
    inner = {field.form for form in loaded.forms.by_name.values() for field in form.field}
    extended = {form.extends for form in loaded.forms.by_name.values()}

    beside = {form.name for form in loaded.forms.by_name.values() if form.beside}

    assert set(loaded.forms.by_name) == (steps | kinds | inner | extended | beside) - {None}

"""
The schemas of inputs: made for this case and day, complete, and fillable by a program that knows
nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.deciding.decide import attempt_of, model_of
from pathway.workflows.deciding.schema import filled, input_schema
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.types import TYPES
from pathway.workflows.loading.definition_files import SHIPPED, packaged_definition
from pathway.workflows.steps.choices import CHOICES, CONDITIONS
from pathway.workflows.steps.effects import EFFECTS
from pathway.workflows.steps.effects.checks import CHECKS
from pathway.workflows.steps.guards import GUARDS
from tests.desk import Desk, calendar, directory
from tests.invariants import every_example, faults_of, marks
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    MONDAY,
    NOTIFIER,
    before_partners,
    in_sign_off,
    in_triage,
    local_plan,
    referred,
    report,
    vote,
    with_panel,
)


def every_field(fields: Iterable[FormField]) -> Iterator[FormField]:
    """Return fields, with those of tables in them."""
    for field in fields:
        yield field
        yield from every_field(field.field)


@pytest.mark.parametrize("kind", packaged_definition().forms.kinds)
def test_a_form_can_be_filled_from_its_schema_alone(kind: str) -> None:
    """The least and the most that it suggests are a valid form, and are accepted."""
    desk = Desk(MONDAY)
    command = Command("refer", desk.number(BU), MONDAY, input={"kind": kind})
    situation = Situation(directory(), calendar(), desk.now)
    attempt, _ = attempt_of(desk.definition, desk.case, command, situation)
    schema = input_schema(desk.definition.forms.referral({"kind": kind}), attempt)
    Draft202012Validator.check_schema(schema)

    assert not list(marks(schema))
    for answers in (filled(schema), every_example(schema)):
        assert [] == faults_of(schema, answers)
        assert [] == desk.codes("refer", BU, input=answers)


def test_an_amendments_schema_is_of_the_cases_kind() -> None:
    """Its example would be accepted."""
    desk = referred("good_outcome")
    schema = desk.schema("amend", "referrer.education@example.org")

    assert "good_outcome" == schema["properties"]["kind"]["const"]
    assert [] == desk.codes("amend", "referrer.education@example.org", input=filled(schema))


def test_children_come_as_enum_and_each_has_its_entry() -> None:
    """Labels of this case, one entry a child."""
    schema = in_triage().schema("propose_notification", BU)["properties"]["children"]

    assert (2, 2) == (schema["minItems"], schema["maxItems"])
    assert ["Child A", "Child B"] == schema["items"]["properties"]["child"]["enum"]
    assert ["Child A", "Child B"] == [entry["child"] for entry in schema["examples"][0]]


def test_hashes_come_as_const() -> None:
    """What is signed is the very report, and the outcome that was agreed."""
    schema = in_sign_off().schema("sign_off", LA)["properties"]

    assert "0f" * 32 == schema["report"]["const"]
    assert "no_further_review" == schema["outcome"]["const"]


def test_an_open_round_asks_for_its_digest() -> None:
    """Another input, which begins a new round, is described beside it."""
    desk = with_panel()
    asked = {"reasons", "learning", "answer_to_panel", "vote", "reason"}
    assert asked == set(desk.schema("conclude_without_review", LA)["properties"])
    vote(desk, "conclude_without_review", LA)

    schema = desk.schema("conclude_without_review", ICB)

    assert ["vote", "proposal"] == schema["required"]
    assert desk.events[-1].digest == schema["properties"]["proposal"]["const"]
    assert asked == set(schema["$defs"]["new_round"]["properties"])


def test_a_reason_is_asked_where_the_step_needs_one() -> None:
    """By its nature, or because the day lies before the last change of state."""
    desk = in_triage(possible_serious_incident=False, local_authority_aware_on=None)
    attempt = desk.attempt_at("put_to_subgroup", BU)
    earlier = Command("put_to_subgroup", desk.number(BU), MONDAY.replace(day=13), salt=b"")
    before, _ = attempt_of(desk.definition, desk.case, earlier, desk.situation())

    assert "reason" in desk.schema("withdraw", CHAIR)["required"]
    assert (
        "reason"
        not in input_schema(model_of(attempt.definition, attempt.step, {}), attempt)["properties"]
    )
    assert (
        "reason" in input_schema(model_of(before.definition, before.step, {}), before)["required"]
    )


def test_a_late_duty_asks_for_the_reason() -> None:
    """A program that knows nothing but the schema can take a late step, too."""
    desk = in_triage()
    desk.today = MONDAY.replace(day=23)
    answers = desk.filled("notify_panel", NOTIFIER)

    assert "late_reason" in answers
    assert [] == desk.codes("notify_panel", NOTIFIER, input=answers)


def test_reasons_may_be_given_in_the_input() -> None:
    """There or beside it; what is no text is told."""
    desk = in_triage(possible_serious_incident=False, local_authority_aware_on=None)
    event = desk.take("withdraw", CHAIR, input={"reason": "Settled."})
    assert event.sealed is not None
    assert ("Settled.", {}) == (event.sealed["reason"], event.sealed["input"])
    again = in_triage()

    assert ["input"] == [
        code for code in again.codes("withdraw", CHAIR, input={"reason": 5}) if code == "input"
    ]


def test_what_is_asked_now_is_required() -> None:
    """The views that are missing are explained; once they are in, nothing is asked."""
    desk = before_partners()
    desk.do("record_view", LA, input={"view": "do_not_notify", "reasons": "No neglect."})
    assert "views_missing" in desk.schema("decide_not_notifiable", LA)["required"]
    for partner in (ICB, "partner.police@example.org"):
        desk.do("record_view", partner, input={"view": "notify", "reasons": "Harm."})

    assert "views_missing" not in desk.schema("decide_not_notifiable", LA)["required"]


def test_a_field_with_nothing_to_name_is_left_out() -> None:
    """A case without recommendations offers none to an action."""
    assert "recommendations" not in local_plan().schema("add_action", BU)["properties"]


def test_facts_that_duties_wait_for_come_first() -> None:
    """
    The example is a fact that is wanted; an owner is offered only the facts of their own duties.
    """
    desk = in_triage()
    report(desk)

    assert "partners_told" == desk.schema("record_fact", BU)["properties"]["fact"]["enum"][0]
    assert "partners_told" == desk.schema("record_fact", NOTIFIER)["properties"]["fact"]["const"]


def test_every_word_is_used() -> None:
    """No guard, form, effect or check is there that no shipped definition names."""
    shipped = [part for name in SHIPPED for part in both(packaged_definition(name))]
    steps = [step for definition in shipped for _, step in definition.tables()]
    rules = [rule for definition in shipped for rule in definition.deadlines.values()]
    triggers = [
        trigger
        for rule in rules
        for trigger in (*rule.starting(), *rule.meeting(), *rule.stopping())
    ]
    guards = {name for step in steps for name in step.guards} | {step.when for step in steps}
    guards |= {trigger.when for trigger in triggers} | {
        rule.sooner.when for rule in rules if rule.sooner
    }
    guards |= {telling.when for step in steps for telling in step.tells}

    assert set(GUARDS) == guards - {None}
    assert set(EFFECTS) == {name for step in steps for name in step.effects}
    of_forms: set[str] = set()
    for definition in shipped:
        for form in definition.forms.by_name.values():
            of_forms |= set(form.checks)
    assert set(CHECKS) <= set(EFFECTS) | of_forms


def both(definition: BoundDefinition) -> list[BoundDefinition]:
    """Return what cases follow, and what meetings do."""
    assert definition.meetings is not None
    return [definition, definition.meetings]


def test_every_choice_is_named_by_a_form() -> None:
    """And every condition."""
    fields = list(
        every_field(
            field
            for part in both(packaged_definition())
            for form in part.forms.by_name.values()
            for field in form.field
        )
    )
    each = {field.each.of for field in fields if field.each}
    own = {TYPES[field.type].of for field in fields}
    named = {field.of for field in fields} | {field.suggest for field in fields} | each | own

    assert set(CHOICES) <= named | {"on_the_day", "known_agencies"}
    assert set(CONDITIONS) == {field.asked for field in fields if isinstance(field.asked, str)} | {
        field.wanted for field in fields if field.wanted
    }


def test_the_definition_is_plain_toml() -> None:
    """Nothing but data stands in it."""
    for path in files("pathway.workflows.definitions").iterdir():
        if path.name.endswith(".toml"):
            assert 1 == tomllib.loads(path.read_text("utf-8"))["format"]


def test_a_schema_is_made_for_somebody_or_for_nobody() -> None:
    """Without a person every choice is shown."""
    desk = in_triage()
    desk.do("declare_interest", CHAIR)
    command = Command("decide_interest", None, MONDAY)
    attempt, _ = attempt_of(desk.definition, desk.case, command, desk.situation())

    assert isinstance(attempt, Attempt)
    model = desk.definition.forms.model("interest_decision")
    assert "interest:1" == input_schema(model, attempt)["properties"]["interest"]["const"]

"""A form with what a case knows: earlier answers as corrected, its choices, what is on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pathway.service.access.entries import open_to_reader
from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.situations import situation_of
from pathway.service.documents.templates import choices, kind_of, paper
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import CaseView, ItemView
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.cases.entries import corrected, corrections_of, first_answers_of, numbered
from pathway.workflows.deciding.decide import attempt_of
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.types import TYPES
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event

if TYPE_CHECKING:
    from pathway.workflows.forms.catalogue import Forms

MOST_CHOICES = 200
PLAN = "action_plan"


def filled(unit: UnitOfWork, case: Case, name: str, item: str | None) -> bytes:
    """Return a form as a Word document with what the case knows and its reader may read."""
    from pathway.documents.word_forms.writing import word_document

    definition = unit.definition_of(case)
    history = open_to_reader(unit, case)
    answers = _plan(definition, history) if name == PLAN else {}
    answers = answers or dict(_answered(definition, history, name, item))
    of_case = _choices(unit, definition, case, name, item=item)
    offered = choices(unit, definition, of_case)
    form = paper(unit, definition, name, offered)
    view = case_view(unit, case)
    return word_document(
        form,
        answers,
        at=unit.now,
        case=case.reference,
        on_record=list(_on_record(definition, view, history, offered.agencies)),
    )


def _answered(
    definition: BoundDefinition, history: Sequence[Event], name: str, item: str | None
) -> Mapping[str, Any]:
    """Return what the form was answered with last, as corrected; nothing if it never was."""
    for event in reversed(history):
        if event.item == item and event.sealed and _is_form_of(definition, event, name):
            return _says(history, event)
    return {}


def _says(history: Sequence[Event], event: Event) -> Mapping[str, Any]:
    first = first_answers_of(numbered(history), event, Case(event.reference))
    return corrected(event, first, corrections_of(history, event.seq))[0]


def _is_form_of(definition: BoundDefinition, event: Event, name: str) -> bool:
    line = definition.forms.line(name)
    return any(step.input in line for _, step in definition.steps_named(event.step))


def _plan(definition: BoundDefinition, history: Sequence[Event]) -> dict[str, Any]:
    """Return every action of the plan, as it was entered and corrected."""
    actions: list[Any] = []
    for event in (event for event in history if event.sealed):
        if _is_form_of(definition, event, "action"):
            actions.append(_says(history, event))
        elif _is_form_of(definition, event, "more_work"):
            actions += _says(history, event).get("actions", [])
    return {"actions": actions} if actions else {}


def _choices(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    name: str,
    *,
    item: str | None,
) -> Mapping[str, Mapping[str, str]]:
    """Return what the case has for each question that may be answered with nothing else."""
    attempt = _attempt(unit, definition, case, name, item=item)
    if attempt is None:
        return {}
    of_case: dict[str, Mapping[str, str]] = {}
    for path, field in _fields(definition.forms, definition.forms.by_name[name].field, ""):
        source = field.of or TYPES[field.type].of
        if source is None or field.type == "sha256":
            continue
        values = [str(value) for value in attempt.choices(source)[:MOST_CHOICES]]
        if values:
            of_case[path] = dict(zip(values, values, strict=True))
    return of_case


def _attempt(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    name: str,
    *,
    item: str | None,
) -> Attempt | None:
    """Return an attempt at a step that takes in the form; None if no step does."""
    line = definition.forms.line(name)
    steps = [step.name for _, step in definition.tables() if step.input in line]
    if not steps or kind_of(definition.forms, name):
        return None
    command = Command(steps[0], unit.reader, unit.today, item=item, at=unit.now)
    situation = situation_of(unit, definition, case, command=command, steps=(steps[0],))
    return attempt_of(definition, case, command, situation)[0]


def _fields(
    forms: Forms, fields: Sequence[FormField], inside: str
) -> Iterator[tuple[str, FormField]]:
    for field in fields:
        path = f"{inside}{field.name}"
        if field.type == "table":
            yield from _fields(forms, forms.fields_of(field), f"{path}.")
        elif field.depends_on is None:
            yield path, field


def _on_record(
    definition: BoundDefinition,
    view: CaseView,
    history: Sequence[Event],
    agencies: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Return what is known of the case, to read beside the form."""
    kind = definition.kinds.get(view.kind)
    yield "Case", view.reference
    yield "Kind of referral", kind.title if kind else view.kind
    yield "State", view.state_title
    yield "Opened on", full_day_words(view.opened_on)
    referral = _referral(history)
    yield from _of_referral(agencies, referral)
    returns = [item for item in view.items if item.kind == "agency_return"]
    if returns:
        yield "Agency returns", "\n".join(_return(agencies, item) for item in returns)
    incidents = [item for item in view.items if item.kind == "incident"]
    if incidents:
        yield "Incidents", "\n".join(_incident(item) for item in incidents)
    due = [duty for duty in view.deadlines if duty.state in ("running", "breached")]
    if due:
        lines = [f"{duty.title}: {full_day_words(duty.due)}" for duty in due]
        yield "Due", "\n".join(lines)


def _referral(history: Sequence[Event]) -> Mapping[str, Any]:
    for event in reversed(history):
        if event.step in ("refer", "amend") and event.sealed:
            return _says(history, event)
    return {}


def _of_referral(
    agencies: Mapping[str, str], referral: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    agency = referral.get("agency")
    if agency:
        yield "Referred by", agencies.get(agency, agency)
    children = [
        f"{child.get('label')}, {child.get('age')}" for child in referral.get("children", [])
    ]
    if children:
        yield "Children", "\n".join(children)
    if referral.get("incident_place"):
        yield "Place of the incident", str(referral["incident_place"])


def _return(agencies: Mapping[str, str], item: ItemView) -> str:
    _, code, *round_ = item.id.split(":")
    later = f" (round {round_[0]})" if round_ else ""
    return f"{agencies.get(code, code)}{later}: {item.title.lower()}"


def _incident(item: ItemView) -> str:
    return f"{item.id.replace(':', ' ').capitalize()}: {item.title.lower()}"

"""Reading: cases, steps, deadlines, histories and schemas, as callers are shown them. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pathway.errors import NotFound, Reason
from pathway.service.office import Unit
from pathway.service.situations import situation_of
from pathway.service.taking import check_names
from pathway.service.views import CaseView, DeadlineView, FindingView, ItemView, OwnerView, StepView
from pathway.workflows.case import Case, Deadline, Item
from pathway.workflows.commands import Attempt, Command, Situation
from pathway.workflows.correctable import schema_of_correction
from pathway.workflows.decide import attempt_of, late_reason_wanted, model_of, target
from pathway.workflows.definition import Definition
from pathway.workflows.duty_owners import owners_of
from pathway.workflows.entries import CORRECT
from pathway.workflows.format import DefinitionFile, Step
from pathway.workflows.inputs.referral import FORMS
from pathway.workflows.refusals import SAID_WITH_IT
from pathway.workflows.schema import input_schema

BRAG_AMBER_DAYS = 14
HIDDEN = ("refer", "breach", "take_over_clocks")


def case_view(unit: Unit, case: Case) -> CaseView:
    """Return one case as callers are shown it; needs no key."""
    definition = unit.definition_of(case)
    state = next((one for one in definition.case.state if one.name == case.state), None)
    own = definition.case
    return CaseView(
        reference=case.reference,
        kind=case.kind,
        state=case.state,
        state_title=state.title if state else case.state,
        line=state.line if state else "",
        outcome=case.outcome,
        version=case.version,
        opened_on=case.opened_on,
        changed_on=case.changed_on,
        definition={"name": own.name, "version": own.version, "edition": definition.edition},
        items=tuple(item_view(unit, definition, item) for item in in_order(case.items.values())),
        deadlines=tuple(deadline_views(unit, definition, case, case.deadlines.values())),
        findings=tuple(finding_views(case)),
        children=len(case.table("children")),
        recommendations={name: one["answer"] for name, one in case.table("recommendations").items()},
        links=case.table("links"),
        urgent=bool(case.remembered("urgent")),
        legal_hold=bool(case.remembered("legal_hold")),
        suspended_on=_day(case.remembered("suspended", "on")),
    )


def finding_views(case: Case) -> list[FindingView]:
    """Return what corrections left to be dealt with."""
    found = case.table("findings").items()
    return [_finding_view(name, one) for name, one in found if "settled_by" not in one]


def _finding_view(name: str, one: Mapping[str, Any]) -> FindingView:
    code, deadline = one["code"], one.get("deadline")
    match code.partition(".")[0]:
        case "guard":
            why = f"{one['step']} (event {one['event']}) would now be refused by {code.partition('.')[2]}"
        case "late_reason_required":
            why = f"{deadline} was met late by the corrected day, and event {one['event']} gives no reason for it"
        case _:
            why = f"{deadline} was met by event {one['event']}, before the corrected day on which its clock starts"
    return FindingView(name, one["event"], one["step"], code, deadline, one["corrected_by"], why)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return items in the order in which they were opened; `action:10` after `action:9`."""
    return sorted(items, key=lambda item: (item.opened_by, item.kind, len(item.id), item.id))


def item_view(unit: Unit, definition: Definition, item: Item) -> ItemView:
    """Return an item with what is computed of it: an action's owner by email and its BRAG rating."""
    file = definition.files.get(item.kind)
    title = next((state.title for state in file.state if state.name == item.state), item.state) if file else item.state
    data = {name: value for name, value in item.data.items() if name not in ("part", "owner", "submitted_by")}
    if item.kind == "action":
        owner = unit.names.get(item["owner"])
        data |= {"owner": owner.email if owner else None, "brag": brag(item, unit.today)}
    return ItemView(item.id, item.kind, item.state, title, data)


def brag(item: Item, today: date) -> str:
    """Return an action's rating: computed, never typed. Blue verified, red overdue or blocked, amber due soon."""
    due = date.fromisoformat(item["due"])
    if item.state in ("verified", "not_pursued"):
        return "blue" if item.state == "verified" else "grey"
    if item["blocked"] or due < today:
        return "red"
    without_evidence = item.state != "evidence_submitted"
    return "amber" if without_evidence and (due - today).days <= BRAG_AMBER_DAYS else "green"


def deadline_views(unit: Unit, definition: Definition, case: Case, deadlines: Iterable[Deadline]) -> list[DeadlineView]:
    """Return deadlines as callers are shown them, the soonest first."""
    ordered = sorted(deadlines, key=lambda one: (one.due, one.opened_by, one.id))
    return [deadline_view(unit, definition, case, one) for one in ordered]


def deadline_view(unit: Unit, definition: Definition, case: Case, deadline: Deadline) -> DeadlineView:
    """Return a deadline with the people in charge now and the rule's source."""
    rule = definition.deadlines.get(deadline.key)
    owners = owners_of(definition, case, deadline, unit.directory)
    emails = tuple(dict.fromkeys(one.email for one in owners))
    return DeadlineView(
        reference=case.reference,
        id=deadline.id,
        key=deadline.key,
        title=rule.title if rule else deadline.key,
        item=deadline.item,
        occurrence=deadline.occurrence,
        owner=OwnerView(deadline.owner.role, deadline.owner.agency, emails),
        status=deadline.status,
        state=deadline.state,
        rule=deadline.rule,
        clock_on=deadline.clock_on,
        due=deadline.due,
        practical=deadline.practical,
        provisional=deadline.provisional,
        met_on=deadline.met_on,
        overdue=deadline.overdue(unit.today),
        days_left=unit.calendar.for_status(deadline.status).between(unit.today, deadline.due),
        grade=rule.grade if rule else "",
        source=rule.source if rule else "",
        skipped=deadline.skipped,
        calendar=deadline.calendar,
        moves=deadline.moves,
        delayed=deadline.delayed,
        revised=deadline.revised,
        breach_corrected=deadline.breach_corrected,
        prompt=deadline.never_breached,
        suspended_on=deadline.paused_on,
    )


def find_deadline(case: Case, name: str) -> Deadline:
    """
    Return a deadline by its id, or by its key where there is one of that key, or one that is open.

    Raises:
        NotFound: There is none, or the key means several; their ids are named.
    """
    if name in case.deadlines:
        found = case.deadlines[name]
        several = [one for one in case.deadlines.values() if one.key == name]
        if name != found.key or len(several) == 1:
            return found
    of_key = [one for one in case.deadlines.values() if one.key == name]
    open_ones = [one for one in of_key if one.is_open]
    for choice in (of_key, open_ones):
        if len(choice) == 1:
            return choice[0]
    if name in case.deadlines:
        return case.deadlines[name]
    ids = ", ".join(one.id for one in of_key)
    hint = f"There are several; name one by its id: {ids}." if of_key else f"See `pathway deadlines {case.reference}`."
    raise NotFound("deadline", name, [] if of_key else case.deadlines, hint)


def steps_of(unit: Unit, case: Case, person: int, on: date | None) -> list[StepView]:
    """Return every step from where the case stands, of itself and of its items, as this person may take it."""
    definition = unit.definition_of(case)
    command = Command("", person, on or unit.today)
    names = open_steps(definition, case)
    situation = situation_of(unit, definition, case, command, tuple(name for name, _ in names))
    return [_step_view(definition, case, _commanded(command, name, item), situation) for name, item in names]


def open_steps(definition: Definition, case: Case) -> list[tuple[str, str | None]]:
    """Return the name and the item of every step from where the case and its items stand; no guard is asked."""
    found = [(file, step, item) for file, step in definition.tables() for item in _subjects(file, case)]
    return list(dict.fromkeys((step.name, item) for file, step, item in found if _is_open(file, step, case, item)))


def schema_of(
    unit: Unit,
    case: Case,
    step: str,
    item: str | None,
    person: int | None,
    *,
    on: date | None,
    said: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the JSON Schema of a step's input for this case and day, and for what was said of it so far."""
    definition = unit.definition_of(case)
    check_names(definition, case, step, item)
    command = Command(step, person, on or unit.today, item, said)
    situation = situation_of(unit, definition, case, command, (step,))
    attempt, _ = attempt_of(definition, case, command, situation)
    return _schema(attempt, case)


def form_schema(unit: Unit, kind: str) -> dict[str, Any]:
    """
    Return the JSON Schema of a referral form.

    Raises:
        NotFound: There is no such kind of referral.
    """
    if kind not in FORMS:
        raise NotFound("form", kind, FORMS, f"There are {', '.join(FORMS)}.")
    definition = unit.current_definition()
    command = Command("refer", None, unit.today, input={"kind": kind})
    case = Case("", definition=definition.hash)
    attempt, _ = attempt_of(definition, case, command, Situation(unit.directory, unit.calendar, unit.now))
    return input_schema(FORMS[kind], attempt)


def _step_view(definition: Definition, case: Case, command: Command, situation: Situation) -> StepView:
    item = case.items.get(command.item or "")
    attempt, reasons = attempt_of(definition, case, command, situation)
    if late_reason_wanted(attempt):
        reasons.append(Reason("late_reason_required", "a due day is past; give --late-reason", "late_reason"))
    return StepView(
        name=attempt.step.name,
        title=attempt.step.title,
        item=item.id if item else None,
        to=target(attempt),
        allowed=all(reason.code in SAID_WITH_IT for reason in reasons),
        reasons=tuple(reasons),
        input_schema=_schema(attempt, case),
    )


def _schema(attempt: Attempt, case: Case) -> dict[str, Any]:
    schema = input_schema(_model(attempt, case), attempt)
    return schema_of_correction(schema, attempt) if attempt.step.name == CORRECT else schema


def _model(attempt: Attempt, case: Case) -> Any:
    said = {"kind": case.kind} if case.version and attempt.step.input == "referral" else attempt.command.input
    return model_of(attempt.definition, attempt.step, said)


def _commanded(command: Command, step: str, item: str | None) -> Command:
    return Command(step, command.by, command.on, item)


def _subjects(file: DefinitionFile, case: Case) -> list[str | None]:
    return [None] if file.owns == "case" else [item.id for item in case.items_of(file.name)]


def _is_open(file: DefinitionFile, step: Step, case: Case, item: str | None) -> bool:
    if step.name in HIDDEN or step.who == ["system"]:
        return False
    if item is None:
        return file.covers(step.from_, case.state)
    in_case = case.within(*step.case) or ("*" in step.case and case.state not in ("closed",))
    return in_case and file.covers(step.from_, case.items[item].state)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

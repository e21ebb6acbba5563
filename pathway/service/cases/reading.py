"""
Reading: cases, steps, deadlines, histories and schemas, as callers are shown them. Nothing here
writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pathway.errors import NotFound, Reason
from pathway.service.cases.answers import proposal_view, wanted_views
from pathway.service.cases.items import in_order, item_view
from pathway.service.cases.situations import situation_of
from pathway.service.cases.taking import check_names
from pathway.service.definition_choice import definition_on
from pathway.service.transactions import UnitOfWork
from pathway.service.views import (
    CaseView,
    DeadlineView,
    FindingView,
    OwnerView,
    ProcessView,
    StepView,
)
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.refusals import SAID_WITH_IT
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.cases.parallel_processes import holds_of, processes_of
from pathway.workflows.deadlines.suspension import suspended_on
from pathway.workflows.deciding.correctable import schema_of_correction
from pathway.workflows.deciding.decide import attempt_of, late_reason_wanted, model_of, target
from pathway.workflows.deciding.schema import input_schema
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case, Deadline
from pathway.workflows.known_names import CORRECT
from pathway.workflows.people.in_charge import for_deadline

# The list of a definition that has the titles of parallel processes.
PROCESS_TITLES = "parallel_processes"


def case_view(unit: UnitOfWork, case: Case) -> CaseView:
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
        items=tuple(
            item_view(unit, definition, case, item) for item in in_order(case.items.values())
        ),
        deadlines=tuple(deadline_views(unit, definition, case, case.deadlines.values())),
        findings=tuple(finding_views(case)),
        wanted=tuple(wanted_views(unit, definition, case)),
        processes=tuple(process_views(definition, case)),
        children=len(case.table("children")),
        recommendations={
            name: one["answer"] for name, one in case.table("recommendations").items()
        },
        links=case.table("links"),
        urgent=bool(case.remembered("urgent")),
        legal_hold=bool(case.remembered("legal_hold")),
        suspended_on=suspended_on(case),
    )


def process_views(definition: BoundDefinition, case: Case) -> list[ProcessView]:
    """
    Return the processes that run beside a case, with the holds that they put on whom one may speak
    to.
    """
    holds = {hold.process: hold for hold in holds_of(case)}
    titles = definition.forms.lists.get(PROCESS_TITLES, {})
    return [
        ProcessView(process, titles.get(process, process), hold.event, hold.until)
        if (hold := holds.get(process)) is not None
        else ProcessView(process, titles.get(process, process))
        for process in processes_of(case)
    ]


def finding_views(case: Case) -> list[FindingView]:
    """Return what corrections left to be dealt with."""
    found = case.table("findings").items()
    return [_finding_view(name, one) for name, one in found if "settled_by" not in one]


def _finding_view(name: str, one: Mapping[str, Any]) -> FindingView:
    return FindingView(
        id=name,
        event=one["event"],
        step=one.get("step"),
        code=one["code"],
        deadline=one.get("deadline"),
        corrected_by=one.get("corrected_by"),
        message=_finding_words(one),
    )


def _finding_words(finding: Mapping[str, Any]) -> str:
    code, about = finding["code"].partition(".")[::2]
    deadline, event = finding.get("deadline"), finding["event"]
    match code:
        case "guard":
            return f"{finding['step']} (event {event}) would now be refused by {about}"
        case "late_reason_required":
            met_by = finding.get("met_by", event)
            return f"{deadline} was met late by the day that is now on record; event {met_by} gives no reason for it"
        case "clock_after_met":
            return f"{deadline} was met by event {event}, before the corrected day on which its clock starts"
        case "form_lacks":
            return f"the referral form still lacks {about}, and the case has gone on without it"
        case "more_than_four_children":
            return "the national form takes four children; the further ones go into its free text"
        case "later_day":
            day = f"the amended form tells a later day of {finding['fact']} than is on record"
            return f"{day}; the earlier one holds unless `correct` says that it was wrong"
        case _:
            return f"{code} (event {event})"


def deadline_views(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadlines: Iterable[Deadline]
) -> list[DeadlineView]:
    """Return deadlines as callers are shown them, the soonest first."""
    ordered = sorted(deadlines, key=lambda one: (one.due, one.opened_by, one.id))
    return [deadline_view(unit, definition, case, one) for one in ordered]


def deadline_view(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline
) -> DeadlineView:
    """Return a deadline with the people in charge now and the rule's source."""
    rule = definition.deadlines.get(deadline.key)
    owners = for_deadline(definition, case, deadline, unit.directory).people
    emails = tuple(dict.fromkeys(post.email for post in owners))
    return DeadlineView(
        reference=case.reference,
        id=deadline.id,
        key=deadline.key,
        title=rule.title if rule else deadline.key,
        item=deadline.item,
        child=deadline.child,
        seat=deadline.seat,
        about=deadline.about,
        occurrence=deadline.occurrence,
        owner=OwnerView(deadline.owner.role, deadline.owner.agency, emails),
        status=deadline.status,
        state=deadline.state,
        rule=deadline.rule,
        clock_on=deadline.clock_on,
        clock_at=deadline.clock_at,
        due=deadline.due,
        due_at=deadline.due_at,
        practical=deadline.practical,
        provisional=deadline.provisional,
        met_on=deadline.met_on,
        overdue=deadline.overdue(unit.now),
        days_left=unit.calendar.for_status(deadline.status).between(unit.today, deadline.due),
        grade=rule.grade if rule else "",
        source=rule.source if rule else "",
        skipped=deadline.skipped,
        calendar=deadline.calendar,
        moves=deadline.moves,
        delayed=deadline.delayed,
        revised=deadline.revised,
        breach_corrected=deadline.breach_corrected,
        breaches=tuple(breach_views(deadline)),
        prompt=deadline.never_breached,
        suspended_on=deadline.paused_on,
    )


def breach_views(deadline: Deadline) -> list[Mapping[str, Any]]:
    """
    Return what was recorded as breaches of a deadline, and which of them have turned out to be
    none.
    """
    return [
        {"event": number, "due": breach.due.isoformat(), "corrected": breach.corrected}
        for number, breach in deadline.breaches.items()
    ]


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
    hint = (
        f"There are several; name one by its id: {ids}."
        if of_key
        else f"See `pathway deadlines {case.reference}`."
    )
    known = list(dict.fromkeys([*(one.key for one in case.deadlines.values()), *case.deadlines]))
    raise NotFound("deadline", name, [] if of_key else known, hint)


def steps_of(
    unit: UnitOfWork, case: Case, person: int, on: date | datetime | None
) -> list[StepView]:
    """
    Return every step from where the case stands, of itself and of its items, as this person may
    take it.
    """
    definition = unit.definition_of(case)
    when = moment_of(on if on is not None else unit.now)
    command = Command("", person, when.on, at=when.at)
    names = open_steps(definition, case)
    situation = situation_of(unit, definition, case, command, tuple(name for name, _ in names))
    return [
        _step_view(unit, definition, case, _commanded(command, name, item), situation)
        for name, item in names
    ]


def open_steps(definition: BoundDefinition, case: Case) -> list[tuple[str, str | None]]:
    """
    Return the name and the item of every step from where the case and its items stand; no guard is
    asked.
    """
    found = [
        (file, step, item) for file, step in definition.tables() for item in _subjects(file, case)
    ]
    open_ones = [
        (step.name, item)
        for file, step, item in found
        if _is_open(definition, file, step, case, item)
    ]
    return list(dict.fromkeys(open_ones))


def schema_of(
    unit: UnitOfWork,
    case: Case,
    step: str,
    item: str | None,
    person: int | None,
    *,
    on: date | datetime | None,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """
    Return the JSON Schema of a step's input for this case and day, and for what was said of it so
    far.
    """
    definition = unit.definition_of(case)
    check_names(definition, case, step, item)
    when = moment_of(on if on is not None else unit.now)
    command = Command(step, person, when.on, item, given, at=when.at)
    situation = situation_of(unit, definition, case, command, (step,))
    attempt, _ = attempt_of(definition, case, command, situation)
    return _schema(attempt, case)


def form_schema(unit: UnitOfWork, kind: str, name: str | None) -> dict[str, Any]:
    """
    Return the JSON Schema of a referral form.

    Args:
        name: What the definition is called whose form it is; left out, it is that of new cases.

    Raises:
        NotFound: There is no such kind of referral.
        WrongUsage: There is no definition of that name.
    """
    definition = definition_on(unit, unit.today, name)
    kinds = definition.forms.kinds
    if kind not in kinds:
        raise NotFound("form", kind, kinds, f"There are {', '.join(kinds)}.")
    command = Command("refer", None, unit.today, input={"kind": kind})
    case = Case("", definition=definition.hash)
    attempt, _ = attempt_of(
        definition, case, command, Situation(unit.directory, unit.calendar, unit.now)
    )
    return input_schema(definition.forms.referral({"kind": kind}), attempt)


def _step_view(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    situation: Situation,
) -> StepView:
    item = case.items.get(command.item or "")
    attempt, reasons = attempt_of(definition, case, command, situation)
    if late_reason_wanted(attempt):
        reasons.append(
            Reason("late_reason_required", "a due day is past; give --late-reason", "late_reason")
        )
    return StepView(
        name=attempt.step.name,
        title=attempt.step.title,
        item=item.id if item else None,
        to=target(attempt),
        allowed=all(reason.code in SAID_WITH_IT for reason in reasons),
        reasons=tuple(reasons),
        input_schema=_schema(attempt, case),
        proposal=proposal_view(unit, case, attempt.step.name, command.item)
        if attempt.step.votes
        else None,
    )


def _schema(attempt: Attempt, case: Case) -> dict[str, Any]:
    schema = input_schema(_model(attempt, case), attempt)
    return schema_of_correction(schema, attempt) if attempt.step.name == CORRECT else schema


def _model(attempt: Attempt, case: Case) -> Any:
    of_case: Mapping[str, Any] = {}
    given = of_case if case.version and attempt.reads_form else attempt.command.input
    return model_of(attempt.definition, attempt.step, given, case)


def _commanded(command: Command, step: str, item: str | None) -> Command:
    return Command(step, command.by, command.on, item, at=command.at)


def _subjects(file: DefinitionFile, case: Case) -> list[str | None]:
    return [None] if file.owns == "case" else [item.id for item in case.items_of(file.name)]


def _is_open(
    definition: BoundDefinition, file: DefinitionFile, step: Step, case: Case, item: str | None
) -> bool:
    if not step.from_ or step.who == ["system"]:
        return False
    if item is None:
        return file.covers(step.from_, case.state)
    return definition.case.covers(step.case, case.state) and file.covers(
        step.from_, case.items[item].state
    )

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
from pathway.service.views.cases import CaseView, FindingView, ProcessView
from pathway.service.views.deadlines import DeadlineView, DelayView, OwnerView
from pathway.service.views.steps import StepView
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
    own = definition.case
    state = next((state for state in own.state if state.name == case.state), None)
    recommendations = case.table("recommendations")
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
        recommendations={name: answer["answer"] for name, answer in recommendations.items()},
        links=case.table("links"),
        urgent=bool(case.remembered("urgent")),
        legal_hold=bool(case.remembered("legal_hold")),
        suspended_on=suspended_on(case),
    )


def process_views(definition: BoundDefinition, case: Case) -> list[ProcessView]:
    """
    Return the processes that run beside a case, each with its hold on whom one may speak to, if
    any.
    """
    holds = {hold.process: hold for hold in holds_of(case)}
    titles = definition.forms.lists.get(PROCESS_TITLES, {})
    views: list[ProcessView] = []
    for process in processes_of(case):
        title, hold = titles.get(process, process), holds.get(process)
        if hold is None:
            views.append(ProcessView(process, title))
        else:
            views.append(ProcessView(process, title, hold.event, hold.until))
    return views


def finding_views(case: Case) -> list[FindingView]:
    """Return what corrections left to be dealt with, and no note has settled."""
    return [
        _finding_view(name, finding)
        for name, finding in case.table("findings").items()
        if "settled_by" not in finding
    ]


def _finding_view(name: str, finding: Mapping[str, Any]) -> FindingView:
    return FindingView(
        id=name,
        event=finding["event"],
        step=finding.get("step"),
        code=finding["code"],
        deadline=finding.get("deadline"),
        corrected_by=finding.get("corrected_by"),
        message=_finding_words(finding),
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
    ordered = sorted(
        deadlines, key=lambda deadline: (deadline.due, deadline.opened_by, deadline.id)
    )
    return [deadline_view(unit, definition, case, deadline) for deadline in ordered]


def deadline_view(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline
) -> DeadlineView:
    """Return a deadline with the people in charge now and the rule's source."""
    rule = definition.deadlines.get(deadline.key)
    owners = for_deadline(definition, case, deadline, unit.directory).people
    emails = tuple(dict.fromkeys(post.email for post in owners))
    return DeadlineView(
        case=case.reference,
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
        status_grade=rule.grade if rule else "",
        source=rule.source if rule else "",
        skipped=deadline.skipped,
        calendar=deadline.calendar,
        moves=deadline.moves,
        delay=DelayView(deadline.revised, deadline.delayed) if deadline.revised else None,
        breach_corrected=deadline.breach_corrected,
        breaches=tuple(breach_views(deadline)),
        prompt=deadline.never_breached,
        suspended_on=deadline.paused_on,
    )


def breach_views(deadline: Deadline) -> list[Mapping[str, Any]]:
    """Return the recorded breaches of a deadline, and which of them a correction has undone."""
    return [
        {"event": number, "due": breach.due.isoformat(), "corrected": breach.corrected}
        for number, breach in deadline.breaches.items()
    ]


def find_deadline(case: Case, name: str) -> Deadline:
    """
    Return the deadline with that id, or the only one with that key, or the only open one with it.

    Raises:
        NotFound: There is none, or the key means several; their ids are named.
    """
    of_key = [deadline for deadline in case.deadlines.values() if deadline.key == name]
    # The first deadline of a key may have the key itself as its id, and be closed by now.
    with_id = case.deadlines.get(name)
    if with_id is not None and (name != with_id.key or len(of_key) == 1):
        return with_id
    open_ones = [deadline for deadline in of_key if deadline.is_open]
    for choice in (of_key, open_ones):
        if len(choice) == 1:
            return choice[0]
    if with_id is not None:
        return with_id
    if of_key:
        ids = ", ".join(deadline.id for deadline in of_key)
        raise NotFound("deadline", name, [], f"There are several; name one by its id: {ids}.")
    keys = [deadline.key for deadline in case.deadlines.values()]
    known = list(dict.fromkeys([*keys, *case.deadlines]))
    raise NotFound("deadline", name, known, f"See `pathway deadlines {case.reference}`.")


def steps_of(
    unit: UnitOfWork, case: Case, person: int, on: date | datetime | None
) -> list[StepView]:
    """
    Return every step that leads on from the state of the case or of an item, as it is for this
    person.
    """
    definition = unit.definition_of(case)
    when = moment_of(on if on is not None else unit.now)
    command = Command("", person, when.on, at=when.at)
    names = open_steps(definition, case)
    steps = tuple(name for name, _ in names)
    # One situation for all steps: what the world adds is read only once.
    situation = situation_of(unit, definition, case, command=command, steps=steps)
    views: list[StepView] = []
    for name, item in names:
        for_step = Command(name, person, when.on, item, at=when.at)
        views.append(_step_view(unit, definition, case, command=for_step, situation=situation))
    return views


def open_steps(definition: BoundDefinition, case: Case) -> list[tuple[str, str | None]]:
    """
    Return the name and the item of every step that leads on from a present state; guards are not
    consulted.
    """
    names: dict[tuple[str, str | None], None] = {}
    for file, step in definition.tables():
        for item in _subjects(file, case):
            if _is_open(definition, file, step, case=case, item=item):
                names[step.name, item] = None
    return list(names)


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
    Return the JSON Schema of a step's input for this case and day, given the input so far.
    """
    definition = unit.definition_of(case)
    check_names(definition, case, step, item)
    when = moment_of(on if on is not None else unit.now)
    command = Command(step, person, when.on, item=item, input=given, at=when.at)
    situation = situation_of(unit, definition, case, command=command, steps=(step,))
    attempt, _ = attempt_of(definition, case, command, situation)
    return _schema(attempt, case)


def form_schema(unit: UnitOfWork, kind: str, name: str | None) -> dict[str, Any]:
    """
    Return the JSON Schema of a referral form.

    Args:
        name: The name of the definition that the form is from; left out, that of new cases.

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
    step = attempt.step
    if late_reason_wanted(attempt):
        reasons.append(
            Reason("late_reason_required", "a due day is past; give --late-reason", "late_reason")
        )
    proposal = proposal_view(unit, case, step.name, command.item) if step.votes else None
    return StepView(
        step=step.name,
        title=step.title,
        item=item.id if item else None,
        to=target(attempt),
        allowed=all(reason.code in SAID_WITH_IT for reason in reasons),
        reasons=tuple(reasons),
        input_schema=_schema(attempt, case),
        proposal=proposal,
    )


def _schema(attempt: Attempt, case: Case) -> dict[str, Any]:
    schema = input_schema(_model(attempt, case), attempt)
    return schema_of_correction(schema, attempt) if attempt.step.name == CORRECT else schema


def _model(attempt: Attempt, case: Case) -> Any:
    # Once a case is open its form keeps the case's kind, whatever the input claims.
    members: Mapping[str, Any] = {}
    if not (case.version and attempt.reads_form):
        members = attempt.command.input
    return model_of(attempt.definition, attempt.step, members, case)


def _subjects(file: DefinitionFile, case: Case) -> list[str | None]:
    return [None] if file.owns == "case" else [item.id for item in case.items_of(file.name)]


def _is_open(
    definition: BoundDefinition, file: DefinitionFile, step: Step, case: Case, item: str | None
) -> bool:
    if not step.from_ or step.who == ["system"]:
        return False
    if item is None:
        return file.covers(step.from_, case.state)
    fits_case = definition.case.covers(step.case, case.state)
    return fits_case and file.covers(step.from_, case.items[item].state)

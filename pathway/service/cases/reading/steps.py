"""The steps that may be taken in a case, with the schema of what each takes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from pathway.errors import NotFound, Reason
from pathway.service.access.readers import reading, required_reading
from pathway.service.actors import Actors
from pathway.service.cases.loading import check_item, check_names
from pathway.service.cases.past_entries import EntriesAsked, past_for_list, past_in_pages
from pathway.service.cases.reading.answers import proposal_view
from pathway.service.cases.reading.open_steps import OpenStep, StepsAsked, place_of, steps_asked
from pathway.service.cases.situations import situation_of
from pathway.service.definition_choice import definition_on
from pathway.service.files.readable import readable_documents
from pathway.service.files.schema_names import with_names
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.steps import StepView
from pathway.workflows.access.reading import HISTORY, Reading
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.refusals import SAID_WITH_IT
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.deciding.correctable import schema_of_correction
from pathway.workflows.deciding.decide import attempt_of, late_reason_wanted, model_of, target
from pathway.workflows.deciding.schema import input_schema
from pathway.workflows.history.case import Case
from pathway.workflows.history.past import Past
from pathway.workflows.known_names import CORRECT

# Reasons that a step is for others.
FOR_OTHERS = ("not_permitted", "interest", "on_behalf")
# The part of a case in which what is voted on is read.
PROPOSALS = "decisions"
# For how many steps at least what the world adds is read at once.
FEWEST = 20


def steps_of(unit: UnitOfWork, case: Case, actors: Actors, asked: StepsAsked) -> list[StepView]:
    """
    Return the steps that lead on from the state of the case or of an item, as they are for this
    person; to somebody who may read nothing of the case, only those that are theirs.

    Raises:
        NotFound: There is no such item, or no step has the place after which the page is to begin.
        WrongUsage: The limit is less than one.
    """
    if asked.item is not None:
        check_item(unit, case, asked.item)
    names = steps_asked(unit.definition_of(case), case, asked)
    if asked.limit is None:
        return list(_views(unit, case, actors, asked, list(names)))
    size = max(FEWEST, asked.limit)
    pages = iter(lambda: list(islice(names, size)), [])
    listed = (view for page in pages for view in _views(unit, case, actors, asked, page))
    return [
        replace(view, cursor=place_of(view.step, view.item)) for view in islice(listed, asked.limit)
    ]


def _views(
    unit: UnitOfWork, case: Case, actors: Actors, asked: StepsAsked, names: Sequence[OpenStep]
) -> Iterator[StepView]:
    """Yield those of some steps that the person is told of."""
    definition = unit.definition_of(case)
    when = moment_of(asked.on if asked.on is not None else unit.now)
    command = Command("", actors.person, when.on, at=when.at, typed_by=actors.typed_by)
    steps = tuple(dict.fromkeys(name for name, _ in names))
    # One situation for all of them: what the world adds is read only once.
    past = past_for_list(unit, definition, case, command) if CORRECT in steps else Past()
    situation = situation_of(unit, definition, case, command, steps, past)
    own = reading(unit, case)
    reads_some = bool(own.parts)
    for name, item in names:
        for_step = replace(command, step=name, item=item)
        view = _step_view(
            unit,
            definition,
            case,
            command=for_step,
            situation=situation,
            own=own,
            with_form=asked.forms,
        )
        if reads_some or not _is_for_others(view.reasons):
            yield view


def schema_of(
    unit: UnitOfWork,
    case: Case,
    step: str,
    item: str | None,
    actors: Actors | None,
    *,
    on: date | datetime | None,
    answers: Mapping[str, Any],
    entries: EntriesAsked | None = None,
) -> dict[str, Any]:
    """
    Return the JSON Schema of a step's input for this case and day, with the input so far.

    Args:
        entries: The page of entries among which it chooses; all if left out.
    """
    definition = unit.definition_of(case)
    check_names(unit, definition, case, step=step, item=item)
    when = moment_of(on if on is not None else unit.now)
    command = Command(
        step,
        actors.person if actors else None,
        when.on,
        item=item,
        input=answers,
        at=when.at,
        typed_by=actors.typed_by if actors else None,
    )
    past = None
    if entries is not None and step == CORRECT and "event" not in answers:
        past = past_in_pages(unit, definition, case, command, entries)
    situation = situation_of(unit, definition, case, command, (step,), past)
    attempt, reasons = attempt_of(definition, case, command, situation)
    schema = _schema(attempt, case)
    if not _may_see_form(attempt, reasons, reading(unit, case)):
        required_reading(unit, case, HISTORY)
    return with_names(schema, lambda: readable_documents(unit, case))


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
    kinds = definition.kinds
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
    own: Reading,
    with_form: bool,
) -> StepView:
    item = case.items.get(command.item or "")
    attempt, reasons = attempt_of(definition, case, command, situation)
    step = attempt.step
    if late_reason_wanted(attempt):
        reasons.append(
            Reason("late_reason_required", "a due day is past; give --late-reason", "late_reason")
        )
    shown = with_form and _may_see_form(attempt, reasons, own)
    proposal = None
    if step.votes and (own.sees(PROPOSALS) or not _is_for_others(reasons)):
        proposal = proposal_view(unit, case, step.name, command.item)
    return StepView(
        step=step.name,
        title=step.title,
        item=item.id if item else None,
        to=target(attempt),
        allowed=all(objection.code in SAID_WITH_IT for objection in reasons),
        reasons=tuple(reasons),
        input_schema=_schema(attempt, case) if shown else {},
        proposal=proposal,
        personal_data=step.personal_data,
    )


def _may_see_form(attempt: Attempt, reasons: Sequence[Reason], own: Reading) -> bool:
    """
    Return whether the reader may see what a step asks for: whoever may take it, or read the case.
    """
    if not _is_for_others(reasons):
        return True
    if attempt.command.typed_by is not None:
        # The form is another's, and quotes the entries that they may correct.
        return own.sees(HISTORY)
    return bool(own.parts)


def _is_for_others(reasons: Sequence[Reason]) -> bool:
    return any(reason.code in FOR_OTHERS for reason in reasons)


def _schema(attempt: Attempt, case: Case) -> dict[str, Any]:
    schema = input_schema(_model(attempt, case), attempt)
    return schema_of_correction(schema, attempt) if attempt.step.name == CORRECT else schema


def _model(attempt: Attempt, case: Case) -> Any:
    # Once a case is open its form keeps the case's kind, whatever the input claims.
    members: Mapping[str, Any] = {}
    if not (case.version and attempt.reads_form):
        members = attempt.command.input
    return model_of(attempt.definition, attempt.step, members, case)

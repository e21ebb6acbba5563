"""
Corrections: an earlier entry was wrong, and what it should have said is entered beside it.

A correction works forward. The entry is decided again as it was and as it should have been. Where
the two differ, the case takes the corrected value, unless a later step has set another. Clocks that
depend on the value are re-dated and both days kept. Later steps remain; those that a guard would
now refuse become findings, until somebody deals with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Standing
from pathway.workflows.calendar.moments import Moment, moment_of, written_moment
from pathway.workflows.cases.agencies import agencies_of
from pathway.workflows.cases.children import children_of
from pathway.workflows.cases.entries import (
    DAY,
    FORM_DAY,
    corrected,
    field_of,
    first_answers_of,
    happened,
    is_day_of,
    labels_then,
    placed,
)
from pathway.workflows.cases.incidents import incidents_of
from pathway.workflows.deciding.decide import find_step, model_of
from pathway.workflows.deciding.input_reading import read
from pathway.workflows.deciding.permission import with_standing
from pathway.workflows.deciding.revision import Revision, Statement, plain
from pathway.workflows.deciding.step_effects import perform
from pathway.workflows.forms.fields import Fields
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import Event, texts_in
from pathway.workflows.history.past import Past
from pathway.workflows.history.patch import Document, merged

# Fields that cannot be corrected, with what to do instead.
INSTEAD = {
    "kind": "the chair changes the kind with change_kind",
    "possible_serious_incident": "propose_notification makes a serious incident possible, "
    "decide_not_notifiable or notification_not_met undo it, and a draft is amended",
    "label": "other entries refer to the child by this label, so it cannot change",
}


class CorrectionFields(Fields):
    """The number of the entry in the history, the field that was wrong, and what it should say."""

    event: int
    field: str
    value: Any


def revise(attempt: Attempt, asked: CorrectionFields) -> Revision | list[Reason]:
    """Return the entry decided again, or every reason why it cannot be corrected in this way."""
    history = attempt.situation.history
    event, before = history.entry(asked.event), history.before(asked.event)
    earlier = history.corrections_of(attempt.case, event.seq)
    first = Statement(first_answers_of(history.entry, event, before), happened(event))
    was = Statement(*corrected(event, first.answers, earlier))
    now = _as_corrected(event, was, asked)
    if isinstance(now, list):
        return now
    # What the entry said already was accepted then, and is not asked about again.
    known = frozenset(texts_in([first.answers, was.answers])) | agencies_of(attempt.case)
    outcomes = [_run(attempt, event, before, version, known=known) for version in (first, was, now)]
    faults = [outcome for outcome in outcomes if isinstance(outcome, list)]
    if faults:
        return faults[-1]
    changes = cast(list[Changes], outcomes)
    revision = Revision(
        event,
        before,
        first=changes[0],
        was=changes[1],
        now=changes[2],
        statement=now,
        earlier=earlier,
    )
    return _says_another_thing(attempt.definition, revision) or revision


def attempt_then(
    attempt: Attempt, event: Event, case: Case, statement: Statement
) -> Attempt | list[Reason]:
    """Return the attempt that made the entry, under the present definition, in the given case."""
    history = attempt.situation.history
    situation = replace(
        attempt.situation,
        now=event.recorded_at,
        read_labels=lambda: labels_then(history, event.seq),
        proposal=None,
        history=Past(),
    )
    if not attempt.definition.steps_named(event.step):
        return [Reason("input", f"it has no step {event.step}")]
    command = Command(
        event.step,
        event.actor,
        statement.on,
        item=event.item,
        input=statement.answers,
        confirmed=attempt.command.confirmed,
        at=statement.moment.at,
    )
    file, step, reasons = find_step(attempt.definition, case, command, situation)
    if reasons:
        return reasons
    then = Attempt(
        attempt.definition,
        file,
        step,
        case=case,
        item=case.items.get(event.item or ""),
        command=command,
        situation=situation,
    )
    then = with_standing(then)
    if then.standing is not None:
        return then
    # Whoever made the entry may have left that role since; the entry keeps it.
    return replace(then, standing=Standing(event.role, "", event.deputy, part=event.role))


def _as_corrected(
    event: Event, was: Statement, asked: CorrectionFields
) -> Statement | list[Reason]:
    """Return what the entry should say, or what is wrong with the correction itself."""
    field = field_of(event, asked.field)
    why = INSTEAD.get(field.rpartition(".")[2])
    if why is not None:
        return [Reason("input", f"this cannot be corrected: {why}", "field")]
    if field in (DAY, FORM_DAY):
        moment = _corrected_moment(event, field, asked.value)
        if isinstance(moment, Reason):
            return [moment]
        if field == DAY:
            is_same = moment.on == was.on and moment.at in (None, was.moment.at)
            return [_no_change()] if is_same else Statement(was.answers, moment)
    try:
        answers = placed(was.answers, field, asked.value)
    except (LookupError, TypeError):
        names = ", ".join([DAY, *was.answers])
        return [Reason("input", f"the entry has no such field; it has {names}", "field")]
    if answers == was.answers:
        return [_no_change()]
    if is_day_of(event, field):
        return Statement(answers, Moment(date.fromisoformat(answers[FORM_DAY])))
    return Statement(answers, was.moment)


def _corrected_moment(event: Event, field: str, value: Any) -> Moment | Reason:
    """Return the moment that a corrected day means, or why the entry cannot have that day."""
    moment = written_moment(value)
    if moment is None or (field == FORM_DAY and moment.at is not None):
        return Reason("input", "give a date such as 2026-03-12", "value")
    if moment.is_after(moment_of(event.recorded_at)):
        return Reason("input", "this day is after the day on which the entry was recorded", "value")
    return moment


def _no_change() -> Reason:
    return Reason("input", "the entry has this value already", "value")


def _run(
    attempt: Attempt, event: Event, before: Case, statement: Statement, known: frozenset[str]
) -> Changes | list[Reason]:
    """Return the changes that the entry makes when it says this, or what is wrong with it."""
    then = attempt_then(attempt, event, before, statement)
    if isinstance(then, list):
        return [
            Reason("input", f"the present definition has no such step there: {then[0]}", "event")
        ]
    # A corrected day begins no new round of an incident: what was done already starts no second
    # duty.
    rounds = {
        incident.id: incident.round for incident in incidents_of(before.changed(event.effects))
    }
    then = replace(then, situation=replace(then.situation, known_codes=known, rounds=rounds))
    model = model_of(then.definition, then.step, statement.answers, before)
    fields, faults = read(model, statement.answers, then)
    if faults:
        # Paths are left out: the value may be a table whose names somebody typed.
        return [
            Reason("input", f"the entry would be wrong: {fault.message}", "value", fault.confirm)
            for fault in faults
        ]
    changes = Changes(before, event.seq, statement.on, statement.moment.at)
    perform(replace(then, input=fields), changes)
    return changes


def _says_another_thing(definition: Definition, revision: Revision) -> list[Reason]:
    """Return why this is not a correction: with that value the step would have been another."""
    was, now = revision.was, revision.now
    if _days_told(definition, was) != _days_told(definition, now):
        return [
            Reason(
                "input",
                "a day that was never entered is recorded with record_fact, and a day cannot be removed",
                "field",
            )
        ]
    if _shape(definition, was) != _shape(definition, now):
        why = (
            "with this value the entry would have started or ended other things; "
            "take the step again, or the one that undoes it"
        )
        return [Reason("input", why, "value")]
    recorded = plain(merged(revision.before.document, revision.event.effects))
    first = plain(revision.first.after.document)
    if not _agree(revision.patch, first, recorded):
        return [
            Reason(
                "input",
                "today's rules read this entry differently; enter it again instead",
                "field",
            )
        ]
    return []


def _shape(definition: Definition, changes: Changes) -> tuple[Any, ...]:
    """Return what a correction must not change: where the step leads, what it starts and ends."""
    after = changes.after
    touched = [after.deadlines[name] for name in changes.patch.get("deadlines", {})]
    deadlines: dict[str, bool] = {}
    for deadline in touched:
        is_own = changes.seq in (deadline.opened_by, deadline.closed_by)
        if is_own and not definition.deadlines[deadline.key].follows_clock:
            deadlines[deadline.id] = deadline.is_open
    items = {name: item.state for name, item in after.items.items()}
    about = (changes.subject, changes.months, changes.asked_agency, sorted(changes.facts))
    return (after.state, after.kind, items, len(children_of(after)), deadlines, about)


def _days_told(definition: Definition, changes: Changes) -> set[str]:
    """Return the facts and incidents for which the entry gives a day that starts a clock."""
    number = str(changes.seq)
    incidents = incidents_of(changes.after)
    clocks = (name for name, fact in definition.facts.items() if fact.starts_clock)
    facts = {
        fact for fact in clocks if number in changes.after.memory.get("facts", {}).get(fact, {})
    }
    return facts | {incident.id for incident in incidents if number in incident.told}


def _agree(patch: Mapping[str, Any], first: Mapping[str, Any], recorded: Mapping[str, Any]) -> bool:
    """Return whether the record agrees with the entry decided again wherever the patch applies."""
    for name, value in patch.items():
        old, kept = first.get(name), recorded.get(name)
        if isinstance(value, dict) and isinstance(old, dict) and isinstance(kept, dict):
            if not _agree(cast(Document, value), cast(Document, old), cast(Document, kept)):
                return False
        elif old not in (None, kept):
            # `old` is None where nothing can be read again: somebody has left the directory.
            return False
    return True

"""
Decide whether a step may be taken, and what would follow.

Deciding is a pure function: it reads the definition, the case, the command and the situation, and
gives one event or every reason why not. A preview is the same call without saving; so is the list
of steps that a person may take next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.reason_needed import why_reason_needed
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.cases.panel import disagreement
from pathway.workflows.cases.votes import count_vote, dissenting, round_carried, round_name
from pathway.workflows.deadlines.lateness import late_reason_wanted, met_late, owing
from pathway.workflows.deadlines.settling import settle
from pathway.workflows.deadlines.suspension import against_suspended
from pathway.workflows.deciding.input_reading import normalised, read, read_vote
from pathway.workflows.deciding.on_behalf import against_typist
from pathway.workflows.deciding.permission import against_person, with_standing
from pathway.workflows.deciding.step_effects import perform
from pathway.workflows.deciding.step_records import remember_beside
from pathway.workflows.deciding.step_tables import find_step, target
from pathway.workflows.definitions.format import Step
from pathway.workflows.forms.fields import carried_out
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import Event, digest_of
from pathway.workflows.history.recording import Author, recorded
from pathway.workflows.known_names import REFER

__all__ = [
    "attempt_of",
    "decide",
    "find_step",
    "follows",
    "late_reason_wanted",
    "model_of",
    "target",
]


def decide(
    definition: BoundDefinition, case: Case, command: Command, situation: Situation
) -> Event | Refusal:
    """
    Return the event that the command makes, or every reason why it is refused.

    Raises:
        CalendarUnknown: A due date lies beyond the table of bank holidays.
    """
    attempt, reasons = attempt_of(definition, case, command, situation)
    attempt, more = _with_input(attempt)
    if reasons or more:
        return Refusal((*reasons, *more))
    changes = Changes(case, attempt.seq, attempt.on, attempt.command.at)
    sealed = None if attempt.actor is None else _sealed(attempt)
    day = _decided_on(attempt, changes, sealed)
    if day is None:
        changes.undecided = True
        settle(attempt, changes)
    else:
        if day != attempt.on:
            attempt = replace(attempt, command=replace(attempt.command, on=day, at=None))
        changes.on, changes.at = day, attempt.command.at
        perform(attempt, changes)
        reasons = [*_hour_wanted(attempt, changes), *_late_reasons(attempt, changes)]
    if reasons:
        return Refusal(tuple(reasons))
    if command.meeting is not None:
        changes.remember(meetings={str(changes.seq): command.meeting})
    remember_beside(attempt, changes)
    return _event(attempt, changes, sealed)


def attempt_of(
    definition: BoundDefinition, case: Case, command: Command, situation: Situation
) -> tuple[Attempt, list[Reason]]:
    """
    Return the attempt before its input is read, and every reason against it except the input's.

    For a step of an item, the person and the guards are checked only once the item is named.
    """
    file, step, reasons = find_step(definition, case, command, situation)
    command, faults = normalised(
        command, model_of(definition, step, command.input, case).model_fields
    )
    item = case.items.get(command.item or "") if file.owns == "item" else None
    attempt = with_standing(
        Attempt(definition, file, step, case=case, item=item, command=command, situation=situation)
    )
    if file.owns == "case" or (item is not None and item.kind == file.name):
        persons = [*against_person(attempt), *against_typist(attempt)]
        reasons = [*reasons, *persons, *_guards(attempt)]
    return attempt, [*reasons, *_when(attempt), *faults]


def model_of(
    definition: BoundDefinition, step: Step, answers: Mapping[str, Any], case: Case | None = None
) -> type[BaseModel]:
    """
    Return the model of the step's input.

    That of a referral form depends on the kind that the form claims, or else on the case's.
    """
    forms = definition.forms
    if step.input not in forms:
        return definition.vocabulary.inputs[step.input]
    if not forms.is_of_kind(step.input):
        return forms.model(step.input)
    known = {"kind": case.kind} if case is not None and case.version else {}
    return forms.referral(known | dict(answers))


def follows(definition: BoundDefinition, case: Case) -> Command | None:
    """
    Return the step that the system must take now, or None.

    It is one that some of the partners carried together with the lead partners.
    """
    carried = round_carried(definition, case)
    if carried is None:
        return None
    round_of_votes, day = carried
    name, _, item = round_of_votes.partition("@")
    return Command(step=name, by=None, on=day, item=item or None)


def _guards(attempt: Attempt) -> list[Reason]:
    guards = attempt.definition.vocabulary.guards
    reasons: list[Reason] = []
    for name in attempt.step.guards:
        guard = guards[name]
        if not guard.holds(attempt):
            reasons.append(Reason(f"guard.{name}", guard.why_not(attempt)))
    reasons += against_suspended(attempt, target(attempt))
    reply = disagreement(attempt.case)
    if attempt.step.answers_panel and reply is not None and attempt.on < reply.on:
        reasons.append(
            Reason(
                "guard.votes_after_reply",
                f"the day is before the Panel's reply on {reply.on}, from which votes count",
            )
        )
    return reasons


def _when(attempt: Attempt) -> list[Reason]:
    """Return what is wrong with the day of the step, and that a reason is missing."""
    reasons: list[Reason] = []
    if attempt.moment.is_after(moment_of(attempt.situation.now)):
        path = "referred_on" if attempt.step.name == REFER else None
        reasons.append(Reason("future_date", "the day is in the future", path))
    why = None if attempt.command.reason else why_reason_needed(attempt)
    if why:
        reasons.append(Reason("reason_required", f"{why}; give --reason", "reason"))
    return reasons


def _with_input(attempt: Attempt) -> tuple[Attempt, list[Reason]]:
    """Return the attempt with its input read, or every fault of the input."""
    if attempt.actor is None and not attempt.step.votes:
        return attempt, []
    answers, faults = attempt.command.input, list[Reason]()
    if attempt.step.votes:
        answers, faults = read_vote(attempt)
    model = model_of(attempt.definition, attempt.step, answers, attempt.case)
    fields, more = read(model, answers, attempt)
    attempt = replace(attempt, input=fields)
    return _joining(attempt), [*faults, *more, *_checked(attempt)]


def _checked(attempt: Attempt) -> list[Reason]:
    """Return what the checks of the step's effects and of its form find wrong with the input."""
    if attempt.input is None:
        return []
    form = attempt.definition.forms.by_name.get(attempt.step.input)
    names = [*attempt.step.effects, *(form.checks if form else [attempt.step.input])]
    checks = attempt.definition.vocabulary.checks
    reasons: list[Reason] = []
    for name in names:
        if name in checks:
            reasons += carried_out(checks[name], attempt.input, attempt)
    return reasons


def _joining(attempt: Attempt) -> Attempt:
    """Return the attempt as a vote in the open round where its input equals that of the round."""
    if attempt.actor is None or not attempt.step.votes or attempt.input is None:
        return attempt
    proposal, answers = attempt.situation.proposal, attempt.command.input
    if "proposal" in answers:
        return attempt
    votes = attempt.case.memory.get("rounds", {}).get(
        round_name(attempt.step.name, attempt.item), {}
    )
    if not votes or proposal is None or dict(proposal) != _dumped(attempt.input):
        return attempt
    vote = {"vote": answers.get("vote"), "proposal": votes["digest"]}
    return replace(attempt, command=replace(attempt.command, input=vote))


def _decided_on(
    attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None
) -> date | None:
    """Return the day of the step: its own, or that of the votes that carry it, or None so far."""
    if not attempt.step.votes:
        return attempt.on
    if sealed is not None:
        return count_vote(attempt, changes, digest_of(sealed))
    against = dissenting(attempt.case, round_name(attempt.step.name, attempt.item))
    changes.remember(dissent={attempt.step.name: against})
    return attempt.on


def _late_reasons(attempt: Attempt, changes: Changes) -> list[Reason]:
    if attempt.command.late_reason or attempt.reads_form:
        return []
    late = [deadline.id for deadline in met_late(changes)] + owing(attempt)
    if not late:
        return []
    why = f"{', '.join(late)} is past its due day; give --late-reason"
    return [Reason("late_reason_required", why, "late_reason")]


def _hour_wanted(attempt: Attempt, changes: Changes) -> list[Reason]:
    """Return a reason where the step gives no hour but starts or ends a duty counted in hours."""
    if attempt.moment.at is not None or attempt.actor is None:
        return []
    # A form and a vote are asked only for a day.
    if attempt.reads_form or attempt.step.votes:
        return []
    touched = [changes.after.deadlines[name] for name in changes.patch.get("deadlines", {})]
    own = [
        duty.id
        for duty in touched
        if duty.due_at and changes.seq in (duty.opened_by, duty.closed_by)
    ]
    if not own:
        return []
    why = f"give the time too, such as {attempt.on}T14:30: {', '.join(own)} is counted in hours"
    return [Reason("input", why, "on")]


def _event(attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None) -> Event:
    return recorded(
        changes,
        attempt.command.step,
        attempt.situation.now,
        definition=attempt.definition.hash,
        by=_author(attempt),
        item=attempt.item.id if attempt.item is not None else None,
        sealed=sealed,
    )


def _author(attempt: Attempt) -> Author:
    post = attempt.standing
    if post is None:
        return Author(attempt.actor)
    return Author(attempt.actor, post.role, post.deputy, typed_by=attempt.command.typed_by)


def _sealed(attempt: Attempt) -> dict[str, Any]:
    fields = _dumped(attempt.input) if attempt.input is not None else {}
    if attempt.step.votes:
        answers = attempt.command.input
        # A later vote names what it votes on by its digest and does not repeat it.
        if answers.get("proposal") is not None:
            fields = {"proposal": answers["proposal"]}
        fields = fields | {"vote": answers["vote"]}
    sealed: dict[str, Any] = {
        "input": fields,
        "reason": attempt.command.reason,
        "late_reason": attempt.command.late_reason,
        "salt": attempt.command.salt.hex(),
    }
    if attempt.command.confirmed:
        sealed["confirmed"] = sorted(attempt.command.confirmed)
    return sealed


def _dumped(fields: BaseModel) -> dict[str, Any]:
    return fields.model_dump(mode="json", exclude_unset=True)

"""
Decide: may this step be taken, and what would follow.

A pure function. It reads the definition, the case, the command and the situation, and gives one
event or every reason why not. Preview is the same call without saving; so is the list of steps that
a person may take next.
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
from pathway.workflows.attempts.reasons import why_a_reason
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.cases.panel import disagreement
from pathway.workflows.cases.votes import count_vote, dissenting, round_carried, round_name
from pathway.workflows.deadlines.lateness import late_reason_wanted, met_late, owing
from pathway.workflows.deadlines.settling import settle
from pathway.workflows.deadlines.suspension import against_suspended
from pathway.workflows.deciding.input_reading import normalised, read, read_vote
from pathway.workflows.deciding.permission import against_person, with_standing
from pathway.workflows.deciding.step_effects import perform
from pathway.workflows.deciding.step_tables import find_step, target
from pathway.workflows.definitions.format import Step
from pathway.workflows.forms.fields import carried_out
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import GENESIS, Event, digest_of
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
    Return the event that the command makes, or every reason why it makes none.

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
        at = attempt.command.at if day == attempt.on else None
        attempt = replace(attempt, command=replace(attempt.command, on=day, at=at))
        changes.on, changes.at = day, at
        perform(attempt, changes)
        reasons = [*_hour_wanted(attempt, changes), *_late_reasons(attempt, changes)]
    return Refusal(tuple(reasons)) if reasons else _event(attempt, changes, sealed)


def attempt_of(
    definition: BoundDefinition, case: Case, command: Command, situation: Situation
) -> tuple[Attempt, list[Reason]]:
    """
    Return the attempt before its input is read, and every reason against it that is not in the
    input.

    Who may take a step of an item, and its guards, can be said only once the item is named.
    """
    file, step, found = find_step(definition, case, command, situation)
    command, faults = normalised(
        command, model_of(definition, step, command.input, case).model_fields
    )
    item = case.items.get(command.item or "") if file.owns == "item" else None
    attempt = with_standing(Attempt(definition, file, step, case, item, command, situation))
    named = file.owns == "case" or (item is not None and item.kind == file.name)
    about_it = [*against_person(attempt), *_guards(attempt)] if named else []
    return attempt, [*found, *about_it, *_when(attempt), *faults]


def model_of(
    definition: BoundDefinition, step: Step, said: Mapping[str, Any], case: Case | None = None
) -> type[BaseModel]:
    """
    Return the model of the step's input; a form's depends on the kind it claims, else on the
    case's.
    """
    forms = definition.forms
    if step.input not in forms:
        return definition.vocabulary.inputs[step.input]
    if not forms.is_of_kind(step.input):
        return forms.model(step.input)
    known = {"kind": case.kind} if case is not None and case.version else {}
    return forms.referral(known | dict(said))


def follows(definition: BoundDefinition, case: Case) -> Command | None:
    """
    Return the step that the system must take now: one that some partners and the lead partners
    carried.
    """
    carried = round_carried(definition, case)
    if carried is None:
        return None
    name, _, item = carried[0].partition("@")
    return Command(step=name, by=None, on=carried[1], item=item or None)


def _guards(attempt: Attempt) -> list[Reason]:
    guards = attempt.definition.vocabulary.guards
    failed = [
        (name, guards[name]) for name in attempt.step.guards if not guards[name].holds(attempt)
    ]
    reasons = [Reason(f"guard.{name}", guard.why_not(attempt)) for name, guard in failed]
    reasons += against_suspended(attempt, target(attempt))
    reply = disagreement(attempt.case)
    if attempt.step.answers_panel and reply is not None and attempt.on < reply.on:
        reasons.append(
            Reason("guard.votes_after_reply", f"votes count from the Panel's reply on {reply.on}")
        )
    return reasons


def _when(attempt: Attempt) -> list[Reason]:
    """Return what the day of the step asks for."""
    reasons: list[Reason] = []
    if attempt.moment.is_after(moment_of(attempt.situation.now)):
        path = "referred_on" if attempt.step.name == REFER else None
        reasons.append(Reason("future_date", "the day lies in the future", path))
    if not attempt.command.reason and (why := why_a_reason(attempt)):
        reasons.append(Reason("reason_required", f"{why}; give --reason", "reason"))
    return reasons


def _with_input(attempt: Attempt) -> tuple[Attempt, list[Reason]]:
    """Return the attempt with its input read, or every fault of the input."""
    if attempt.actor is None and not attempt.step.votes:
        return attempt, []
    said, faults = attempt.command.input, list[Reason]()
    if attempt.step.votes:
        said, faults = read_vote(attempt)
    model = model_of(attempt.definition, attempt.step, said, attempt.case)
    found, more = read(model, said, attempt)
    attempt = replace(attempt, input=found)
    return _joining(attempt), [*faults, *more, *_checked(attempt)]


def _checked(attempt: Attempt) -> list[Reason]:
    """
    Return what is wrong with a well-formed input: what its effects rely on, what its form or a
    host's input asks.
    """
    form = attempt.definition.forms.by_name.get(attempt.step.input)
    names = [*attempt.step.effects, *(form.checks if form else [attempt.step.input])]
    known = attempt.definition.vocabulary.checks
    checks = [known[name] for name in names if name in known] if attempt.input is not None else []
    return [reason for check in checks for reason in carried_out(check, attempt.input, attempt)]


def _joining(attempt: Attempt) -> Attempt:
    """Return the attempt as a vote in the open round where it carries that round's very input."""
    proposal, said = attempt.situation.proposal, attempt.command.input
    if (
        attempt.actor is None
        or not attempt.step.votes
        or attempt.input is None
        or "proposal" in said
    ):
        return attempt
    found = attempt.case.table("rounds", round_name(attempt.step.name, attempt.item))
    if not found or proposal is None or dict(proposal) != _dumped(attempt.input):
        return attempt
    vote = {"vote": said.get("vote"), "proposal": found["digest"]}
    return replace(attempt, command=replace(attempt.command, input=vote))


def _decided_on(
    attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None
) -> date | None:
    """
    Return the day on which the step is taken: its own, or that of the votes that carry it; None
    until they do.
    """
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
    late = [one.id for one in met_late(changes)] + owing(attempt)
    why = f"{', '.join(late)} is past its due day; give --late-reason"
    return [Reason("late_reason_required", why, "late_reason")] if late else []


def _hour_wanted(attempt: Attempt, changes: Changes) -> list[Reason]:
    """
    Return that the hour is wanted where the step starts or ends a duty that is counted in hours.
    """
    if (
        attempt.moment.at is not None
        or attempt.actor is None
        or attempt.reads_form
        or attempt.step.votes
    ):
        return []
    touched = [changes.after.deadlines[name] for name in changes.patch.get("deadlines", {})]
    own = [
        duty.id
        for duty in touched
        if duty.due_at and changes.seq in (duty.opened_by, duty.closed_by)
    ]
    why = f"give the hour too, such as {attempt.on}T14:30: {', '.join(own)} is counted in hours"
    return [Reason("input", why, "on")] if own else []


def _event(attempt: Attempt, changes: Changes, sealed: Mapping[str, Any] | None) -> Event:
    case, command, after = attempt.case, attempt.command, changes.after
    return Event(
        reference=case.reference,
        seq=attempt.seq,
        step=command.step,
        item=command.item if attempt.item is not None else None,
        actor=attempt.actor,
        role=attempt.standing.role if attempt.standing else "system",
        deputy=attempt.standing.deputy if attempt.standing else False,
        occurred_on=attempt.on,
        recorded_at=attempt.situation.now,
        from_state=case.state,
        to_state=after.state,
        item_to=after.items[attempt.item.id].state if attempt.item is not None else None,
        effects=changes.patch,
        definition=attempt.definition.hash,
        digest=digest_of(sealed) if sealed else "",
        previous_hash=case.head or GENESIS,
        sealed=sealed,
        occurred_at=attempt.command.at,
    )


def _sealed(attempt: Attempt) -> dict[str, Any]:
    said = _dumped(attempt.input) if attempt.input is not None else {}
    if attempt.step.votes:
        given = attempt.command.input
        said = (said if given.get("proposal") is None else {"proposal": given["proposal"]}) | {
            "vote": given["vote"]
        }
    sealed = {
        "input": said,
        "reason": attempt.command.reason,
        "late_reason": attempt.command.late_reason,
        "salt": attempt.command.salt.hex(),
    }
    return sealed | (
        {"confirmed": sorted(attempt.command.confirmed)} if attempt.command.confirmed else {}
    )


def _dumped(said: BaseModel) -> dict[str, Any]:
    return said.model_dump(mode="json", exclude_unset=True)

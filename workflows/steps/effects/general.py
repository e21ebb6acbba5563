"""Effects of steps that leave the state as it is: interests, corrections, links, breaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.deadlines.counting.standstills import current, end_standstill
from pathway.workflows.deadlines.settling import retell
from pathway.workflows.deciding.corrections import CorrectionFields, revise
from pathway.workflows.deciding.findings import record_findings
from pathway.workflows.deciding.revision import plain
from pathway.workflows.forms.fields import Fields
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.patch import difference
from pathway.workflows.history.records import CorrectionRecord, InterestRecord, ProcessEntry
from pathway.workflows.known_names import BREACH, CORRECT
from pathway.workflows.steps.effects.families import settle_following
from pathway.workflows.steps.effects.incidents import correct_form_day


class InterestDecisionFields(Fields):
    """What is decided on which interest, and the item from which it withdraws the person."""

    interest: str
    outcome: Literal["none", "noted", "withdraws_item", "withdraws_case"]
    item: str | None


class ProcessFields(Fields):
    """A process that runs beside the review."""

    process: str
    hold: str | None = None
    hold_until: date | None = None


class SettlementFields(Fields):
    """The finding that a note deals with."""

    settles: str | None


class LinkFields(Fields):
    """Another case."""

    case: str


class SuspensionFields(Fields):
    """When the chair looks at it again."""

    review_on: date


class PriorityFields(Fields):
    """How urgent the case is."""

    priority: Literal["urgent", "normal"]


class LegalHoldFields(Fields):
    """Whether the hold is placed or lifted."""

    hold: Literal["placed", "lifted"]


def declare_interest(attempt: Attempt, changes: Changes) -> None:
    """Number the interest; until it is decided, whoever declared it takes no decision step."""
    number = len(attempt.case.memory.get("interests", {})) + 1
    entry = InterestRecord(outcome="declared", event=changes.seq)
    if attempt.actor is not None:
        entry["person"] = attempt.actor
    changes.remember(interests={f"interest:{number}": entry})


def decide_interest(attempt: Attempt, changes: Changes, fields: InterestDecisionFields) -> None:
    """Keep the outcome; withdrawing shuts the person out."""
    settle_following(attempt, changes, fields.interest)
    decision = InterestRecord(outcome=fields.outcome)
    if fields.outcome == "withdraws_item" and fields.item is not None:
        decision["item"] = fields.item
    changes.remember(interests={fields.interest: decision})


def add_parallel_process(attempt: Attempt, changes: Changes, fields: ProcessFields) -> None:
    """Add the process to those that run beside the review, with the hold that it brings, if any."""
    entry = ProcessEntry(on=attempt.on.isoformat())
    if fields.hold:
        entry["hold"] = True
        if fields.hold_until is not None:
            entry["until"] = fields.hold_until.isoformat()
    changes.remember(processes={fields.process: {str(changes.seq): entry}})


@needs(steps=(CORRECT,))
def correct(attempt: Attempt, changes: Changes, fields: CorrectionFields) -> None:
    """Apply the corrected value, re-date what depends on it, and record findings."""
    revision = revise(attempt, fields)
    if isinstance(revision, list):
        raise ValueError("A correction with faults is refused by its check.")
    document = revision.as_it_would_be(attempt.situation.history.events)
    changes.add(difference(plain(attempt.case.document), plain(document)))
    correction = CorrectionRecord(entry=fields.event)
    if revision.statement.on != revision.event.occurred_on:
        correction["on"] = revision.statement.on.isoformat()
    changes.remember(corrections={str(changes.seq): correction})
    correct_form_day(changes, fields.event)
    retell(attempt, changes)
    record_findings(attempt, revision, changes)


def settle_finding(_: Attempt, changes: Changes, fields: SettlementFields) -> None:
    """Remember that a note dealt with a finding."""
    if fields.settles is not None:
        changes.remember(findings={fields.settles: {"settled_by": changes.seq}})


def link_case(_: Attempt, changes: Changes, fields: LinkFields) -> None:
    """Link another case."""
    changes.remember(links={fields.case: "linked"})


def suspend(attempt: Attempt, changes: Changes, fields: SuspensionFields) -> None:
    """Suspend local deadlines; suspending once more reviews the suspension and keeps the first day."""
    changes.asked_due = fields.review_on
    if current(attempt.case) is None:
        changes.remember(standstills={str(changes.seq): {"from": attempt.on.isoformat()}})


def resume(attempt: Attempt, changes: Changes) -> None:
    """Let local deadlines go on."""
    end_standstill(attempt.case, changes)


def prioritise(_: Attempt, changes: Changes, fields: PriorityFields) -> None:
    """Mark the case as urgent, or take the mark away."""
    if fields.priority == "urgent":
        changes.remember(urgent=True)
    else:
        changes.forget("urgent")


def legal_hold(_: Attempt, changes: Changes, fields: LegalHoldFields) -> None:
    """Place a legal hold, or lift it."""
    if fields.hold == "placed":
        changes.remember(legal_hold={"event": changes.seq})
    else:
        changes.forget("legal_hold")


@needs(steps=(BREACH,))
def breach(attempt: Attempt, changes: Changes) -> None:
    """Mark a deadline as breached, once."""
    deadline = attempt.case.deadlines[attempt.command.input["deadline"]]
    missed = {"due": deadline.due.isoformat()}
    if deadline.due_at:
        missed["due_at"] = deadline.due_at.isoformat()
    changes.set_deadline(deadline.id, {"state": "breached", "breaches": {str(changes.seq): missed}})


EFFECTS: Mapping[str, Effect] = {
    "declare_interest": declare_interest,
    "decide_interest": decide_interest,
    "add_parallel_process": add_parallel_process,
    "correct": correct,
    "settle_finding": settle_finding,
    "link_case": link_case,
    "suspend": suspend,
    "resume": resume,
    "prioritise": prioritise,
    "legal_hold": legal_hold,
    "breach": breach,
}

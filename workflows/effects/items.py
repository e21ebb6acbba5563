"""Effects of the steps of items: returns, actions, publications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.effects.effect import Effect
from pathway.workflows.forms.fields import DocumentFields, Fields


class ReturnFields(Fields):
    """An agency's summary and chronology."""

    summary: DocumentFields
    chronology: DocumentFields


class EvidenceFields(Fields):
    """The evidence of an action."""

    evidence: DocumentFields


class DueFields(Fields):
    """Another due date."""

    due: date


class PublicationPlanFields(Fields):
    """The planned day of publication."""

    planned_publication_on: date


class CopiesFields(Fields):
    """What went out before publication."""

    what: Literal["report", "improvements"]
    document: DocumentFields


def record_return(attempt: Attempt, changes: Changes, fields: ReturnFields) -> None:
    """Keep the hashes, and who submitted: that person does not accept it."""
    hashes = {"summary": fields.summary.sha256, "chronology": fields.chronology.sha256}
    _change(attempt, changes, submitted_by=attempt.actor, **hashes)


def record_evidence(attempt: Attempt, changes: Changes, fields: EvidenceFields) -> None:
    """Keep the hash of the evidence."""
    _change(attempt, changes, evidence=fields.evidence.sha256)


def rebase_action(attempt: Attempt, changes: Changes, fields: DueFields) -> None:
    """Move the due date; the first one is kept."""
    _change(attempt, changes, due=fields.due.isoformat())


def block_action(attempt: Attempt, changes: Changes) -> None:
    """Mark the action as blocked."""
    _change(attempt, changes, blocked=True)


def unblock_action(attempt: Attempt, changes: Changes) -> None:
    """Take the mark away."""
    _change(attempt, changes, blocked=None)


def plan_publication(attempt: Attempt, changes: Changes, fields: PublicationPlanFields) -> None:
    """Keep the planned day."""
    _change(attempt, changes, planned_on=fields.planned_publication_on.isoformat())


def record_copies(attempt: Attempt, changes: Changes, fields: CopiesFields) -> None:
    """Keep what was sent and when: the very same document is published, seven working days later at the earliest."""
    _change(attempt, changes, what=fields.what, sha256=fields.document.sha256, copies_on=attempt.on.isoformat())


def record_publication(attempt: Attempt, changes: Changes) -> None:
    """Keep the day of publication."""
    _change(attempt, changes, published_on=attempt.on.isoformat())


def revise_publication(attempt: Attempt, changes: Changes) -> None:
    """Forget the copies: new ones have to go out."""
    _change(attempt, changes, what=None, sha256=None, copies_on=None)


def take_down(attempt: Attempt, changes: Changes) -> None:
    """Begin again; remember that it was taken down, also when the case is closed."""
    _change(
        attempt, changes, what=None, sha256=None, copies_on=None, published_on=None, planned_on=None, taken_down=True
    )


def _change(attempt: Attempt, changes: Changes, **data: Any) -> None:
    if attempt.item is not None:
        changes.change_item(attempt.item.id, **data)


EFFECTS: Mapping[str, Effect] = {
    "record_return": record_return,
    "record_evidence": record_evidence,
    "rebase_action": rebase_action,
    "block_action": block_action,
    "unblock_action": unblock_action,
    "plan_publication": plan_publication,
    "record_copies": record_copies,
    "record_publication": record_publication,
    "revise_publication": revise_publication,
    "take_down": take_down,
}

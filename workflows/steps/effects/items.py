"""Effects of the steps of items: returns, actions, publications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Unpack

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.forms.fields import DocumentFields, Fields
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.item_data import ItemData, SetDayRecord


class ReturnFields(Fields):
    """An agency's summary and chronology."""

    summary: DocumentFields
    chronology: DocumentFields | None = None


class ChronologyFields(Fields):
    """An agency's chronology."""

    chronology: DocumentFields


class EvidenceFields(Fields):
    """The evidence of an action."""

    evidence: DocumentFields


class DueFields(Fields):
    """Another due date."""

    due: date


class OwnerFields(Fields):
    """Who carries an action out from now on."""

    owner: str


class PublicationPlanFields(Fields):
    """The planned day of publication."""

    planned_publication_on: date


class CopiesFields(Fields):
    """What went out before publication."""

    what: Literal["report", "improvements"]
    document: DocumentFields


def record_return(attempt: Attempt, changes: Changes, fields: ReturnFields) -> None:
    """Keep the hashes, and who submitted the return, since they may not accept it."""
    _change(attempt, changes, summary=fields.summary.sha256)
    if fields.chronology is not None:
        _change(attempt, changes, chronology=fields.chronology.sha256)
    _keep_submitter(attempt, changes)


def record_chronology(attempt: Attempt, changes: Changes, fields: ChronologyFields) -> None:
    """Keep the hash of the chronology, in the place of an earlier one."""
    _change(attempt, changes, chronology=fields.chronology.sha256)


def record_evidence(attempt: Attempt, changes: Changes, fields: EvidenceFields) -> None:
    """Keep the hash of the evidence, and who submitted it, since they may not verify it."""
    _change(attempt, changes, evidence=fields.evidence.sha256)
    _keep_submitter(attempt, changes)


def rebase_action(attempt: Attempt, changes: Changes, fields: DueFields) -> None:
    """Move the due date; the first one is kept."""
    _change(attempt, changes, dates=_set_day(changes, fields.due))


def block_action(attempt: Attempt, changes: Changes) -> None:
    """Mark the action as blocked."""
    _change(attempt, changes, blocked=True)


def unblock_action(attempt: Attempt, changes: Changes) -> None:
    """Mark the action as no longer blocked."""
    _forget(attempt, changes, "blocked")


def plan_publication(attempt: Attempt, changes: Changes, fields: PublicationPlanFields) -> None:
    """Keep the planned day."""
    _change(attempt, changes, plans=_set_day(changes, fields.planned_publication_on))


def record_copies(attempt: Attempt, changes: Changes, fields: CopiesFields) -> None:
    """Keep what was sent and when; the same document is published after a wait."""
    _change(
        attempt,
        changes,
        what=fields.what,
        sha256=fields.document.sha256,
        copies_on=attempt.on.isoformat(),
    )


def record_publication(attempt: Attempt, changes: Changes) -> None:
    """Keep the day of publication."""
    _change(attempt, changes, published_on=attempt.on.isoformat())


def revise_publication(attempt: Attempt, changes: Changes) -> None:
    """Forget the copies and the planned day, so that new copies go out and a new day is planned."""
    earlier = attempt.item.data.get("revisions", []) if attempt.item is not None else []
    _change(attempt, changes, revisions=[*earlier, changes.seq])
    _forget(attempt, changes, "what", "sha256", "copies_on")


def take_down(attempt: Attempt, changes: Changes) -> None:
    """Begin the publication again, and remember that it was taken down."""
    revise_publication(attempt, changes)
    _change(attempt, changes, taken_down=True)
    _forget(attempt, changes, "published_on")


def reassign_action(attempt: Attempt, changes: Changes, fields: OwnerFields) -> None:
    """Give the action to somebody else; duties and mail follow."""
    owner = attempt.situation.directory.number(fields.owner)
    posts = attempt.situation.directory.of(owner) if owner is not None else []
    if owner is None:
        _forget(attempt, changes, "owner", "agency")
    else:
        _change(attempt, changes, owner=owner, agency=posts[0].agency)


def _set_day(changes: Changes, day: date) -> dict[str, SetDayRecord]:
    """Return the entry of a date that the step sets, with the day on which it does so."""
    return {str(changes.seq): {"on": changes.on.isoformat(), "day": day.isoformat()}}


def _keep_submitter(attempt: Attempt, changes: Changes) -> None:
    if attempt.actor is None:
        _forget(attempt, changes, "submitted_by")
    else:
        _change(attempt, changes, submitted_by=attempt.actor)


def _change(attempt: Attempt, changes: Changes, **data: Unpack[ItemData]) -> None:
    if attempt.item is not None:
        changes.change_item(attempt.item.id, **data)


def _forget(attempt: Attempt, changes: Changes, *names: str) -> None:
    if attempt.item is not None:
        changes.forget_of_item(attempt.item.id, *names)


EFFECTS: Mapping[str, Effect] = {
    "record_return": record_return,
    "record_chronology": record_chronology,
    "record_evidence": record_evidence,
    "rebase_action": rebase_action,
    "block_action": block_action,
    "unblock_action": unblock_action,
    "plan_publication": plan_publication,
    "record_copies": record_copies,
    "record_publication": record_publication,
    "revise_publication": revise_publication,
    "take_down": take_down,
    "reassign_action": reassign_action,
}

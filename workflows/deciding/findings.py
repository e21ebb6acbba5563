"""
What a correction leaves to be dealt with: steps that would now be refused, and duties met late.

A finding holds codes and numbers only. It is open until a note settles it, or a further correction
takes it away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.cases.entries import first_answers_of, happened
from pathway.workflows.deciding.corrections import attempt_then
from pathway.workflows.deciding.revision import Revision, Statement
from pathway.workflows.history.changes import Changes, next_finding
from pathway.workflows.history.events import Event
from pathway.workflows.history.records import FindingRecord

LATE = "late_reason_required"
CLOCK_AFTER = "clock_after_met"
ENDED = ("met", "met_late")


def record_findings(attempt: Attempt, revision: Revision, changes: Changes) -> None:
    """Record what the correction leaves, in place of what earlier corrections of the entry left."""
    for name, finding in attempt.case.memory.get("findings", {}).items():
        if _is_open(finding, revision.event.seq):
            changes.forget("findings", name)
    findings = [*_refused(attempt, revision), *_late(attempt, changes), *_clock_after(changes)]
    # Counted from before, so that no number is used again.
    for number, finding in enumerate(findings, start=next_finding(attempt.case)):
        finding |= {"entry": revision.event.seq, "corrected_by": changes.seq}
        changes.remember(findings={f"finding:{number}": finding})


def _is_open(finding: FindingRecord, entry: int) -> bool:
    """Return whether a correction of that entry left the finding and nobody has settled it."""
    return finding.get("entry") == entry and "settled_by" not in finding


def _refused(attempt: Attempt, revision: Revision) -> Iterator[FindingRecord]:
    """Yield the steps, from the entry's own on, that a guard would refuse with the new value."""
    history = attempt.situation.history
    # Most entries of a long history are of steps without guards, and are not opened.
    later = history.events[revision.event.seq - 1 :]
    guarded = [event.seq for event in later if _is_guarded(attempt.definition, event)]
    opened = {event.seq: event for event in history.entries(guarded)}
    for header, was, would_be in revision.fork(history.events):
        event = opened.get(header.seq)
        if event is None:
            continue
        recorded = Statement(first_answers_of(history.entry, event, was), happened(event))
        corrected = revision.statement if event.seq == revision.event.seq else recorded
        before = _failing(attempt_then(attempt, event, was, recorded))
        for name in _failing(attempt_then(attempt, event, would_be, corrected)):
            if name not in before:
                yield {"event": event.seq, "step": event.step, "code": f"guard.{name}"}


def _is_guarded(definition: Definition, event: Event) -> bool:
    """Return whether somebody took a step that has guards."""
    if event.actor is None:
        return False
    return any(table.guards for _, table in definition.steps_named(event.step))


def _failing(attempt: Attempt | list[Any]) -> list[str]:
    if isinstance(attempt, list):
        return []
    guards = attempt.definition.vocabulary.guards
    return [name for name in attempt.step.guards if not guards[name].holds(attempt)]


def _late(attempt: Attempt, changes: Changes) -> Iterator[FindingRecord]:
    """Yield the duties that turn out to be met late, for which nobody has given a reason."""
    history = attempt.situation.history
    for name in changes.patch.get("deadlines", {}):
        now, before = changes.after.deadlines[name], attempt.case.deadlines.get(name)
        if now.state != "met_late" or not now.asks_reason:
            continue
        # A closing number beyond the history is that of the correction itself.
        if now.closed_by is None or now.closed_by > len(history.events):
            continue
        closing = history.entry(now.closed_by)
        sealed = closing.sealed or {}
        if before is not None and before.state != "met_late" and not sealed.get("late_reason"):
            yield {
                "event": now.closed_by,
                "step": closing.step,
                "code": LATE,
                "deadline": name,
            }


def _clock_after(changes: Changes) -> Iterator[FindingRecord]:
    """Yield the duties that would have been done before their clock started."""
    for name in changes.patch.get("deadlines", {}):
        now = changes.after.deadlines[name]
        if now.state not in ENDED or now.met_on is None or now.closed_by is None:
            continue
        if now.met_on < now.clock_on <= now.due:
            yield {"event": now.closed_by, "step": "", "code": CLOCK_AFTER, "deadline": name}

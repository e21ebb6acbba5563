"""
What a correction does to deadlines: it re-dates those that hang on the corrected day, open or met.

Both days are kept. What was met is judged anew: by another due day, or on another day, it may have been late, or in
time after all.
"""

from __future__ import annotations

from typing import Any

from pathway.workflows.case import Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.corrections import Revision
from pathway.workflows.format import DeadlineRule
from pathway.workflows.opening import clock_day, move_deadline

COUNTED = ("rule", "clock_on", "due", "practical", "provisional", "skipped", "calendar")
ENDED = ("met", "met_late")


def redate(attempt: Attempt, revision: Revision, changes: Changes) -> None:
    """Add to the changes what becomes of every deadline that the entry touched, or whose clock it gave."""
    now = revision.now.patch.get("deadlines", {})
    for name in [one for one in revision.was.patch.get("deadlines", {}) if one in now]:
        _redate_one(attempt, revision, changes, name)
    for rule in [one for one in attempt.definition.deadlines.values() if one.clock]:
        _redate_ended(attempt, revision, changes, rule)


def _redate_one(attempt: Attempt, revision: Revision, changes: Changes, name: str) -> None:
    """Let a deadline that the entry opened, moved or met take the corrected days, unless it has others by now."""
    was, now = revision.was.after.deadlines[name], revision.now.after.deadlines[name]
    known = changes.after.deadlines.get(name)
    if known is None or not (known.is_open or known.state in ENDED):
        return
    moved = (was.clock_on, was.due) != (now.clock_on, now.due)
    if moved and was.clock_on == known.clock_on and (was.clock_on != now.clock_on or was.due == known.due):
        _move(attempt, changes, known, {part: revision.now.after.document["deadlines"][name][part] for part in COUNTED})
    if known.is_open and was.owner != now.owner and known.owner == was.owner:
        changes.set_deadline(name, {"owner": revision.now.after.document["deadlines"][name]["owner"]})
    if now.met_on and was.met_on != now.met_on and (known.closed_by, known.met_on) == (revision.event.seq, was.met_on):
        changes.set_deadline(name, {"met_on": now.met_on.isoformat()})
    _judge(changes, name)


def _move(attempt: Attempt, changes: Changes, known: Deadline, counted: dict[str, Any]) -> None:
    kept = {"clock_on": known.clock_on.isoformat(), "due": known.due.isoformat(), "event": changes.seq}
    members = counted | {"moves": [*known.moves, kept]}
    if known.state == "breached" and counted["due"] >= attempt.situation.today.isoformat():
        members |= {"state": "running", "breach_corrected": True}
    changes.set_deadline(known.id, members)


def _redate_ended(attempt: Attempt, revision: Revision, changes: Changes, rule: DeadlineRule) -> None:
    """Re-date what was met by a clock of which the entry gave the day; what is open follows its clock anyhow."""
    for known in [one for one in changes.after.deadlines.values() if one.key == rule.key and one.state in ENDED]:
        was = clock_day(attempt.definition, rule, revision.was, known.item)
        now = clock_day(attempt.definition, rule, revision.now, known.item)
        if now is not None and was != now and known.clock_on == was:
            move_deadline(attempt, changes, known, rule, now)
            _judge(changes, known.id)


def _judge(changes: Changes, name: str) -> None:
    """Say anew whether what was met was met late."""
    known = changes.after.deadlines[name]
    if known.state not in ENDED or known.met_on is None:
        return
    late = known.is_late(known.met_on)
    if late != (known.state == "met_late"):
        corrected = None if known.breached_by is None else not late
        changes.set_deadline(name, {"state": "met_late" if late else "met", "breach_corrected": corrected})

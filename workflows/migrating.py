"""
Moving a running case to another version of its definition: what would change, what stands against it, and the event.

The case's whole history and its items must make sense under the other version. Due dates that its rules count in
another way are moved with both days kept, and told before. Until the next step it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pathway.errors import Reason
from pathway.workflows.calendar import Calendar, london_date
from pathway.workflows.case import Case, Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt, Command, Situation
from pathway.workflows.definition import Definition
from pathway.workflows.duties import settle
from pathway.workflows.events import Event, digest_of
from pathway.workflows.format import DefinitionFile, Step
from pathway.workflows.known_names import BREACH, TAKE_OVER_CLOCKS
from pathway.workflows.opening import move_deadline
from pathway.workflows.patch import difference
from pathway.workflows.people import Directory
from pathway.workflows.recounting import RECOUNT

MIGRATE = "migrate_definition"
TAKE_BACK = "take_back_migration"
# Steps that are no tables of any version.
OURS = (MIGRATE, TAKE_BACK, RECOUNT)
# Steps that are taken by the system alone.
BY_SYSTEM = (BREACH, TAKE_OVER_CLOCKS, RECOUNT)


@dataclass(frozen=True, slots=True)
class Move:
    """Who moves a case, when, and why: a person by the directory's number, or whoever keeps the installation."""

    by: int | None
    now: datetime
    calendar: Calendar
    directory: Directory
    reason: str | None
    salt: bytes


def against_migration(case: Case, history: Sequence[Event], to: Definition) -> list[Reason]:
    """Return everything in the case, its items and its history that the other version has no place for."""
    if case.definition == to.hash:
        return [Reason("same_definition", "the case follows this version already")]
    return list(dict.fromkeys([*_standing(case, to), *_passed(history, to), *_running(case, to)]))


def migrated(case: Case, to: Definition, move: Move) -> Event:
    """Return the event that moves the case, with every due date that the other version counts in another way."""
    changes = Changes(case, case.version + 1, london_date(move.now))
    attempt = _attempt(case, to, move)
    for deadline in changes.after.open_deadlines():
        _recount(attempt, changes, deadline)
    settle(attempt, changes)
    changes.remember(migrations={str(changes.seq): {"from": case.definition, "to": to.hash}})
    return _event(case, MIGRATE, to.hash, changes.patch, move)


def against_taking_back(history: Sequence[Event]) -> list[Reason]:
    """Return why a migration cannot be taken back: there was none, or a step was taken since."""
    steps = [event for event in history if event.step not in BY_SYSTEM]
    if steps and steps[-1].step == MIGRATE:
        return []
    return [Reason("nothing_to_take_back", "the last step of the case is no move to another version")]


def taken_back(case: Case, before: Case, since: Sequence[Event], move: Move) -> Event:
    """
    Return the event that takes the last migration back: the case is again as it was before.

    Args:
        before: The case before the migration.
        since: What the system recorded since; what stood already before keeps it. Days that a changed calendar moved
            were counted by the other version's rules, so that they are counted anew afterwards.
    """
    document = before
    for event in [one for one in since if one.step != RECOUNT]:
        document = document.changed(_known(before, event))
    return _event(case, TAKE_BACK, before.definition, difference(case.document, document.document), move)


def _known(before: Case, event: Event) -> dict[str, Any]:
    changed: Mapping[str, Any] = event.effects.get("deadlines", {})
    return {"deadlines": {name: members for name, members in changed.items() if name in before.deadlines}}


def _attempt(case: Case, to: Definition, move: Move) -> Attempt:
    """Return an attempt that is no step of any table, so that nothing but clocks and rules is looked at."""
    step = Step.model_validate({"name": MIGRATE, "title": MIGRATE, "from": ["*"], "who": ["system"]})
    command = Command(MIGRATE, move.by, london_date(move.now))
    return Attempt(to, to.case, step, case, None, command, Situation(move.directory, move.calendar, move.now))


def _recount(attempt: Attempt, changes: Changes, deadline: Deadline) -> None:
    """Re-date an open deadline whose rule is another one; a day that was asked for, or stands still, stays."""
    rule = attempt.definition.deadlines[deadline.key]
    if rule.asked or deadline.paused_on is not None or deadline.months is not None:
        return
    trial = Changes(attempt.case, changes.seq, changes.on)
    move_deadline(attempt, trial, deadline, rule, deadline.clock_on)
    if trial.after.deadlines[deadline.id].rule != deadline.rule:
        move_deadline(attempt, changes, deadline, rule, deadline.clock_on)


def _event(case: Case, step: str, definition: str, effects: Mapping[str, Any], move: Move) -> Event:
    sealed: dict[str, Any] = {"input": {}, "reason": move.reason, "late_reason": None, "salt": move.salt.hex()}
    return Event(
        reference=case.reference,
        seq=case.version + 1,
        step=step,
        item=None,
        actor=move.by,
        role="bu" if move.by is not None else "system",
        deputy=False,
        occurred_on=london_date(move.now),
        recorded_at=move.now,
        from_state=case.state,
        to_state=case.state,
        item_to=None,
        effects=effects,
        definition=definition,
        digest=digest_of(sealed),
        previous_hash=case.head,
        sealed=sealed,
    )


def _standing(case: Case, to: Definition) -> Iterator[Reason]:
    if case.state not in _states(to.case):
        yield Reason("state", f"it has no state {case.state}, in which the case is")
    for item in case.items.values():
        if item.kind not in to.files:
            yield Reason("item", f"it has no items of the kind {item.kind}")
        elif item.state not in _states(to.files[item.kind]):
            yield Reason("item", f"{item.kind} has no state {item.state}, in which {item.id} is")


def _passed(history: Sequence[Event], to: Definition) -> Iterator[Reason]:
    for event in history:
        if event.step in OURS:
            continue
        tables = to.steps_named(event.step)
        if not tables:
            yield Reason("step", f"it has no step {event.step}, which was taken as event {event.seq}")
        elif not any(_fits(file, step, event) for file, step in tables):
            way = f"from {event.from_state}" + (f" to {event.to_state}" if event.to_state != event.from_state else "")
            yield Reason("step", f"{event.step} has no way {way}, which event {event.seq} took")


def _fits(file: DefinitionFile, step: Step, event: Event) -> bool:
    if file.owns == "item":
        return event.item is not None and (event.item_to is None or event.item_to in _states(file))
    if event.seq == 1:
        return not step.from_ and step.to == event.to_state
    stays = event.to_state == event.from_state
    return file.covers(step.from_, event.from_state) and (stays or step.to == event.to_state)


def _running(case: Case, to: Definition) -> Iterator[Reason]:
    for deadline in case.open_deadlines():
        if deadline.key not in to.deadlines:
            yield Reason("deadline", f"it has no deadline {deadline.key}, and {deadline.id} is open")


def _states(file: DefinitionFile) -> set[str]:
    return {state.name for state in file.state}

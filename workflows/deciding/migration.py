"""
Moving a running case to another version of its definition, and taking the move back.

The case's whole history and its items must make sense under the other version. Due dates that its
rules count in another way are moved, with both days kept, and shown beforehand. Until the next step
the move can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.cases.lengths import rule_of
from pathway.workflows.deadlines.moving import retold
from pathway.workflows.deadlines.on_record import Now
from pathway.workflows.deadlines.opening import ASKED, SOONER
from pathway.workflows.deadlines.recounting import RECOUNT
from pathway.workflows.deadlines.settling import retell, settle
from pathway.workflows.definitions.deadline_format import DeadlineRule
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.patch import difference
from pathway.workflows.history.recording import SYSTEM, Author, recorded
from pathway.workflows.known_names import BREACH, FOLLOW_FAMILY, HAND_BACK, TAKE_OVER

MIGRATE = "migrate_definition"
TAKE_BACK = "take_back_migration"
# Steps that no version of the definition has a table for.
OURS = (MIGRATE, TAKE_BACK, RECOUNT)
# Steps that are taken by the system alone.
BY_SYSTEM = (BREACH, TAKE_OVER, HAND_BACK, FOLLOW_FAMILY, RECOUNT)


@dataclass(frozen=True, slots=True)
class Move:
    """
    Who moves a case, when, and why.

    Args:
        by: The directory's number of a person; None is whoever keeps the installation.
    """

    by: int | None
    now: datetime
    calendar: Calendar
    directory: Directory
    reason: str | None
    salt: bytes


def against_migration(case: Case, history: Sequence[Event], to: BoundDefinition) -> list[Reason]:
    """Return everything in the case, its items and its history that does not fit the version."""
    if case.definition == to.hash:
        return [Reason("same_definition", "the case already follows this version")]
    return list(dict.fromkeys([*_standing(case, to), *_passed(history, to), *_running(case, to)]))


def migrated(case: Case, from_: Definition, to: BoundDefinition, move: Move) -> Event:
    """Return the event that moves the case, and every due date whose rule differs."""
    changes = Changes(case, case.version + 1, london_date(move.now))
    attempt = _attempt(case, to, move)
    for deadline in changes.after.open_deadlines():
        _take_rule(attempt, changes, deadline, from_.deadlines.get(deadline.key))
    settle(attempt, changes)
    changes.remember(migrations={str(changes.seq): {"from": case.definition, "to": to.hash}})
    return _event(changes, MIGRATE, to.hash, move)


def against_taking_back(history: Sequence[Event]) -> list[Reason]:
    """Return why a migration cannot be taken back: there was none, or a step was taken since."""
    steps = [event for event in history if event.step not in BY_SYSTEM]
    if steps and steps[-1].step == MIGRATE:
        return []
    return [
        Reason("nothing_to_take_back", "the last step of the case is not a move to another version")
    ]


def taken_back(
    case: Case, before: Case, to: BoundDefinition, since: Sequence[Event], move: Move
) -> Event:
    """
    Return the event that takes the last migration back and leaves everything else as it is.

    Args:
        before: The case before the migration.
        to: The definition that it then followed.
        since: What the system recorded since.
    """
    document = before
    for event in since:
        # The due days are counted again below, with the present calendar.
        if event.step != RECOUNT:
            document = document.changed(_known(before, event))
    changes = Changes(case, case.version + 1, london_date(move.now))
    changes.add(difference(case.document, document.document))
    retell(_attempt(case, to, move), changes)
    return _event(changes, TAKE_BACK, before.definition, move)


def _known(before: Case, event: Event) -> dict[str, Any]:
    """Return the effects of an event, except on duties that the migration had begun."""
    touched: Mapping[str, Any] = event.effects.get("deadlines", {})
    kept = {
        name: members
        for name, members in touched.items()
        if name in before.deadlines or members.get("opened_by") == event.seq
    }
    return dict(event.effects) | {"deadlines": kept}


def _attempt(case: Case, to: BoundDefinition, move: Move) -> Attempt:
    """Return an attempt at a step that no table has, so that only clocks and rules apply."""
    step = Step(name=MIGRATE, title=MIGRATE, from_=["*"], who=["system"])
    return Attempt(
        to,
        to.case,
        step,
        case=case,
        item=None,
        command=Command(MIGRATE, move.by, london_date(move.now)),
        situation=Situation(move.directory, move.calendar, move.now),
    )


def _take_rule(
    attempt: Attempt, changes: Changes, deadline: Deadline, old: DeadlineRule | None
) -> None:
    """Give an open deadline the length that its rule has in the other version, if that differs."""
    new = attempt.definition.deadlines[deadline.key]
    if old is not None and (old.due, old.sooner, old.clock) == (new.due, new.sooner, new.clock):
        return
    # A day that a step asked for, and a check after so many months, have no length to replace.
    if deadline.branch == ASKED or deadline.months is not None:
        return
    length = new.sooner if deadline.branch == SOONER and new.sooner is not None else new.due
    if isinstance(length.months, list):
        return
    rule, today = str(rule_of(length)), changes.on.isoformat()
    if rule == deadline.rule and new.clock == deadline.clock:
        return
    kept = [*deadline.earlier_rules, {"rule": deadline.rule, "until": today}]
    changes.set_deadline(deadline.id, {"rule": rule, "earlier_rules": kept, "clock": new.clock})
    moved = retold(
        attempt.definition,
        changes,
        changes.after.deadlines[deadline.id],
        calendar=attempt.situation.calendar,
        now=Now(changes.seq, changes.on),
        afresh=True,
    )
    changes.set_deadline(deadline.id, moved)


def _event(changes: Changes, step: str, definition: str, move: Move) -> Event:
    sealed: dict[str, Any] = {
        "input": {},
        "reason": move.reason,
        "late_reason": None,
        "salt": move.salt.hex(),
    }
    by = Author(move.by, "bu") if move.by is not None else SYSTEM
    return recorded(changes, step, move.now, definition=definition, by=by, sealed=sealed)


def _standing(case: Case, to: BoundDefinition) -> Iterator[Reason]:
    """Yield the states of the case and its items that the other version does not have."""
    if case.state not in _states(to.case):
        yield Reason("state", f"the case is in {case.state}, a state that it does not have")
    for item in case.items.values():
        if item.kind not in to.files:
            yield Reason("item", f"it has no items of the kind {item.kind}")
        elif item.state not in _states(to.files[item.kind]):
            yield Reason("item", f"{item.id} is in {item.state}, a state that it does not have")


def _passed(history: Sequence[Event], to: BoundDefinition) -> Iterator[Reason]:
    """Yield the steps of the history that could not have been taken under the other version."""
    for event in history:
        if event.step in OURS:
            continue
        tables = to.steps_named(event.step)
        if not tables:
            yield Reason(
                "step", f"it has no step {event.step}, which was taken as event {event.seq}"
            )
        elif not any(_fits(file, step, event) for file, step in tables):
            way = f"from {event.from_state}"
            if event.to_state != event.from_state:
                way += f" to {event.to_state}"
            yield Reason("step", f"{event.step} has no way {way}, which event {event.seq} took")


def _fits(file: DefinitionFile, step: Step, event: Event) -> bool:
    """Return whether a step of the other version could have made the event."""
    if file.owns == "item":
        return event.item is not None and (event.item_to is None or event.item_to in _states(file))
    if event.seq == 1:
        return not step.from_ and step.to == event.to_state
    stays = event.to_state == event.from_state
    return file.covers(step.from_, event.from_state) and (stays or step.to == event.to_state)


def _running(case: Case, to: BoundDefinition) -> Iterator[Reason]:
    """Yield the open deadlines that the other version has no rule for."""
    for deadline in case.open_deadlines():
        if deadline.key not in to.deadlines:
            yield Reason(
                "deadline", f"it has no deadline {deadline.key}, but {deadline.id} is open"
            )


def _states(file: DefinitionFile) -> set[str]:
    return {state.name for state in file.state}

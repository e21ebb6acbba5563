"""
What a step does to the duties of a case: it meets or stops some, starts others, and updates all.

That is the order, so that a step may meet one occurrence and start the next. When a duty is then
due, and whether it is open or has ended, follows from all that is on record; see `on_record`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.calendar.moments import Moment, moment_of
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.counting.clocks import ClockContext, clock_of
from pathway.workflows.deadlines.moving import retold
from pathway.workflows.deadlines.on_record import Now, depends_on_time
from pathway.workflows.deadlines.opening import occurrences, open_deadlines, owner_of
from pathway.workflows.deadlines.subjects import asked, followed, own_part
from pathway.workflows.deadlines.triggers import fires
from pathway.workflows.definitions.deadline_format import DeadlineRule, Trigger
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.ledger import (
    MET,
    STOPPED,
    Ending,
    Subject,
    ending_entry,
    start_entry,
)
from pathway.workflows.history.ledger_entries import StartEntry
from pathway.workflows.known_names import BREACH, CORRECT

LATE = "late_reason_required"
# Owners that only the step which starts a duty can name.
DELAY = "delay"
NAMED_BY_STEP = ("asked", DELAY)


def settle(attempt: Attempt, changes: Changes) -> None:
    """Add to the changes what the step does to every duty."""
    if attempt.reads_form:
        _forget_earlier_forms(attempt, changes)
    _enter_endings(attempt, changes)
    retell(attempt, changes)
    before_starts = changes.after
    for rule in _rules(attempt, changes):
        _start(attempt, changes, rule)
    if changes.after is not before_starts:
        retell(attempt, changes)
    _ask_why_late(attempt, changes)
    _end_delays(attempt, changes)
    _give_to_whoever_owns(attempt, changes)


def _rules(attempt: Attempt, changes: Changes) -> Iterator[DeadlineRule]:
    """Yield the rules whose duties the step may start or end."""
    naming = attempt.definition.keys_naming(attempt.name)
    is_quiet = _touches_own_duty_at_most(attempt, changes)
    for rule in attempt.definition.rules_of(attempt.name):
        # A clock, and every other cause than the step's name, wants something to have changed.
        if rule.key in naming or not is_quiet:
            yield rule
            is_quiet = _touches_own_duty_at_most(attempt, changes)


def _enter_endings(attempt: Attempt, changes: Changes) -> None:
    """Enter in the ledger the rules whose duties the step meets or stops, open or not."""
    for rule in _rules(attempt, changes):
        ending = _ending(attempt, changes, rule)
        if ending is not None:
            changes.remember(ends={rule.key: {str(changes.seq): ending_entry(ending)}})
    finals = attempt.definition.case.finals
    if changes.after.state in finals and attempt.case.state not in finals:
        changes.remember(closings={str(changes.seq): changes.on.isoformat()})


def _ending(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> Ending | None:
    if any(fires(attempt, changes, trigger) for trigger in rule.stopping()):
        return _ended(attempt, changes, STOPPED, changes.moment)
    for trigger in rule.meeting():
        if fires(attempt, changes, trigger):
            moment = _met_at(changes, trigger)
            return _ended(attempt, changes, MET, moment, by_fact=trigger.fact is not None)
    return None


def _ended(
    attempt: Attempt, changes: Changes, how: str, moment: Moment, *, by_fact: bool = False
) -> Ending:
    item = attempt.item.id if attempt.item is not None else None
    return Ending(
        event=changes.seq,
        moment=moment,
        how=how,
        moved=_has_moved(attempt, changes),
        subject=changes.subject or Subject(item=item),
        by_fact=by_fact,
        months=changes.months if by_fact else None,
    )


def _met_at(changes: Changes, trigger: Trigger) -> Moment:
    """Return when the step meets a duty: on the day of its fact, of its completion, or its own."""
    day = changes.facts[trigger.fact] if trigger.fact is not None else changes.completed_on
    return changes.moment if day in (None, changes.on) else Moment(day)


def _has_moved(attempt: Attempt, changes: Changes) -> bool:
    """Return whether the step leads the case, or the item that it is about, to another state."""
    item = attempt.item
    if item is not None and changes.after.items[item.id].state != item.state:
        return True
    return changes.after.state != attempt.case.state


def _forget_earlier_forms(attempt: Attempt, changes: Changes) -> None:
    """Take back what earlier forms met, since a new form says afresh what was done."""
    forms = attempt.case.memory.get("form", {}).get("events", [])
    for key, entries in attempt.case.memory.get("ends", {}).items():
        for form in forms:
            if str(form) in entries:
                changes.forget("ends", key, str(form))


def _start(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    if rule.follows_clock:
        _start_by_clock(attempt, changes, rule)
        return
    for trigger in rule.starting():
        if fires(attempt, changes, trigger):
            for subject in _subjects(attempt, changes, rule, trigger):
                _start_one(attempt, changes, rule, subject)


def _start_by_clock(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    """Start a duty that only follows a clock for each subject that now has a day."""
    if changes.after.state in attempt.definition.case.finals and not rule.lives_on:
        return
    for subject, rounds in followed(rule, changes.after):
        if len(occurrences(changes, rule.key, subject)) < rounds:
            context = ClockContext(
                attempt.definition,
                changes.after,
                subject,
                occurrence=rounds,
                opened_by=changes.seq,
            )
            runs = clock_of(rule.clock or "")(context)
            if runs:
                open_deadlines(attempt, changes, rule, subject=subject, day=runs[-1].day)


def _start_one(attempt: Attempt, changes: Changes, rule: DeadlineRule, subject: Subject) -> None:
    running = [deadline for deadline in occurrences(changes, rule.key, subject) if deadline.is_open]
    entry = start_entry(changes.moment, changes.asked_due if rule.asked else None)
    if running and (rule.clock or rule.one_at_a_time):
        _start_again(changes, rule, running[-1], entry)
        return
    day = changes.on
    if rule.clock is not None:
        context = ClockContext(attempt.definition, changes.after, subject, opened_by=changes.seq)
        runs = clock_of(rule.clock)(context)
        if not runs:
            return
        day = runs[-1].day
    changes.remember(starts={rule.key: {str(changes.seq): entry}})
    open_deadlines(attempt, changes, rule, subject=subject, day=day)


def _start_again(
    changes: Changes, rule: DeadlineRule, running: Deadline, entry: StartEntry
) -> None:
    """Add a further start to a duty that runs already; the earliest day counts."""
    if rule.clock is None:
        changes.remember(starts={rule.key: {str(changes.seq): entry}})
        changes.set_deadline(running.id, {"started_by": [*running.started_by, changes.seq]})


def _subjects(
    attempt: Attempt, changes: Changes, rule: DeadlineRule, trigger: Trigger
) -> Iterable[Subject]:
    """Return what a trigger starts duties about: items just opened, or the subject of the step."""
    if trigger.opens is not None:
        return [Subject(item=name) for name in changes.opened_items(trigger.opens)]
    own = changes.subject or Subject(item=attempt.item.id if attempt.item is not None else None)
    return asked(attempt.definition, changes.after, rule, own_part(rule, own, attempt.item))


def retell(attempt: Attempt, changes: Changes) -> None:
    """Bring each duty up to date with what is on record."""
    now = Now(changes.seq, changes.on, moment_of(attempt.situation.now))
    calendar = attempt.situation.calendar
    for deadline in _concerned(attempt, changes) or _moved_by_time(changes, calendar, now):
        members = retold(attempt.definition, changes, deadline, calendar=calendar, now=now)
        if members:
            members |= _reason_owed(attempt, deadline, members)
            changes.set_deadline(deadline.id, members)


def _concerned(attempt: Attempt, changes: Changes) -> list[Deadline]:
    """
    Return the duties that the step may change: none where nothing on record has changed, and of a
    breach only its own, unless it starts or ends others.
    """
    if _is_as_recorded(attempt, changes):
        return []
    duties = changes.after.deadlines
    # Many may be overdue at once, and looking at all of them after each takes time by its square.
    if _is_breach_alone(attempt, changes):
        return [duties[name] for name in changes.patch["deadlines"]]
    return list(duties.values())


def _is_as_recorded(attempt: Attempt, changes: Changes) -> bool:
    """Return whether the step changes nothing so far, so that every duty is as it was written."""
    return not changes.patch and attempt.case.definition == attempt.definition.hash


def _touches_own_duty_at_most(attempt: Attempt, changes: Changes) -> bool:
    """Return whether nothing has changed by which a clock goes, or another duty starts or ends."""
    return _is_as_recorded(attempt, changes) or _is_breach_alone(attempt, changes)


def _is_breach_alone(attempt: Attempt, changes: Changes) -> bool:
    """Return whether the step is a breach that has only marked its duty so far."""
    return attempt.step.name == BREACH and changes.patch.keys() == {"deadlines"}


def _moved_by_time(changes: Changes, calendar: Calendar, now: Now) -> list[Deadline]:
    """Return the duties that another calendar or a later day may change, with nothing else."""
    duties = changes.after.duties
    others = (*duties.with_breaches, *duties.counted_otherwise(calendar.version))
    moved = {deadline.id for deadline in others if depends_on_time(deadline, calendar, now)}
    return [deadline for name, deadline in duties.by_id.items() if name in moved] if moved else []


def _reason_owed(attempt: Attempt, deadline: Deadline, members: dict[str, Any]) -> dict[str, Any]:
    """Return the mark of a duty that owes its reason, as a form gives it only once submitted."""
    if "state" not in members:
        return {}
    if members["state"] != "met_late" or not deadline.asks_reason:
        return {"owes_reason": None}
    return {"owes_reason": True} if attempt.reads_form else {}


def _ask_why_late(attempt: Attempt, changes: Changes) -> None:
    """
    Record a finding for each duty, met before, that turns out to have been met late.

    A correction records findings of its own.
    """
    if attempt.reads_form or attempt.step.name == CORRECT:
        return
    for name in changes.patch.get("deadlines", {}):
        now, before = changes.after.deadlines[name], attempt.case.deadlines.get(name)
        if now.state != "met_late" or not now.asks_reason:
            continue
        if now.closed_by is None or now.closed_by >= changes.seq:
            continue
        if before is None or before.state != "met_late":
            changes.find(LATE, deadline=name, met_by=now.closed_by)


def _end_delays(attempt: Attempt, changes: Changes) -> None:
    """End the delay of each duty that has ended, or whose delay's review ended without another."""
    for duty in changes.after.duties.delayed:
        reviews = [review for review in _reviews(attempt, changes) if review.about == duty.id]
        running = [review for review in reviews if review.is_open]
        if not duty.is_open:
            changes.set_deadline(duty.id, {"delayed": None})
        elif not running and any(review.closed_by == changes.seq for review in reviews):
            changes.set_deadline(duty.id, {"delayed": None, "revised": None})


def _reviews(attempt: Attempt, changes: Changes) -> Iterator[Deadline]:
    keys = {rule.key for rule in attempt.definition.deadlines.values() if rule.owner == DELAY}
    return (deadline for deadline in changes.after.deadlines.values() if deadline.key in keys)


def _give_to_whoever_owns(attempt: Attempt, changes: Changes) -> None:
    """Give open duties to their present owners, as after a correction or a change of owner."""
    for deadline in _concerned(attempt, changes):
        rule = attempt.definition.deadlines.get(deadline.key)
        if not deadline.is_open or rule is None or rule.owner in NAMED_BY_STEP:
            continue
        subject = Subject(deadline.item, deadline.child, deadline.seat, deadline.about)
        owner = owner_of(attempt, changes, rule, subject)
        if owner != changes.after.document["deadlines"][deadline.id]["owner"]:
            changes.set_deadline(deadline.id, {"owner": owner})

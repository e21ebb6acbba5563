"""
What a step does to the deadlines of a case: stops them, meets them, moves them, starts them.

In that order, so that a step may meet one occurrence and start the next. A deadline that is stopped was not met. A
clock that follows what is on record moves its deadline, and both days are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pathway.workflows.case import Case, Deadline, Item, matches
from pathway.workflows.changes import Changes
from pathway.workflows.clocks import CLOCKS
from pathway.workflows.commands import Attempt
from pathway.workflows.format import DeadlineRule, Length, Sooner, Trigger, step_fits
from pathway.workflows.guards import GUARDS
from pathway.workflows.rules import Due, Rule, due_date

IMPACT = "impact_check"


def settle(attempt: Attempt, changes: Changes) -> None:
    """Add to the changes what the step does to every deadline."""
    before = changes.after
    for deadline in [one for one in before.deadlines.values() if one.is_open]:
        rule = attempt.definition.deadlines.get(deadline.key)
        if rule is not None:
            _close(attempt, changes, deadline, rule)
    for rule in attempt.definition.deadlines.values():
        if rule.clock:
            _follow(attempt, changes, rule)
        _start(attempt, changes, rule)
    _end_delays(changes)


def met_late(changes: Changes) -> list[Deadline]:
    """Return the duties of law, guidance or expectation that the changes meet late: each asks its reason."""
    found = (changes.after.deadlines[name] for name in changes.patch.get("deadlines", {}))
    return [one for one in found if one.closed_by == changes.seq and one.state == "met_late" and one.asks_reason]


def would_meet_late(attempt: Attempt) -> bool:
    """Say whether taking the step on its day would meet such a duty late; its input is not looked at."""
    changes = Changes(attempt.case, attempt.seq, attempt.on)
    open_now = [one for one in attempt.case.open_deadlines() if one.asks_reason and attempt.on > one.due]
    return any(
        _fires(attempt, changes, trigger, one)
        for one in open_now
        if (rule := attempt.definition.deadlines.get(one.key))
        for trigger in rule.meeting()
        if trigger.step and not trigger.when
    )


def _close(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule) -> None:
    if deadline.breached_by == changes.seq:
        return
    if _is_stopped(attempt, changes, deadline, rule):
        changes.set_deadline(deadline.id, {"state": "stopped", "closed_by": changes.seq})
        return
    day = _met_on(attempt, changes, deadline, rule)
    if day is not None:
        changes.set_deadline(deadline.id, _meeting(attempt, changes, deadline, day))


def _is_stopped(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule) -> bool:
    if _closes(attempt, changes) and not rule.lives_on:
        # What closing meets, it meets: accepting the last step of a duty is no stopping of it.
        return _met_on(attempt, changes, deadline, rule) is None
    return any(_fires(attempt, changes, trigger, deadline) for trigger in rule.stopping())


def _closes(attempt: Attempt, changes: Changes) -> bool:
    finals = attempt.definition.case.finals
    return changes.after.state in finals and attempt.case.state not in finals


def _met_on(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule) -> date | None:
    """Return the day on which the step meets the deadline, or None: a fact's own day, else the step's."""
    for trigger in rule.meeting():
        if trigger.fact in changes.facts and _is_the_check(changes, deadline):
            return changes.facts[trigger.fact]
        if trigger.fact is None and _fires(attempt, changes, trigger, deadline):
            return changes.on
    return None


def _is_the_check(changes: Changes, deadline: Deadline) -> bool:
    return deadline.key != IMPACT or deadline.months == changes.months


def _meeting(attempt: Attempt, changes: Changes, deadline: Deadline, day: date) -> dict[str, Any]:
    late = day > deadline.due and not deadline.never_breached
    members: dict[str, Any] = {
        "state": "met_late" if late else "met",
        "met_on": day.isoformat(),
        "closed_by": changes.seq,
    }
    if deadline.state == "breached" and not late:
        members["breach_corrected"] = True
    if late and deadline.asks_reason and attempt.step.name in ("refer", "amend"):
        members["owes_reason"] = True
    return members


def _fires(attempt: Attempt, changes: Changes, trigger: Trigger, deadline: Deadline | None) -> bool:
    """Say whether the step is what the trigger means, for that deadline where one is given."""
    if not _is_cause(attempt, changes, trigger):
        return False
    if deadline is not None and not _same_subject(attempt, changes, trigger, deadline):
        return False
    return trigger.when is None or GUARDS[trigger.when].holds(_afterwards(attempt, changes))


def _is_cause(attempt: Attempt, changes: Changes, trigger: Trigger) -> bool:
    before, after = attempt.case.state, changes.after.state
    if trigger.step is not None and not step_fits(trigger.step, attempt.name):
        return False
    if trigger.enters is not None and (before == after or not matches(trigger.enters, after)):
        return False
    if trigger.leaves is not None and (not matches(trigger.leaves, before) or matches(trigger.leaves, after)):
        return False
    if trigger.fact is not None and trigger.fact not in changes.facts:
        return False
    if trigger.opens is not None and not changes.opened:
        return False
    return _between(trigger, before, after)


def _between(trigger: Trigger, before: str, after: str) -> bool:
    from_fits = trigger.from_ is None or matches(trigger.from_, before)
    return from_fits and (trigger.to is None or matches(trigger.to, after))


def _same_subject(attempt: Attempt, changes: Changes, trigger: Trigger, deadline: Deadline) -> bool:
    """A duty of one item is touched by steps of that item, and by steps of the case that touch them all."""
    if deadline.item is None:
        return True
    if attempt.item is not None:
        return deadline.item == attempt.item.id
    return changes.subject is None or trigger.step is None or deadline.item == changes.subject


def _afterwards(attempt: Attempt, changes: Changes) -> Attempt:
    after = changes.after
    item = after.items.get(attempt.item.id) if attempt.item else None
    return replace(attempt, case=after, item=item)


def _follow(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    """Move what runs by a clock to the clock's day; start a rule that is nothing but a clock on a new day."""
    after = changes.after
    for deadline in [one for one in after.open_deadlines(rule.key) if one.breached_by != changes.seq]:
        day = _clock_day(rule, after, after.items.get(deadline.item or ""), changes)
        if day is None and not rule.starts:
            changes.set_deadline(deadline.id, {"state": "stopped", "closed_by": changes.seq})
        elif day is not None and day != deadline.clock_on:
            _move(attempt, changes, deadline, rule, day)
    if not rule.starts and not after.within(*attempt.definition.case.finals):
        _start_by_clock(attempt, changes, rule)


def _start_by_clock(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    after = changes.after
    day = _clock_day(rule, after, None, changes)
    earlier = [one for one in after.deadlines.values() if one.key == rule.key]
    if day is None or any(one.is_open or one.clock_on == day for one in earlier):
        return
    name = _open(attempt, changes, rule, None, day)
    deadline = changes.after.deadlines[name]
    met_on = _met_on(attempt, changes, deadline, rule)
    if met_on is not None:
        changes.set_deadline(name, _meeting(attempt, changes, deadline, met_on))


def _start(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    for trigger in rule.starting():
        if not _fires(attempt, changes, trigger, None):
            continue
        for item in _items_meant(attempt, changes, trigger):
            _start_one(attempt, changes, rule, item)


def _start_one(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None) -> None:
    after = changes.after
    running = [one for one in after.open_deadlines(rule.key) if one.item == item]
    day = _clock_day(rule, after, after.items.get(item or ""), changes)
    if day is None or (rule.clock and running):
        return
    _open(attempt, changes, rule, item, day)


def _items_meant(attempt: Attempt, changes: Changes, trigger: Trigger) -> Iterator[str | None]:
    """Return the items that a start is about: those just opened, the step's own, its subject, or none."""
    if trigger.opens is not None:
        yield from (name for name in changes.opened if changes.after.items[name].kind == trigger.opens)
    elif attempt.item is not None and trigger.step and "." in trigger.step:
        yield attempt.item.id
    else:
        yield changes.subject


def _clock_day(rule: DeadlineRule, case: Case, item: Item | None, changes: Changes) -> date | None:
    return CLOCKS[rule.clock](case, item) if rule.clock else changes.on


def _open(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None, day: date) -> str:
    """Open the deadline, or each of them where one rule has several due dates; return the last one's id."""
    name = ""
    for length in _lengths(attempt, changes, rule):
        occurrence = 1 + sum(one.key == rule.key and one.item == item for one in changes.after.deadlines.values())
        name = _id(rule.key, item, occurrence)
        due = _due(attempt, changes, length, day)
        document = _document(attempt, changes, rule, name, item, occurrence, day, length, due)
        changes.set_deadline(name, document)
    return name


def _lengths(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> list[Rule]:
    if rule.asked and changes.asked_due is not None:
        return [Rule(days=(changes.asked_due - changes.on).days)]
    sooner = rule.sooner
    if sooner is not None and GUARDS[sooner.when].holds(_afterwards(attempt, changes)):
        return [_rule(sooner)]
    months = rule.due.months
    return [Rule(months=one) for one in months] if isinstance(months, list) else [_rule(rule.due)]


def _rule(length: Length | Sooner) -> Rule:
    months = length.months if isinstance(length.months, int) else None
    return Rule(working_days=length.working_days, months=months, days=length.days)


def _due(attempt: Attempt, changes: Changes, length: Rule, day: date) -> Due:
    return due_date(length, day, attempt.situation.calendar)


def _document(
    attempt: Attempt,
    changes: Changes,
    rule: DeadlineRule,
    name: str,
    item: str | None,
    occurrence: int,
    day: date,
    length: Rule,
    due: Due,
) -> dict[str, Any]:
    several = isinstance(rule.due.months, list)
    return {
        "id": name,
        "key": rule.key,
        "item": item,
        "occurrence": occurrence,
        "status": rule.status,
        "state": "running",
        "owner": _owner(attempt, changes, rule, item),
        "never_breached": rule.never_breached,
        "lives_on": rule.lives_on,
        "months": length.months if several else None,
        "recorded_on": attempt.situation.today.isoformat(),
        "opened_by": changes.seq,
    } | _counted(attempt, length, day, due)


def _counted(attempt: Attempt, length: Rule, day: date, due: Due) -> dict[str, Any]:
    return {
        "rule": str(length),
        "clock_on": day.isoformat(),
        "due": due.day.isoformat(),
        "practical": due.practical.isoformat(),
        "provisional": due.provisional,
        "skipped": [{"day": one.day.isoformat(), "why": one.why} for one in due.skipped],
        "calendar": attempt.situation.calendar.version,
    }


def _move(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule, day: date) -> None:
    """Re-date an open deadline; the earlier clock and due date are kept with the number of the event."""
    length = _lengths(attempt, changes, rule)[0]
    due = _due(attempt, changes, length, day)
    kept = {"clock_on": deadline.clock_on.isoformat(), "due": deadline.due.isoformat(), "event": changes.seq}
    members = _counted(attempt, length, day, due) | {"moves": [*deadline.moves, kept]}
    if deadline.state == "breached" and due.day >= attempt.situation.today:
        members |= {"state": "running", "breach_corrected": True}
    changes.set_deadline(deadline.id, members)


def _owner(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None) -> dict[str, Any]:
    """Return whose duty it is, as the document keeps it."""
    found = changes.after.items.get(item or "")
    agencies = attempt.definition.agencies
    match rule.owner:
        case "rep":
            return {"role": "rep", "agency": found["agency"] if found else attempt.remembered("agency")}
        case "owner":
            return {"role": "owner", "agency": found["agency"], "person": found["owner"]} if found else {"role": "owner"}
        case "asked":
            return {"role": "rep", "agency": changes.asked_agency}
        case "youth_justice_rep":
            return {"role": "rep", "agency": agencies.youth_justice}
        case "delay":
            status = changes.after.deadlines[changes.subject or ""].status
            return {"role": "partner" if status in ("law", "guidance") else "chair"}
        case role:
            return {"role": role}


def _end_delays(changes: Changes) -> None:
    """A duty that has ended takes its delay and the review of that delay with it."""
    after = changes.after
    for review in after.open_deadlines("delay_review"):
        duty = after.deadlines.get(review.item or "")
        if duty is not None and not duty.is_open:
            changes.set_deadline(review.id, {"state": "stopped", "closed_by": changes.seq})
            changes.set_deadline(duty.id, {"delayed": False})


def _id(key: str, item: str | None, occurrence: int) -> str:
    name = f"{key}/{item}" if item else key
    return name if occurrence == 1 else f"{name}.{occurrence}"

"""
What a step does to the deadlines of a case: moves them, stops them, meets them, starts them.

In that order, so that a step may meet one occurrence and start the next. A deadline that is stopped was not met. A
clock that follows what is on record moves its deadline, and both days are kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pathway.workflows.case import Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.choices import fact_of, facts
from pathway.workflows.commands import Attempt
from pathway.workflows.format import DeadlineRule
from pathway.workflows.known_names import PANEL_NOTIFICATION
from pathway.workflows.opening import clock_day, move_deadline, open_deadline
from pathway.workflows.suspension import stand_still_or_go_on
from pathway.workflows.triggers import fires


def settle(attempt: Attempt, changes: Changes) -> None:
    """Add to the changes what the step does to every deadline."""
    if attempt.reads_form:
        _run_again(attempt, changes)
    _move(attempt, changes)
    for deadline in _untouched(changes):
        _close(attempt, changes, deadline)
    for rule in attempt.definition.deadlines.values():
        _start(attempt, changes, rule)
    _end_delays(attempt, changes)
    stand_still_or_go_on(attempt, changes)


def met_late(changes: Changes) -> list[Deadline]:
    """Return the duties of law, guidance or expectation that the changes meet late: each asks its reason."""
    found = (changes.after.deadlines[name] for name in changes.patch.get("deadlines", {}))
    now = [one for one in found if one.closed_by == changes.seq and one.state == "met_late"]
    return [one for one in now if one.asks_reason and not one.owes_reason]


def owing(attempt: Attempt) -> list[str]:
    """Return the duties that the form met late and whose reason this step asks for."""
    found = attempt.case.deadlines.items() if attempt.step.settles_late else ()
    return [name for name, one in found if one.owes_reason]


def late_reason_wanted(attempt: Attempt) -> bool:
    """Say whether the step would ask why it is late, whatever its input."""
    changes = Changes(attempt.case, attempt.seq, attempt.on)
    late = [one for one in attempt.case.open_deadlines() if one.asks_reason and attempt.on > one.due]
    return bool(owing(attempt)) or any(_might_meet(attempt, changes, one) for one in late) or _notifies_late(attempt)


def _notifies_late(attempt: Attempt) -> bool:
    """Say whether it would be a late notification of a day on record, though no clock ran: no incident was possible."""
    if "record_notification" not in attempt.step.effects or attempt.case.open_deadlines(PANEL_NOTIFICATION):
        return False
    changes = Changes(attempt.case, attempt.seq, attempt.on)
    changes.remember(incident={"possible": True})
    for rule in attempt.definition.deadlines.values():
        if rule.follows_clock:
            _start_by_clock(attempt, changes, rule)
    return bool(met_late(changes))


def _might_meet(attempt: Attempt, changes: Changes, deadline: Deadline) -> bool:
    rule = attempt.definition.deadlines.get(deadline.key)
    if rule is None:
        return False
    if "record_fact" in attempt.step.effects:
        return fact_of(attempt, deadline) in facts(attempt)
    return any(fires(attempt, changes, trigger, deadline) for trigger in rule.meeting() if trigger.step)


def _untouched(changes: Changes) -> list[Deadline]:
    """Return the open deadlines, but for one whose breach this event is."""
    return [one for one in changes.after.open_deadlines() if one.breached_by != changes.seq]


def _run_again(attempt: Attempt, changes: Changes) -> None:
    """Look afresh at what an earlier form met: this one may give other days, or none."""
    for one in changes.after.deadlines.values():
        rule = attempt.definition.deadlines.get(one.key)
        by_form = one.closed_by is not None and one.met_on is not None and closed_by_form(attempt, one)
        if rule is not None and rule.follows_clock and by_form:
            state = "running" if one.breached_by is None else "breached"
            cleared = {"met_on": None, "closed_by": None, "owes_reason": False, "breach_corrected": False}
            changes.set_deadline(one.id, {"state": state} | cleared)


def closed_by_form(attempt: Attempt, deadline: Deadline) -> bool:
    """Say whether a form met the deadline, or took away what it ran on."""
    return deadline.closed_by in attempt.case.listed("form", "events")


def _move(attempt: Attempt, changes: Changes) -> None:
    """Move what runs by a clock to the clock's day; stop what is nothing but a clock where that gives none."""
    for deadline in _untouched(changes):
        rule = attempt.definition.deadlines.get(deadline.key)
        if rule is None or rule.clock is None:
            continue
        day = clock_day(attempt.definition, rule, changes, deadline.item)
        if day is None and rule.follows_clock and not _is_met(attempt, changes, deadline):
            changes.set_deadline(deadline.id, {"state": "stopped", "closed_by": changes.seq})
        elif day is not None and day != deadline.clock_on:
            move_deadline(attempt, changes, deadline, rule, day)


def _is_met(attempt: Attempt, changes: Changes, deadline: Deadline) -> bool:
    return _met_on(attempt, changes, deadline) is not None


def _close(attempt: Attempt, changes: Changes, deadline: Deadline) -> None:
    rule = attempt.definition.deadlines.get(deadline.key)
    if rule is None:
        return
    if _is_stopped(attempt, changes, deadline, rule):
        changes.set_deadline(deadline.id, {"state": "stopped", "closed_by": changes.seq})
        return
    day = _met_on(attempt, changes, deadline)
    if day is not None:
        changes.set_deadline(deadline.id, _meeting(attempt, changes, deadline, day))


def _is_stopped(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule) -> bool:
    if _closes(attempt, changes) and not rule.lives_on:
        # What the closing step meets, it meets: doing the last of a duty is no stopping of it.
        return not _is_met(attempt, changes, deadline)
    return any(fires(attempt, changes, trigger, deadline) for trigger in rule.stopping())


def _closes(attempt: Attempt, changes: Changes) -> bool:
    finals = attempt.definition.case.finals
    return changes.after.state in finals and attempt.case.state not in finals


def _reopens(attempt: Attempt, changes: Changes) -> bool:
    finals = attempt.definition.case.finals
    return attempt.case.state in finals and changes.after.state not in finals


def _met_on(attempt: Attempt, changes: Changes, deadline: Deadline) -> date | None:
    """Return the day on which the step meets the deadline, or None: a fact's own day, else the step's."""
    rule = attempt.definition.deadlines[deadline.key]
    for trigger in rule.meeting():
        if trigger.fact in changes.facts and _is_the_check(changes, deadline):
            return changes.facts[trigger.fact]
        if trigger.fact is None and fires(attempt, changes, trigger, deadline):
            return changes.on
    return None


def _is_the_check(changes: Changes, deadline: Deadline) -> bool:
    return deadline.months is None or deadline.months == changes.months


def _meeting(
    attempt: Attempt, changes: Changes, deadline: Deadline, day: date, *, on_record: bool = False
) -> dict[str, Any]:
    """Return what becomes of a deadline that is met; the reason for what a form brings late is asked at submission."""
    late = deadline.is_late(day)
    members: dict[str, Any] = {
        "state": "met_late" if late else "met",
        "met_on": day.isoformat(),
        "closed_by": changes.seq,
    }
    if deadline.state == "breached" and not late:
        members["breach_corrected"] = True
    if late and deadline.asks_reason and (on_record or attempt.reads_form):
        members["owes_reason"] = True
    return members


def _start(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    if rule.follows_clock:
        _start_by_clock(attempt, changes, rule)
        return
    for trigger in rule.starting():
        if fires(attempt, changes, trigger, None):
            for item in _items_meant(attempt, changes, trigger.opens):
                _start_one(attempt, changes, rule, item)


def _start_one(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None) -> None:
    running = [one for one in changes.after.open_deadlines(rule.key) if one.item == item]
    day = clock_day(attempt.definition, rule, changes, item)
    if day is not None and not (rule.clock and running):
        open_deadline(attempt, changes, rule, item, day)


def _items_meant(attempt: Attempt, changes: Changes, opens: str | None) -> list[str | None]:
    """Return the items that a start is about: those just opened, the step's own, its subject, or none."""
    if opens is not None:
        return [name for name in changes.opened if changes.after.items[name].kind == opens]
    return [attempt.item.id if attempt.item is not None else changes.subject]


def _start_by_clock(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> None:
    """Start a rule that is nothing but a clock, on a day for which it has not run."""
    is_over = changes.after.within(*attempt.definition.case.finals)
    day = None if is_over else clock_day(attempt.definition, rule, changes, None)
    earlier = [one for one in changes.after.deadlines.values() if one.key == rule.key]
    if day is None or any(one.is_open or _has_run(attempt, changes, rule, one, day) for one in earlier):
        return
    name = open_deadline(attempt, changes, rule, None, day)
    deadline = changes.after.deadlines[name]
    now, before = _met_on(attempt, changes, deadline), _on_record(attempt, rule, day)
    met_on = now or before
    if met_on is not None:
        changes.set_deadline(deadline.id, _meeting(attempt, changes, deadline, met_on, on_record=now is None))


def _has_run(attempt: Attempt, changes: Changes, rule: DeadlineRule, one: Deadline, day: date) -> bool:
    """Say whether an earlier occurrence was about that day: the same day starts nothing twice."""
    if one.clock_on != day:
        return False
    taken_away = one.state == "stopped" and closed_by_form(attempt, one)
    anew = one.state == "stopped" and rule.anew and _reopens(attempt, changes)
    return not (taken_away or anew)


def _on_record(attempt: Attempt, rule: DeadlineRule, day: date) -> date | None:
    """Return the day of a fact that meets the duty and was written down before its clock was."""
    known = [attempt.remembered("facts", trigger.fact, "on") for trigger in rule.meeting() if trigger.fact]
    days = [date.fromisoformat(one) for one in known if one]
    return min((one for one in days if one >= day), default=None)


def _end_delays(attempt: Attempt, changes: Changes) -> None:
    """A duty that has ended takes its delay and the review of that delay with it; a review that ends, its delay."""
    for duty in [one for one in changes.after.deadlines.values() if one.delayed]:
        reviews = [one for one in changes.after.deadlines.values() if one.item == duty.id and _is_review(attempt, one)]
        running = [one for one in reviews if one.is_open]
        if not duty.is_open:
            changes.set_deadline(duty.id, {"delayed": False})
            for review in running:
                changes.set_deadline(review.id, {"state": "stopped", "closed_by": changes.seq})
        elif not running and any(one.closed_by == changes.seq for one in reviews):
            changes.set_deadline(duty.id, {"delayed": False, "revised": None})


def _is_review(attempt: Attempt, deadline: Deadline) -> bool:
    """Return whether a deadline is the review of a delay."""
    rule = attempt.definition.deadlines.get(deadline.key)
    return rule is not None and rule.owner == "delay"

"""A deadline as it is written down: opened on a clock's day, counted, moved to another day, and whose it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from pathway.workflows.case import Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.clocks import clock_of
from pathway.workflows.commands import Attempt
from pathway.workflows.counting import members
from pathway.workflows.definition import Definition
from pathway.workflows.format import DeadlineRule, Length, Sooner
from pathway.workflows.rules import Due, Rule, due_date
from pathway.workflows.triggers import holds


def clock_day(definition: Definition, rule: DeadlineRule, changes: Changes, item: str | None) -> date | None:
    """Return the day from which the duty runs: that of its clock, else that of the step."""
    after = changes.after
    return clock_of(rule.clock)(definition, after, after.items.get(item or "")) if rule.clock else changes.on


def open_deadline(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None, day: date) -> str:
    """Open the deadline, or each of them where one rule has several due dates; return the last one's id."""
    name = ""
    for length in _lengths(attempt, changes, rule):
        occurrence = 1 + sum(one.key == rule.key and one.item == item for one in changes.after.deadlines.values())
        name = _id(rule.key, item, occurrence)
        known = {"id": name, "key": rule.key, "item": item, "occurrence": occurrence, "state": "running"}
        counted = _counted(attempt, length, day, _due(attempt, length, day, rule.status))
        changes.set_deadline(name, known | _from_rule(attempt, changes, rule, item, length) | counted)
    return name


def move_deadline(attempt: Attempt, changes: Changes, deadline: Deadline, rule: DeadlineRule, day: date) -> None:
    """Re-date an open deadline; the earlier clock and due date are kept with the number of the event."""
    length = _lengths(attempt, changes, rule)[0]
    due = _due(attempt, length, day, deadline.status)
    kept = {"clock_on": deadline.clock_on.isoformat(), "due": deadline.due.isoformat(), "event": changes.seq}
    moved = _counted(attempt, length, day, due) | {"moves": [*deadline.moves, kept]}
    if deadline.state == "breached" and due.day >= attempt.situation.today:
        moved |= {"state": "running", "breach_corrected": True}
    changes.set_deadline(deadline.id, moved)


def _from_rule(
    attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None, length: Rule
) -> dict[str, Any]:
    return {
        "status": rule.status,
        "owner": _owner(attempt, changes, rule, item),
        "never_breached": rule.never_breached,
        "lives_on": rule.lives_on,
        "months": length.months if isinstance(rule.due.months, list) else None,
        "recorded_on": attempt.situation.today.isoformat(),
        "opened_by": changes.seq,
    }


def _due(attempt: Attempt, length: Rule, day: date, status: str) -> Due:
    return due_date(length, day, attempt.situation.calendar.for_status(status))


def _counted(attempt: Attempt, length: Rule, day: date, due: Due) -> dict[str, Any]:
    counted = members(due, attempt.situation.calendar)
    return {"rule": str(length), "clock_on": day.isoformat()} | counted


def _lengths(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> list[Rule]:
    if rule.asked and changes.asked_due is not None:
        return [Rule(days=(changes.asked_due - changes.on).days)]
    if rule.sooner is not None and holds(attempt, changes, rule.sooner.when):
        return [_rule(rule.sooner)]
    months = rule.due.months
    return [Rule(months=one) for one in months] if isinstance(months, list) else [_rule(rule.due)]


def _rule(length: Length | Sooner) -> Rule:
    months = length.months if isinstance(length.months, int) else None
    return Rule(working_days=length.working_days, months=months, days=length.days)


def _owner(attempt: Attempt, changes: Changes, rule: DeadlineRule, item: str | None) -> dict[str, Any]:
    """Return whose duty it is, as the document keeps it."""
    found = changes.after.items.get(item or "")
    match rule.owner:
        case "rep":
            return {"role": "rep", "agency": found["agency"] if found else changes.after.remembered("agency")}
        case "owner" if found:
            return {"role": "owner", "agency": found["agency"], "person": found["owner"]}
        case "asked":
            return {"role": "rep", "agency": changes.asked_agency}
        case "youth_justice_rep":
            codes = attempt.definition.agencies.youth_justice
            return {"role": "rep", "agency": codes[0]} if len(codes) == 1 else {"role": rule.owner}
        case "delay":
            status = changes.after.deadlines[changes.subject or ""].status
            return {"role": "partner" if status in ("law", "guidance") else "chair"}
        case role:
            return {"role": role}


def _id(key: str, item: str | None, occurrence: int) -> str:
    name = f"{key}/{item}" if item else key
    return name if occurrence == 1 else f"{name}.{occurrence}"

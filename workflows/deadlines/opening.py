"""Writing down a duty when it starts: by which rule, about what, and whose it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.calendar.rules import Rule
from pathway.workflows.cases.lengths import rule_of
from pathway.workflows.deadlines.triggers import holds
from pathway.workflows.definitions.deadline_format import DeadlineRule
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.ledger import Subject
from pathway.workflows.history.ledger_entries import SubjectMembers

ASKED, SOONER, DUE = "asked", "sooner", "due"


def open_deadlines(
    attempt: Attempt, changes: Changes, rule: DeadlineRule, subject: Subject, day: date
) -> list[str]:
    """
    Write down that the duty of a rule starts, or one for each of its due dates; return their ids.

    They are counted afterwards, like every other deadline.

    Args:
        day: The day from which they run.
    """
    names: list[str] = []
    for branch, length in lengths(attempt, changes, rule):
        months = length.months if isinstance(rule.due.months, list) else None
        occurrence = 1 + len(occurrences(changes, rule.key, subject))
        name = _id(rule.key, subject, occurrence)
        members = SubjectMembers()
        subject.write_into(members)
        document = {**_from_rule(attempt, changes, rule), **members}
        if length.hours is not None:
            # What is counted in hours never stands still.
            document["may_stand_still"] = None
        document |= {
            "id": name,
            "occurrence": occurrence,
            "branch": branch,
            "rule": str(length),
            "months": months,
            "owner": owner_of(attempt, changes, rule, subject),
        }
        changes.set_deadline(name, document | _uncounted(day))
        names.append(name)
    return names


def occurrences(changes: Changes, key: str, subject: Subject) -> list[Deadline]:
    """Return the deadlines of a rule about that subject, in the order in which they were opened."""
    own = (subject.item, subject.child, subject.seat, subject.about)
    return [
        deadline
        for deadline in changes.after.deadlines.values()
        if deadline.key == key
        and own == (deadline.item, deadline.child, deadline.seat, deadline.about)
    ]


def lengths(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> list[tuple[str, Rule]]:
    """Return each length of time that the rule gives here, with the part of the rule it is from."""
    if rule.asked and changes.asked_due is not None:
        return [(ASKED, Rule(days=0))]
    if rule.sooner is not None and holds(attempt, changes, rule.sooner.when):
        return [(SOONER, rule_of(rule.sooner))]
    if isinstance(rule.due.months, list):
        return [(DUE, Rule(months=months)) for months in rule.due.months]
    return [(DUE, rule_of(rule.due))]


def owner_of(
    attempt: Attempt, changes: Changes, rule: DeadlineRule, subject: Subject
) -> dict[str, Any]:
    """Return the owner of a duty, as the document keeps it."""
    item = changes.after.items.get(subject.item or "")
    match rule.owner:
        case "rep":
            agency = item.data.get("agency") if item else changes.after.memory.get("agency")
            return {"role": "rep", "agency": agency}
        case "owner" | "member" if item:
            return {
                "role": rule.owner,
                "agency": item.data.get("agency"),
                "person": item.data.get("owner"),
            }
        case "asked":
            return {"role": "rep", "agency": changes.asked_agency}
        case "youth_justice_rep":
            codes = attempt.definition.agencies.youth_justice
            if len(codes) != 1:
                return {"role": rule.owner}
            return {"role": "rep", "agency": codes[0]}
        case "delay":
            status = changes.after.deadlines[subject.about or ""].status
            return {"role": "partner" if status in ("law", "guidance") else "chair"}
        case role:
            return {"role": role}


def _from_rule(attempt: Attempt, changes: Changes, rule: DeadlineRule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "status": rule.status,
        "state": "running",
        "clock": rule.clock,
        "follows": rule.follows_clock or None,
        "never_breached": rule.never_breached or None,
        "not_before": rule.not_before or None,
        "lives_on": rule.lives_on or None,
        "may_stand_still": (rule.status == "local" and not rule.through_suspension) or None,
        "recorded_on": attempt.situation.today.isoformat(),
        "opened_by": changes.seq,
        "started_by": [changes.seq],
        "at_latest_with": rule.at_latest_with,
        "leaves_a_day": rule.leaves_a_day or None,
    }


def _uncounted(day: date) -> dict[str, Any]:
    """Return the days of a duty that has not been counted yet."""
    text = day.isoformat()
    return {
        "clock_on": text,
        "due": text,
        "practical": text,
        "provisional": False,
        "skipped": [],
        "calendar": "",
    }


def _id(key: str, subject: Subject, occurrence: int) -> str:
    child = f"child:{subject.child}" if subject.child is not None else None
    about = (subject.about or "").replace("@", ":")
    parts = [key, subject.item, child, about, subject.seat]
    name = "/".join(part for part in parts if part)
    return name if occurrence == 1 else f"{name}.{occurrence}"

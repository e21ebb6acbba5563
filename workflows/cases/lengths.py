"""How long a duty of the definition takes, for guards and suggestions that agree with its rule."""

from __future__ import annotations

from datetime import date

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.calendar.rules import Rule, due_date
from pathway.workflows.definitions.deadline_format import DeadlineRule, Length, Sooner


def rule_of(length: Length | Sooner) -> Rule:
    """Return the rule by which a length is counted."""
    months = length.months if isinstance(length.months, int) else None
    return Rule(
        working_days=length.working_days, months=months, days=length.days, hours=length.hours
    )


def due_by_rule(attempt: Attempt, key: str, start: date) -> date:
    """Return the day on which a duty would be due if its clock started on that day."""
    rule = attempt.definition.deadlines[key]
    calendar = attempt.situation.calendar.for_status(rule.status)
    return due_date(rule_of(rule.due), start, calendar).day


def length_words(attempt: Attempt, key: str) -> str:
    """Return how long a duty may take, such as `7 working days` or `12 calendar months`."""
    return str(rule_of(attempt.definition.deadlines[key].due)).removesuffix(" before")


def several_months(rule: DeadlineRule) -> list[int]:
    """Return the months of a duty that has several due dates, or nothing where it has one."""
    return rule.due.months if isinstance(rule.due.months, list) else []

"""
Which facts may be recorded in a case on a day, and about what: an incident, a child, a check or a
round of votes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.attempts.numbers import IMPACT_CHECK_EARLY
from pathway.workflows.cases.children import DIED, children_of
from pathway.workflows.cases.facts import (
    OF_CHILDREN,
    OF_INCIDENTS,
    children_of_fact,
    is_of_child,
    is_of_incident,
    may_tell_of,
)
from pathway.workflows.cases.lengths import several_months
from pathway.workflows.cases.notifiable import incidents_on_record
from pathway.workflows.cases.votes import open_rounds
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.known_names import (
    CARE_DEATH_AWARE,
    CARE_DEATH_NOTIFIED,
    HARM_CHANGED,
    IMPACT_CHECKED,
    LEAD,
    NATIONAL_REPOSITORY_SENT,
    PLANNING_STATES,
    PUBLICATION,
)
from pathway.workflows.people.own_duties import is_for_own_duties, owns


@needs(
    facts=(LEAD, *OF_INCIDENTS, *OF_CHILDREN, IMPACT_CHECKED, NATIONAL_REPOSITORY_SENT),
    states=PLANNING_STATES,
)
def facts(attempt: Attempt) -> list[str]:
    """Return the facts that this person may record now, those that an open duty waits for first."""
    own_only = is_for_own_duties(attempt)
    names: list[str] = []
    for duty in attempt.case.duties.open_of(attempt.definition.keys_met_by_facts):
        fact = fact_of(attempt, duty)
        if fact and (not own_only or owns(attempt, duty)):
            names.append(fact)
    if not own_only:
        others = sorted(attempt.definition.facts.values(), key=lambda fact: fact.starts_clock)
        names += [fact.name for fact in others]
    return [name for name in dict.fromkeys(names) if why_no_such_fact(attempt, name) is None]


def is_planning(attempt: Attempt) -> bool:
    """Return whether a new incident would be a new case, as this one is in planning or closed."""
    if attempt.case.within(*PLANNING_STATES):
        return True
    return attempt.case.state in attempt.definition.case.finals


def why_no_such_fact(attempt: Attempt, fact: str) -> str | None:
    """Return why a fact cannot be recorded in this case now, or None where it can."""
    if fact == LEAD:
        return None if steps_in_vote(attempt) else "no round of votes is open"
    if fact in (CARE_DEATH_AWARE, CARE_DEATH_NOTIFIED):
        why = "no child who was looked after or a care leaver has died"
        return None if _died_in_care(attempt) else why
    if fact == HARM_CHANGED:
        is_any_alive = any(child.harm != DIED for child in children_of(attempt.case))
        return None if is_any_alive else "every child of the case has died"
    if fact == IMPACT_CHECKED:
        return None if months_to_check(attempt) else why_not_yet(attempt, None)
    if fact == NATIONAL_REPOSITORY_SENT:
        why = "no report of a practice review has been published"
        return None if _panel_report_published(attempt) else why
    if is_of_incident(fact):
        why = "the case has no serious incident; report_incident records one"
        return None if incidents_on_record(attempt) else why
    rule = attempt.definition.facts.get(fact)
    is_late = rule is not None and rule.starts_clock and is_planning(attempt)
    return "a new incident is a new case, linked to this one" if is_late else None


def _died_in_care(attempt: Attempt) -> bool:
    return any(may_tell_of(attempt, child.number) for child in children_of(attempt.case))


def _panel_report_published(attempt: Attempt) -> bool:
    return any(
        item.data["panel"] and "published_on" in item.data
        for item in attempt.case.items_of(PUBLICATION)
    )


def fact_of(attempt: Attempt, deadline: Deadline) -> str | None:
    """Return the fact that meets a deadline, or None."""
    rule = attempt.definition.deadlines.get(deadline.key)
    return rule.fact if rule else None


def months_to_check(attempt: Attempt) -> list[int]:
    """
    Return the impact checks, by their months, that may be made on the day, the soonest first.

    Where no check waits, those of every rule are returned.
    """
    waiting = _waiting_checks(attempt)
    if waiting:
        return [
            check.months
            for check in waiting
            if check.months and attempt.on >= _first_day(attempt, check)
        ]
    months: list[int] = []
    for rule in attempt.definition.deadlines.values():
        months += several_months(rule)
    return months


def why_not_yet(attempt: Attempt, months: object) -> str | None:
    """Return from which day a check that waits may be made, or None where none waits."""
    waiting = [check for check in _waiting_checks(attempt) if months in (None, check.months)]
    if not waiting:
        return None
    first = _first_day(attempt, waiting[0])
    when = f"the check after {waiting[0].months} months may be taken from {first} on"
    return f"{when}; waive_deadline gives it up with reasons"


def _waiting_checks(attempt: Attempt) -> list[Deadline]:
    return sorted(attempt.case.duties.in_months, key=lambda check: check.due)


def _first_day(attempt: Attempt, check: Deadline) -> date:
    return attempt.situation.calendar.add(check.due, -attempt.definition.number(IMPACT_CHECK_EARLY))


def steps_in_vote(attempt: Attempt) -> list[str]:
    """Return the steps with an open round of votes."""
    return [votes.name for votes in open_rounds(attempt.case)]


def child_to_name(attempt: Attempt) -> bool:
    """Return whether the fact is about a child and must name it, since not exactly one fits."""
    fact = fact_meant(attempt)
    return fact is not None and is_of_child(fact) and len(children_of_fact(attempt)) != 1


def fact_meant(attempt: Attempt) -> str | None:
    """Return the fact that the input names, else the one that would be its example, or None."""
    fact = attempt.command.input.get("fact") or next(iter(facts(attempt)), None)
    return fact if isinstance(fact, str) else None


def labels_of_fact(attempt: Attempt) -> list[str]:
    """Return the labels of the children whom a fact may be about, those who died in care first."""
    children = children_of(attempt.case)
    ordered = sorted(children, key=lambda child: not may_tell_of(attempt, child.number))
    return [attempt.situation.labels[child.number - 1] for child in ordered]


FACT_CHOICES: Mapping[str, Callable[[Attempt], Sequence[Any]]] = {
    "facts": facts,
    "months_to_check": months_to_check,
    "steps_in_vote": steps_in_vote,
    "children_of_fact": labels_of_fact,
}

FACT_CONDITIONS: Mapping[str, Callable[[Attempt], bool]] = {"child_to_name": child_to_name}

FACT_EXPLANATIONS: Mapping[str, Callable[[Attempt, Any], str | None]] = {
    "facts": why_no_such_fact,
    "months_to_check": why_not_yet,
}

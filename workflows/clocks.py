"""
Clocks that follow what is on record: the day from which a duty runs, or None while it does not run.

A rule that names one is re-dated whenever the day changes, and both days are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pathway.workflows.case import Case, Item
from pathway.workflows.definition import Definition
from pathway.workflows.format import OF_FACT
from pathway.workflows.known_names import CARE_DEATH_AWARE, CHARGED, YOUTH_JUSTICE_AWARE
from pathway.workflows.needs import needs
from pathway.workflows.numbers import CARE_LEAVER_UP_TO

Clock = Callable[[Definition, Case, Item | None], date | None]


def local_authority_aware(_: Definition, case: Case, __: Item | None) -> date | None:
    """Return the day the local authority became aware, while a serious incident is possible."""
    return _day(case.remembered("awareness", "on")) if case.remembered("incident", "possible") else None


@needs(facts=(CARE_DEATH_AWARE,))
def looked_after_death_aware(_: Definition, case: Case, __: Item | None) -> date | None:
    """Return the day of awareness of the death of a looked-after child (Children Act 1989 Schedule 2 paragraph 20)."""
    return _death_aware(case) if any(_died(child, "looked_after") for child in _children(case)) else None


@needs(facts=(CARE_DEATH_AWARE,), numbers=(CARE_LEAVER_UP_TO,))
def care_leaver_death_aware(definition: Definition, case: Case, _: Item | None) -> date | None:
    """Return the day of awareness of the death of a care leaver, up to and including an age (statutory guidance)."""
    leavers = [child for child in _children(case) if _died(child, "care_leaver")]
    age = definition.number(CARE_LEAVER_UP_TO) + 1
    return _death_aware(case) if any(child["age_years"] < age for child in leavers) else None


@needs(facts=(YOUTH_JUSTICE_AWARE, CHARGED))
def youth_justice_aware(_: Definition, case: Case, __: Item | None) -> date | None:
    """Return the day the youth justice service became aware, else that of the charge."""
    return _fact(case, YOUTH_JUSTICE_AWARE) or _fact(case, CHARGED)


def notification_sent(_: Definition, case: Case, __: Item | None) -> date | None:
    """Return the day the serious incident notification was sent: the earliest, where there are several."""
    return _day(case.remembered("rapid_review", "notified_on"))


def planned_publication(_: Definition, __: Case, item: Item | None) -> date | None:
    """Return the planned day of publication."""
    return _day(item["planned_on"]) if item else None


def action_due(_: Definition, __: Case, item: Item | None) -> date | None:
    """Return an action's own date."""
    return _day(item["due"]) if item else None


def _death_aware(case: Case) -> date | None:
    """
    Where no day of its own is on record, the first awareness of the incident is awareness of the death.

    Deciding that the incident is not notifiable takes nothing from this duty.
    """
    return _fact(case, CARE_DEATH_AWARE) or _day(case.remembered("awareness", "first"))


def _died(child: Mapping[str, Any], care: str) -> bool:
    return bool(child["harm"] == "died" and care in child["care_status"])


def _children(case: Case) -> list[Mapping[str, Any]]:
    return list(case.table("children").values())


def _fact(case: Case, name: str) -> date | None:
    return _day(case.remembered("facts", name, "on"))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


CLOCKS: Mapping[str, Clock] = {
    "local_authority_aware": local_authority_aware,
    "looked_after_death_aware": looked_after_death_aware,
    "care_leaver_death_aware": care_leaver_death_aware,
    "youth_justice_aware": youth_justice_aware,
    "notification_sent": notification_sent,
    "planned_publication": planned_publication,
    "action_due": action_due,
}


def clock_of(name: str) -> Clock:
    """Return a clock by the name that a rule gives it: one of ours, or that of a fact's own day."""
    if not name.startswith(OF_FACT):
        return CLOCKS[name]
    fact = name.removeprefix(OF_FACT)
    return lambda _definition, case, _item: _fact(case, fact)

"""
Clocks that follow what is on record: the day from which a duty runs, or None while it does not run.

A rule that names one is re-dated whenever the day changes, and both days are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pathway.workflows.case import Case, Item

Clock = Callable[[Case, Item | None], date | None]

CARE_LEAVER_UP_TO = 24  # up to and including 24: statutory guidance


def local_authority_aware(case: Case, _: Item | None) -> date | None:
    """Return the day the local authority became aware, while a serious incident is possible."""
    return _day(case.remembered("awareness", "on")) if case.remembered("incident", "possible") else None


def looked_after_death_aware(case: Case, _: Item | None) -> date | None:
    """Return the day of awareness of the death of a looked-after child (Children Act 1989 Schedule 2 paragraph 20)."""
    return _death_aware(case) if any(_died(child, "looked_after") for child in _children(case)) else None


def care_leaver_death_aware(case: Case, _: Item | None) -> date | None:
    """Return the day of awareness of the death of a care leaver up to and including 24."""
    leavers = [child for child in _children(case) if _died(child, "care_leaver")]
    return _death_aware(case) if any(child["age_years"] < CARE_LEAVER_UP_TO + 1 for child in leavers) else None


def youth_justice_aware(case: Case, _: Item | None) -> date | None:
    """Return the day the youth justice service became aware, else that of the charge."""
    return _fact(case, "youth_justice_aware_on") or _fact(case, "charged_on")


def notification_sent(case: Case, _: Item | None) -> date | None:
    """Return the day the serious incident notification was sent: the earliest, where there are several."""
    return _day(case.remembered("rapid_review", "notified_on"))


def planned_publication(_: Case, item: Item | None) -> date | None:
    """Return the planned day of publication."""
    return _day(item["planned_on"]) if item else None


def action_due(_: Case, item: Item | None) -> date | None:
    """Return an action's own date."""
    return _day(item["due"]) if item else None


def _death_aware(case: Case) -> date | None:
    """
    Where no day of its own is on record, the first awareness of the incident is awareness of the death.

    Deciding that the incident is not notifiable takes nothing from this duty.
    """
    return _fact(case, "care_death_aware_on") or _day(case.remembered("awareness", "first"))


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

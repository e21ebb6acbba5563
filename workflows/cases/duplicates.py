"""Duplicates: which case survives, and what it takes over from the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.workflows.cases.incidents import NOTIFIED, POSSIBLE, incidents_of
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import CARE_DEATH_AWARE, CHARGED, YOUTH_JUSTICE_AWARE


def survivor_of(case: Case) -> str | None:
    """Return the case that survives a duplicate, or None where the case is not a duplicate."""
    return case.memory.get("duplicate_of", {}).get("case")


def notifies(case: Case) -> bool:
    """Return whether a case has an incident that is possible or notified."""
    return bool(incidents_of(case, POSSIBLE, NOTIFIED))


def taken_over(duplicate: Case) -> dict[str, Any]:
    """Return the codes and days that the surviving case takes over from a closed duplicate."""
    same = duplicate.memory.get("duplicate_of", {}).get("children", {})
    mapped = duplicate.memory.get("duplicate_of", {}).get("incidents", {})
    handed_over = duplicate.memory.get("duplicate_of", {}).get("handed_over", [])
    incidents: list[dict[str, Any]] = []
    for incident in incidents_of(duplicate):
        if incident.id not in handed_over:
            continue
        # The days of earlier rounds are of duties that are over.
        days = [entry["on"] for entry in incident.told.values() if entry["round"] == incident.round]
        incidents.append(
            {
                "from": incident.id,
                "same_as": mapped.get(incident.id),
                "children": sorted({same[str(number)] for number in incident.children}),
                "days": sorted(days),
            }
        )
    facts = {
        fact: _days_of_fact(duplicate, fact, same)
        for fact in (CARE_DEATH_AWARE, CHARGED, YOUTH_JUSTICE_AWARE)
    }
    return {"duplicate": duplicate.reference, "incidents": incidents, "facts": facts}


def _days_of_fact(duplicate: Case, fact: str, same: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the days of a fact, each child by its ordinal in the surviving case."""
    days: list[dict[str, Any]] = []
    for entry in duplicate.memory.get("facts", {}).get(fact, {}).values():
        day: dict[str, Any] = {"on": entry["on"]}
        if "child" in entry:
            day["child"] = same[str(entry["child"])]
        days.append(day)
    return days

"""Restricted cases: only people who need to know, and the chair, read them and act in them."""

from __future__ import annotations

from datetime import date

from pathway.workflows.attempts.directory import Directory
from pathway.workflows.history.case import Case

# Whoever decides on a restriction is never left out by it, so that it can be lifted.
DECIDES = "chair"


def is_restricted(case: Case) -> bool:
    """Return whether a case is restricted."""
    return "restriction" in case.memory


def is_left_out(case: Case, person: int, directory: Directory) -> bool:
    """Return whether a restriction leaves a person out."""
    if not is_restricted(case) or person in case.memory["restriction"].get("people", []):
        return False
    return not directory.holds(person, DECIDES)


def has_broken_glass(case: Case, person: int, today: date) -> bool:
    """Return whether a person whom a restriction leaves out may read the case in an emergency."""
    glass = case.memory.get("glass", {}).get(str(person), {})
    return "until" in glass and today <= date.fromisoformat(glass["until"])

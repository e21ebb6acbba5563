"""Recommendations that an input may name, and whether they have actions."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.known_names import ACTION


def recommendations_waiting(attempt: Attempt) -> list[str]:
    """Return the recommendations that nobody has answered."""
    return _recommendations_answered(attempt, "waiting")


@needs(items=(ACTION,))
def recommendations(attempt: Attempt) -> list[str]:
    """Return the recommendations that were not rejected, those without an action first."""
    entries = attempt.case.memory.get("recommendations", {}).items()
    kept = [name for name, entry in entries if entry["answer"] != "rejected"]
    with_action = _with_action(attempt)
    return sorted(kept, key=lambda name: name in with_action)


@needs(items=(ACTION,))
def action_wanted(attempt: Attempt) -> bool:
    """Return whether an accepted recommendation lacks an action, which a new one should name."""
    return bool(without_action(attempt))


def without_action(attempt: Attempt) -> list[str]:
    """Return the accepted recommendations that no action answers."""
    with_action = _with_action(attempt)
    accepted = _recommendations_answered(attempt, "accepted")
    return [name for name in accepted if name not in with_action]


def _with_action(attempt: Attempt) -> set[str]:
    """Return the recommendations that some action answers."""
    names: set[str] = set()
    for item in attempt.case.items_of(ACTION):
        names.update(item.data["recommendations"])
    return names


def _recommendations_answered(attempt: Attempt, answer: str) -> list[str]:
    entries = attempt.case.memory.get("recommendations", {}).items()
    return [name for name, entry in entries if entry["answer"] == answer]

"""Cases that are linked, and whom an interest in one of them keeps from the others."""

from __future__ import annotations

from pathway.workflows.cases.duplicates import survivor_of
from pathway.workflows.history.case import Case

# Kept from a case because of one that it is linked to, until its chair decides.
FOLLOWS = "follows"
UPHELD = "withdraws_case"


def linked_to(case: Case) -> list[str]:
    """Return the cases that a case is linked to: those of the same children or matter."""
    survivor = survivor_of(case)
    links = set(case.memory.get("links", {}))
    return sorted(links | ({survivor} if survivor else set()))


def kept_out_of(case: Case) -> list[int]:
    """Return the people whom an upheld interest keeps from all of a case."""
    interests = case.memory.get("interests", {}).values()
    return [entry["person"] for entry in interests if entry["outcome"] == UPHELD]


def to_follow(source: Case, other: Case) -> list[int]:
    """
    Return the people who are kept out of one case and are now to be kept out of another that is
    linked to it: without those who are already, or of whom that was decided there.
    """
    known = {
        entry["person"]
        for entry in other.memory.get("interests", {}).values()
        if entry["outcome"] == UPHELD or entry.get("source") == source.reference
    }
    return [person for person in kept_out_of(source) if person not in known]

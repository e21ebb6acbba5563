"""What two histories must have in common to be the same to the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.cases.incidents import incidents_of
from pathway.workflows.cases.panel import asks, disagreement, replies
from pathway.workflows.deadlines.suspension import suspended_on
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.sign_offs import dissenting_seats, seats_that_signed
from tests.desk import Desk

# What guards remember, as far as it leads another way.
FLAGS = ("cspr", "rapid_review_sent", "plan_agreed", "local_report")
# Facts that something waits for; the others are tried wherever a duty wants them, and not followed.
AWAITED = (
    "care_death_notified",
    "youth_justice_notified",
    "impact_checked",
    "lead_partners_decided",
)


def key_of(desk: Desk, detours: int) -> Hashable:
    """
    Return the abstract state: of the case and its items, which duties run, who has voted, what is
    remembered.
    """
    case, definition = desk.case, desk.definition
    return (
        case.state,
        case.outcome,
        detours,
        tuple(_incidents(case)),
        frozenset(Counter(_items(definition, case)).items()),
        tuple(
            sorted((name, *_votes(entry)) for name, entry in case.memory.get("rounds", {}).items())
        ),
        (len(seats_that_signed(case)), len(dissenting_seats(case)))
        if case.within("rapid_review.sign_off")
        else None,
        frozenset(
            duty_of(deadline)
            for deadline in case.open_deadlines()
            if not _by_fact(definition, deadline)
        ),
        _panel(case),
        suspended_on(case) is not None,
        tuple(bool(case.memory.get(name)) for name in FLAGS),
        bool(case.memory.get("endorsed")) and case.within("closed"),
        case.memory.get("signed_outcome") == "cspr",
        case.memory.get("rapid_review", {}).get("outcome")
        if case.within("rapid_review.sign_off")
        else None,
        frozenset(entry["answer"] for entry in case.memory.get("recommendations", {}).values()),
    )


def _by_fact(definition: BoundDefinition, deadline: Deadline) -> bool:
    """
    Return whether a fact meets the duty that nothing else waits for: it leads nowhere, wherever it
    runs.
    """
    return definition.deadlines[deadline.key].fact not in (None, *AWAITED)


def duty_of(deadline: Deadline) -> tuple[Any, ...]:
    """Return which duty it is, whatever its occurrence and, but for incidents, its item."""
    own = deadline.item if (deadline.item or "").startswith("incident") else None
    return (
        deadline.key,
        own,
        deadline.child,
        deadline.months,
        deadline.delayed,
        deadline.paused_on is not None,
    )


def _incidents(case: Case) -> Iterator[Any]:
    """Return each incident that is possible, and how the others were decided on."""
    for incident in incidents_of(case):
        if incident.is_possible:
            yield incident.id, incident.reported, incident.view("local_authority")
    yield frozenset(incident.state for incident in incidents_of(case) if not incident.is_possible)


def _items(definition: BoundDefinition, case: Case) -> Iterator[tuple[Any, ...]]:
    """Return what is left to do with items, how many there are of it, and what was published."""
    for item in case.items.values():
        if item.kind == "publication":
            yield (
                item.kind,
                item.state,
                item.data.get("panel"),
                item.data.get("taken_down"),
                item.data.get("what"),
            )
        elif item.kind != "incident" and not definition.is_final(item):
            yield item.kind, item.state


def _votes(entry: Any) -> tuple[Any, ...]:
    votes = [vote["vote"] for vote in entry["votes"].values()]
    return votes.count("for"), votes.count("against"), "lead_decided_on" in entry


def _panel(case: Case) -> tuple[Any, ...]:
    waiting = disagreement(case)
    return bool(replies(case)), waiting.response if waiting else None, asks(case)

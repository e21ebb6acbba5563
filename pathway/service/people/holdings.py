"""
What somebody holds in open cases: once they are removed it falls to others, or waits for somebody
else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pathway.service.transactions import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case, Deadline, Item
from pathway.workflows.people.in_charge import in_charge, recipients
from pathway.workflows.people.roles import RoleContext

CLOSED = "closed"
ACTION_ENDS = ("verified", "not_pursued")
BEING_WRITTEN = "involved"
REVIEWED_IN = "cspr.*"
# The steps that give something to somebody else.
GIVE_ACTION, GIVE_REVIEW = "reassign", "replace_reviewer"


@dataclass(frozen=True, slots=True)
class Held:
    """
    Something in an open case that hangs on one person.

    Args:
        kind: duty, action, return or review.
        id: Of the deadline or the item; empty for a review.
        falls_to: The emails of who is asked in their place, the first of them first.
        way_out: What there is to do about it; empty where nothing is.
    """

    case: str
    kind: str
    id: str
    title: str
    due: date | None
    falls_to: tuple[str, ...]
    way_out: str

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "case": self.case,
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "due": self.due.isoformat() if self.due else None,
            "falls_to": list(self.falls_to),
            "way_out": self.way_out,
        }


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A person who leaves, in one case, with the directory as it is and as it will be."""

    person: int
    before: Directory
    after: Directory
    definition: BoundDefinition
    case: Case

    @property
    def is_gone(self) -> bool:
        """Return whether they hold nothing anywhere any more."""
        return not self.after.of(self.person)

    def has_step(self, name: str) -> bool:
        """Return whether the definition of the case has a step of that name."""
        return bool(self.definition.steps_named(name))


def holdings(unit: UnitOfWork, person: int, after: Directory) -> list[Held]:
    """
    Return what a person holds in open cases that they will hold no more, in the order of the cases.

    Duties are those of which they are the one who is named and mailed, whether or not they are away
    today.

    Args:
        after: The directory as it will be without them.
    """
    before, after = (
        replace(directory, absent=frozenset()) for directory in (unit.directory, after)
    )
    held: list[Held] = []
    for reference in _open_cases(unit):
        case = unit.cases.get(reference)
        leaving = _Leaving(person, before, after, unit.definition_of(case), case)
        held += [*_reviews(leaving), *_returns(leaving), *_actions(leaving), *_duties(leaving)]
    return held


def _open_cases(unit: UnitOfWork) -> list[str]:
    """Return the references of the cases that are not closed, or have a duty that lives on."""
    running = set(unit.cases.running())
    return [
        row.reference
        for row in unit.cases.find()
        if row.state != CLOSED or row.reference in running
    ]


def _reviews(leaving: _Leaving) -> Iterator[Held]:
    case = leaving.case
    reviewers = case.listed("reviewers")
    if not (leaving.is_gone and leaving.person in reviewers and case.within(REVIEWED_IN)):
        return
    others = [post for person in reviewers for post in leaving.after.of(person)[:1]]
    take = f"pathway take {case.reference} {GIVE_REVIEW} --by EMAIL"
    way_out = f"name another reviewer: {take}" if leaving.has_step(GIVE_REVIEW) else ""
    yield Held(case.reference, "review", "", "Lead reviewer", None, _emails(others), way_out)


def _returns(leaving: _Leaving) -> Iterator[Held]:
    for item in leaving.case.items_of("agency_return"):
        agency = item["agency"]
        first = leaving.before.holders("author", agency)[:1]
        left = leaving.after.holders("author", agency)
        if (
            item.state != BEING_WRITTEN
            or _persons(first) != {leaving.person}
            or leaving.person in _persons(left)
        ):
            continue
        falls_to = _emails(left or leaving.after.holders("rep", agency))
        way_out = (
            ""
            if left
            else f"name another author of {agency} with pathway people import, or its rep writes it"
        )
        yield Held(
            leaving.case.reference, "return", item.id, "Agency return", None, falls_to, way_out
        )


def _actions(leaving: _Leaving) -> Iterator[Held]:
    case = leaving.case
    for item in _own_actions(leaving):
        falls_to = in_charge(
            RoleContext(leaving.definition, case, item, leaving.after), "owner"
        ).people[:1]
        take = f"pathway take {case.reference} {GIVE_ACTION} --item {item.id} --by EMAIL"
        way_out = f"give it to somebody else: {take}" if leaving.has_step(GIVE_ACTION) else ""
        due = next(
            (deadline.due for deadline in case.open_deadlines() if deadline.item == item.id), None
        )
        yield Held(case.reference, "action", item.id, "Action", due, _emails(falls_to), way_out)


def _own_actions(leaving: _Leaving) -> list[Item]:
    actions = leaving.case.items_of("action") if leaving.is_gone else []
    return [
        item
        for item in actions
        if item["owner"] == leaving.person and item.state not in ACTION_ENDS
    ]


def _duties(leaving: _Leaving) -> Iterator[Held]:
    """
    Return the duties whose mail they get and will get no more; that of an action is told with the
    action.
    """
    actions = {item.id for item in _own_actions(leaving)}
    for deadline in leaving.case.open_deadlines():
        falls_to = _asked(leaving, deadline, leaving.after)
        is_theirs = leaving.person in _persons(_asked(leaving, deadline, leaving.before))
        if is_theirs and leaving.person not in _persons(falls_to) and deadline.item not in actions:
            rule = leaving.definition.deadlines.get(deadline.key)
            title = rule.title if rule else deadline.key
            yield Held(
                leaving.case.reference,
                "duty",
                deadline.id,
                title,
                deadline.due,
                _emails(falls_to),
                "",
            )


def _asked(leaving: _Leaving, deadline: Deadline, directory: Directory) -> list[Appointment]:
    return recipients(leaving.definition, leaving.case, deadline.owner, directory, deadline)


def _persons(posts: Sequence[Appointment]) -> set[int]:
    return {post.person for post in posts}


def _emails(posts: Iterable[Appointment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(post.email for post in posts))

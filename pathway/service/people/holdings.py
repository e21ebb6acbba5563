"""
What somebody holds in open cases: once they are removed, it falls to others or has to be given to
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pathway.service.access.candidates import cases_with_duties_of
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage.cases.concerned import open_cases
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.item import Item
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.recipients import recipients
from pathway.workflows.people.roles import RoleContext

ACTION_ENDS = ("verified", "not_pursued")
BEING_WRITTEN = "involved"
REVIEWED_IN = "cspr.*"
# The steps with which it is given to somebody else.
GIVE_ACTION, GIVE_REVIEW = "reassign", "replace_reviewer"


@dataclass(frozen=True, slots=True)
class Held(View):
    """
    Something in an open case that depends on one person.

    Args:
        kind: duty, action, return or review; case where it cannot be read, and nobody knows.
        id: The id of the deadline or the item; empty for a review.
        falls_to: The emails of the people who are asked instead, in that order.
        way_out: What to do about it; empty if there is nothing to do.
    """

    case: str
    kind: str
    id: str
    title: str
    due: date | None
    falls_to: tuple[str, ...]
    way_out: str


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A person who leaves, seen from one case, with the directory before and after."""

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
    Return what a person holds in open cases and will no longer hold, in the order of the cases.

    Duties are those for which they are the one who is named and mailed, whether or not they are
    away today.

    Args:
        after: The directory as it will be without them.
    """
    # Nobody counts as absent: who holds something does not depend on the day.
    before = replace(unit.directory, absent=frozenset())
    after = replace(after, absent=frozenset())
    held: list[Held] = []
    for reference in open_cases(unit.connection, cases_with_duties_of(unit, person)):
        try:
            held += _held(unit, reference, person, before=before, after=after)
        except Exception as error:  # noqa: BLE001 - one case must not keep somebody in the directory
            why_unreadable(reference, error)
            held.append(_unreadable(reference))
    return held


def _held(
    unit: UnitOfWork, reference: str, person: int, before: Directory, after: Directory
) -> list[Held]:
    """Return what a person holds in one case and will no longer hold."""
    case = unit.cases.get(reference)
    leaving = _Leaving(person, before, after, definition=unit.definition_of(case), case=case)
    return [*_reviews(leaving), *_returns(leaving), *_actions(leaving), *_duties(leaving)]


def _unreadable(reference: str) -> Held:
    return Held(
        case=reference,
        kind="case",
        id="",
        title="This case cannot be read",
        due=None,
        falls_to=(),
        way_out="look at it with `pathway verify`, and restore it from a backup",
    )


def _reviews(leaving: _Leaving) -> Iterator[Held]:
    """Yield the review that they lead, if any."""
    case = leaving.case
    reviewers = case.memory.get("reviewers", [])
    if not (leaving.is_gone and leaving.person in reviewers and case.within(REVIEWED_IN)):
        return
    others: list[Appointment] = []
    for person in reviewers:
        others += leaving.after.of(person)[:1]
    take = f"pathway take {case.reference} {GIVE_REVIEW} --by EMAIL"
    yield Held(
        case=case.reference,
        kind="review",
        id="",
        title="Lead reviewer",
        due=None,
        falls_to=_emails(others),
        way_out=f"name another reviewer: {take}" if leaving.has_step(GIVE_REVIEW) else "",
    )


def _returns(leaving: _Leaving) -> Iterator[Held]:
    """Yield the agency returns that they are writing, as the first author of the agency."""
    for item in leaving.case.items_of("agency_return"):
        agency = item.data["agency"]
        first = leaving.before.holders("author", agency)[:1]
        remaining = leaving.after.holders("author", agency)
        if item.state != BEING_WRITTEN or _persons(first) != {leaving.person}:
            continue
        if leaving.person in _persons(remaining):
            continue
        falls_to, way_out = remaining, ""
        if not remaining:
            falls_to = leaving.after.holders("rep", agency)
            way_out = f"name another author of {agency} with pathway people import, or its representative writes it"
        yield Held(
            case=leaving.case.reference,
            kind="return",
            id=item.id,
            title="Agency return",
            due=None,
            falls_to=_emails(falls_to),
            way_out=way_out,
        )


def _actions(leaving: _Leaving) -> Iterator[Held]:
    """Yield the actions that they own."""
    case = leaving.case
    for item in _own_actions(leaving):
        context = RoleContext(leaving.definition, case, item, leaving.after)
        falls_to = in_charge(context, "owner").people[:1]
        take = f"pathway take {case.reference} {GIVE_ACTION} --item {item.id} --by EMAIL"
        due_days = [deadline.due for deadline in case.open_deadlines() if deadline.item == item.id]
        yield Held(
            case=case.reference,
            kind="action",
            id=item.id,
            title="Action",
            due=due_days[0] if due_days else None,
            falls_to=_emails(falls_to),
            way_out=f"give it to somebody else: {take}" if leaving.has_step(GIVE_ACTION) else "",
        )


def _own_actions(leaving: _Leaving) -> list[Item]:
    actions = leaving.case.items_of("action") if leaving.is_gone else []
    return [
        item
        for item in actions
        if item.data.get("owner") == leaving.person and item.state not in ACTION_ENDS
    ]


def _duties(leaving: _Leaving) -> Iterator[Held]:
    """
    Yield the duties whose mail they get and will no longer get; that of an action is told with the
    action.
    """
    actions = {item.id for item in _own_actions(leaving)}
    for deadline in leaving.case.open_deadlines():
        falls_to = _asked(leaving, deadline, leaving.after)
        was_theirs = leaving.person in _persons(_asked(leaving, deadline, leaving.before))
        stays_theirs = leaving.person in _persons(falls_to)
        if not was_theirs or stays_theirs or deadline.item in actions:
            continue
        rule = leaving.definition.deadlines.get(deadline.key)
        yield Held(
            case=leaving.case.reference,
            kind="duty",
            id=deadline.id,
            title=rule.title if rule else deadline.key,
            due=deadline.due,
            falls_to=_emails(falls_to),
            way_out="",
        )


def _asked(leaving: _Leaving, deadline: Deadline, directory: Directory) -> list[Appointment]:
    return recipients(
        leaving.definition, leaving.case, deadline.owner, directory=directory, deadline=deadline
    )


def _persons(posts: Sequence[Appointment]) -> set[int]:
    return {post.person for post in posts}


def _emails(posts: Iterable[Appointment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(post.email for post in posts))

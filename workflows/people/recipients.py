"""Who gets the mail about a duty: of those in charge, the first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner
from pathway.workflows.people.in_charge import FOLLOWER, UNIT, InCharge, for_owner, in_charge
from pathway.workflows.people.roles import ROLES, RoleContext

if TYPE_CHECKING:
    from pathway.workflows.attempts.definition import Definition


def recipients(
    definition: Definition,
    case: Case,
    owner: Owner,
    directory: Directory,
    deadline: Deadline | None = None,
    unreachable: Collection[str] = (),
    *,
    escalates: bool = False,
) -> list[Appointment]:
    """
    Return who gets the mail: the first of those in charge, or the first of each agency where the
    role is asked in groups.

    If nobody is left, the business unit is alerted, or whoever its role falls to. The list is empty
    only if nobody is left there either.

    Args:
        unreachable: Addresses that accepted no mail.
        escalates: They are told that it was not done: whoever has taken it on comes in their order.
    """
    asked = for_owner(
        definition, case, owner, directory=directory, deadline=deadline, holder_first=not escalates
    )
    if owner.role == FOLLOWER:
        return list(asked.people)
    item = case.items.get(deadline.item or "") if deadline is not None else None
    context = RoleContext(definition, case, item, directory=directory)
    # By number, so that a person who comes first in several groups gets the mail once.
    mailed: dict[int, Appointment] = {}
    for group in _groups(asked):
        first = _first(group, unreachable) or _first(in_charge(context, UNIT).people, unreachable)
        if first is not None:
            mailed[first.person] = first
    return list(mailed.values())


def _groups(asked: InCharge) -> list[Sequence[Appointment]]:
    """Return the groups whose first person gets the mail: one of all, or one for each agency."""
    if not asked.people or not ROLES[asked.role].in_groups:
        return [asked.people]
    by_agency: dict[str, list[Appointment]] = {}
    for post in asked.people:
        by_agency.setdefault(post.agency, []).append(post)
    return list(by_agency.values())


def _first(people: Iterable[Appointment], unreachable: Collection[str]) -> Appointment | None:
    return next((post for post in people if post.email not in unreachable), None)

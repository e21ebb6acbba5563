"""Which duties are a person's own."""

from __future__ import annotations

from pathway.workflows.case import Deadline
from pathway.workflows.commands import Attempt
from pathway.workflows.in_charge import for_deadline, in_charge
from pathway.workflows.roles import RoleContext


def owns(attempt: Attempt, deadline: Deadline) -> bool:
    """Return whether the person who acts is in charge of the deadline."""
    directory = attempt.situation.directory
    in_charge_of_it = for_deadline(attempt.definition, attempt.case, deadline, directory)
    return attempt.actor in {post.person for post in in_charge_of_it.people}


def meets_own_duty(attempt: Attempt) -> bool:
    """Return whether the person is in charge of an open deadline that a fact meets."""
    rules = attempt.definition.deadlines
    waiting = [
        deadline for deadline in attempt.case.open_deadlines() if deadline.key in rules and rules[deadline.key].fact
    ]
    return any(owns(attempt, deadline) for deadline in waiting)


def acts_as(attempt: Attempt, role: str) -> bool:
    """Return whether the person holds that role in the case now, or it fell to them."""
    people = in_charge(context_of(attempt), role).people
    return attempt.actor in {post.person for post in people}


def context_of(attempt: Attempt) -> RoleContext:
    """Return where a role is asked for: in this case, for this item if there is one."""
    return RoleContext(attempt.definition, attempt.case, attempt.item, attempt.situation.directory)

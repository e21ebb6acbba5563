"""Which duties are a person's own."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline, in_charge
from pathway.workflows.people.roles import RoleContext

RECORDS_FACT = "record_fact"  # the effect


def owns(attempt: Attempt, deadline: Deadline) -> bool:
    """Return whether the person who acts is in charge of the deadline."""
    directory = attempt.situation.directory
    people = for_deadline(attempt.definition, attempt.case, deadline, directory).people
    return attempt.actor in {post.person for post in people}


def meets_own_duty(attempt: Attempt) -> bool:
    """
    Return whether the person is in charge of an open deadline that the step, or a fact that it
    records, can meet.
    """
    met = [deadline for deadline in attempt.case.open_deadlines() if _meets(attempt, deadline)]
    return any(owns(attempt, deadline) for deadline in met)


def _meets(attempt: Attempt, deadline: Deadline) -> bool:
    rule = attempt.definition.deadlines.get(deadline.key)
    if rule is None:
        return False
    by_fact = rule.fact is not None and RECORDS_FACT in attempt.step.effects
    return by_fact or any(trigger.step == attempt.name for trigger in rule.meeting())


def acts_as(attempt: Attempt, role: str) -> bool:
    """Return whether the person holds that role in the case now, or it has fallen to them."""
    people = in_charge(context_of(attempt), role).people
    return attempt.actor in {post.person for post in people}


def context_of(attempt: Attempt) -> RoleContext:
    """Return the context of a role in an attempt: its case, and its item if there is one."""
    directory = attempt.situation.directory
    return RoleContext(attempt.definition, attempt.case, attempt.item, directory=directory)


def is_for_own_duties(attempt: Attempt) -> bool:
    """
    Return whether the person may take the step only because they are in charge of a duty.
    """
    return attempt.standing is not None and attempt.standing.role == "deadline_owner"

"""Who has taken a duty on, as long as they may act."""

from __future__ import annotations

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline


def holder(
    definition: Definition, case: Case, deadline: Deadline, directory: Directory
) -> Appointment | None:
    """
    Return who has taken a duty on and may still act; None if nobody has.

    Whoever is away, barred or removed has given it back by that.
    """
    person = directory.held.get((case.reference, deadline.id))
    people = for_deadline(definition, case, deadline, directory).people
    return next((post for post in people if post.person == person), None)

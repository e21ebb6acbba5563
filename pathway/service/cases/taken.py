"""What a command made of one case, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import evolve
from pathway.workflows.reminders.ladders import notices_of_event
from pathway.workflows.reminders.notices import Notice


@dataclass
class Taken:
    """
    What became of one case.

    Args:
        before: As it was loaded; None for a new one.
        after: As the events left it.
    """

    definition: BoundDefinition
    before: Case | None
    after: Case
    events: list[Event] = field(default_factory=list[Event])
    notices: list[Notice] = field(default_factory=list[Notice])

    def add(self, event: Event, unit: UnitOfWork) -> None:
        """Add an event, with the notices that it causes at once."""
        self.after = evolve(self.after, event)
        self.events.append(event)
        self.notices += notices_of_event(self.definition, self.after, event, unit.calendar)

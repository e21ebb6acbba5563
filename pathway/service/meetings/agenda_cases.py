"""The cases on the agenda of a meeting: their decisions, and who is kept from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pathway.errors import NotFound
from pathway.service.access.readers import reading
from pathway.service.cases.reading.entries import email_of_actor, email_of_typist
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.meetings import AgendaCaseView, DecidedView
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import DECLARE_INTEREST
from pathway.workflows.people.in_charge import is_shut_out, undecided


@dataclass
class AgendaCases:
    """The cases on the agenda of a meeting."""

    unit: UnitOfWork
    meeting: Case

    def views(self) -> Iterator[AgendaCaseView]:
        """Yield each case as callers are shown it, in the order of the agenda."""
        for reference in meetings.agenda(self.meeting):
            case = self._cases[reference]
            if isinstance(case, Case):
                yield self._view(case)
            else:
                yield _reference_alone(reference, damaged=case)

    def shut_to(self, person: int) -> list[str]:
        """Return the cases from which an upheld interest keeps a person."""
        return [
            reference
            for reference, case in self._cases.items()
            if isinstance(case, Case) and is_shut_out(case, person, None)
        ]

    def undecided_of(self, person: int) -> list[str]:
        """Return the cases in which a person's interest is not decided on yet."""
        return [
            reference
            for reference, case in self._cases.items()
            if isinstance(case, Case) and person in undecided(case)
        ]

    @cached_property
    def open_to_reader(self) -> frozenset[str]:
        """Return the cases of which the reader may read anything."""
        return frozenset(
            reference
            for reference, case in self._cases.items()
            if isinstance(case, Case) and reading(self.unit, case).parts
        )

    @cached_property
    def _cases(self) -> dict[str, Case | str]:
        """Return each case, or a sentence on why it cannot be read."""
        cases: dict[str, Case | str] = {}
        for reference in meetings.agenda(self.meeting):
            try:
                cases[reference] = self.unit.cases.get(reference)
            except NotFound as error:
                cases[reference] = error.message
            except Exception as error:  # noqa: BLE001 - one case must not end the agenda
                cases[reference] = why_unreadable(reference, error)
        return cases

    def _view(self, case: Case) -> AgendaCaseView:
        if case.reference not in self.open_to_reader:
            return _reference_alone(case.reference)
        definition = self.unit.definition_of(case)
        kind = definition.kinds.get(case.kind)
        people = meetings.people_of(meetings.members(self.meeting))
        open_interests = undecided(case)
        return AgendaCaseView(
            reference=case.reference,
            kind_title=kind.title if kind else case.kind,
            state=case.state,
            state_title=definition.state_title(case.state),
            decided=tuple(self._decided(case)),
            left_out=self._emails([person for person in people if is_shut_out(case, person, None)]),
            undecided=self._emails([person for person in people if person in open_interests]),
        )

    def _decided(self, case: Case) -> Iterator[DecidedView]:
        """Yield the decisions recorded for this meeting, in order."""
        definition = self.unit.definition_of(case)
        entries = case.memory.get("meetings", {}).items()
        own = [int(number) for number, of in entries if of == self.meeting.reference]
        events = self.unit.cases.headers([(case.reference, number) for number in own])
        steps = (event for _, event in sorted(events.items()) if event.step != DECLARE_INTEREST)
        for event in steps:
            tables = definition.steps_named(event.step)
            title = tables[0][1].title if tables else event.step
            yield DecidedView(
                event.seq,
                event.step,
                title,
                event.occurred_on,
                by=email_of_actor(self.unit, event),
                typed_by=email_of_typist(self.unit, event),
            )

    def _emails(self, people: list[int]) -> tuple[str, ...]:
        named = [self.unit.names.get(person) for person in people]
        return tuple(person.email for person in named if person is not None)


def _reference_alone(reference: str, damaged: str | None = None) -> AgendaCaseView:
    return AgendaCaseView(
        reference=reference, kind_title="", state="", state_title="", damaged=damaged
    )

"""Whose answers a case is waiting for: views on incidents, votes, and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.cases.incidents import Incident
from pathway.workflows.cases.notifiable import decided_here
from pathway.workflows.cases.votes import open_rounds
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import RECORD_VIEW
from pathway.workflows.people.sign_offs import seats_that_signed

SIGNS = "record_sign_off"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Answers that are wanted of each safeguarding partner.

    Args:
        step: The step with which a partner answers.
        item: The incident or the item that it is about.
        given: The seats whose answer is in.
        missing: The seats whose answer is still wanted.
        event: The number of the event that carries what is voted on.
    """

    step: str
    item: str | None
    given: tuple[str, ...]
    missing: tuple[str, ...]
    event: int | None = None


def wanted(definition: Definition, case: Case) -> list[Wanted]:
    """Return the answers that a case is waiting for; those that are all in are left out."""
    asked = [*_views(definition, case), *_votes(definition, case), *_signatures(definition, case)]
    return [answers for answers in asked if answers.missing]


def seats_without_view(definition: Definition, case: Case, incident: Incident) -> list[str]:
    """Return the seats whose view on an incident is wanted in the present state of the case."""
    if incident.id not in [decided.id for decided in decided_here(definition, case)]:
        return []
    return [seat for seat in definition.seats if incident.view(seat) is None]


def _views(definition: Definition, case: Case) -> Iterator[Wanted]:
    for incident in decided_here(definition, case):
        missing = seats_without_view(definition, case, incident)
        answered = [seat for seat in definition.seats if seat not in missing]
        yield Wanted(RECORD_VIEW, incident.id, tuple(answered), tuple(missing))


def _votes(definition: Definition, case: Case) -> Iterator[Wanted]:
    for votes in open_rounds(case):
        step, _, item = votes.name.partition("@")
        missing = [seat for seat in definition.seats if seat not in votes.votes]
        yield Wanted(
            step,
            item or None,
            given=tuple(votes.votes),
            missing=tuple(missing),
            event=votes.event,
        )


def _signatures(definition: Definition, case: Case) -> Iterator[Wanted]:
    signing = (step for step in definition.case.step if SIGNS in step.effects)
    here = [step for step in signing if definition.case.covers(step.from_, case.state)]
    if here:
        answered = seats_that_signed(case)
        missing = [seat for seat in definition.seats if seat not in answered]
        yield Wanted(here[0].name, None, tuple(answered), tuple(missing))

"""
Whose answers a case is waiting for, as callers are shown them: by seat, with who answers for it
now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import SeatView, WantedView
from pathway.service.views.steps import ProposalView
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.cases.votes import open_round, round_name
from pathway.workflows.deciding.wanted import wanted
from pathway.workflows.history.case import Case
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext

PARTNER = "partner_of_seat"


def wanted_views(unit: UnitOfWork, definition: BoundDefinition, case: Case) -> list[WantedView]:
    """Return the answers that a case is waiting for."""
    return [
        WantedView(
            step=answers.step,
            title=_title(definition, answers.step),
            item=answers.item,
            given=tuple(_seats(unit, definition, case, answers.given)),
            missing=tuple(_seats(unit, definition, case, answers.missing)),
        )
        for answers in wanted(definition, case)
    ]


def proposal_view(unit: UnitOfWork, case: Case, step: str, item: str | None) -> ProposalView | None:
    """Return what an open round of votes is about, or None where none is open; needs the key."""
    votes = open_round(case, round_name(step, case.items.get(item or "")))
    if votes is None:
        return None
    event = unit.cases.event(case.reference, votes.event)
    proposer = unit.names.get(event.actor) if event.actor is not None else None
    opening: Mapping[str, Any] = (event.sealed or {}).get("input", {})
    proposed = {name: value for name, value in opening.items() if name != "vote"}
    return ProposalView(
        event.seq, proposer.email if proposer else None, event.occurred_on, proposed
    )


def _title(definition: BoundDefinition, step: str) -> str:
    tables = definition.steps_named(step)
    return tables[0][1].title if tables else step


def _seats(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, seats: Iterable[str]
) -> Iterable[SeatView]:
    for seat in seats:
        name = " or ".join(agency_name(unit, code) for code in definition.agencies_of(seat))
        context = RoleContext(definition, case, None, directory=unit.directory, seat=seat)
        emails = dict.fromkeys(post.email for post in in_charge(context, PARTNER).people)
        yield SeatView(seat, name, tuple(emails))

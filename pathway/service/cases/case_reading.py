"""What callers read of cases: one, a list, the steps that may be taken, schemas and histories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.damaged import listed_case
from pathway.service.cases.reading.entries import history_views
from pathway.service.cases.reading.steps import form_schema, schema_of, steps_of
from pathway.service.cases.step_request import input_table
from pathway.service.transactions import Installation
from pathway.service.views.cases import CaseView
from pathway.service.views.history import EventView
from pathway.service.views.steps import StepView


class CaseReading:
    """Reads cases, each call in a transaction of its own or inside a host's."""

    _installation: Installation

    def case(self, reference: str) -> CaseView:
        """
        Return one case.

        Raises:
            NotFound: There is no such case; the nearest references are named.
        """
        with self._installation.reading() as unit:
            return case_view(unit, unit.cases.get(reference))

    def cases(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        overdue: bool = False,
        due_within: int | None = None,
        mine: str | None = None,
    ) -> list[CaseView]:
        """
        Return cases in the order in which they were opened; one that cannot be read is among them,
        whatever is asked for, and its `damaged` says why.

        Args:
            state: Only those in this state; `cspr.*` stands for all states that begin with `cspr`.
            kind: Only those of this kind of referral.
            overdue: Only those with an overdue duty.
            due_within: Only those with a duty due within that many working days.
            mine: Only those with an open duty of the person with this email.
        """
        with self._installation.reading() as unit:
            rows = unit.cases.find(state=state, kind=kind)
            cases = [listed_case(unit, row) for row in rows]
            last = unit.calendar.add(unit.today, due_within) if due_within is not None else None
            email = unit.directory.of(unit.person(mine))[0].email if mine else None
        return [
            case
            for case in cases
            if case.damaged or _fits(case, overdue=overdue, last=last, email=email)
        ]

    def steps(
        self, reference: str, *, by: str, on: date | datetime | None = None
    ) -> list[StepView]:
        """
        Return every step that is open in the state of the case or of its items: whether this person
        may take it, what is missing, and what input it takes.

        Args:
            by: The email of the person who asks.
            on: The day on which the steps would happen; today if left out.

        Raises:
            NotFound: There is no such case or person.
        """
        with self._installation.reading() as unit:
            person = unit.actor(by)
            unit.need_key()
            return steps_of(unit, unit.cases.get(reference), person, on)

    def schema(
        self,
        reference: str,
        step: str,
        *,
        by: str | None = None,
        item: str | None = None,
        on: date | datetime | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
    ) -> dict[str, Any]:
        """
        Return the JSON Schema of a step's input for this case and day.

        Args:
            input: The answers so far. If the schema has `asks_anew`, call again with the answers to
                those fields to learn more about the fields that depend on them.

        Raises:
            NotFound: There is no such case, person, step or item.
        """
        answers, _ = input_table(input, None, None, None)
        with self._installation.reading() as unit:
            unit.need_key()
            person = unit.actor(by) if by else None
            case = unit.cases.get(reference)
            return schema_of(unit, case, step, item=item, person=person, on=on, answers=answers)

    def form_schema(self, kind: str, *, definition: str | None = None) -> dict[str, Any]:
        """
        Return the JSON Schema of the form for a kind of referral: practice_review, serious_offence
        or good_outcome.

        Args:
            definition: The name of the definition, as for `refer`.
        """
        with self._installation.reading() as unit:
            return form_schema(unit, kind, definition)

    def history(self, reference: str) -> list[EventView]:
        """Return everything that was done to a case: by whom, when, and when it was recorded."""
        with self._installation.reading() as unit:
            unit.need_key()
            return history_views(unit, list(unit.cases.events(reference)))


def _fits(case: CaseView, *, overdue: bool, last: date | None, email: str | None) -> bool:
    duties = [deadline for deadline in case.deadlines if deadline.state in ("running", "breached")]
    if overdue and not any(duty.overdue for duty in duties):
        return False
    if last is not None and not any(duty.due <= last for duty in duties):
        return False
    return email is None or any(email in duty.owner.emails for duty in duties)

"""Who sits in the meetings that have a case on their agenda."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from pathway.errors import PathwayError
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.database.rows import DAMAGE
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import MEETING, is_meeting

if TYPE_CHECKING:
    from pathway.workflows.attempts.definition import Definition

ROLE = "sitting"


def sitting_on(unit: UnitOfWork, definition: Definition, case: Case) -> Collection[int]:
    """
    Return the members of the meetings that have a case on their agenda, from the invitation until
    the meeting has ended; nobody where the definition lets nobody read for that.
    """
    is_asked = any(table.role == ROLE for table in definition.case.reader)
    if is_meeting(case.reference) or not is_asked:
        return ()
    return _members(unit).get(case.reference, ())


def agendas_of(unit: UnitOfWork, person: int) -> Collection[str]:
    """Return the cases on the agenda of the meetings in which a person sits."""
    return [reference for reference, people in _members(unit).items() if person in people]


def _members(unit: UnitOfWork) -> Mapping[str, Collection[int]]:
    """Return the members by case, looked up once."""
    if unit.sitting is None:
        unit.sitting = _looked_up(unit)
    return unit.sitting


def _looked_up(unit: UnitOfWork) -> dict[str, set[int]]:
    """Return the members by case; a meeting that cannot be read shares nothing."""
    members: dict[str, set[int]] = {}
    references = [row.reference for row in unit.cases.find(prefix=MEETING, state="*")]
    for meeting in unit.cases.whole(references).values():
        try:
            ended = unit.definition_of(meeting).case.finals
            if not meetings.are_invited(meeting) or meeting.state in ended:
                continue
            people = meetings.people_of(meetings.members(meeting))
        except (*DAMAGE, PathwayError):
            continue
        for reference in meetings.agenda(meeting):
            members.setdefault(reference, set()).update(people)
    return members

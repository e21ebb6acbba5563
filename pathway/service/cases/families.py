"""Interests follow a family: whoever is kept out of a case is kept out of those linked to it."""

from __future__ import annotations

from collections.abc import Callable

from pathway.service.cases.step_request import new_salt
from pathway.service.cases.taken import Taken
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.command import Command
from pathway.workflows.cases.families import kept_out_of, linked_to, to_follow
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.references import is_meeting
from pathway.workflows.known_names import (
    DECIDE_INTEREST,
    FOLLOW_FAMILY,
    LINK_CASE,
    PUT_TO_SUBGROUP,
)

# The steps by which somebody is kept out of a case, or it is linked to another.
CONCERNING = (DECIDE_INTEREST, LINK_CASE, PUT_TO_SUBGROUP)
Decide = Callable[[UnitOfWork, Taken, Command], Event]


def followed(unit: UnitOfWork, all_taken: list[Taken], decide: Decide) -> list[Taken]:
    """
    Return what was taken, with the linked cases in which somebody is kept out from now on: where an
    interest was upheld or a link was made. Each is asked of its own chair.

    Args:
        decide: Returns the event of a command.
    """
    taken = {changed.after.reference: changed for changed in all_taken}
    for changed in list(all_taken):
        for other in _concerned(changed):
            if other not in taken:
                if not unit.cases.find(references=[other]):
                    continue
                case = unit.cases.get(other, lock=unit.writes)
                taken[other] = Taken(unit.definition_of(case), case, case)
            _follow(unit, changed, taken[other], decide)
            _follow(unit, taken[other], changed, decide)
    return [changed for changed in taken.values() if changed.events]


def others_of(case: Case, command: Command) -> list[str]:
    """Return the cases that a command may concern besides its own, so that they can be locked."""
    named: list[object] = [command.input.get("case"), *(command.input.get("linked_cases") or ())]
    return [*linked_to(case), *(name for name in named if isinstance(name, str))]


def _concerned(changed: Taken) -> list[str]:
    """Return the linked cases that a change concerns: a new link, or somebody newly kept out."""
    before, after = changed.before, changed.after
    if before is None or is_meeting(after.reference):
        return []
    if kept_out_of(before) != kept_out_of(after):
        return linked_to(after)
    known = linked_to(before)
    return [name for name in linked_to(after) if name not in known]


def _follow(unit: UnitOfWork, source: Taken, other: Taken, decide: Decide) -> None:
    people = to_follow(source.after, other.after)
    is_linked = source.after.reference in linked_to(other.after)
    if (people or not is_linked) and other.definition.steps_named(FOLLOW_FAMILY):
        details = {"case": source.after.reference, "people": people}
        command = Command(FOLLOW_FAMILY, None, unit.today, input=details, salt=new_salt())
        other.add(decide(unit, other, command), unit)

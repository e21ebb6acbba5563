"""Loading the case that a command is about, and making sure that what it names is there."""

from __future__ import annotations

from functools import partial

from pathway.errors import Conflict, NotFound, Reason
from pathway.service.access.entries import Opening
from pathway.service.access.readers import reading
from pathway.service.cases.families import CONCERNING, others_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases.duplicates import survivor_of
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import OF_CASE, is_meeting
from pathway.workflows.known_names import CLOSE_AS_DUPLICATE, REOPEN


def loaded(
    unit: UnitOfWork, reference: str, command: Command | None = None, expected: int | None = None
) -> Case:
    """
    Return a case, locked where the unit writes. Other cases that a command concerns are locked too,
    in order of their references, so that two commands cannot wait for each other.

    Raises:
        NotFound: There is no such case.
        Conflict: It is not at the version that was expected.
    """
    other = None
    if command is not None and command.step == CLOSE_AS_DUPLICATE:
        other = command.input.get("surviving")
    if command is not None and command.step == REOPEN:
        other = survivor_of(unit.cases.get(reference))
    others = [other] if isinstance(other, str) else []
    if command is not None and command.step in CONCERNING:
        others += others_of(unit.cases.get(reference), command)
    for name in sorted(set(others)):
        if OF_CASE.fullmatch(name) and name < reference:
            _lock(unit, name)
    case = unit.cases.get(reference, lock=unit.writes)
    if expected is not None and case.version != expected:
        raise Conflict(reference, expected, case.version, _since(unit, case, expected))
    return case


def review_in(unit: UnitOfWork, reference: str) -> Case:
    """
    Return a case that is not a meeting, for what is only about reviews.

    Raises:
        NotFound: There is no such case, or it is a meeting.
    """
    if is_meeting(reference):
        raise NotFound("case", reference, hint=f"See `pathway meeting show {reference}`.")
    return unit.cases.get(reference)


def check_names(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, *, step: str, item: str | None
) -> None:
    """
    Make sure that the step and the item exist.

    Raises:
        NotFound: One does not; the nearest names that the reader may know are listed.
    """
    if not definition.steps_named(step):
        raise NotFound(
            "step",
            str(step),
            definition.step_names(),
            f"See `pathway steps {case.reference} --by EMAIL`.",
        )
    if item is not None:
        check_item(unit, case, item)


def check_item(unit: UnitOfWork, case: Case, item: str) -> None:
    """
    Make sure that an item exists.

    Raises:
        NotFound: It does not; the nearest that the reader may know are listed.
    """
    if str(item) not in case.items:
        own = reading(unit, case)
        known = [name for name, there in case.items.items() if own.sees_item(there)]
        raise NotFound("item", str(item), known, f"See `pathway case {case.reference}`.")


def _since(unit: UnitOfWork, case: Case, expected: int) -> list[Reason]:
    """
    Return what was done to a case since that version and the reader may know of, by step and role.
    """
    if not isinstance(expected, int):  # pyright: ignore[reportUnnecessaryIsInstance] - a caller may say anything
        return []
    known = min(max(expected, 0), case.version)
    later = unit.cases.page(case.reference, known, limit=case.version - known, opened=False)
    opening = Opening(unit, case, partial(unit.cases.event, case.reference, opened=False))
    reasons: list[Reason] = []
    for event in later:
        if opening.sees(event):
            day = day_words(event.occurred_on)
            sentence = f"event {event.seq}: {event.step} by {event.role} on {day}"
            reasons.append(Reason("changed", sentence))
    return reasons


def _lock(unit: UnitOfWork, reference: str) -> None:
    if unit.cases.find(references=[reference]):
        unit.cases.get(reference, lock=unit.writes)

"""Loading the case that a command is about, and making sure that what it names is there."""

from __future__ import annotations

from pathway.errors import Conflict, NotFound, Reason
from pathway.service.cases.situations import REFERENCE
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases.duplicates import survivor_of
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import CLOSE_AS_DUPLICATE, REOPEN


def loaded(
    unit: UnitOfWork, reference: str, command: Command | None = None, expected: int | None = None
) -> Case:
    """
    Return a case, locked where the unit writes. The other case that a command names is locked too,
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
    if isinstance(other, str) and REFERENCE.fullmatch(other) and other < reference:
        _lock(unit, other)
    case = unit.cases.get(reference, lock=unit.writes)
    if expected is not None and case.version != expected:
        raise Conflict(reference, expected, case.version, _since(unit, reference, expected))
    return case


def check_names(definition: BoundDefinition, case: Case, step: str, item: str | None) -> None:
    """
    Make sure that the step and the item exist.

    Raises:
        NotFound: One does not; the nearest names are listed.
    """
    if not definition.steps_named(step):
        raise NotFound(
            "step",
            str(step),
            definition.step_names(),
            f"See `pathway steps {case.reference} --by EMAIL`.",
        )
    if item is not None and str(item) not in case.items:
        raise NotFound("item", str(item), case.items, f"See `pathway case {case.reference}`.")


def _since(unit: UnitOfWork, reference: str, expected: int) -> list[Reason]:
    """Return what was done to a case since that version, by step and role."""
    if not isinstance(expected, int):  # pyright: ignore[reportUnnecessaryIsInstance] - a caller may say anything
        return []
    reasons: list[Reason] = []
    for event in unit.cases.events(reference, opened=False):
        if event.seq > expected:
            day = day_words(event.occurred_on)
            sentence = f"event {event.seq}: {event.step} by {event.role} on {day}"
            reasons.append(Reason("changed", sentence))
    return reasons


def _lock(unit: UnitOfWork, reference: str) -> None:
    if unit.cases.find(references=[reference]):
        unit.cases.get(reference, lock=unit.writes)

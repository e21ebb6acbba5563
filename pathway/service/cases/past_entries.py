"""What of a history a step reads that is about one of its entries: all of it, or the latest entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pathway.errors import WrongUsage
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.cases.entries import entries_in
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.past import Past
from pathway.workflows.people.in_charge import UNIT

# How many entries a list of steps names that may be corrected.
IN_LIST = 20
# How many entries are read at once, however many are asked for.
FEWEST, MOST = 20, 500


@dataclass(frozen=True, slots=True)
class EntriesAsked:
    """
    A page of the entries that somebody may correct, the latest first.

    Args:
        limit: At most so many; all that follow if None.
        after: The number of the last entry of the page before.
    """

    limit: int | None
    after: int | None = None

    def __post_init__(self) -> None:
        """Check it; WrongUsage where the limit is less than one."""
        if self.limit is not None and self.limit < 1:
            raise WrongUsage(f"A page has at least one entry, not {self.limit}.")


def whole_past(unit: UnitOfWork, case: Case) -> Past:
    """Return the whole history of a case, of which each entry is unsealed when it is asked for."""
    headers = tuple(unit.cases.events(case.reference, opened=False))
    return Past(headers, partial(unit.cases.entries, case.reference))


def past_for_list(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, command: Command
) -> Past:
    """
    Return the latest entries of a history, sealed, for a list of steps, which names only these; and
    the earlier ones, as long as the person may correct none of those behind them.
    """
    return Past(tuple(_back_to(unit, definition, case, command, EntriesAsked(IN_LIST), enough=1)))


def past_in_pages(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    asked: EntriesAsked,
) -> Past:
    """Return the entries in which a page of those lies that the person may correct."""
    limit = asked.limit or case.version
    events = _back_to(unit, definition, case, command, asked, enough=limit)
    first = _theirs(unit, definition, command, events)[-limit:][:1] or [1]
    events = [event for event in events if event.seq >= first[0]]
    return Past(tuple(events), partial(unit.cases.entries, case.reference), is_whole=False)


def _back_to(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    asked: EntriesAsked,
    *,
    enough: int,
) -> list[Event]:
    """Return the events behind a page, back to so many that the person may correct."""
    last = case.version if asked.after is None else min(case.version, asked.after - 1)
    size, count, events = min(MOST, max(FEWEST, asked.limit or MOST)), 0, list[Event]()
    while last > 0 and count < enough:
        before = max(0, last - size)
        page = unit.cases.page(case.reference, before, limit=last - before, opened=False)
        count += len(_theirs(unit, definition, command, page))
        events, last = [*page, *events], before
    return events


def _theirs(
    unit: UnitOfWork, definition: BoundDefinition, command: Command, events: list[Event]
) -> list[int]:
    """Return the numbers of the events that the person may correct, but for interests in items."""
    person = command.by
    corrects_all = person is None or unit.directory_for(command.asking).holds(person, UNIT)
    return [
        event.seq
        for event in entries_in(definition, events)
        if corrects_all or event.actor == person
    ]

"""
Names that a shell proposes while a command is typed: cases, steps, items, deadlines, people,
messages, definitions.

No key is needed, no rule is consulted, and nothing that was written about a child is proposed.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from pathway.service.definition_choice import (
    definition_today,
    known_kinds,
    known_names,
    known_states,
)
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.settings import Settings
from pathway.storage.database.engine import open_engine

MAX_PROPOSALS = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name, and what a shell may show beside it."""

    name: str
    help: str = ""


@contextmanager
def looking(settings: Settings) -> Generator[UnitOfWork]:
    """
    Open a database to look names up.

    Raises:
        PathwayError: There is none, or it cannot be used.
    """
    installation = Installation(open_engine(settings.database), settings, None)
    try:
        with installation.reading() as unit:
            yield unit
    finally:
        installation.engine.dispose()


def references(unit: UnitOfWork, begun: str) -> list[Proposal]:
    """
    Return the cases, or the meetings, whose reference begins so, the newest first, with their kind
    and state.
    """
    rows = unit.cases.newest(begun, MAX_PROPOSALS)
    return [Proposal(row.reference, f"{row.kind.replace('_', ' ')}: {row.state}") for row in rows]


def steps(unit: UnitOfWork, reference: str, item: str | None) -> list[Proposal]:
    """
    Return the steps that can follow from the case's state; only the item's own where one is named.
    """
    from pathway.service.cases.reading.open_steps import open_steps

    case = unit.cases.get(reference)
    definition = unit.definition_of(case)
    titles = {step.name: step.title for _, step in definition.tables()}
    names = dict.fromkeys(name for name, _ in open_steps(definition, case, item=item))
    return [Proposal(name, titles[name]) for name in names]


def items(unit: UnitOfWork, reference: str, step: str | None) -> list[Proposal]:
    """Return the items of a case; only those that the step may be about where one is named."""
    from pathway.service.cases.reading.items import in_order
    from pathway.service.cases.reading.open_steps import open_steps

    case = unit.cases.get(reference)
    shown = in_order(case.items.values())
    if step is not None:
        subjects = {item for _, item in open_steps(unit.definition_of(case), case, step)}
        shown = [item for item in shown if item.id in subjects]
    return [Proposal(item.id, item.state) for item in shown]


def entries(unit: UnitOfWork, reference: str) -> list[Proposal]:
    """
    Return the entries of a case that may be corrected, the latest first, with the step, the item
    and the day as corrected.
    """
    from pathway.workflows.calendar.in_words import day_words
    from pathway.workflows.cases.entries import entries_in, known_day

    case = unit.cases.get(reference)
    events = entries_in(unit.definition_of(case), unit.cases.events(reference, opened=False))
    titles = {event.seq: f"{event.step} {event.item or ''}".strip() for event in events}
    days = {event.seq: day_words(known_day(case, event)) for event in events}
    return [
        Proposal(f"event={number}", f"{titles[number]}; {days[number]}")
        for number in reversed(titles)
    ]


def deadlines(unit: UnitOfWork, reference: str) -> list[Proposal]:
    """Return the deadlines of a case with their due day: open ones first, then the soonest."""
    case = unit.cases.get(reference)
    ordered = sorted(
        case.deadlines.values(),
        key=lambda deadline: (not deadline.is_open, deadline.due, deadline.id),
    )
    return [
        Proposal(deadline.id, f"due {deadline.due.isoformat()}; {deadline.state.replace('_', ' ')}")
        for deadline in ordered
    ]


def emails(unit: UnitOfWork) -> list[Proposal]:
    """Return the emails in the directory, with agency and roles."""
    parts = {
        post.email: f"{post.agency}: {' '.join(post.roles)}" for post in unit.directory.appointments
    }
    return [Proposal(email, part) for email, part in sorted(parts.items())]


def agencies(unit: UnitOfWork) -> list[Proposal]:
    """Return the codes of the agencies that somebody works for, with their names."""
    from pathway.service.people.agency_names import agency_name

    return [Proposal(code, agency_name(unit, code)) for code in unit.directory.agencies()]


def messages(unit: UnitOfWork) -> list[Proposal]:
    """Return the messages of the outbox, the newest first, with their state."""
    from pathway.storage.mail import outbox

    rows = outbox.latest(unit.connection, MAX_PROPOSALS)
    return [Proposal(str(number), f"{state}; {kind}") for number, state, kind in rows]


def states(unit: UnitOfWork) -> list[Proposal]:
    """Return the states that a case may be in, under any definition."""
    return [Proposal(name, title) for name, title in known_states(unit).items()]


def kinds(unit: UnitOfWork) -> list[Proposal]:
    """Return the kinds of referral, under any definition."""
    return [Proposal(name, title) for name, title in known_kinds(unit).items()]


def definition_names(unit: UnitOfWork) -> list[Proposal]:
    """Return the names of the definitions that a case may follow."""
    return [Proposal(name) for name in known_names(unit)]


def definition_files(unit: UnitOfWork) -> list[Proposal]:
    """Return the definitions that a new case follows: its own, and those of its items."""
    return [Proposal(name, file.title) for name, file in definition_today(unit).files.items()]


def versions(unit: UnitOfWork) -> list[Proposal]:
    """Return the versions of definitions that were loaded, the latest first."""
    return [
        Proposal(definition.case.version, definition.edition) for definition in unit.definitions
    ]

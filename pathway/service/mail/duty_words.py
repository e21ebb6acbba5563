"""
What a line about a duty says to its reader: which item it is about, whose it is, which steps they
may take now, and whom they ask for help.
"""

from __future__ import annotations

from dataclasses import replace

from pathway.notifications.writing.letters import Line, Task
from pathway.notifications.writing.phrases import role_words
from pathway.service.cases.reading.item_words import item_words
from pathway.service.cases.situations import plain_situation
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deciding.next_steps import NextStep, next_steps
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import UNIT, for_deadline
from pathway.workflows.people.roles import ROLES
from pathway.workflows.reminders.ladders import telling_of, told_duty
from pathway.workflows.reminders.notices import Notice

MAX_TASKS = 6
# Whoever has these roles has them for the partnership, and not for an agency.
OF_NO_AGENCY = ("bu", "chair", "meeting_chair", "reviewer", "delay")


def with_tasks(
    unit: UnitOfWork, case: Case, line: Line, notice: Notice, person: int | None
) -> Line:
    """
    Return a line with what its reader needs in order to act, if it is about a duty that is open.

    Args:
        person: The reader's number in the directory; None for an address that is nobody's.
    """
    definition = unit.definition_of(case)
    deadline = _duty(unit, definition, case, line=line, notice=notice)
    if deadline is None or line.ended_on is not None:
        return line
    steps: list[NextStep] = []
    owners = for_deadline(definition, case, deadline, unit.directory).people
    if person is not None and person in {post.person for post in owners}:
        steps = next_steps(definition, case, deadline, person, plain_situation(unit))
    return replace(
        line,
        about=_about(unit, definition, case, deadline),
        whose=_whose(unit, definition, case, deadline),
        tasks=tuple(_task(case, step) for step in steps[:MAX_TASKS]),
    )


def _duty(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, line: Line, notice: Notice
) -> Deadline | None:
    """Return the duty that a line is about; for an event, the one that is told with it."""
    if notice.deadline:
        return case.deadlines.get(notice.deadline)
    if not line.urgent:
        return None
    event = unit.cases.event(notice.reference, notice.event, opened=False)
    telling = telling_of(definition, event, notice.role)
    return told_duty(case, event, telling) if telling is not None else None


def help_contact(unit: UnitOfWork, reader: int | None) -> str:
    """
    Return whom a reader contacts for help: what the settings say, else the first of the business
    unit who is there; empty if there is nobody but the reader.
    """
    setting = _one_line(unit.installation.settings.help_contact)
    if setting:
        return setting
    for post in unit.directory.holders(UNIT):
        if post.person != reader and post.person not in unit.directory.absent:
            return f"{_one_line(post.name)} (the business unit), {post.email}"
    return ""


def _one_line(words: str) -> str:
    """Return words on the one line that a letter has for them."""
    return " ".join(words.split())


def _task(case: Case, step: NextStep) -> Task:
    item = f"?item={step.item}" if step.item else ""
    return Task(step.title, f"/cases/{case.reference}/steps/{step.step}{item}")


def _about(unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline) -> str:
    """Return what a duty is about: an item, a child by its number, or one of several checks."""
    item = case.items.get(deadline.item or "")
    parts: list[str] = []
    if item is not None:
        parts.append(item_words(unit, definition, item))
    if deadline.child is not None:
        parts.append(f"child {deadline.child}")
    if deadline.months is not None:
        parts.append(f"{deadline.months}-month check")
    return ", ".join(parts)


def _whose(unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline) -> str:
    """Return whose a duty is: the agency by its name, if it is an agency's, and the role."""
    words = role_words(deadline.owner.role)
    agency = _agency(unit, definition, case, deadline)
    if agency is None:
        return words
    return f"{unit.directory.agency_name(agency, definition.agency_names)}, {words}"


def _agency(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline
) -> str | None:
    role = deadline.owner.role
    if deadline.owner.agency is not None:
        return deadline.owner.agency
    if role in OF_NO_AGENCY or (role in ROLES and ROLES[role].in_groups):
        return None
    item = case.items.get(deadline.item or "")
    agency = item.data.get("agency") if item is not None else None
    if agency is not None:
        return agency
    asked = for_deadline(definition, case, deadline, unit.directory)
    return asked.people[0].agency if asked.people and asked.role == role else None

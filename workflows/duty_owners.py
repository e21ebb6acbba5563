"""Whose duty a deadline is, and which people that means now."""

from __future__ import annotations

from collections.abc import Collection

from pathway.workflows.case import Case, Deadline, Owner
from pathway.workflows.commands import Attempt
from pathway.workflows.definition import Definition
from pathway.workflows.people import Appointment, Directory
from pathway.workflows.roles import Where, is_shut_out, people


def owners_of(definition: Definition, case: Case, deadline: Deadline, directory: Directory) -> list[Appointment]:
    """Return the people in charge of a deadline now, lowest order first; those it falls to where nobody is left."""
    return addressed(definition, case, deadline.owner, deadline.item, directory)


def addressed(
    definition: Definition, case: Case, owner: Owner, item: str | None, directory: Directory
) -> list[Appointment]:
    """Return the people that a role, an agency or a person's number means in this case now."""
    where = Where(definition, case, case.items.get(item or ""), directory)
    if owner.person is not None:
        own = directory.of(owner.person)[:1]
        return [one for one in own if not is_shut_out(case, one.person, where.item)] or people(where, "owners_rep")
    if owner.agency is not None and owner.role == "rep":
        reps = directory.holders("rep", owner.agency)
        return [one for one in reps if not is_shut_out(case, one.person, where.item)] or people(where, "bu")
    return people(where, owner.role)


def owns(attempt: Attempt, deadline: Deadline) -> bool:
    """Say whether the person who acts is in charge of the deadline."""
    found = owners_of(attempt.definition, attempt.case, deadline, attempt.situation.directory)
    return attempt.actor in {one.person for one in found}


def meets_own_duty(attempt: Attempt) -> bool:
    """Say whether the person is in charge of an open deadline that a fact meets."""
    rules = attempt.definition.deadlines
    waiting = (one for one in attempt.case.open_deadlines() if one.key in rules and rules[one.key].fact)
    return any(owns(attempt, one) for one in waiting)


PER_AGENCY = ("partner", "partner_to_sign", "rep_of_return", "owners_partner")


def recipients(
    definition: Definition,
    case: Case,
    owner: Owner,
    item: str | None,
    directory: Directory,
    unreachable: Collection[str] = (),
) -> list[Appointment]:
    """
    Return who gets the mail: the first of the list who is there, or the first of each agency where those are seats.

    With nobody left it goes to the business unit, as an alarm.

    Args:
        unreachable: Addresses that took no mail.
    """
    in_charge = addressed(definition, case, owner, item, directory)
    seats = dict.fromkeys(one.agency for one in in_charge) if owner.role in PER_AGENCY else {}
    lists = [[one for one in in_charge if one.agency == seat] for seat in seats] or [in_charge]
    unit = directory.holders("bu")
    found = [_first(one, directory, unreachable) or _first(unit, directory, unreachable) for one in lists]
    away = [one for one in unit if one.email not in unreachable][:1]
    return list({one.person: one for told in found for one in told or away}.values())


def _first(people_in_order: list[Appointment], directory: Directory, unreachable: Collection[str]) -> list[Appointment]:
    return [one for one in people_in_order if one.person not in directory.absent and one.email not in unreachable][:1]

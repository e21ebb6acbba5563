"""
Who holds a role in a case, who steps in for them, and in which role a person acts.

A role is an ordered list of people. An upheld interest, and a part in the matter that the step forbids, take a person
off it; with nobody left it falls to the next role. Nothing is allowed that a definition does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pathway.workflows.case import Case, Item
from pathway.workflows.commands import Standing
from pathway.workflows.definition import Definition
from pathway.workflows.people import Appointment, Directory


@dataclass(frozen=True, slots=True)
class Where:
    """The case, and the item if any, in which a role is asked for."""

    definition: Definition
    case: Case
    item: Item | None
    directory: Directory


Find = Callable[[Where], list[Appointment]]


def _referrer(where: Where) -> list[Appointment]:
    opener = where.case.remembered("people", "opener")
    own = where.directory.of(opener)[:1] if opener is not None else []
    others = where.directory.holders("referrer", where.case.remembered("agency"))
    return own + [one for one in others if one.person != opener]


def _rep(where: Where) -> list[Appointment]:
    agency = where.item["agency"] if where.item else None
    return where.directory.holders("rep", agency or where.case.remembered("agency"))


def _author(where: Where) -> list[Appointment]:
    return where.directory.holders("author", where.item["agency"] if where.item else None)


def _partners(where: Where) -> list[Appointment]:
    seats = where.definition.seats
    parts = where.definition.agencies.parts
    return [one for seat in seats for one in where.directory.holders("partner", parts[seat])]


def _partners_to_sign(where: Where) -> list[Appointment]:
    signed = where.case.table("sign_offs")
    return [one for one in _partners(where) if where.definition.seat_of(one.agency) not in signed]


def _partner_la(where: Where) -> list[Appointment]:
    return where.directory.holders("partner", where.definition.agencies.local_authority)


def _notifier(where: Where) -> list[Appointment]:
    return where.directory.holders("notifier", where.definition.agencies.local_authority)


def _reviewer(where: Where) -> list[Appointment]:
    return [one for person in where.case.listed("reviewers") for one in where.directory.of(person)[:1]]


def _owner(where: Where) -> list[Appointment]:
    owner = where.item["owner"] if where.item else None
    return where.directory.of(owner)[:1] if owner is not None else []


def _owners_agency(where: Where) -> str:
    agency = where.item["agency"] if where.item else None
    return agency or ""


def _owners_rep(where: Where) -> list[Appointment]:
    return where.directory.holders("rep", _owners_agency(where))


def _owners_partner(where: Where) -> list[Appointment]:
    return where.directory.holders("partner", _owners_agency(where)) or _partners(where)


def _reps_of_returns(where: Where) -> list[Appointment]:
    agencies = dict.fromkeys(item["agency"] for item in where.case.items_of("agency_return"))
    return [one for agency in agencies for one in where.directory.holders("rep", agency)]


def _youth_justice_rep(where: Where) -> list[Appointment]:
    return where.directory.holders("rep", where.definition.agencies.youth_justice)


def _anyone(where: Where) -> list[Appointment]:
    """Everybody but those who only read."""
    return [one for one in where.directory.appointments if one.roles != ("scrutineer",)]


def _nobody(_: Where) -> list[Appointment]:
    return []


def _plain(role: str) -> Find:
    return lambda where: where.directory.holders(role)


@dataclass(frozen=True, slots=True)
class Role:
    """How a role's people are found, whom it falls to, and whether it has a meaning only for an item."""

    find: Find
    falls_to: str | None = None
    of_item: bool = False


ROLES: Mapping[str, Role] = {
    "referrer": Role(_referrer),
    "rep": Role(_rep, "bu"),
    "author": Role(_author, of_item=True),
    "bu": Role(_plain("bu"), "chair"),
    "chair": Role(_plain("chair"), "partner"),
    "partner": Role(_partners),
    "partner_to_sign": Role(_partners_to_sign),
    "partner_la": Role(_partner_la),
    "notifier": Role(_notifier, "partner_la"),
    "reviewer": Role(_reviewer),
    "any_reviewer": Role(_plain("reviewer")),
    "scrutineer": Role(_plain("scrutineer")),
    "owner": Role(_owner, of_item=True),
    "owners_rep": Role(_owners_rep, "bu", of_item=True),
    "owners_partner": Role(_owners_partner, of_item=True),
    "rep_of_return": Role(_reps_of_returns, "bu"),
    "youth_justice_rep": Role(_youth_justice_rep, "bu"),
    "anyone": Role(_anyone),
    "deadline_owner": Role(_nobody),
    "entry_maker": Role(_nobody),
    "system": Role(_nobody),
}
# Owners that a deadline may name besides: the step that starts it says who they are.
NAMED_BY_STEP = ("asked", "delay")
# Whoever takes these representatives' part because they are all shut out gives reasons.
REPS = ("rep", "owners_rep")


def people(where: Where, role: str, but: Sequence[int] = ()) -> list[Appointment]:
    """Return who may act in a role now, lowest order first; where nobody is left, those it falls to."""
    return _left(where, role, but)[0]


def standing(where: Where, roles: Sequence[str], person: int, but: Sequence[int] = ()) -> Standing | None:
    """Return in which of the roles a person may act: one they hold before one that fell to them; or None."""
    found = [one for role in roles if (one := _standing(where, role, person, but))]
    return next((one for one in found if one.role == one.part), found[0] if found else None)


def _standing(where: Where, role: str, person: int, but: Sequence[int]) -> Standing | None:
    left, fell_to = _left(where, role, but)
    own = next((one for one in left if one.person == person), None)
    if own is None:
        return None
    stands_in = fell_to != role and role in REPS and bool(ROLES[role].find(where))
    return Standing(fell_to, own.agency, own.is_deputy and role != "anyone", stands_in, role)


def is_shut_out(case: Case, person: int | None, item: Item | None) -> bool:
    """Say whether an upheld interest keeps the person from the case, or from the item."""
    return any(_shuts_out(one, item) for one in _interests(case, person))


def has_undecided_interest(case: Case, person: int | None) -> bool:
    """Say whether the person declared an interest that nobody has decided on."""
    return any(one["outcome"] == "declared" for one in _interests(case, person))


def _left(where: Where, role: str, but: Sequence[int]) -> tuple[list[Appointment], str]:
    found = [one for one in ROLES[role].find(where) if _may_act(where, one, but)]
    next_role = ROLES[role].falls_to
    return (found, role) if found or next_role is None else _left(where, next_role, but)


def _may_act(where: Where, one: Appointment, but: Sequence[int]) -> bool:
    return one.person not in but and not is_shut_out(where.case, one.person, where.item)


def _interests(case: Case, person: int | None) -> list[Mapping[str, object]]:
    return [one for one in case.table("interests").values() if one["person"] == person]


def _shuts_out(interest: Mapping[str, object], item: Item | None) -> bool:
    if interest["outcome"] == "withdraws_item":
        return item is not None and interest.get("item") == item.id
    return interest["outcome"] == "withdraws_case"

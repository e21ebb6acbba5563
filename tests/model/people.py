"""
Mixtures of people: everybody is there, somebody is away, was removed, or is kept away by an upheld
interest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pathway.workflows.attempts.directory import Appointment
from pathway.workflows.history.case import Case
from tests.desk import Desk

ROLES = ("referrer", "rep", "bu", "chair", "partner", "notifier", "reviewer")
OWN = "interest:9"


@dataclass(frozen=True)
class Mixture:
    """
    A case among people of whom some are not there.

    Args:
        gone: Those who must not be asked for anything, by the directory's number.
        item: The item alone that they are kept from; None where it is everything.
    """

    name: str
    desk: Desk
    gone: frozenset[int] = frozenset()
    item: str | None = None


def mixtures(desk: Desk) -> Iterator[Mixture]:
    """
    Return the case with everybody there, without each who holds a part, and without all who hold
    one.
    """
    alarmed = [post.person for post in desk.directory.holders("bu")][:1]
    yield Mixture("with everybody there", desk)
    for name, people in groups(desk):
        yield Mixture(f"{name} away", _away(desk, people), frozenset(people))
        yield Mixture(f"{name} removed", _removed(desk, people), frozenset(people))
        yield Mixture(f"{name} kept away", kept_away(desk, people), frozenset(people))
        for item in _items_with_duties(desk):
            kept = frozenset([*people, *alarmed])
            yield Mixture(
                f"{name} and who is alarmed kept from {item}",
                kept_away(desk, kept, item),
                kept,
                item,
            )


def _items_with_duties(desk: Desk) -> list[str]:
    named = dict.fromkeys(deadline.item for deadline in desk.case.open_deadlines())
    return [item for item in named if item is not None]


def groups(desk: Desk) -> Iterator[tuple[str, list[int]]]:
    """
    Return the first of each role and agency that has a part in the case, and all of them together.
    """
    for role in ROLES:
        for agency in _agencies(desk, role):
            holders = desk.directory.holders(role, agency)
            people = list(dict.fromkeys(post.person for post in holders))
            yield f"the first {role} of {agency}", people[:1]
            if len(people) > 1:
                yield f"every {role} of {agency}", people


def _agencies(desk: Desk, role: str) -> list[str]:
    """Return the agencies whose people of that role can be named by a duty of the case."""
    definition, case = desk.definition, desk.case
    known = {case.memory.get("agency"), *definition.partners, *definition.agencies.youth_justice}
    known |= {item.data.get("agency") for item in case.items.values() if item.data.get("agency")}
    everywhere = role in ("bu", "chair", "reviewer")
    posts = [post for post in desk.directory.holders(role) if everywhere or post.agency in known]
    return list(dict.fromkeys(post.agency for post in posts))


def _away(desk: Desk, people: Collection[int]) -> Desk:
    return replace(desk, directory=replace(desk.directory, absent=frozenset(people)))


def _removed(desk: Desk, people: Collection[int]) -> Desk:
    left: tuple[Appointment, ...] = tuple(
        post for post in desk.directory.appointments if post.person not in people
    )
    return replace(desk, directory=replace(desk.directory, appointments=left))


def kept_away(desk: Desk, people: Collection[int], item: str | None = None) -> Desk:
    """
    Return the case in which an interest of each was upheld, as the decision on it remembers it.
    """
    outcome = {"outcome": "withdraws_item", "item": item} if item else {"outcome": "withdraws_case"}
    interests = {f"{OWN}{number}": {"person": number} | outcome for number in people}
    case: Case = desk.case.changed({"memory": {"interests": interests}})
    return replace(desk, case=case)

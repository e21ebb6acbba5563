"""
The directory: who holds which role, in which order.

A person is known by their email, in upper or lower case, and has one appointment for each agency. A
role is an ordered list of people, lowest order first. Those of order 2 and above are deputies; a
partner's are called delegates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

ROLES = (
    "referrer",
    "rep",
    "author",
    "bu",
    "chair",
    "partner",
    "notifier",
    "reviewer",
    "scrutineer",
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """
    One person's part in one agency.

    Args:
        person: Their number in the directory, which never changes.
    """

    person: int
    email: str
    name: str
    agency: str
    roles: tuple[str, ...]
    order: int

    @property
    def is_deputy(self) -> bool:
        """Return whether somebody comes before this person."""
        return self.order > 1


class Standing(NamedTuple):
    """
    The role in which a person acts.

    Args:
        role: The role that lets them act.
        agency: The agency for which they hold it.
        deputy: Somebody comes before them.
        stands_in: An agency's representatives are all kept from it, and this person acts in their
            place, giving reasons.
        part: The role that the step names; it differs from `role` where it fell to this person.
    """

    role: str
    agency: str
    deputy: bool = False
    stands_in: bool = False
    part: str = ""


@dataclass(frozen=True)
class Directory:
    """
    Everybody who may act now, lowest order first.

    Args:
        absent: The numbers of those who are away today: they may not act, and their part goes to
            the next in the list.
        agency_names: The names of agencies by code, where a people file gives them.
        held: Who has taken which duty on: their number, by the case's reference and the deadline's
            id. Whether they may still act is decided by `in_charge`.
    """

    appointments: tuple[Appointment, ...]
    absent: frozenset[int] = frozenset()
    agency_names: Mapping[str, str] = field(default_factory=dict[str, str])
    held: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    @cached_property
    def _by_person(self) -> Mapping[int, list[Appointment]]:
        return _grouped(self.appointments)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {post.email.casefold(): post.person for post in self.appointments}

    @cached_property
    def _by_role(self) -> Mapping[str, list[Appointment]]:
        holders: dict[str, list[Appointment]] = {}
        for post in sorted(self.appointments, key=lambda post: (post.order, post.email)):
            for role in post.roles:
                holders.setdefault(role, []).append(post)
        return holders

    @cached_property
    def _by_post(self) -> Mapping[tuple[str, str], list[Appointment]]:
        holders: dict[tuple[str, str], list[Appointment]] = {}
        for role, posts in self._by_role.items():
            for post in posts:
                holders.setdefault((role, post.agency), []).append(post)
        return holders

    def number(self, email: str) -> int | None:
        """Return the number of the person with that email, or None."""
        return self._numbers.get(email.strip().casefold())

    def of(self, person: int) -> list[Appointment]:
        """Return a person's appointments; none if they were removed."""
        return self._by_person.get(person, [])

    def holds(self, person: int, *roles: str) -> bool:
        """Return whether a person holds one of these roles in any agency."""
        return any(role in post.roles for post in self.of(person) for role in roles)

    def holders(self, role: str, agency: str | Collection[str] | None = None) -> list[Appointment]:
        """Return who holds a role in one agency, in some or in any, lowest order first."""
        if isinstance(agency, str):
            return list(self._by_post.get((role, agency), ()))
        posts = self._by_role.get(role, ())
        return [post for post in posts if agency is None or post.agency in agency]

    def holding(self, person: int, roles: Iterable[str]) -> Directory:
        """
        Return a directory in which that person holds exactly these roles.

        A role that they do not hold yet is added at their first agency.
        """
        wanted = tuple(dict.fromkeys(roles))
        own = sorted(self.of(person), key=lambda post: (post.order, post.agency))
        new = [role for role in wanted if not any(role in post.roles for post in own)]
        changed: list[Appointment] = []
        for post in own:
            kept = tuple(role for role in post.roles if role in wanted)
            changed.append(replace(post, roles=kept))
        if changed:
            changed[0] = replace(changed[0], roles=(*changed[0].roles, *new))
        others = [post for post in self.appointments if post.person != person]
        return replace(self, appointments=(*others, *changed))

    def emails(self) -> list[str]:
        """Return every email."""
        return sorted({post.email for post in self.appointments})

    def agencies(self) -> list[str]:
        """Return every agency that somebody works for."""
        return sorted({post.agency for post in self.appointments})

    def agency_name(self, code: str, defined: Mapping[str, str]) -> str:
        """
        Return the name of an agency: from the directory, else from the definition, else its code in
        words.

        Args:
            defined: The names that the definition gives agencies, by code.
        """
        return self.agency_names.get(code) or defined.get(code) or code.replace("_", " ")


def _grouped(appointments: Iterable[Appointment]) -> dict[int, list[Appointment]]:
    groups: dict[int, list[Appointment]] = {}
    for post in appointments:
        groups.setdefault(post.person, []).append(post)
    return groups

"""
The directory: who holds which role, in which order.

A person is known by email, whatever its case, and has one appointment for each agency. A role is an
ordered list of people: the lowest order first. Order 2 and later are deputies, for a partner the
delegates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

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
    One person's part in one agency; `person` is the directory's number and stays the same for life.
    """

    person: int
    email: str
    name: str
    agency: str
    roles: tuple[str, ...]
    order: int

    @property
    def is_deputy(self) -> bool:
        """Say whether somebody comes before this person."""
        return self.order > 1


@dataclass(frozen=True)
class Directory:
    """
    Everybody who may act now, lowest order first.

    Args:
        absent: The numbers of those who are away today: they may not act, and their part goes to
            the next in the list.
        agency_names: What agencies are called, by code, where a people's file named them.
    """

    appointments: tuple[Appointment, ...]
    absent: frozenset[int] = frozenset()
    agency_names: Mapping[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def _by_person(self) -> Mapping[int, list[Appointment]]:
        return _grouped(self.appointments)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {one.email.casefold(): one.person for one in self.appointments}

    @cached_property
    def _by_role(self) -> Mapping[str, list[Appointment]]:
        found: dict[str, list[Appointment]] = {}
        for one in sorted(self.appointments, key=lambda one: (one.order, one.email)):
            for role in one.roles:
                found.setdefault(role, []).append(one)
        return found

    def number(self, email: str) -> int | None:
        """Return the number of the person with that email, or None."""
        return self._numbers.get(email.strip().casefold())

    def of(self, person: int) -> list[Appointment]:
        """Return a person's appointments, none where they were removed."""
        return self._by_person.get(person, [])

    def holders(self, role: str, agency: str | Collection[str] | None = None) -> list[Appointment]:
        """Return who holds a role, in one agency, in some, or in any, lowest order first."""
        agencies = [agency] if isinstance(agency, str) else agency
        return [
            post
            for post in self._by_role.get(role, [])
            if agencies is None or post.agency in agencies
        ]

    def holding(self, person: int, roles: Iterable[str]) -> Directory:
        """
        Return a directory in which that person holds these roles alone, what is new at their first
        agency.
        """
        wanted = tuple(dict.fromkeys(roles))
        own = sorted(self.of(person), key=lambda one: (one.order, one.agency))
        new = [role for role in wanted if not any(role in one.roles for one in own)]
        changed = [
            replace(one, roles=tuple(role for role in one.roles if role in wanted)) for one in own
        ]
        changed[:1] = [replace(one, roles=(*one.roles, *new)) for one in changed[:1]]
        others = [one for one in self.appointments if one.person != person]
        return replace(self, appointments=(*others, *changed))

    def emails(self) -> list[str]:
        """Return every email."""
        return sorted({one.email for one in self.appointments})

    def agencies(self) -> list[str]:
        """Return every agency somebody works for."""
        return sorted({one.agency for one in self.appointments})

    def agency_name(self, code: str, defined: Mapping[str, str]) -> str:
        """
        Return what an agency is called: by the directory, else by the definition, else its code in
        words.

        Args:
            defined: What the definition calls agencies, by code.
        """
        return self.agency_names.get(code) or defined.get(code) or code.replace("_", " ")


def _grouped(appointments: Iterable[Appointment]) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = {}
    for one in appointments:
        found.setdefault(one.person, []).append(one)
    return found

"""What a person may read of a case, from the tables of its definition. What none gives is denied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pathway.workflows.access.parts import part_of_item
from pathway.workflows.access.reading import DEADLINES, HISTORY, NOTHING, Reading
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.definitions.reader_format import PARTS, WITH_OWN, Reader
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.people.in_charge import for_deadline, is_shut_out
from pathway.workflows.people.restrictions import has_broken_glass, is_left_out
from pathway.workflows.people.roles import REPS, ROLES, RoleContext

if TYPE_CHECKING:
    from pathway.workflows.attempts.definition import Definition

# Roles that follow from what somebody has to do, or has written.
OF_DUTIES, OF_ENTRIES = "deadline_owner", "entry_maker"
# Parts in which something belongs to items of any kind.
OF_ALL_KINDS = (DEADLINES, HISTORY)


def reading_of(
    definition: Definition,
    case: Case,
    directory: Directory,
    person: int,
    *,
    today: date,
    sitting: Collection[int] = (),
) -> Reading:
    """
    Return what a person may read of a case now.

    Args:
        directory: Everybody who holds a role now; whoever was removed may read nothing.
        today: The day in London.
        sitting: The members of the meetings that have the case on their agenda.
    """
    left_out = is_left_out(case, person, directory)
    if left_out and not has_broken_glass(case, person, today):
        return NOTHING
    return _unrestricted(_Reader(definition, case, directory, person, sitting))


def could_read_of(definition: Definition, case: Case, directory: Directory, person: int) -> bool:
    """Return whether a person could read anything of a case if it were not restricted."""
    return bool(_unrestricted(_Reader(definition, case, directory, person)).parts)


def _unrestricted(reader: _Reader) -> Reading:
    if not reader.directory.of(reader.person) or is_shut_out(reader.case, reader.person, None):
        return NOTHING
    return reader.reading()


@dataclass(frozen=True)
class _Reader:
    """One person who reads one case."""

    definition: Definition
    case: Case
    directory: Directory
    person: int
    sitting: Collection[int] = ()

    def reading(self) -> Reading:
        """Return what the tables give to the roles that they have."""
        whole: set[str] = set()
        items: dict[str, set[str]] = {}
        for table in self._tables:
            if table.of == "all" and self._has(table.role):
                whole.update(table.names())
            if whole.issuperset(PARTS):
                break
            if table.of == "own":
                self._add_own(table, whole, items)
        return Reading(
            frozenset(whole),
            {part: frozenset(names) for part, names in items.items()},
            frozenset() if DEADLINES in whole else self._duties,
            self.person if self._gives(OF_ENTRIES, HISTORY) else None,
            self._kept_from,
        )

    @cached_property
    def _tables(self) -> Sequence[Reader]:
        """Return the tables that hold in the state of the case."""
        own, state = self.definition.case, self.case.state
        return [table for table in own.reader if not table.from_ or own.covers(table.from_, state)]

    def _gives(self, role: str, part: str) -> bool:
        """Return whether a table gives a part to a role now."""
        return any(table.role == role and part in table.names() for table in self._tables)

    def _has(self, role: str) -> bool:
        """Return whether the person has a role in the case, or in any item of it."""
        if self._is_among(role, None):
            return True
        return ROLES[role].of_item and bool(self._own_items(role))

    def _add_own(self, table: Reader, whole: set[str], items: dict[str, set[str]]) -> None:
        """Add the parts of a table, for what is the person's own."""
        own = self._own_items(table.role)
        kinds = {name: part_of_item(self.case.items[name].kind) for name in own}
        has_duties = table.role == OF_DUTIES and bool(self._duties)
        for part in table.names():
            if part in OF_ALL_KINDS:
                items.setdefault(part, set()).update(own)
            elif part not in WITH_OWN:
                theirs = [name for name in own if kinds[name] == part]
                items.setdefault(part, set()).update(theirs)
            elif own or has_duties:
                whole.add(part)

    def _own_items(self, role: str) -> list[str]:
        """Return the items in which the person has a role."""
        return [item.id for item in self.case.items.values() if self._owns(role, item)]

    def _owns(self, role: str, item: Item) -> bool:
        # A representative stands for the agency of the case where an item has none, and whoever has
        # left a meeting is no member of it.
        if (role in REPS and "agency" not in item.data) or "left_by" in item.data:
            return False
        if "agency" not in item.data and "owner" not in item.data:
            return False
        return self._is_among(role, item)

    def _is_among(self, role: str, item: Item | None) -> bool:
        context = RoleContext(
            self.definition, self.case, item, self.directory, sitting=self.sitting
        )
        return self.person in {post.person for post in ROLES[role].find(context)}

    @cached_property
    def _duties(self) -> frozenset[str]:
        """Return the open duties that the person is in charge of, if a table gives them these."""
        if not self._gives(OF_DUTIES, DEADLINES):
            return frozenset()
        own: set[str] = set()
        for duty in self.case.open_deadlines():
            people = for_deadline(self.definition, self.case, duty, self.directory).people
            if self.person in {post.person for post in people}:
                own.add(duty.id)
        return frozenset(own)

    @property
    def _kept_from(self) -> frozenset[str]:
        """Return the items from which an upheld interest keeps the person."""
        # Most cases have none, and some have hundreds of items.
        items = self.case.items.values() if self.case.memory.get("interests") else ()
        return frozenset(item.id for item in items if is_shut_out(self.case, self.person, item))

"""What a person may read of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pathway.workflows.access.parts import Topic, part_of_item
from pathway.workflows.definitions.reader_format import PARTS
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.item import Item

HISTORY, DEADLINES, CHILDREN = "history", "deadlines", "children"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What a person may read of a case now.

    Args:
        whole: The parts of which they may read everything.
        items: By part, the items of their own.
        duties: The duties of their own.
        written_by: The person, if they may read what they wrote themselves.
        kept_from: The items from which an upheld interest keeps them, whatever else they may read.
    """

    whole: frozenset[str] = frozenset()
    items: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    duties: frozenset[str] = frozenset()
    written_by: int | None = None
    kept_from: frozenset[str] = frozenset()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the parts of which they may read anything, in the order of the parts."""
        some = {*self.whole, *(part for part, items in self.items.items() if items)}
        if self.duties:
            some.add(DEADLINES)
        if some and self.written_by is not None:
            some.add(HISTORY)
        return tuple(part for part in PARTS if part in some)

    @property
    def is_whole(self) -> bool:
        """Return whether they may read everything."""
        return self.whole.issuperset(PARTS) and not self.kept_from

    def sees(self, *parts: str) -> bool:
        """Return whether they may read all of these parts, but for items kept from them."""
        return self.whole.issuperset(parts)

    def sees_item(self, item: Item) -> bool:
        """Return whether they may read an item."""
        return self._sees(part_of_item(item.kind), item.id)

    def sees_deadline(self, deadline: Deadline) -> bool:
        """Return whether they may read a duty."""
        if deadline.item in self.kept_from:
            return False
        return deadline.id in self.duties or self._sees(DEADLINES, deadline.item)

    def sees_entry(self, event: Event) -> bool:
        """Return whether they may read that an entry was made: by whom, and when."""
        if event.item in self.kept_from:
            return False
        return self._wrote(event) or self._sees(HISTORY, event.item)

    def opens(self, event: Event, part: Topic) -> bool:
        """
        Return whether they may read what was written with an entry.

        Args:
            part: The part in which that is read.
        """
        if event.item in self.kept_from:
            return False
        # A referral form speaks of the children.
        parts = ("referral", CHILDREN) if part == "referral" else (part,)
        return self._wrote(event) or all(self._sees(name, event.item) for name in parts)

    def _sees(self, part: str, item: str | None) -> bool:
        if item in self.kept_from:
            return False
        return part in self.whole or item in self.items.get(part, ())

    def _wrote(self, event: Event) -> bool:
        return event.actor is not None and event.actor == self.written_by


EVERYTHING = Reading(frozenset(PARTS))
NOTHING = Reading()

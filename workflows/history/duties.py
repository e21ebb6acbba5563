"""The deadlines of a case, and what of them is asked for often, each worked out once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pathway.workflows.history.deadline import Deadline


@dataclass(frozen=True)
class Duties:
    """
    Deadlines. A long case has hundreds, and most steps change none of them.

    Args:
        by_id: All of them, in the order in which they were opened.
    """

    by_id: Mapping[str, Deadline]

    @cached_property
    def open(self) -> Sequence[Deadline]:
        """Return those that are open."""
        return [deadline for deadline in self.by_id.values() if deadline.is_open]

    def open_of(self, keys: Collection[str]) -> Sequence[Deadline]:
        """Return the open ones with any of these keys."""
        there = [key for key in self._open_by_key if key in keys]
        if len(there) == 1:
            return self._open_by_key[there[0]]
        return [deadline for deadline in self.open if deadline.key in there] if there else ()

    @cached_property
    def in_months(self) -> Sequence[Deadline]:
        """Return the open ones whose rule has several due dates, each after some months."""
        return [deadline for deadline in self.open if deadline.months is not None]

    @cached_property
    def with_breaches(self) -> Sequence[Deadline]:
        """Return those that were ever recorded as breached."""
        return [deadline for deadline in self.by_id.values() if deadline.breaches]

    @cached_property
    def delayed(self) -> Sequence[Deadline]:
        """Return those of which a delay is running."""
        return [deadline for deadline in self.by_id.values() if deadline.delayed]

    @cached_property
    def owing_reasons(self) -> Sequence[Deadline]:
        """Return those that owe the reason for their lateness."""
        return [deadline for deadline in self.by_id.values() if deadline.owes_reason]

    def due_by(self, day: date) -> Sequence[Deadline]:
        """Return the open ones that are due by the end of a day, the earliest first."""
        return self._soonest[: bisect_right(self._soonest, day, key=_day_of)]

    def counted_otherwise(self, calendar: str) -> Sequence[Deadline]:
        """Return the open ones that were counted with another version of the calendar."""
        if self._calendars <= {calendar}:
            return ()
        return [deadline for deadline in self.open if deadline.calendar != calendar]

    def of_item(self, item: str) -> Sequence[Deadline]:
        """Return those of an item, open or not."""
        return self._by_item.get(item, ())

    def open_about(self, item: str) -> list[Deadline]:
        """
        Return the open ones of an item, and those of no item or of items of another kind: all that a
        step of the item may concern.
        """
        kind = _kind_of(item)
        if kind not in self._open_beside:
            self._open_beside[kind] = [
                deadline
                for deadline in self.open
                if deadline.item is None or _kind_of(deadline.item) != kind
            ]
        own = [deadline for deadline in self.of_item(item) if deadline.is_open]
        return own + self._open_beside[kind]

    @cached_property
    def _open_by_key(self) -> Mapping[str, list[Deadline]]:
        by_key: dict[str, list[Deadline]] = {}
        for deadline in self.open:
            by_key.setdefault(deadline.key, []).append(deadline)
        return by_key

    @cached_property
    def _soonest(self) -> Sequence[Deadline]:
        return sorted(self.open, key=_day_of)

    @cached_property
    def _calendars(self) -> frozenset[str]:
        return frozenset(deadline.calendar for deadline in self.open)

    @cached_property
    def _by_item(self) -> Mapping[str | None, list[Deadline]]:
        by_item: dict[str | None, list[Deadline]] = {}
        for deadline in self.by_id.values():
            by_item.setdefault(deadline.item, []).append(deadline)
        return by_item

    @cached_property
    def _open_beside(self) -> dict[str, list[Deadline]]:
        return {}


def _day_of(deadline: Deadline) -> date:
    return deadline.due


def _kind_of(item: str) -> str:
    return item.partition(":")[0]

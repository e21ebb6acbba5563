"""What was done to a case until now, as a step that is about one of its entries reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.patch import Document, merged


@dataclass(frozen=True, slots=True)
class Past:
    """
    The events of a case, and the case as each of them left it. A history may be long: a sealed part
    is opened only when its entry is asked for, and what was worked out is kept.

    Args:
        events: In their order, from the first or, for a list of steps or entries, some of them;
            their sealed parts need not be open.
        open_entries: Returns the events of these numbers with their sealed parts open; None where
            none is to be opened.
        is_whole: Whether the case before any entry can be told from them.
        read_once: A cache of what was read from the events, under names that the readers choose.
    """

    events: Sequence[Event] = ()
    open_entries: Callable[[Collection[int]], Iterable[Event]] | None = None
    is_whole: bool = True
    read_once: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    _opened: dict[int, Event] = field(default_factory=dict[int, Event], repr=False)
    _before: dict[int, Case] = field(default_factory=dict[int, Case], repr=False)

    def __bool__(self) -> bool:
        """Return whether there are any events."""
        return bool(self.events)

    @property
    def is_open(self) -> bool:
        """Return whether sealed parts can be read."""
        return self.open_entries is not None or any(event.sealed for event in self.events)

    def header(self, number: int) -> Event:
        """Return the event of a number; its sealed part need not be open."""
        return self.events[number - self.events[0].seq]

    def entry(self, number: int) -> Event:
        """Return the event of a number, with its sealed part open where that is possible."""
        return self.entries([number])[0]

    def entries(self, numbers: Collection[int]) -> list[Event]:
        """Return the events of these numbers, with their sealed parts open where that is possible."""
        if self.open_entries is None:
            return [self.header(number) for number in numbers]
        missing = [number for number in numbers if number not in self._opened]
        if missing:
            self._opened.update((event.seq, event) for event in self.open_entries(missing))
        return [self._opened[number] for number in numbers]

    def corrections_of(self, case: Case, number: int) -> list[Event]:
        """Return the corrections of an event that the case has, in their order."""
        corrections = case.memory.get("corrections", {}).items()
        numbers = sorted(int(name) for name, record in corrections if record["entry"] == number)
        return self.entries(numbers)

    def before(self, number: int) -> Case:
        """Return the case as the event of a number found it."""
        if number not in self._before:
            self._before[number] = self._replayed(number)
        return self._before[number]

    def _replayed(self, number: int) -> Case:
        # The next event names the hash of the last one, which need not be worked out.
        event = self.header(number)
        document: Document = {}
        for earlier in self.events[: number - 1]:
            document = merged(document, earlier.effects)
        definition = self.events[number - 2].definition if number > 1 else ""
        return Case(
            event.reference,
            number - 1,
            event.previous_hash if number > 1 else "",
            definition=definition,
            document=document,
        )

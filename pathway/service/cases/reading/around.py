"""
Entries of a case, and those without which what they correct, and what corrected them, cannot be
told. Of a long history nothing else is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.entries import Correction, corrections_in, is_vote
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event


@dataclass
class Around:
    """
    Some entries of a case, and what they have to do with others.

    Args:
        known: Entries by their numbers, their sealed parts open; those that are read are added.
    """

    unit: UnitOfWork
    case: Case
    known: dict[int, Event]

    def entry(self, number: int) -> Event:
        """Return an entry, read if it is not known yet."""
        self._read([number])
        return self.known[number]

    def corrections(self) -> Sequence[Correction]:
        """Return the corrections among the known entries, and those of known entries."""
        corrected = self._corrected()
        about = {corrected.get(number, number) for number in self.known}
        concerned = {number for number, entry in corrected.items() if entry in about}
        numbers = sorted(concerned | {corrected[number] for number in concerned})
        self._read(numbers)
        entries = [self.known[number] for number in numbers]
        if any(is_vote(entry) for entry in entries):
            # What was voted on is found only by replaying the case up to the vote.
            entries = self._all()
        return corrections_in(entries)

    def _read(self, numbers: Iterable[int]) -> None:
        missing = [number for number in numbers if number not in self.known]
        for event in self.unit.cases.entries(self.case.reference, missing):
            self.known[event.seq] = event

    def _all(self) -> list[Event]:
        stored = list(self.unit.cases.events(self.case.reference))
        # A preview knows an entry that is not stored.
        return stored + [event for seq, event in self.known.items() if seq > len(stored)]

    def _corrected(self) -> Mapping[int, int]:
        """Return the numbers of entries by the numbers of their corrections."""
        corrections = self.case.memory.get("corrections", {})
        return {int(number): record["entry"] for number, record in corrections.items()}

"""Other cases that a step may name, read when somebody looks at them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pathway.service.readable import readable
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.history.case import Case


class OtherCases(Mapping[str, Case]):
    """
    Cases by reference, without those that cannot be read. The first is read by itself: most of those
    who look want to know whether there is any that would do. If it is not enough, all others are read.
    """

    def __init__(self, unit: UnitOfWork, references: Collection[str]) -> None:
        self._unit = unit
        self._unread = list(references)
        self._cases: dict[str, Case] = {}

    def __getitem__(self, reference: str) -> Case:
        """Return a case; KeyError where it is not among them."""
        while reference not in self._cases and self._unread:
            self._read_more()
        return self._cases[reference]

    def __iter__(self) -> Iterator[str]:
        """Yield their references, in their order."""
        number = 0
        while True:
            while number >= len(self._cases) and self._unread:
                self._read_more()
            known = list(self._cases)[number:]
            if not known:
                return
            yield from known
            number += len(known)

    def __len__(self) -> int:
        """Return how many there are."""
        while self._unread:
            self._read_more()
        return len(self._cases)

    def _read_more(self) -> None:
        page = self._unread if self._cases else self._unread[:1]
        self._unread = self._unread[len(page) :]
        self._cases |= readable(self._unit, page)

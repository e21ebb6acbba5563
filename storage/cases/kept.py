"""
Cases as a process last read or wrote them. A case is read again when another event was recorded in
it since, whoever recorded it: the hash of its last event tells, as all else follows from its events.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from pathway.storage.database.rows import PARTS, as_read
from pathway.workflows.history.case import Case

# As many items and deadlines as about two hundred cases have.
MOST = 4096


class KeptCases:
    """
    The cases of one database that were used last; may be used by several threads.

    What was unsealed of a case is not kept: each user gets a case of which nothing was opened.
    """

    def __init__(self) -> None:
        self._cases = OrderedDict[str, Case]()
        self._parts, self._lock = 0, Lock()

    def get(self, reference: str) -> Case:
        """Return a case as it was last read or written; one without any event where it is not kept."""
        with self._lock:
            kept = self._cases.get(reference)
            if kept is not None:
                self._cases.move_to_end(reference)
        return kept.again() if kept is not None else Case(reference)

    def keep(self, case: Case) -> Case:
        """Keep a case as it is stored, in place of those that were not used for longest; return it."""
        with self._lock:
            self._drop(self._cases.pop(case.reference, None))
            self._cases[case.reference] = case.again()
            self._parts += _size(case)
            while self._parts > MOST and len(self._cases) > 1:
                self._drop(self._cases.popitem(last=False)[1])
        return case

    def follow(self, before: Case, after: Case) -> None:
        """Keep a case that is kept already as its next events left it."""
        if before.reference in self._cases:
            self.keep(as_read(before, after))

    def forget(self) -> None:
        """Keep none any more; each is read again when it is next used."""
        with self._lock:
            self._cases.clear()
            self._parts = 0

    def _drop(self, case: Case | None) -> None:
        self._parts -= _size(case) if case is not None else 0


def _size(case: Case) -> int:
    return 1 + sum(len(case.document.get(part, ())) for part in PARTS)

"""
Cases as a process last read or wrote them. A case is read again when another event was recorded in
it since, whoever recorded it: the hash of its last event tells, as all else follows from its events.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from pathway.storage.database.rows import PARTS, as_read
from pathway.workflows.history.case import Case

# As many items and deadlines as about two hundred cases have.
MOST = 4096


class Followed(NamedTuple):
    """
    A case as it was read, and as its next events left it: to be brought into the shape in which it
    would be read only when it is used again, as most are not after a sweep.
    """

    before: Case
    after: Case

    def read(self) -> Case:
        """Return the case as it would be read."""
        return as_read(self.before, self.after)


class KeptCases:
    """
    The cases of one database that were used last; may be used by several threads.

    What was unsealed of a case is not kept: each user gets a case of which nothing was opened.
    """

    def __init__(self) -> None:
        self._cases = OrderedDict[str, Case | Followed]()
        self._parts, self._lock = 0, Lock()

    def get(self, reference: str) -> Case:
        """Return a case as it was last read or written; one without any event where it is not kept."""
        with self._lock:
            kept = self._cases.get(reference)
            if kept is None:
                return Case(reference)
            self._cases.move_to_end(reference)
            if isinstance(kept, Followed):
                kept = self._cases[reference] = kept.read()
        return kept.again()

    def keep(self, case: Case) -> Case:
        """Keep a case as it is stored, in place of those that were not used for longest; return it."""
        with self._lock:
            self._put(case.reference, case.again())
        return case

    def follow(self, before: Case, after: Case) -> None:
        """Keep a case that is kept already as its next events left it."""
        with self._lock:
            if before.reference in self._cases:
                self._put(before.reference, Followed(before.again(), after.again()))

    def forget(self) -> None:
        """Keep none any more; each is read again when it is next used."""
        with self._lock:
            self._cases.clear()
            self._parts = 0

    def _put(self, reference: str, kept: Case | Followed) -> None:
        self._drop(self._cases.pop(reference, None))
        self._cases[reference] = kept
        self._parts += _size(kept)
        while self._parts > MOST and len(self._cases) > 1:
            self._drop(self._cases.popitem(last=False)[1])

    def _drop(self, kept: Case | Followed | None) -> None:
        self._parts -= _size(kept) if kept is not None else 0


def _size(kept: Case | Followed) -> int:
    case = kept.after if isinstance(kept, Followed) else kept
    return 1 + sum(len(case.document.get(part, ())) for part in PARTS)

"""Several calls that read in one transaction, such as those of a page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from pathway.service.resources import Resources
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.cases.cases_at_once import CasesAtOnce


class Snapshot:
    """
    The database as it is at one moment, for the calls of one thread, each of which reads for whoever
    it names.

    The transaction begins with the first of them and ends before anything is written, so that what
    is read after that is as it then is.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._first: UnitOfWork | None = None

    def unit(
        self, own: Resources, begin: Callable[[], AbstractContextManager[UnitOfWork]]
    ) -> UnitOfWork:
        """
        Return a unit of work that reads, in the transaction that is open.

        Args:
            own: That of the call, which says who its users are.
            begin: Opens a transaction.
        """
        if self._first is None:
            first = self._open.enter_context(begin())
            first.cases = CasesAtOnce(first.connection, own.keyring, own.macs, own.kept_cases)
            self._first = first
        return _beside(self._first, own)

    def end(self) -> None:
        """End the transaction, if one is open; another begins when something is read again."""
        self._first = None
        self._open.close()


def _beside(first: UnitOfWork, own: Resources) -> UnitOfWork:
    """Return another unit in the same transaction, which reads for nobody yet."""
    unit = UnitOfWork(
        own,
        first.connection,
        first.settings,
        now=first.now,
        writes=False,
        last_change=first.last_change,
    )
    unit.cases = first.cases
    return unit

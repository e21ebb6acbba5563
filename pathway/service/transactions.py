"""
Transactions: each opened, committed and, where others were in its way, done again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from pathway import logs
from pathway.errors import NotRehearsal
from pathway.service.resources import Resources
from pathway.service.retrying import again
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.history import EventView
from pathway.storage import configuration
from pathway.storage.database.dialects import own_session
from pathway.storage.database.engine import joining, reading, writing
from pathway.storage.database.failures import translating
from pathway.storage.database.schema import check

Result = TypeVar("Result")


@dataclass
class Installation(Resources):
    """The database of one installation, and every transaction in it."""

    def in_transaction(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """
        Do the work in one transaction and return its result; committed at the end, rolled back on
        an error.

        Where others were in its way and nothing was stored, it is done again. In a host's own
        transaction it is done once, and the host commits.
        """
        self._check()
        if self.host is not None:
            with joining(self.host):
                return work(self._unit(self.host, writes=True))
        result, recorded = again(lambda: self._committed(work))
        self._tell(recorded)
        return result

    def _committed(
        self, work: Callable[[UnitOfWork], Result]
    ) -> tuple[Result, Sequence[EventView]]:
        with writing(self.engine) as connection:
            unit = self._unit(connection, writes=True)
            result = work(unit)
        return result, unit.recorded

    def _tell(self, recorded: Sequence[EventView]) -> None:
        """
        Log what was committed, by reference and step, and tell the listener; a listener's failure
        undoes nothing.
        """
        for event in recorded:
            logs.info("step.taken", case=event.case, step=event.step, seq=event.seq, state=event.to)
        try:
            if recorded and logs.left_unawaited(self.listener(tuple(recorded))):
                logs.error("listener.failed", case=recorded[0].case, error="not_awaited")
        except Exception as error:  # noqa: BLE001 - what is committed is committed
            logs.error("listener.failed", case=recorded[0].case, error=type(error).__name__)

    @contextmanager
    def reading(self) -> Generator[UnitOfWork]:
        """Open a transaction that only reads; where there is a host's own, read inside it."""
        with self.connected() as connection:
            yield self._unit(connection, writes=False)

    @contextmanager
    def connected(self) -> Generator[Connection]:
        """Open a transaction that only reads, and whose rows are not relied on: not even settings."""
        self._check()
        if self.host is not None:
            with translating(self.host), own_session(self.host):
                yield self.host
            return
        with reading(self.engine) as connection:
            yield connection

    def joined(self, connection: Connection) -> Installation:
        """Return an installation that works inside a host's own transaction."""
        return replace(self, host=connection, _checked=False)

    def at(self, instant: datetime | None) -> Installation:
        """
        Return an installation for which it is that instant, whatever its clock says; only for a
        rehearsal.
        """
        return self if instant is None else replace(self, override=instant)

    def _check(self) -> None:
        if not self._checked:
            check(self.host or self.engine)
            self._checked = True

    def _unit(self, connection: Connection, *, writes: bool) -> UnitOfWork:
        settings = configuration.everything(connection)
        return UnitOfWork(self, connection, settings, now=self._now(settings), writes=writes)

    def _now(self, settings: dict[str, str]) -> datetime:
        rehearsed = settings.get("clock")
        if self.override is not None:
            if rehearsed is None:
                raise NotRehearsal
            return self.override
        return self.clock() if rehearsed is None else datetime.fromisoformat(rehearsed)

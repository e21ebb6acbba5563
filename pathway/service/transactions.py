"""
Transactions: each opened, committed and, where others were in its way, done again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from pathway import logs
from pathway.errors import Conflict, DatabaseNotReady, NotRehearsal, PathwayError, Refused
from pathway.measures import REFUSALS, STEPS
from pathway.service.resources import Resources, in_a_zone
from pathway.service.retrying import again
from pathway.service.snapshots import Snapshot
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import configuration, read_log
from pathway.storage.database.beginning import own_session
from pathway.storage.database.engine import joining, looking, reading, writing
from pathway.storage.database.failures import translating
from pathway.storage.database.rows import DAMAGE, unreadable
from pathway.storage.database.schema import check

if TYPE_CHECKING:
    from pathway.service.views.history import EventView

Result = TypeVar("Result")


@dataclass
class Installation(Resources):
    """
    The database of one installation, and every transaction in it.

    Args:
        snapshot: What all calls read in, where they read at once.
    """

    snapshot: Snapshot | None = None

    def in_transaction(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """
        Do the work in one transaction and return its result; committed at the end, rolled back on
        an error.

        Where others were in its way and nothing was stored, it is done again. In a host's own
        transaction it is done once, and the host commits.
        """
        self._end_snapshot()
        self._check()
        with self._counting_refusals():
            if self.host is not None:
                with joining(self.host):
                    return _worked(work, self._unit(self.host, writes=True))
            result, recorded = again(lambda: self._committed(work))
        self._tell(recorded)
        return result

    @contextmanager
    def _counting_refusals(self) -> Generator[None]:
        try:
            yield
        except (Refused, Conflict) as error:
            for code in {reason.code for reason in error.reasons} or {error.code}:
                self.tally.count(REFUSALS, code)
            raise

    def _committed(
        self, work: Callable[[UnitOfWork], Result]
    ) -> tuple[Result, Sequence[EventView]]:
        with writing(self.engine) as connection:
            unit = self._unit(connection, writes=True)
            result = _worked(work, unit)
        return result, unit.recorded

    def _tell(self, recorded: Sequence[EventView]) -> None:
        """
        Log what was committed, by reference and step, and tell the listener; a listener's failure
        undoes nothing.
        """
        for event in recorded:
            logs.info("step.taken", case=event.case, step=event.step, seq=event.seq, state=event.to)
            self.tally.count(STEPS, event.step)
        try:
            if recorded and logs.left_unawaited(self.listener(tuple(recorded))):
                logs.error("listener.failed", case=recorded[0].case, error="not_awaited")
        except Exception as error:  # noqa: BLE001 - what is committed is committed
            logs.error("listener.failed", case=recorded[0].case, error=type(error).__name__)

    @contextmanager
    def reading(self) -> Generator[UnitOfWork]:
        """
        Open a transaction that only reads; where there is a host's own, or one in which calls read
        at once, read inside it.
        """
        if self.snapshot is not None:
            with translating(self.engine):
                unit = self.snapshot.unit(self, self._reading)
                with _explaining_damage(unit):
                    yield unit
            return
        with self._reading() as unit, _explaining_damage(unit):
            yield unit
        if self.read_buffer.is_due:
            self.write_reads()

    @contextmanager
    def explaining_damage_of(self, reference: str) -> Generator[None]:
        """
        Say that a case was changed behind our back, where the block fails over it after the
        transaction in which it was read.

        Raises:
            VerificationFailed: It is not what its history makes it.
        """
        try:
            yield
        except DAMAGE:
            with self.reading() as unit:
                unit.cases.loaded.append(reference)
                raise

    @contextmanager
    def _reading(self) -> Generator[UnitOfWork]:
        with self.connected() as connection:
            yield self._unit(connection, writes=False)

    @contextmanager
    def at_once(self) -> Generator[Installation]:
        """
        Lend an installation of which all calls, in one thread, read the database as it is at one
        moment; after one of them wrote, as it is then.
        """
        own = replace(self, snapshot=Snapshot())
        try:
            yield own
        finally:
            own._end_snapshot()
        if self.read_buffer.is_due:
            self.write_reads()

    def _end_snapshot(self) -> None:
        if self.snapshot is not None:
            self.snapshot.end()

    @contextmanager
    def looking(self) -> Generator[Connection]:
        """
        Lend a connection of which each query sees what is there then: for a look after which a
        transaction looks again.
        """
        self._end_snapshot()
        if self.host is not None:
            with self.connected() as connection:
                yield connection
            return
        self._check()
        with looking(self.engine) as connection:
            yield connection

    def presumed_now(self) -> datetime:
        """
        Return what time it is if the clock of a rehearsal still shows what it showed when `instant`
        was last asked; whoever relies on it reads the clock too, and asks `instant`.
        """
        if self.override is not None:
            return self.override
        return self.clock() if self.last_shown is None else datetime.fromisoformat(self.last_shown)

    def instant(self, shown: str | None) -> datetime:
        """
        Return what time it is.

        Args:
            shown: By the clock that a rehearsal keeps; None where the database is none.
        """
        self.last_shown = shown
        return self._now({} if shown is None else {"clock": shown})

    def write_reads(self) -> None:
        """
        Record what was read and is not recorded yet. Where that fails, it is logged and tried again
        later; nobody is kept from reading. In a host's own transaction nothing is written.
        """
        reads = self.read_buffer.take() if self.host is None else ()
        if not reads:
            return
        self._end_snapshot()
        try:
            with writing(self.engine) as connection:
                read_log.write(connection, reads)
        except (PathwayError, SQLAlchemyError) as error:
            self.read_buffer.put_back(reads)
            # A database that only reads, or is busy, is no fault of the reader's to be told of.
            log = logs.info if isinstance(error, DatabaseNotReady) else logs.error
            log("reads.unwritten", count=len(reads), error=type(error).__name__)

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
        # What the host's transaction may yet undo is not kept for others.
        kept = replace(self.kept, is_checked=False)
        return replace(self, host=connection, kept=kept, snapshot=None)

    def at(self, instant: datetime | None) -> Installation:
        """
        Return an installation for which it is that instant, whatever its clock says; only for a
        rehearsal.
        """
        if instant is None:
            return self
        return replace(self, override=in_a_zone(instant), snapshot=None)

    def _check(self) -> None:
        if self.kept.is_checked:
            return
        if self.host is not None:
            check(self.host)
        else:
            again(lambda: check(self.engine))
        self.kept.is_checked = True

    def _unit(self, connection: Connection, *, writes: bool) -> UnitOfWork:
        settings, last_change = configuration.standing(connection)
        now = self._now(settings)
        # What others' transactions may undo is not kept for the next one.
        last = last_change if self.host is None else None
        return UnitOfWork(self, connection, settings, now=now, writes=writes, last_change=last)

    def _now(self, settings: dict[str, str]) -> datetime:
        rehearsed = settings.get("clock")
        if self.override is not None:
            if rehearsed is None:
                raise NotRehearsal
            return self.override
        return self.clock() if rehearsed is None else datetime.fromisoformat(rehearsed)


def _worked(work: Callable[[UnitOfWork], Result], unit: UnitOfWork) -> Result:
    with _explaining_damage(unit):
        return work(unit)


@contextmanager
def _explaining_damage(unit: UnitOfWork) -> Generator[None]:
    """
    Say which case was changed behind our back, where the block fails over one of those that it
    loaded.

    Raises:
        VerificationFailed: A case that was loaded is not what its history makes it.
    """
    try:
        yield
    except DAMAGE as error:
        from pathway.storage.cases import audit

        for reference in unit.cases.loaded:
            findings = audit.verify(unit.connection, reference)
            if any(finding.is_fault for finding in findings):
                raise unreadable(reference) from error
        raise

"""The clock of a database, and how a rehearsal's is moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from pathway.errors import NotRehearsal, WrongUsage
from pathway.service.resources import in_a_zone
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import configuration
from pathway.workflows.calendar.working_days import london_date


class DatabaseClock:
    """The clock of a database; in a rehearsal it can be moved (`Pathway.clock`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def now(self) -> datetime:
        """Return the current time by this database's clock."""
        with self._installation.reading() as unit:
            return unit.now

    def is_rehearsal(self) -> bool:
        """Return whether the database is a rehearsal, with a clock of its own."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal

    def set(self, instant: datetime, *, by: str | None = None) -> datetime:
        """
        Move a rehearsal's clock forward to an instant, and return it.

        Args:
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that.

        Raises:
            Refused: The person may not move the clock.
            NotRehearsal: The database is not a rehearsal.
            WrongUsage: The instant is before the clock's; a rehearsal's clock never goes back.
            CalendarUnknown: No bank holidays are known for that year. No deadline could be counted,
                and there would be no way back.
        """
        instant = in_a_zone(instant)

        def work(unit: UnitOfWork) -> None:
            _move_clock(unit, instant, unit.keeper(by, "Moving the clock"))

        self._installation.in_transaction(work)
        return instant

    def advance(self, duration: timedelta, *, by: str | None = None) -> datetime:
        """Move a rehearsal's clock forward, and return the instant. Raises what `set` raises."""
        try:
            return self.set(self.now() + duration, by=by)
        except OverflowError as error:
            raise WrongUsage("That is further than the clock can go; move it by less.") from error


def _move_clock(unit: UnitOfWork, instant: datetime, by: int | None) -> None:
    if not unit.is_rehearsal:
        raise NotRehearsal
    shown = configuration.held(unit.connection, "clock", alone=True)
    now = datetime.fromisoformat(shown or unit.settings["clock"])
    if instant < now:
        raise WrongUsage(
            f"The clock is at {now.isoformat()} and never goes back; give a later time."
        )
    unit.calendar.is_working(london_date(instant))  # CalendarUnknown where nothing can be counted
    with unit.recording("clock", by, of=["setting"]):
        configuration.put(unit.connection, "clock", instant.isoformat())

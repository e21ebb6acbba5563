"""The library's public interface: all that the command line does, under the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine

from pathway.errors import NotRehearsal, WrongUsage
from pathway.notifications.hours import check_hours
from pathway.notifications.sending.mailers import Mailer
from pathway.progress import Progress, no_progress
from pathway.service.cases.step_request import in_a_zone
from pathway.service.casework import Casework
from pathway.service.deadlines import sweeping
from pathway.service.deadlines.calendar_keeping import CalendarKeeping
from pathway.service.definition_choice import definition_on, known_kinds, known_names, known_states
from pathway.service.host_hooks import Authoriser, Listener, directory_alone, nobody_listens
from pathway.service.installing import default_key_file
from pathway.service.mail.mail_keeping import MailKeeping
from pathway.service.mail.message_building import make_messages
from pathway.service.people.people_keeping import PeopleKeeping
from pathway.service.resources import Clock, real_clock
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep import definition_versions, today, workers
from pathway.service.upkeep.doctor import Diagnosis, examine, examine_post
from pathway.service.views import AttentionView
from pathway.settings import Settings
from pathway.storage import configuration, definitions
from pathway.storage.cases import audit
from pathway.storage.cases.audit import Finding as Finding
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.storage.database.engine import open_engine
from pathway.storage.definitions import StoredDefinition
from pathway.workflows.attempts.attempt import BoundDefinition, Vocabulary
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.loading.vocabulary import STANDARD

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Pathway(PeopleKeeping, CalendarKeeping, MailKeeping, Casework):
    """
    One database of cases.

    Thread-safe: each call is a transaction of its own. Nothing is read from the environment unless
    `Settings.from_env` is asked to.
    """

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        super().__init__(installation)
        self._mailer = mailer

    @classmethod
    def connect(
        cls,
        database: str | Engine,
        *,
        key_file: Path | str | None = None,
        key: bytes | None = None,
        settings: Settings | None = None,
        clock: Clock = real_clock,
        mailer: Mailer | None = None,
        authoriser: Authoriser = directory_alone,
        listener: Listener = nobody_listens,
        vocabulary: Vocabulary | None = None,
    ) -> Self:
        """
        Return the cases of an existing database; nothing is created and nothing is migrated.

        Args:
            database: An address such as `sqlite:///pathway.db`, or a SQLAlchemy engine of the
                host's.
            key_file: The master key; left out, it is looked for beside a database that is a file.
            key: The master key itself, 32 bytes, for a host that does not keep it in a file.
            clock: Tells the time, unless the database is a rehearsal and keeps its own.
            mailer: Sends what `dispatch` finds due; without one the settings decide.
            authoriser: Says who the host's user is that a call names with `by`; without one, `by`
                is a person's email.
            listener: Called with what was recorded, after it is committed. What must not be lost
                belongs in the host's own transaction instead: see `join`.
            vocabulary: The host's own guards, inputs and effects, for definition files of its own.

        Raises:
            WrongUsage: The address or a setting cannot be used, the key is not a key, or a word of
                the vocabulary is already Pathway's.
            DatabaseNotReady: There is no such database.
        """
        chosen = settings or Settings()
        engine = open_engine(database) if isinstance(database, str) else database
        address = database if isinstance(database, str) else str(database.url)
        named = key_file or chosen.key_file
        key_path = Path(named) if named else default_key_file(address)
        own = replace(chosen, database=address)
        words = STANDARD.extended(vocabulary) if vocabulary else STANDARD
        check_hours(own.digest_hour, own.digest_days, own.opening_hour, own.closing_hour)
        if key is not None and len(key) != KEY_BYTES:
            raise WrongUsage(f"A master key has {KEY_BYTES} bytes.")
        installation = Installation(
            engine,
            own,
            key_path,
            clock=clock,
            authoriser=authoriser,
            listener=listener,
            vocabulary=words,
            master=key or b"",
        )
        return cls(installation, mailer)

    def join(self, transaction: Connection | Session) -> Casework:
        """
        Return the same cases inside a host's own transaction: when the host commits, either both
        are stored or neither.

        A step that is refused undoes nothing of what the host did before. On SQLite the host's
        transaction takes the write lock with the first step; it had best begin with BEGIN
        IMMEDIATE.

        Args:
            transaction: A SQLAlchemy connection, or an ORM session, on the database with Pathway's
                tables.

        Raises:
            DatabaseBusy: From the calls: others were in the way; roll the host's transaction back
                and begin it again.
        """
        if isinstance(transaction, Connection):
            return Casework(self._installation.joined(transaction))
        return Casework(self._installation.joined(transaction.connection()))

    def at(self, instant: datetime | None) -> Pathway:
        """Return the same cases as if it were that instant; only for a rehearsal."""
        return Pathway(self._installation.at(in_a_zone(instant) if instant else None), self._mailer)

    @property
    def engine(self) -> Engine:
        """Return the engine of the database, on which a host may begin its own transactions."""
        return self._installation.engine

    def close(self) -> None:
        """Release the database's connections."""
        self._installation.engine.dispose()

    # ---- scheduler -------------------------------------------------------------------------------

    def sweep(self, progress: Progress = no_progress) -> sweeping.Swept:
        """
        Record breaches, write the reminders and escalations that are due, make their messages, and
        return what was done.
        """
        done = sweeping.sweep(self._installation, progress)
        return replace(done, messages=make_messages(self._installation))

    # ---- proof and upkeep ------------------------------------------------------------------------

    def verify(
        self, reference: str | None = None, progress: Progress = no_progress
    ) -> list[Finding]:
        """
        Return what does not hold together in one case or in all: the chain of hashes, and the rows
        compared with a replay.
        """
        with self._installation.reading() as unit:
            return audit.verify(unit.connection, reference, self._installation.keyring, progress)

    def attention(self) -> AttentionView:
        """
        Return what needs attention today: duties, what corrections left, what `doctor` warns of,
        and what is new.
        """
        return today.attention(self._installation)

    def doctor(self) -> list[Diagnosis]:
        """Return what keeps Pathway from working, each with its remedy."""
        return [
            *examine(self._installation),
            *examine_post(self._installation.settings, has_mailer=self._mailer is not None),
        ]

    def now(self) -> datetime:
        """Return the present instant, by this database's clock."""
        with self._installation.reading() as unit:
            return unit.now

    def is_rehearsal(self) -> bool:
        """Return whether the database keeps its own clock."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal

    def trusts_operators(self) -> bool:
        """Return whether an email alone is enough to say who is asking."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"

    def set_clock(self, instant: datetime) -> datetime:
        """
        Move a rehearsal's clock forward to an instant, and return it.

        Raises:
            NotRehearsal: The database is not a rehearsal.
            WrongUsage: The instant is before the clock's own; a rehearsal never goes back.
            CalendarUnknown: No bank holidays are known for that year; nothing could be counted, and
                there would be no way back.
        """
        instant = in_a_zone(instant)
        self._installation.in_transaction(lambda unit: _move_clock(unit, instant))
        return instant

    def advance_clock(self, by: timedelta) -> datetime:
        """Move a rehearsal's clock forward; raises what `set_clock` raises."""
        try:
            return self.set_clock(self.now() + by)
        except OverflowError as error:
            raise WrongUsage("That is after the end of time; move the clock by less.") from error

    # ---- definitions and workers -----------------------------------------------------------------

    def definitions(self) -> list[StoredDefinition]:
        """Return every definition that was loaded, the latest first."""
        with self._installation.reading() as unit:
            return definitions.listed(unit.connection)

    def load_definition(self, texts: Mapping[str, str]) -> BoundDefinition:
        """
        Store a definition beside the others, and return it; new cases follow it if its edition is
        in force.

        Args:
            texts: The text of each of its files, by file name; files that they name and Pathway
                ships may be left out.

        Raises:
            ImportRefused: The files have faults; every one is listed with its file and table.
            Refused: Its version is stored with another content, and cases follow it.
        """
        return self._installation.in_transaction(
            lambda unit: definition_versions.load_definition(unit, texts)
        )

    def definition(self, name: str | None = None) -> BoundDefinition:
        """
        Return the definition that a case referred today follows.

        Args:
            name: The name of one that was loaded or is shipped; left out, it is chosen as `refer`
                chooses.

        Raises:
            WrongUsage: There is none of that name.
        """
        with self._installation.reading() as unit:
            return definition_on(unit, unit.today, name)

    def definition_names(self) -> list[str]:
        """
        Return the names of the definitions that a case may follow: those that were loaded, and
        those shipped.
        """
        with self._installation.reading() as unit:
            return known_names(unit)

    def states(self) -> dict[str, str]:
        """
        Return the title of every state that a case may be in, by name, under any definition.
        """
        with self._installation.reading() as unit:
            return known_states(unit)

    def kinds(self) -> dict[str, str]:
        """Return the title of every kind of referral, by name, under any definition."""
        with self._installation.reading() as unit:
            return known_kinds(unit)

    def beat(self, worker: str, started_at: datetime) -> None:
        """Record that a worker is alive."""
        workers.beat(self._installation, worker, started_at)

    def forget(self, worker: str) -> None:
        """Forget a worker that stopped as it should."""
        workers.forget(self._installation, worker)


def _move_clock(unit: UnitOfWork, instant: datetime) -> None:
    if not unit.is_rehearsal:
        raise NotRehearsal
    now = datetime.fromisoformat(unit.settings["clock"])
    if instant < now:
        raise WrongUsage(f"The clock is at {now.isoformat()} and never goes back.")
    unit.calendar.is_working(london_date(instant))  # CalendarUnknown where nothing can be counted
    configuration.put(unit.connection, "clock", instant.isoformat())

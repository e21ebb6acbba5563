"""The library's public interface: all that the command line does, under the same names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

from sqlalchemy import Connection, Engine

from pathway.errors import WrongUsage
from pathway.notifications.hours import check_hours
from pathway.notifications.sending.mailers import Mailer
from pathway.progress import Progress, no_progress
from pathway.service.cases.step_request import in_a_zone
from pathway.service.casework import Casework
from pathway.service.deadlines import sweeping
from pathway.service.deadlines.holidays import Holidays
from pathway.service.deadlines.sweeping import Swept
from pathway.service.host_hooks import Authoriser, Listener, directory_alone, nobody_listens
from pathway.service.installing import database_file, default_key_file, make
from pathway.service.mail import dispatching
from pathway.service.mail.dispatching import Dispatched
from pathway.service.mail.mail import Mail
from pathway.service.mail.mail_backends import opened
from pathway.service.mail.message_building import make_messages
from pathway.service.mail.receipts import try_to_read
from pathway.service.people.people import People
from pathway.service.resources import Clock, real_clock
from pathway.service.transactions import Installation
from pathway.service.upkeep import today
from pathway.service.upkeep.clock import DatabaseClock
from pathway.service.upkeep.definitions import Definitions
from pathway.service.upkeep.doctor import examine
from pathway.service.upkeep.post import examine_post
from pathway.service.upkeep.workers import Workers
from pathway.service.views.today import AttentionView, Diagnosis
from pathway.settings import Settings
from pathway.storage.cases import audit
from pathway.storage.cases.audit import Finding as Finding
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.storage.database.engine import open_engine
from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.loading.vocabulary import STANDARD

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class HostOptions(TypedDict, total=False):
    """What a host may bring besides its clock and its key; see `Pathway.connect`."""

    mailer: Mailer | None
    authoriser: Authoriser
    listener: Listener
    vocabulary: Vocabulary | None


class Pathway(Casework):
    """
    One database of cases.

    Thread-safe: each call is a transaction of its own. Nothing is read from the environment unless
    `Settings.from_env` is asked to. What is not about one case has parts of its own, named as the
    commands are: `people`, `mail`, `holidays`, `definitions`, `clock`, `workers`.
    """

    def __init__(self, installation: Installation, mailer: Mailer | None = None) -> None:
        super().__init__(installation)
        self._mailer = mailer
        self.people = People(installation)
        self.mail = Mail(installation, mailer)
        self.holidays = Holidays(installation)
        self.definitions = Definitions(installation)
        self.clock = DatabaseClock(installation)
        self.workers = Workers(installation)

    @classmethod
    def create(
        cls,
        database: str | Engine,
        *,
        key_file: Path | str | None = None,
        key: bytes | None = None,
        rehearsal: bool = False,
        trust_operators: bool = False,
        settings: Settings | None = None,
        clock: Clock = real_clock,
        **brought: Unpack[HostOptions],
    ) -> Self:
        """
        Make a database with its tables, bank holidays and definitions, and return its cases, of
        which there are none yet.

        Args:
            database: An address, at which there is no file and no table of Pathway's yet, or an
                engine on such a database.
            key_file: The master key, which is made where there is none; left out, it lies beside a
                database that is a file.
            key: The master key itself, 32 bytes; then there is no file of it.
            rehearsal: The database is to practise on, and keeps a clock of its own.
            trust_operators: The command line takes `--by` for who is asking. A host that connects
                does not need it.
            settings: As for `connect`, and so are `clock`, `mailer`, `authoriser`, `listener` and
                `vocabulary`.

        Raises:
            WrongUsage: There is something at that place already, or no place for the key is known;
                and what `connect` raises.
            DatabaseNotReady: The place cannot be written to.
        """
        _check_key(key)
        named = key_file or (settings or Settings()).key_file
        engine = make(
            database,
            _key_path(database, named),
            key=key,
            rehearsal=rehearsal,
            trust_operators=trust_operators,
            now=clock(),
        )
        place: str | Engine = engine
        if isinstance(database, str) and database_file(database) is not None:
            engine.dispose()  # it may make the file, which is there from now on
            place = database
        return cls.connect(
            place, key_file=named, key=key, settings=settings, clock=clock, **brought
        )

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
        own = replace(settings or Settings(), database=_address(database))
        words = STANDARD.extended(vocabulary) if vocabulary else STANDARD
        check_hours(own.digest_hour, own.digest_days, own.opening_hour, own.closing_hour)
        _check_key(key)
        engine = open_engine(database) if isinstance(database, str) else database
        key_path = _key_path(database, key_file or own.key_file)
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

    def by_email(self) -> Pathway:
        """
        Return the same cases for calls in which `by` is a person's email, past the authoriser: for
        a host's tests and its own upkeep, never for what its users ask.
        """
        own = replace(self._installation, authoriser=directory_alone)
        return Pathway(own, self._mailer)

    @property
    def engine(self) -> Engine:
        """Return the engine of the database, on which a host may begin its own transactions."""
        return self._installation.engine

    def close(self) -> None:
        """Release the database's connections."""
        self._installation.engine.dispose()

    # ---- scheduler -------------------------------------------------------------------------------

    def sweep(self, progress: Progress = no_progress) -> Swept:
        """
        Record breaches, write the reminders and escalations that are due, make their messages, and
        return what was done.
        """
        done = sweeping.sweep(self._installation, progress)
        return replace(done, messages=make_messages(self._installation))

    def dispatch(
        self, mailer: Mailer | None = None, progress: Progress = no_progress
    ) -> Dispatched:
        """
        Send every message that is due: by the mailer given here or to `connect`, else as the
        settings say.

        What came back is read first, so that the next contact is told in the same pass. A failure
        to read it is logged, and sending goes on.

        Raises:
            WrongUsage: The settings of the mailer do not fit together.
        """
        with opened(mailer or self._mailer, self._installation.settings) as post:
            try_to_read(self._installation, post)
            return dispatching.dispatch(self._installation, post, progress)

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
            *examine_post(self._installation, has_mailer=self._mailer is not None),
        ]

    def trusts_operators(self) -> bool:
        """Return whether an email alone is enough to say who is asking."""
        with self._installation.reading() as unit:
            return unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"


def _address(database: str | Engine) -> str:
    return database if isinstance(database, str) else str(database.url)


def _key_path(database: str | Engine, named: Path | str | None) -> Path | None:
    return Path(named) if named else default_key_file(_address(database))


def _check_key(key: bytes | None) -> None:
    if key is not None and len(key) != KEY_BYTES:
        raise WrongUsage(f"A master key has {KEY_BYTES} bytes.")

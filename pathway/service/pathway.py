"""The library's public interface: all that the command line does, under the same names."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from sqlalchemy import Connection, Engine

from pathway.service.host_hooks import (
    Authoriser,
    HostOptions,
    Listener,
    directory_alone,
    nobody_listens,
    only_for,
)
from pathway.service.parts import Parts
from pathway.service.places import address_of, check_key, database_file, key_path_of
from pathway.service.resources import Clock, real_clock
from pathway.service.transactions import Installation
from pathway.settings import Settings
from pathway.storage.database.engine import is_in_memory, open_engine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pathway.notifications.sending.mailers import Mailer
    from pathway.service.casework import Casework
    from pathway.workflows.attempts.attempt import Vocabulary


class Pathway(Parts):
    """
    A database of cases.

    It is thread-safe, and each call is a transaction of its own. Nothing is read from the
    environment unless you call `Settings.from_env`. Calls that are not about a case are in parts
    named like the commands: `people`, `mail`, `holidays`, `definitions`, `clock`, `workers`,
    `keys`, `documents`, `meetings`, `chronologies`, `plans`, `names`, `reads`, `tokens`,
    `sign_ins`, `sessions`, `tasks`, `drafts`.
    """

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
        Make a database with its tables, bank holidays and definitions, and return it connected. It
        has no cases yet.

        Args:
            database: An address at which there is no database yet, or no tables of Pathway's; or an
                engine for such a database.
            key_file: The file of the master key, which is made if it does not exist; if left out,
                it is next to a database that is a file.
            key: The master key itself, 32 bytes; no file is then made.
            rehearsal: Make a database to practise on, with a clock of its own.
            trust_operators: Let the command line trust `--by`. A host that connects does not need
                this.
            settings: As for `connect`, and so are `clock`, `mailer`, `authoriser`,
                `answers_for_itself`, `listener` and `vocabulary`.

        Raises:
            WrongUsage: There is a database at that place already, or no place for the key is known;
                and what `connect` raises.
            DatabaseNotReady: The place cannot be written to.
        """
        from pathway.service.installing import make

        check_key(key)
        named = key_file or (settings or Settings()).key_file
        engine = make(
            database,
            key_path_of(database, named),
            key=key,
            rehearsal=rehearsal,
            trust_operators=trust_operators,
            now=clock(),
        )
        place: str | Engine = engine
        if isinstance(database, str) and database_file(database) is not None:
            engine.dispose()  # it may make the file, which is there from now on
            place = database
        made = cls.connect(
            place, key_file=named, key=key, settings=settings, clock=clock, **brought
        )
        made._installation.owns_engine = isinstance(database, str)
        return made

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
        answers_for_itself: bool | None = None,
        listener: Listener = nobody_listens,
        vocabulary: Vocabulary | None = None,
    ) -> Self:
        """
        Connect to an existing database, and return it; nothing is created or migrated.

        Args:
            database: An address such as `sqlite:///pathway.db`, or the host's SQLAlchemy engine.
            key_file: The file of the master key; if left out, it is looked for next to a database
                that is a file.
            key: The master key itself, 32 bytes, for a host that does not keep it in a file.
            settings: Everything else that can be set; the defaults if left out.
            clock: Returns the current time; not used by a rehearsal, which has a clock of its own.
            mailer: Sends the messages of `dispatch`; if left out, the settings decide how.
            authoriser: Returns the person behind the host's user whom a call names with `by`; if
                left out, `by` is a person's email. It is asked by everything that reads or acts.
            answers_for_itself: Whether calls that leave `by` out are the host's own, who answers
                for them. If left out, acts are if there is no authoriser, and are refused if there
                is one; reads are only in a rehearsal or where operators are trusted.
            listener: Is called with what was recorded, after it was committed. Anything that must
                not be lost belongs in the host's own transaction instead: see `join`.
            vocabulary: The host's own guards, inputs and effects, for definition files of its own.

        Raises:
            WrongUsage: The address or a setting cannot be used, the key is not valid, or the
                vocabulary uses a name of Pathway's.
            DatabaseNotReady: There is no such database.
        """
        own = replace(settings or Settings(), database=address_of(database))
        from pathway.notifications.hours import check_hours

        check_hours(own.digest_hour, own.digest_days, own.opening_hour, own.closing_hour)
        check_key(key)
        engine = open_engine(database) if isinstance(database, str) else database
        installation = Installation(
            engine,
            own,
            key_path_of(database, key_file or own.key_file),
            clock=clock,
            authoriser=authoriser,
            answers_for_itself=answers_for_itself,
            listener=listener,
            extended=_extended(vocabulary) if vocabulary else None,
            master=key or b"",
            owns_engine=isinstance(database, str),
        )
        return cls(installation, mailer)

    def join(self, transaction: Connection | Session) -> Casework:
        """
        Return the same cases inside a host's own transaction. When the host commits, either both
        its own changes and Pathway's are stored, or neither.

        A step that is refused undoes nothing that the host did before. On SQLite the first step
        takes the write lock, so the host's transaction should begin with BEGIN IMMEDIATE.

        Args:
            transaction: A SQLAlchemy connection, or an ORM session, on the database with Pathway's
                tables.

        Raises:
            DatabaseBusy: Raised by the calls: another transaction was in the way. Roll the host's
                transaction back, and begin it again.
        """
        from pathway.service.casework import Casework

        if isinstance(transaction, Connection):
            return Casework(self._installation.joined(transaction))
        return Casework(self._installation.joined(transaction.connection()))

    def at(self, instant: datetime | None) -> Pathway:
        """Return the same cases as if it were that instant; only a rehearsal allows this."""
        return Pathway(self._installation.at(instant), self._mailer)

    def through(self, door: str) -> Pathway:
        """Return the same cases, read by a door of that name: the record of what was read names it."""
        return Pathway(replace(self._installation, door=door), self._mailer)

    @contextmanager
    def at_once(self) -> Generator[Pathway]:
        """
        Lend the same cases for several calls in one thread, such as those of a page: all of them
        read in one transaction, and so the same database. A call that writes is a transaction of
        its own as ever, and what is read after it is as it then is.
        """
        with self._installation.at_once() as own:
            yield Pathway(own, self._mailer)

    def by_email(self) -> Pathway:
        """
        Return the same cases without the authoriser, so that `by` is a person's email. This is for
        a host's tests and maintenance, never for requests from its users.
        """
        own = replace(self._installation, authoriser=directory_alone, answers_for_itself=True)
        return Pathway(own, self._mailer)

    def with_token(self, token: str) -> Pathway:
        """
        Return the same cases for the person whose token it is: every call names them with `by`, and
        they act in the roles to which the token is limited.

        Raises:
            Refused: The token is unknown, revoked or expired, or its person has left.
            KeyMissing: There is no key, with which its use is signed.
        """
        holder = self.tokens.person(token)
        own = replace(self._installation, authoriser=only_for(holder), answers_for_itself=False)
        return Pathway(own, self._mailer)

    @property
    def engine(self) -> Engine:
        """Return the database's engine, with which a host may begin its own transactions."""
        return self._installation.engine

    @property
    def settings(self) -> Settings:
        """Return the settings with which it was connected."""
        return self._installation.settings

    @staticmethod
    def tables() -> frozenset[str]:
        """Return the names of all tables that are Pathway's, which a host's migrations leave alone."""
        from pathway.service.installing import own_tables

        return own_tables()

    def rest(self) -> None:
        """
        Record what was read and is not recorded yet, and release until the next call the cases that
        are kept and the connections that nothing is using; a host's engine and a database in memory
        keep theirs.
        """
        self._installation.write_reads()
        self._installation.kept_cases.forget()
        if self._installation.owns_engine and not is_in_memory(self._installation.engine):
            self._installation.engine.dispose()

    def close(self) -> None:
        """
        Record what was read and is not recorded yet, and release the database's connections; those of
        a host's engine are the host's to release.
        """
        self._installation.background.wait()
        self._installation.write_reads()
        if self._installation.owns_engine:
            self._installation.engine.dispose()


def _extended(vocabulary: Vocabulary) -> Vocabulary:
    """Return Pathway's own vocabulary with the words of a host."""
    from pathway.workflows.loading.vocabulary import STANDARD

    return STANDARD.extended(vocabulary)

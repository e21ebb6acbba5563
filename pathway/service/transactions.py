"""
What the service works with: the database, the key, the clock, and one transaction at a time.

An installation holds what is the same for every transaction; a unit of work is one transaction,
with the instant at which it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from pathway import logs
from pathway.errors import (
    DatabaseBusy,
    DatabaseNotReady,
    ImportRefused,
    KeyMissing,
    NotFound,
    NotRehearsal,
    Reason,
    Refused,
    VerificationFailed,
)
from pathway.notifications.hours import PostHours, post_hours
from pathway.service.calendars import stored_calendar
from pathway.service.host_hooks import (
    Authorised,
    Authoriser,
    Listener,
    directory_alone,
    nobody_listens,
)
from pathway.service.retrying import again
from pathway.service.views.history import EventView
from pathway.settings import Settings
from pathway.storage import configuration, definitions, directory
from pathway.storage.cases.cases import CaseStore
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import joining, reading, writing
from pathway.storage.database.failures import translating
from pathway.storage.database.schema import check
from pathway.storage.directory import Named
from pathway.workflows.attempts.attempt import BoundDefinition, Vocabulary
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case
from pathway.workflows.loading.definition_files import SHIPPED, load, packaged_definition
from pathway.workflows.loading.vocabulary import STANDARD

Clock = Callable[[], datetime]
Result = TypeVar("Result")


def real_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


@dataclass
class Installation:
    """
    What stays the same from one transaction to the next.

    Args:
        clock: Tells the time of a database that is not a rehearsal.
        master: The master key itself, where it is not in a file.
        override: An instant that stands in for the clock of a rehearsal, for one command.
        authoriser: Says who a host's user is.
        listener: Called with what was recorded, once it is committed.
        vocabulary: The guards, inputs and effects that definition files may name.
        host: The connection of a host's own transaction; where there is one, everything happens
            inside it.
    """

    engine: Engine
    settings: Settings
    key_file: Path | None
    clock: Clock = real_clock
    override: datetime | None = None
    authoriser: Authoriser = directory_alone
    listener: Listener = nobody_listens
    vocabulary: Vocabulary = STANDARD
    master: bytes = field(default=b"", repr=False)
    host: Connection | None = None
    _checked: bool = False
    _calendar: Calendar | None = None
    _definitions: dict[str, BoundDefinition] = field(default_factory=dict[str, BoundDefinition])

    @cached_property
    def keyring(self) -> Keyring | None:
        """Return the master key, or None where its file is missing."""
        if self.master:
            return Keyring(self.master)
        if self.key_file is None or not self.key_file.exists():
            return None
        return Keyring.load(self.key_file)

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
            if recorded:
                self.listener(recorded)
        except Exception as error:  # noqa: BLE001 - what is committed is committed
            logs.error("listener.failed", case=recorded[0].case, error=type(error).__name__)

    @contextmanager
    def reading(self) -> Generator[UnitOfWork]:
        """Open a transaction that only reads; where there is a host's own, read inside it."""
        self._check()
        if self.host is not None:
            with translating(self.host):
                yield self._unit(self.host, writes=False)
            return
        with reading(self.engine) as connection:
            yield self._unit(connection, writes=False)

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

    def calendar(self, connection: Connection, settings: dict[str, str]) -> Calendar:
        """
        Return the working days as the database has them, read once and again after each change.
        """
        if self._calendar is None or self._calendar.version != settings["calendar"]:
            self._calendar = stored_calendar(connection, settings)
        return self._calendar

    def definition(self, connection: Connection, content_hash: str) -> BoundDefinition:
        """Return the definition with that content hash, read only once."""
        if content_hash not in self._definitions:
            self._definitions[content_hash] = _definition(connection, content_hash, self.vocabulary)
        return self._definitions[content_hash]


@dataclass
class UnitOfWork:
    """One transaction: all that it reads and writes happens at one instant."""

    installation: Installation
    connection: Connection
    settings: dict[str, str]
    now: datetime
    writes: bool
    recorded: list[EventView] = field(default_factory=list[EventView])
    _authorised: dict[int, Authorised] = field(default_factory=dict[int, Authorised])

    @cached_property
    def cases(self) -> CaseStore:
        """Return the cases, with their sealed parts open if the key is there."""
        return CaseStore(self.connection, self.installation.keyring)

    @cached_property
    def directory(self) -> Directory:
        """Return everybody who may act."""
        return directory.load(self.connection, self.today)

    @cached_property
    def names(self) -> dict[int, Named]:
        """Return the name and email of everybody who was ever in the directory."""
        return directory.names(self.connection)

    @property
    def calendar(self) -> Calendar:
        """Return the working days of England and Wales."""
        return self.installation.calendar(self.connection, self.settings)

    @cached_property
    def hours(self) -> PostHours:
        """Return when mail may leave."""
        own = self.installation.settings
        return post_hours(
            self.calendar,
            own.digest_hour,
            own.digest_days,
            opens=own.opening_hour,
            closes=own.closing_hour,
        )

    @property
    def today(self) -> date:
        """Return today's date in London."""
        return london_date(self.now)

    @property
    def is_rehearsal(self) -> bool:
        """Return whether the database keeps its own clock."""
        return "clock" in self.settings

    def definition_of(self, case: Case) -> BoundDefinition:
        """Return the definition that a case is pinned to."""
        return self.installation.definition(self.connection, case.definition)

    @cached_property
    def definitions(self) -> list[BoundDefinition]:
        """Return every definition that was loaded, the latest first."""
        return [
            self.installation.definition(self.connection, content_hash)
            for content_hash in definitions.hashes(self.connection)
        ]

    def person(self, email: str) -> int:
        """
        Return the number in the directory of the person with that email.

        Raises:
            NotFound: Nobody has it; the nearest are named.
        """
        number = self.directory.number(str(email))
        if number is None:
            raise NotFound(
                "person", str(email), self.directory.emails(), "See `pathway people list`."
            )
        return number

    def actor(self, user: str) -> int:
        """
        Return the number in the directory of the person whom the authoriser takes the user for;
        without an authoriser the user is an email.

        Raises:
            NotFound: Nobody in the directory has the email.
            Refused: The authoriser does not know the user.
        """
        authorised = self.installation.authoriser(user)
        if authorised is None:
            sentence = "Whoever is asking may not act here; sign in as somebody who may."
            raise Refused(sentence, [Reason("not_permitted", sentence)])
        number = self.person(authorised.email)
        self._authorised[number] = authorised
        return number

    def directory_for(self, actor: int | None) -> Directory:
        """
        Return the directory in which the actor holds the roles that the authoriser gave them, if it
        gave any.
        """
        if actor is None:
            return self.directory
        authorised = self._authorised.get(actor)
        if authorised is None or authorised.roles is None:
            return self.directory
        return self.directory.holding(actor, authorised.roles)

    def hold_calendar(self, *, alone: bool = False) -> None:
        """
        Keep the calendar as it is until the transaction ends, so that nothing is counted by an
        outdated one.

        Args:
            alone: It is about to be changed: wait for those who count by it, and make others wait.

        Raises:
            DatabaseBusy: It was changed since the transaction began.
        """
        version = configuration.held(self.connection, "calendar", alone=alone)
        if version != self.settings["calendar"]:
            raise DatabaseBusy(
                "The calendar was changed at the same moment, and nothing was stored; try again."
            )

    def need_key(self) -> None:
        """
        Make sure that sealed parts can be opened.

        Raises:
            KeyMissing: They cannot.
        """
        if self.installation.keyring is None:
            where = self.installation.key_file or "beside the database"
            raise KeyMissing(
                f"The key that opens what people wrote is not at {where}; "
                "say where it is with --key-file or PATHWAY_KEY_FILE."
            )


def _definition(
    connection: Connection, content_hash: str, vocabulary: Vocabulary
) -> BoundDefinition:
    """Return the definition with that content hash: the packaged one, else as it was stored."""
    if packaged_definition().hash == content_hash:
        return replace(packaged_definition(), vocabulary=vocabulary)
    stored = definitions.load(connection, content_hash)
    if stored.name in SHIPPED and packaged_definition(stored.name).hash == content_hash:
        return replace(packaged_definition(stored.name), vocabulary=vocabulary)
    try:
        definition = load(stored.files, vocabulary)
    except ImportRefused as error:
        raise DatabaseNotReady(
            f"The definition {stored.name} {stored.version} uses words that this program does not know; start it with "
            "the vocabulary of the service that loaded the definition, or use the Pathway that did.",
            error.reasons,
        ) from error
    if definition.hash != content_hash:
        version = definition.case.version
        raise VerificationFailed(
            f"The stored definition {version} is not the one that was loaded: its content has another hash. "
            "Restore it from a backup."
        )
    return definition

"""What is the same for every transaction: the database, the settings, the key, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from pathway.errors import KeyMissing, WrongUsage
from pathway.measures import Tally
from pathway.service.background import Background
from pathway.service.calendars import stored_calendar
from pathway.service.host_hooks import Authoriser, Listener, directory_alone, nobody_listens
from pathway.service.kept_directory import KeptDirectory
from pathway.service.read_buffer import ReadBuffer
from pathway.settings import Settings
from pathway.storage.cases.kept import KeptCases
from pathway.storage.cases.macs import MacKeys
from pathway.storage.cases.sealing import Keyring
from pathway.workflows.calendar.working_days import Calendar

if TYPE_CHECKING:
    from pathway.workflows.attempts.attempt import BoundDefinition, Vocabulary

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def in_a_zone(instant: datetime) -> datetime:
    """
    Return the instant, which must have a time zone.

    Raises:
        WrongUsage: It has none.
    """
    if instant.tzinfo is None:
        raise WrongUsage("Give the time zone of the instant, such as 2026-03-16T09:00+00:00.")
    return instant


@dataclass
class Kept:
    """
    What a process reads once, and again only where it has changed.

    Args:
        is_checked: The tables are those that this version needs.
        definitions: By content hash.
    """

    is_checked: bool = False
    keyring: Keyring | None = field(default=None, repr=False)
    calendar: Calendar | None = None
    definitions: dict[str, BoundDefinition] = field(default_factory=dict[str, "BoundDefinition"])


@dataclass
class Resources:
    """
    What stays the same from one transaction to the next.

    Args:
        clock: Tells the time of a database that is not a rehearsal.
        master: The master key itself, where it is not in a file.
        override: An instant that stands in for the clock of a rehearsal, for one command.
        authoriser: Says who a host's user is.
        answers_for_itself: Whether the host answers for calls that name nobody; None where it did
            not say, and then only where it brought no authoriser.
        listener: Called with what was recorded, once it is committed.
        extended: The vocabulary with the host's own words, where the host brought any.
        owns_engine: The engine was opened here, and is closed here.
        host: The connection of a host's own transaction; where there is one, everything happens
            inside it.
        background: What goes on behind a call, of all that share these resources.
        macs: The key with which what is recorded is signed, kept open for the whole process.
        door: By which door callers come to it, for the record of what was read.
        read_buffer: What was read and is not recorded yet.
        kept_directory: The directory as it was last read.
        kept_cases: The cases that were used last.
        tally: What happened in this process, counted.
        kept: What need not be read again.
        last_shown: What the clock of a rehearsal showed when it was last looked at.
    """

    engine: Engine
    settings: Settings
    key_file: Path | None
    clock: Clock = real_clock
    override: datetime | None = None
    authoriser: Authoriser = directory_alone
    answers_for_itself: bool | None = None
    listener: Listener = nobody_listens
    extended: Vocabulary | None = None
    master: bytes = field(default=b"", repr=False)
    host: Connection | None = None
    macs: MacKeys = field(default_factory=MacKeys, repr=False)
    background: Background = field(default_factory=Background, repr=False)
    owns_engine: bool = True
    door: str = "library"
    read_buffer: ReadBuffer = field(default_factory=ReadBuffer, repr=False)
    kept_directory: KeptDirectory = field(default_factory=KeptDirectory, repr=False)
    kept_cases: KeptCases = field(default_factory=KeptCases, repr=False)
    tally: Tally = field(default_factory=Tally, repr=False)
    kept: Kept = field(default_factory=Kept, repr=False)
    last_shown: str | None = None

    @property
    def keyring(self) -> Keyring | None:
        """
        Return the master key, or None where its file is missing or cannot be read: what needs no key
        goes on without it. A file that is mended is found with the next transaction.
        """
        if self.kept.keyring is None:
            try:
                self.kept.keyring = self.required_keyring()
            except KeyMissing:
                return None
        return self.kept.keyring

    @property
    def answers(self) -> bool:
        """Return whether a call that names nobody is the host's own, who answers for it."""
        if self.answers_for_itself is not None:
            return self.answers_for_itself
        return self.authoriser is directory_alone

    def words(self) -> Vocabulary:
        """Return the guards, inputs and effects that definition files may name."""
        if self.extended is not None:
            return self.extended
        from pathway.workflows.loading.definition_files import standard

        return standard()

    def required_keyring(self) -> Keyring:
        """
        Return the master key.

        Raises:
            KeyMissing: Its file is missing, or cannot be read, or is not a key file.
        """
        if self.master:
            return Keyring(self.master)
        if self.key_file is None or _is_missing(self.key_file):
            where = self.key_file or "beside the database"
            raise KeyMissing(
                f"The key that opens what people wrote is not at {where}; "
                "say where it is with --key-file or PATHWAY_KEY_FILE."
            )
        return Keyring.load(self.key_file)

    def calendar(self, connection: Connection, settings: dict[str, str]) -> Calendar:
        """
        Return the working days as the database has them, read once and again after each change.
        """
        kept = self.kept.calendar
        if kept is None or kept.version != settings["calendar"]:
            kept = self.kept.calendar = stored_calendar(connection, settings)
        return kept

    def definition(self, connection: Connection, content_hash: str) -> BoundDefinition:
        """Return the definition with that content hash, read only once."""
        kept = self.kept.definitions
        if content_hash not in kept:
            from pathway.service.stored_definitions import stored_definition

            kept[content_hash] = stored_definition(connection, content_hash, self.words)
        return kept[content_hash]


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:  # its folder may not be looked into, which `Keyring.load` says
        return False

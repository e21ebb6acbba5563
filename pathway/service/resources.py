"""What is the same for every transaction: the database, the settings, the key, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from pathway.errors import DatabaseNotReady, ImportRefused, KeyMissing, VerificationFailed
from pathway.service.calendars import stored_calendar
from pathway.service.host_hooks import Authoriser, Listener, directory_alone, nobody_listens
from pathway.settings import Settings
from pathway.storage import definitions
from pathway.storage.cases.macs import MacKeys
from pathway.storage.cases.sealing import Keyring
from pathway.workflows.attempts.attempt import BoundDefinition, Vocabulary
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.loading.definition_files import SHIPPED, load, packaged_definition
from pathway.workflows.loading.vocabulary import STANDARD

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


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
        vocabulary: The guards, inputs and effects that definition files may name.
        owns_engine: The engine was opened here, and is closed here.
        host: The connection of a host's own transaction; where there is one, everything happens
            inside it.
        macs: The key with which what is recorded is signed, kept open for the whole process.
    """

    engine: Engine
    settings: Settings
    key_file: Path | None
    clock: Clock = real_clock
    override: datetime | None = None
    authoriser: Authoriser = directory_alone
    answers_for_itself: bool | None = None
    listener: Listener = nobody_listens
    vocabulary: Vocabulary = STANDARD
    master: bytes = field(default=b"", repr=False)
    host: Connection | None = None
    macs: MacKeys = field(default_factory=MacKeys, repr=False)
    owns_engine: bool = True
    _keyring: Keyring | None = field(default=None, repr=False)
    _checked: bool = False
    _calendar: Calendar | None = None
    _definitions: dict[str, BoundDefinition] = field(default_factory=dict[str, BoundDefinition])

    @property
    def keyring(self) -> Keyring | None:
        """
        Return the master key, or None where its file is missing or cannot be read: what needs no key
        goes on without it. A file that is mended is found with the next transaction.
        """
        if self._keyring is None:
            try:
                self._keyring = self.required_keyring()
            except KeyMissing:
                return None
        return self._keyring

    @property
    def answers(self) -> bool:
        """Return whether a call that names nobody is the host's own, who answers for it."""
        if self.answers_for_itself is not None:
            return self.answers_for_itself
        return self.authoriser is directory_alone

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
        if self._calendar is None or self._calendar.version != settings["calendar"]:
            self._calendar = stored_calendar(connection, settings)
        return self._calendar

    def definition(self, connection: Connection, content_hash: str) -> BoundDefinition:
        """Return the definition with that content hash, read only once."""
        if content_hash not in self._definitions:
            self._definitions[content_hash] = _definition(connection, content_hash, self.vocabulary)
        return self._definitions[content_hash]


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:  # its folder may not be looked into, which `Keyring.load` says
        return False


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

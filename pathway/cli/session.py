"""
One run of the command line: its options, its settings, its connection to the library, its screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import click

from pathway import text_files
from pathway.cli import typed
from pathway.cli.screens.screen import Screen
from pathway.cli.tokens import asked_by, token_of
from pathway.errors import MAX_SHOWN_PLACE, WrongUsage, shown
from pathway.settings import Settings

if TYPE_CHECKING:
    from pathway.service import Pathway

STANDARD_INPUT = STANDARD_OUTPUT = "-"
OWNER_ONLY = 0o600
# What the record of what was read calls this door.
DOOR = "command line"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# A workbook with pictures may be larger than any text that is read.
MAX_BYTES = 16_000_000


@dataclass
class Session:
    """
    One run of the command line; every command gets it.

    Args:
        arguments: As they were typed, for errors that come before click has read them.
        options: The options of every command that were given, by name.
    """

    arguments: Sequence[str] = ()
    options: dict[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def settings(self) -> Settings:
        """
        Return the settings: an option beats its variable, and the variable beats the file.

        Raises:
            WrongUsage: The file or a variable cannot be read.
        """
        try:
            settings = Settings.find((Path(), Path(click.get_app_dir("pathway"))), os.environ)
        except ValueError as error:
            raise WrongUsage(str(error)) from error
        except OSError as error:
            raise WrongUsage(f"{error.filename} cannot be read: {error.strerror}.") from error
        return replace(settings, **self.options)

    @cached_property
    def screen(self) -> Screen:
        """Return standard output as a screen."""
        return Screen(sys.stdout)

    @property
    def wants_json(self) -> bool:
        """
        Return whether JSON is printed; known also before the options are read, or if the settings
        are wrong.
        """
        if "--json" in self.arguments:
            return True
        try:
            return self.settings.json
        except WrongUsage:
            return False

    @property
    def is_verbose(self) -> bool:
        """Return whether tracebacks are shown."""
        try:
            return bool({"-v", "--verbose"} & set(self.arguments)) or self.settings.verbose
        except WrongUsage:
            return False

    @property
    def now(self) -> datetime | None:
        """Return the instant that `--now` names; None for the database's own clock."""
        try:
            return typed.instant(self.settings.now) if self.settings.now else None
        except ValueError as error:
            raise WrongUsage(f"--now: {error}") from error

    @contextmanager
    def pathway(
        self, *, log_level: str = "WARNING", by: str | None = None, clock: bool = True
    ) -> Generator[Pathway]:
        """
        Open the database, and close it after the block.

        Args:
            by: Who is asking, for commands that depend on it.
            clock: Whether `--now` applies.

        Raises:
            WrongUsage: The database does not take an email as proof of who is asking, and there is
                no token.
            Refused: The token may not be used, or is somebody else's.
            DatabaseNotReady: There is no such database.
        """
        self.log(log_level)
        from pathway.service import Pathway

        connected = Pathway.connect(self.settings.database, settings=self.settings)
        # Whoever starts a command under OpenTelemetry has loaded it before.
        if "opentelemetry.metrics" in sys.modules:
            from pathway.telemetry import observe

            observe(connected)
        try:
            moved = connected.through(DOOR).at(self.now if clock else None)
            yield moved if by is None else asked_by(moved, by, self.token)
        finally:
            connected.close()

    @cached_property
    def token(self) -> str | None:
        """
        Return the token of whoever is asking, or None where none is given.

        Raises:
            WrongUsage: It cannot be read, or others can read its file.
        """
        named = str(self.options.get("token_file") or "")
        return token_of(named, self.settings.token_file, os.environ)

    def log(self, level: str = "WARNING") -> None:
        """Write the library's log to standard error."""
        if level == "WARNING" and not self.is_verbose:
            from pathway.cli.quiet import listen

            listen(as_json=self.wants_json)
            return
        from pathway.cli.logs import configure

        configure("DEBUG" if self.is_verbose else level, as_json=self.wants_json)

    def show(self, document: Any) -> bool:
        """Print a result as JSON if that is wanted, and return whether it was."""
        if self.wants_json:
            self.screen.json(document)
        return self.wants_json

    def print_csv(self, content: bytes) -> None:
        """
        Print a list as CSV.

        Raises:
            WrongUsage: JSON is wanted as well.
        """
        if self.wants_json:
            raise WrongUsage("Say --json or --csv, not both.")
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def today(pathway: Pathway) -> date:
    """Return today's date in London, by the clock of the database."""
    from pathway.workflows.calendar.working_days import london_date

    return london_date(pathway.clock.now())


def text_of(name: str) -> str:
    """
    Return the text of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, is too large, or is not text.
    """
    return _text(bytes_of(name), name)


def _text(content: bytes, name: str) -> str:
    try:
        return text_files.text_of(content)
    except ValueError as error:
        raise WrongUsage(f"{_shown(name)} is {error}.") from error


def bytes_of(name: str) -> bytes:
    """
    Return the content of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, or is too large.
    """
    called = _shown(name)
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise WrongUsage(f"There is no file {called}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{called} cannot be read: {why}.") from error
    if len(content) > MAX_BYTES:
        raise WrongUsage(
            f"{called} is larger than {MAX_BYTES // 1_000_000} MB, the most that is read."
        )
    return content


def write_bytes(name: str, content: bytes) -> None:
    """
    Write a file, whole or not at all, so that nobody reads half a file; `-` is standard output.

    Raises:
        WrongUsage: It cannot be written.
    """
    write_parts(name, [content], overwrites=True)


def write_parts(name: str, parts: Iterable[bytes], *, overwrites: bool) -> None:
    """
    Write a file part by part, whole or not at all; `-` is standard output.

    Args:
        overwrites: Whether a file of that name may be overwritten.

    Raises:
        WrongUsage: There is such a file, or it cannot be written.
    """
    if name == STANDARD_OUTPUT:
        for part in parts:
            sys.stdout.buffer.write(part)
        return
    if not overwrites and os.path.lexists(name):
        raise WrongUsage(
            f"{name} exists and is not overwritten; name another file, or say --force."
        )
    try:
        _replace(Path(name), parts)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{shown(name, MAX_SHOWN_PLACE)} cannot be written: {why}.") from error


def _replace(path: Path, parts: Iterable[bytes]) -> None:
    temporary = path.with_name(f".{path.name}.{token_hex(4)}.part")
    # Never a file that is there already: it would be somebody's. What is exported is read by its
    # owner alone, and takes the place of a link instead of being written where that leads.
    handle = os.open(temporary, NEW_FILE, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else shown(name, MAX_SHOWN_PLACE)


def document_of(name: str) -> dict[str, Any]:
    """
    Return the table that a file holds, as TOML or JSON.

    Raises:
        WrongUsage: It cannot be read, or is neither.
    """
    return document_in(bytes_of(name), name)


def document_in(content: bytes, name: str) -> dict[str, Any]:
    """
    Return the table that the content of a file is, as TOML or JSON.

    Raises:
        WrongUsage: It is neither.
    """
    text = _text(content, name)
    try:
        return typed.document(text, _shown(name))
    except ValueError as error:
        raise WrongUsage(str(error)) from error

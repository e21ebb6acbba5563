"""
One run of the command line: its options, its settings, its connection to the library, its screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import click

from pathway import documents
from pathway.cli import typed
from pathway.cli.screens.screen import Screen
from pathway.errors import WrongUsage
from pathway.settings import Settings

if TYPE_CHECKING:
    from pathway.service import Pathway

STANDARD_INPUT = STANDARD_OUTPUT = "-"
OWNER_ONLY = 0o600
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
            WrongUsage: The database does not take an email as proof of who is asking.
            DatabaseNotReady: There is no such database.
        """
        self.log(log_level)
        from pathway.service import Pathway

        connected = Pathway.connect(self.settings.database, settings=self.settings)
        try:
            if by is not None and not connected.trusts_operators():
                raise WrongUsage(
                    "--by alone does not prove who you are here: this database was not made with --rehearsal "
                    "or --trust-operators."
                )
            yield connected.at(self.now if clock else None)
        finally:
            connected.close()

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
    content = bytes_of(name)
    try:
        return documents.text_of(content)
    except ValueError as error:
        raise WrongUsage(f"{_shown(name)} is {error}.") from error


def bytes_of(name: str) -> bytes:
    """
    Return the content of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, or is too large.
    """
    shown = _shown(name)
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise WrongUsage(f"There is no file {shown}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{shown} cannot be read: {why}.") from error
    if len(content) > MAX_BYTES:
        raise WrongUsage(
            f"{shown} is larger than {MAX_BYTES // 1_000_000} MB, the most that is read."
        )
    return content


def write_bytes(name: str, content: bytes) -> None:
    """
    Write a file, whole or not at all, so that nobody reads half a file; `-` is standard output.

    Raises:
        WrongUsage: It cannot be written.
    """
    if name == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        return
    try:
        _replace(Path(name), content)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{name} cannot be written: {why}.") from error


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    # Never a file that is there already: it would be somebody's. What is exported is read by its
    # owner alone, and takes the place of a link instead of being written where that leads.
    handle = os.open(part, NEW_FILE, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def document_of(name: str) -> dict[str, Any]:
    """
    Return the table that a file holds, as TOML or JSON.

    Raises:
        WrongUsage: It cannot be read, or is neither.
    """
    text = text_of(name)
    try:
        return typed.document(text, _shown(name))
    except ValueError as error:
        raise WrongUsage(str(error)) from error

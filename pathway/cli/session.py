"""
One run of the command line: what was said, what is set, the library that is called, the screen.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pathway.cli import typed
from pathway.cli.screens.screen import Screen
from pathway.errors import WrongUsage
from pathway.settings import Settings

if TYPE_CHECKING:
    from pathway.service import Pathway

STANDARD_INPUT = STANDARD_OUTPUT = "-"


@dataclass
class Session:
    """
    What every command is given.

    Args:
        arguments: As they were typed, for errors that come before they are read.
        said: The options of every command that were given, by name.
    """

    arguments: Sequence[str] = ()
    said: dict[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def settings(self) -> Settings:
        """
        Return what is set: an option beats its variable, and that the file.

        Raises:
            WrongUsage: The file or a variable cannot be read.
        """
        try:
            found = Settings.find((Path(), Path(click.get_app_dir("pathway"))), os.environ)
        except ValueError as error:
            raise WrongUsage(str(error)) from error
        except OSError as error:
            raise WrongUsage(f"{error.filename} cannot be read: {error.strerror}.") from error
        return replace(found, **self.said)

    @cached_property
    def screen(self) -> Screen:
        """Return standard output."""
        return Screen(sys.stdout)

    @property
    def wants_json(self) -> bool:
        """
        Say whether JSON is printed, also before the options were read and where the settings are
        wrong.
        """
        if "--json" in self.arguments:
            return True
        try:
            return self.settings.json
        except WrongUsage:
            return False

    @property
    def is_verbose(self) -> bool:
        """Say whether tracebacks are shown."""
        try:
            return bool({"-v", "--verbose"} & set(self.arguments)) or self.settings.verbose
        except WrongUsage:
            return False

    @property
    def now(self) -> datetime | None:
        """Return the instant at which the command happens, None for the database's own clock."""
        try:
            return typed.instant(self.settings.now) if self.settings.now else None
        except ValueError as error:
            raise WrongUsage(f"--now: {error}") from error

    @contextmanager
    def pathway(
        self, *, log_level: str = "WARNING", by: str | None = None, clock: bool = True
    ) -> Generator[Pathway]:
        """
        Open the database that was named.

        Args:
            by: Who is asking, for commands that depend on it.
            clock: Whether `--now` applies.

        Raises:
            WrongUsage: The database does not take an email alone for who is asking.
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
        """Let what the library logs be written to standard error."""
        if level == "WARNING" and not self.is_verbose:
            from pathway.cli.quiet import listen

            listen(as_json=self.wants_json)
            return
        from pathway.cli.logs import configure

        configure("DEBUG" if self.is_verbose else level, as_json=self.wants_json)

    def show(self, document: Any) -> bool:
        """Print a result as JSON if that is wanted, and say whether it was."""
        if self.wants_json:
            self.screen.json(document)
        return self.wants_json


def today(pathway: Pathway) -> date:
    """Return the day it is in London for a database."""
    from pathway.workflows.calendar.working_days import london_date

    return london_date(pathway.now())


def text_of(name: str) -> str:
    """
    Return the text of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, or is no UTF-8.
    """
    try:
        return bytes_of(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUsage(
            f"{_shown(name)} is no text in UTF-8; save it as UTF-8 and try again."
        ) from error


def bytes_of(name: str) -> bytes:
    """Return the content of a file; `-` is standard input. WrongUsage where it cannot be read."""
    shown = _shown(name)
    try:
        return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except FileNotFoundError as error:
        raise WrongUsage(f"There is no file {shown}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is no name of a file"
        raise WrongUsage(f"{shown} cannot be read: {why}.") from error


def write_bytes(name: str, content: bytes) -> None:
    """
    Write a file, whole or not at all, so that nobody reads half of it; `-` is standard output.

    Raises:
        WrongUsage: It cannot be written.
    """
    if name == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        return
    begun = Path(f"{name}.part")
    try:
        begun.write_bytes(content)
        begun.replace(name)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            begun.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else "that is no name of a file"
        raise WrongUsage(f"{name} cannot be written: {why}.") from error


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def document_of(name: str) -> dict[str, Any]:
    """Return the table that a file holds, as TOML or JSON; WrongUsage where it is neither."""
    text = text_of(name)
    try:
        return typed.document(text, "standard input" if name == STANDARD_INPUT else name)
    except ValueError as error:
        raise WrongUsage(str(error)) from error

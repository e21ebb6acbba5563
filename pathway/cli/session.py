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
from typing import TYPE_CHECKING, Any, cast

import click

from pathway.cli import typed
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.cli.screens.screen import Screen
    from pathway.service import Pathway
    from pathway.settings import Settings

# What the record of what was read calls this door.
DOOR = "command line"


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
        from pathlib import Path

        from pathway.settings import Settings

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
        from pathway.cli.screens.screen import Screen

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
        from pathway.cli.tokens import asked_by
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
        from pathway.cli.tokens import token_of

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

    def show(self, result: Any) -> bool:
        """
        Print a result as JSON if that is wanted, and return whether it was.

        Args:
            result: What the library returned, one or several; or what JSON can hold already.
        """
        # Made only where it is wanted: to load what makes it takes as long as a list.
        if self.wants_json:
            self.screen.json(_as_json(result))
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


def _as_json(result: Any) -> Any:
    if isinstance(result, list | tuple):
        return [_as_json(entry) for entry in cast(Sequence[Any], result)]
    return result.as_json() if hasattr(result, "as_json") else result


def today(pathway: Pathway) -> date:
    """Return today's date in London, by the clock of the database."""
    from pathway.workflows.calendar.working_days import london_date

    return london_date(pathway.clock.now())

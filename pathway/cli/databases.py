"""The databases that a file names, for the commands that are about many."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.options import Decorator
from pathway.cli.session import DOOR, Session
from pathway.database_list import Fault, FaultyList, ListedDatabase, read_list
from pathway.errors import MAX_SHOWN_PLACE, WrongUsage, shown

if TYPE_CHECKING:
    from pathway.service import Pathway

# What the file says of each database.
IN_FILE = {"database": "--database", "key_file": "--key-file", "mail_folder": "--mail-folder"}
Opener = Callable[[], "Pathway"]

DATABASES: Decorator = click.option(
    "--databases",
    "databases_file",
    metavar="FILE",
    help="Many databases instead of one: FILE names them, with the settings of each.",
)


def openers(session: Session, file: str) -> Mapping[str, Opener]:
    """
    Return by name what opens each database of the file; a database that is not there fails only
    when it is opened.

    Raises:
        WrongUsage: The file cannot be used; every fault is named with its line.
    """
    too_much = [option for name, option in IN_FILE.items() if session.options.get(name)]
    if too_much:
        raise WrongUsage(f"Leave out {', '.join(too_much)}: {_shown(file)} says it for each.")
    listed = _read(file)
    faults = [fault for database in listed for fault in _faults(database)]
    if faults:
        raise WrongUsage(str(FaultyList(Path(file), faults)))
    return {database.name: partial(_opened, session, database) for database in listed}


def _read(file: str) -> list[ListedDatabase]:
    try:
        return read_list(Path(file), os.environ)
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    except OSError as error:
        raise WrongUsage(f"{_shown(file)} cannot be read: {error.strerror}.") from error


def _faults(database: ListedDatabase) -> Iterator[Fault]:
    """Yield what in a database's settings does not fit together, without opening it."""
    from pathway.service.upkeep.setting_faults import faults_of

    for sentence in faults_of(database.settings):
        yield Fault(database.line, f"{database.name}: {sentence.rstrip('.')}")


def _opened(session: Session, database: ListedDatabase) -> Pathway:
    from pathway.service import Pathway

    connected = Pathway.connect(database.settings.database, settings=database.settings)
    # Whoever starts a command under OpenTelemetry has loaded it before.
    if "opentelemetry.metrics" in sys.modules:
        from pathway.telemetry import observe

        observe(connected, attributes={"database": database.name})
    return connected.through(DOOR).at(session.now)


def _shown(file: str) -> str:
    return shown(file, MAX_SHOWN_PLACE)

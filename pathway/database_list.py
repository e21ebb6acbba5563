"""
The file that names many databases, each with its settings: a table for each, and above the tables
what holds for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pathway.errors import shown
from pathway.settings import DEFAULTS, PREFIX, Settings, unknown_name, value_of
from pathway.text_files import content_of, text_of, toml_of

# They are logged, and name a database in JSON.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
# What each database has of its own, so that neither a line for all nor a variable can say it.
OWN = frozenset({"database", "key_file"})
# What concerns a run of the command line, whatever databases it is about.
OF_COMMANDS = frozenset({"token_file", "json", "now", "verbose"})
MAX_NAMED = 100
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListedDatabase:
    """
    One database of the file.

    Args:
        name: As logs and `doctor` call it.
        line: The line of the file in which its table begins.
    """

    name: str
    settings: Settings
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    What is wrong with a file.

    Args:
        line: Where; 0 for what a variable says.
    """

    line: int
    sentence: str

    def __str__(self) -> str:
        """Return the sentence with its line."""
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


class FaultyList(ValueError):
    """A file of databases cannot be used; its faults are named with their lines."""

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        named = [str(fault) for fault in sorted(faults)]
        if len(named) > MAX_NAMED:
            named[MAX_NAMED:] = [f"and {len(named) - MAX_NAMED} more"]
        super().__init__(f"{path} cannot be used: {'; '.join(named)}.")


def read_list(path: Path, environment: Mapping[str, str]) -> list[ListedDatabase]:
    """
    Return the databases that a file names, in its order.

    What a table does not say is taken from above the tables, else from the environment.

    Raises:
        ValueError: The file is not TOML, or has other faults; the sentence names every one.
        OSError: It cannot be read.
    """
    try:
        text = text_of(content_of(path))
        content = toml_of(text)
    except ValueError as error:
        raise ValueError(f"{path} is {error}.") from error
    reading = _Reading(_Lines(text), environment)
    databases = list(reading.databases(content))
    if reading.faults:
        raise FaultyList(path, reading.faults)
    return databases


class _Reading:
    """What is read of a file, and every fault."""

    def __init__(self, lines: _Lines, environment: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self._lines, self._environment = lines, environment

    def databases(self, content: Table) -> Iterator[ListedDatabase]:
        tables = {
            name: cast(Table, value) for name, value in content.items() if isinstance(value, dict)
        }
        if not tables:
            self._fault("", "there is no table that names a database")
        self._check_addresses(tables)
        for_all = {name: value for name, value in content.items() if name not in tables}
        above = self._from_environment() | self._values("", for_all, refused=OWN | OF_COMMANDS)
        for name, table in tables.items():
            if NAME.fullmatch(name) is None or name in DEFAULTS:
                wanted = "up to 63 letters, digits, hyphens and underscores"
                self._fault(name, f"{shown(name)} cannot name a database; use {wanted}")
            own = self._values(name, table, refused=OF_COMMANDS)
            yield ListedDatabase(name, Settings(**above | own), self._lines.of(name))

    def _check_addresses(self, tables: Mapping[str, Table]) -> None:
        """Note databases without an address, and those that are named twice."""
        for name, table in tables.items():
            if not table.get("database"):
                self._fault(name, f"{shown(name)} has no database, which is its address")
        named = Counter(str(table["database"]) for table in tables.values() if "database" in table)
        for name, table in tables.items():
            if named[str(table.get("database"))] > 1:
                self._fault(name, f"{shown(name)} has the same database as another", "database")

    def _values(self, table: str, values: Table, *, refused: frozenset[str]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for name, value in values.items():
            try:
                read[name] = _value(name, value, refused)
            except ValueError as error:
                self._fault(table, str(error), name)
        return read

    def _from_environment(self) -> dict[str, Any]:
        """Return what variables say for all; an empty one is as good as none."""
        read: dict[str, Any] = {}
        for name in DEFAULTS.keys() - OWN - OF_COMMANDS:
            variable = f"{PREFIX}{name.upper()}"
            if self._environment.get(variable):
                try:
                    read[name] = value_of(name, self._environment[variable])
                except ValueError as error:
                    self.faults.append(Fault(0, f"{variable} is {error}"))
        return read

    def _fault(self, table: str, sentence: str, key: str = "") -> None:
        self.faults.append(Fault(self._lines.of(table, key), sentence))


def _value(name: str, value: object, refused: frozenset[str]) -> str | int | bool:
    if name in OF_COMMANDS:
        raise ValueError(f"{name} is not a setting of a database")
    if name in refused:
        raise ValueError(f"{name} is for one database: write it in its table")
    if name not in DEFAULTS:
        raise ValueError(f"there is no setting {unknown_name(name)}")
    try:
        return value_of(name, value)
    except ValueError as error:
        raise ValueError(f"{name} is {error}") from error


class _Lines:
    """Where tables and their keys are in the text of a file."""

    HEADER = re.compile(r"""\s*\[\s*["']?([^"'\]]+?)["']?\s*\]""")
    KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")
    LONG_TEXT = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'', re.DOTALL)

    def __init__(self, text: str) -> None:
        self._known: dict[tuple[str, str], int] = {("", ""): 1}
        table = ""
        # What looks like a key within a text of several lines is none.
        plain = self.LONG_TEXT.sub(lambda long: "\n" * long[0].count("\n"), text)
        for number, line in enumerate(plain.splitlines(), 1):
            if header := self.HEADER.match(line):
                table = header[1]
                self._known.setdefault((table, ""), number)
            elif key := self.KEY.match(line):
                self._known.setdefault((table, key[1]), number)

    def of(self, table: str, key: str = "") -> int:
        """Return the line of a key, else that of its table, else the first."""
        places = ((table, key), (table, ""), ("", table), ("", ""))
        return next(self._known[place] for place in places if place in self._known)

"""
The directory and the list of definitions as a process last read them. They are read again when a
change was recorded since, whoever made it, or on another day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from pathway.storage import definitions, directory
from pathway.storage.directory import Named
from pathway.workflows.attempts.directory import Directory


class KeptDirectory:
    """
    The directory of one database; may be used by several threads.

    Each is asked for with the hash of the last recorded change, as the transaction sees it; with None
    it is read from its rows and not kept.
    """

    def __init__(self) -> None:
        self._people: tuple[tuple[str, date], Directory] | None = None
        self._names: tuple[str, Mapping[int, Named]] | None = None
        self._definitions: tuple[str, Sequence[str]] | None = None

    def people(self, connection: Connection, last_change: str | None, day: date) -> Directory:
        """Return everybody who may act on a day."""
        if last_change is None:
            return directory.load(connection, day)
        kept = self._people
        if kept is None or kept[0] != (last_change, day):
            kept = self._people = ((last_change, day), directory.load(connection, day))
        return kept[1]

    def names(self, connection: Connection, last_change: str | None) -> Mapping[int, Named]:
        """Return the name and email of everybody who was ever in the directory."""
        if last_change is None:
            return directory.names(connection)
        kept = self._names
        if kept is None or kept[0] != last_change:
            kept = self._names = (last_change, directory.names(connection))
        return kept[1]

    def definitions(self, connection: Connection, last_change: str | None) -> Sequence[str]:
        """Return the content hash of every definition that was loaded, the latest first."""
        if last_change is None:
            return definitions.hashes(connection)
        kept = self._definitions
        if kept is None or kept[0] != last_change:
            kept = self._definitions = (last_change, definitions.hashes(connection))
        return kept[1]

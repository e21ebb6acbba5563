"""
The directory as a process last read it. It is read again when a change was recorded since, whoever
made it, or on another day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from pathway.storage import directory
from pathway.storage.directory import Named
from pathway.workflows.attempts.directory import Directory


class KeptDirectory:
    """The directory of one database; may be used by several threads."""

    def __init__(self) -> None:
        self._people: tuple[tuple[str, date], Directory] | None = None
        self._names: tuple[str, Mapping[int, Named]] | None = None

    def people(self, connection: Connection, last_change: str, day: date) -> Directory:
        """
        Return everybody who may act on a day.

        Args:
            last_change: The hash of the last recorded change, as this transaction sees it.
        """
        kept = self._people
        if kept is None or kept[0] != (last_change, day):
            kept = self._people = ((last_change, day), directory.load(connection, day))
        return kept[1]

    def names(self, connection: Connection, last_change: str) -> Mapping[int, Named]:
        """Return the name and email of everybody who was ever in the directory."""
        kept = self._names
        if kept is None or kept[0] != last_change:
            kept = self._names = (last_change, directory.names(connection))
        return kept[1]

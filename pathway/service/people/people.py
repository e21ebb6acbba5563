"""The directory as callers keep it: import, listing, absences, removal."""

from __future__ import annotations

from datetime import date

from pathway.service.people import directory, history
from pathway.service.people.directory import Removed
from pathway.service.people.history import DirectoryChange
from pathway.service.people.import_files import rows_of
from pathway.service.people.importing import ImportedPeople, import_rows
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.people import PersonView


class People:
    """The directory: who may act, for which agency, in which roles (`Pathway.people`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def import_file(
        self,
        content: str | bytes,
        *,
        kind: str = "csv",
        sheet: str | None = None,
        by: str | None = None,
        preview: bool = False,
    ) -> ImportedPeople:
        """
        Add or change the people in a file, all or none of them, and return what changed. Nobody is
        removed.

        Args:
            content: The content of the file: rows with `name`, `email`, `agency`, `roles` separated
                by `;`, `order` and, if you like, `agency_name`.
            kind: csv, xlsx or toml.
            sheet: The sheet of a workbook; the first if left out.
            by: Who imports it, for the record; left out, it is whoever keeps the installation.
            preview: Only return what would change.

        Raises:
            ImportRefused: The file has faults; every one is listed with its row.
        """
        rows = rows_of(content, kind, sheet)
        if preview:
            with self._installation.reading() as unit:
                return import_rows(unit, rows)
        return self._installation.in_transaction(
            lambda unit: import_rows(unit, rows, _number(unit, by))
        )

    def absent(self, email: str, first_day: date, last_day: date, *, by: str | None = None) -> None:
        """
        Record that somebody is away, both days included. Meanwhile they may not act, and their
        duties and mail go to the next person in each list.

        Args:
            by: Who records it, as for `import_file`.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The last day is before the first, or has passed.
        """
        self._installation.in_transaction(
            lambda unit: directory.absent(unit, email, first_day, last_day, by=_number(unit, by))
        )

    def back(self, email: str, *, by: str | None = None) -> int:
        """
        End a person's present and future absences, and return how many there were.

        Args:
            by: Who records it, as for `import_file`.

        Raises:
            NotFound: Nobody has that email.
        """
        return self._installation.in_transaction(
            lambda unit: directory.back(unit, email, _number(unit, by))
        )

    def remove(
        self,
        email: str,
        agency: str | None = None,
        *,
        by: str | None = None,
        preview: bool = False,
    ) -> Removed:
        """
        Remove a person from the directory, or from one agency, and return what passes to others or
        is left to nobody.

        Their name stays in the history; messages waiting for them go to the next person.

        Args:
            by: Who removes them, as for `import_file`.
            preview: Only return what would follow.

        Raises:
            NotFound: Nobody has that email, or they are not in that agency.
            WrongUsage: They are the last person in the business unit.
        """
        if preview:
            with self._installation.reading() as unit:
                return directory.remove(unit, email, agency)
        return self._installation.in_transaction(
            lambda unit: directory.remove(unit, email, agency, _number(unit, by))
        )

    def history(self) -> list[DirectoryChange]:
        """Return who changed what in the directory, and when, the oldest first."""
        with self._installation.reading() as unit:
            return history.changes_of_directory(unit)

    def list(self, *, agency: str | None = None) -> list[PersonView]:
        """
        Return everybody in the directory, by agency and order.

        Args:
            agency: Only the people of this agency, given by its code or its name.

        Raises:
            NotFound: No agency of that code or name is known; the nearest are named.
        """
        with self._installation.reading() as unit:
            return directory.listed(unit, agency)


def _number(unit: UnitOfWork, by: str | None) -> int | None:
    """Return the number in the directory of who acts; None for whoever keeps the installation."""
    return unit.actor(by) if by is not None else None

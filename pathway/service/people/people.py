"""The directory as callers keep it: import, listing, absences, removal."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import TypeVar

from pathway.service.access.readers import for_keepers, read_as
from pathway.service.people import directory, entering, history, listing
from pathway.service.people.directory import Removed
from pathway.service.people.entering import Entered
from pathway.service.people.history import DirectoryChange
from pathway.service.people.import_files import rows_of
from pathway.service.people.importing import ImportedPeople, import_rows
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.people import PersonView

CHANGING = "Changing the directory"
READING_CHANGES = "Reading who changed the directory"
Result = TypeVar("Result")


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
        preview: bool = False,
        by: str | None = None,
    ) -> ImportedPeople:
        """
        Add or change the people of a file, all or nothing, and return what changed; nobody is taken
        away.

        Args:
            content: The file: rows with name, email, agency, roles separated by `;`, order, and the
                name of the agency (`agency_name`), which may be left out.
            kind: csv, xlsx or toml.
            sheet: The sheet of a workbook; the first if left out.
            preview: Only return what would change.
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that (see `Pathway.connect`).

        Raises:
            ImportRefused: The file has faults; every one is listed with its row.
            WrongUsage: Nobody would be left in the business unit.
            Refused: The person may not change the directory.
            NotFound: Nobody has that email.
        """
        rows = rows_of(content, kind, sheet)

        def work(unit: UnitOfWork) -> ImportedPeople:
            return import_rows(unit, rows, _begin(unit, by))

        return self._done(work, preview=preview)

    def enter(
        self,
        *,
        name: str,
        email: str,
        agency: str,
        roles: Collection[str],
        order: str = "1",
        instead_of: str | None = None,
        preview: bool = False,
        by: str | None = None,
    ) -> Entered:
        """
        Add or change one person's place in an agency, as a row of a file would, and return what
        changed.

        Args:
            agency: Its code.
            order: As a file has it; the person with the lowest number is asked first.
            instead_of: The email of somebody whose place in that agency ends with it.
            preview: Only return what would change.
            by: Who asks, as for `import_file`, and it raises what `import_file` and `remove` raise.
        """
        cells = {
            "name": name,
            "email": email,
            "agency": agency,
            "roles": ";".join(roles),
            "order": order,
            "agency_name": "",
        }

        def work(unit: UnitOfWork) -> Entered:
            return entering.enter(unit, cells, instead_of, _begin(unit, by))

        return self._done(work, preview=preview)

    def absent(self, email: str, first_day: date, last_day: date, *, by: str | None = None) -> None:
        """
        Record that somebody is away, both days included: their mail goes to the next in each list.

        Args:
            by: Who asks: they themselves, or as for `import_file`.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The last day lies before the first, or is past.
            Refused: Whoever asks may not change the directory.
        """

        def work(unit: UnitOfWork) -> None:
            person = _begin(unit, by, own=email)
            directory.absent(unit, email, first_day, last_day, by=person)

        self._installation.in_transaction(work)

    def back(self, email: str, *, by: str | None = None) -> int:
        """
        Take back a person's absences of today and later, and return how many; `by` as for `absent`.

        Raises:
            NotFound: Nobody has that email.
            Refused: Whoever asks may not change the directory.
        """

        def work(unit: UnitOfWork) -> int:
            return directory.back(unit, email, _begin(unit, by, own=email))

        return self._installation.in_transaction(work)

    def remove(
        self,
        email: str,
        agency: str | None = None,
        *,
        preview: bool = False,
        by: str | None = None,
    ) -> Removed:
        """
        End what a person holds, in one agency or in all, and return what that leaves to others or
        to nobody.

        Their name stays in the history; what waits to be sent to them goes to the next person.

        Args:
            preview: Only return what would follow.
            by: Who asks, as for `import_file`.

        Raises:
            NotFound: Nobody has that email, or they hold nothing in that agency.
            WrongUsage: They are the last of the business unit.
            Refused: Whoever asks may not change the directory.
        """

        def work(unit: UnitOfWork) -> Removed:
            return directory.remove(unit, email, agency, _begin(unit, by))

        return self._done(work, preview=preview)

    def history(self, *, by: str | None = None) -> list[DirectoryChange]:
        """
        Return who changed what in the directory, and when, the oldest first.

        Args:
            by: Who reads, as for `Pathway.case`: somebody in the business unit, the chair or the
                scrutineer.

        Raises:
            Refused: It is not theirs to read.
        """
        with self._installation.reading() as unit:
            for_keepers(unit, by, READING_CHANGES)
            return history.changes_of_directory(unit)

    def posts(self, *, by: str) -> list[PersonView]:
        """
        Return the places in the directory of the person who asks, with the roles in which they act.

        Args:
            by: The email of the person, or the host's user if there is an authoriser.

        Raises:
            NotFound: Nobody in the directory has that email.
            Refused: The authoriser does not know the user.
        """
        with self._installation.reading() as unit:
            return directory.posts_of(unit, unit.actor(by))

    def list(self, *, agency: str | None = None, by: str | None = None) -> list[PersonView]:
        """
        Return everybody in the directory, by agency and order. What cannot be read of a row that was
        damaged is in its `damaged`.

        Args:
            agency: Only those who work for it; its code or its name.
            by: Who reads, as for `Pathway.case`: anybody in the directory, who can so find whom to
                ask.

        Raises:
            NotFound: No agency of that code or name is known, and the nearest are named; or nobody
                has that email.
            Refused: Nobody is named where somebody must be.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            return listing.listed(unit, agency)

    def _done(self, work: Callable[[UnitOfWork], Result], *, preview: bool) -> Result:
        """Do the work; a preview does it in a unit that only reads."""
        if preview:
            with self._installation.reading() as unit:
                return work(unit)
        return self._installation.in_transaction(work)


def _begin(unit: UnitOfWork, by: str | None, *, own: str | None = None) -> int | None:
    """
    Begin a change of the directory: alone, and asked for by somebody who may.

    Return their number in it; None for whoever keeps the installation.
    """
    unit.hold_directory()
    return unit.keeper(by, CHANGING, own=own)

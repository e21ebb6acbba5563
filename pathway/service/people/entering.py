"""One person's place in the directory, entered by itself, with whoever leaves for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pathway.service.people.directory import Removed, remove
from pathway.service.people.import_files import Row
from pathway.service.people.importing import ImportedPeople, import_rows
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True)
class Entered(View):
    """
    What was entered.

    Args:
        removed: Who left for it, and what that leaves; None if nobody did.
    """

    imported: ImportedPeople
    removed: Removed | None = None


def enter(
    unit: UnitOfWork, cells: Mapping[str, str], instead_of: str | None, by: int | None
) -> Entered:
    """
    Add or change a person's place, and end that of another in the same agency.

    Raises:
        ImportRefused: A cell has a fault.
        NotFound: The other has no place in that agency.
        WrongUsage: Nobody would be left in the business unit.
    """
    imported = import_rows(unit, [Row("the form", cells)], by)
    if instead_of is None:
        return Entered(imported)
    # Who is in it has just changed.
    unit.read_directory_anew()
    return Entered(imported, remove(unit, instead_of, cells["agency"], by))

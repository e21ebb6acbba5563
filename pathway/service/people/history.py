"""Who changed what in the directory, and when, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pathway.service.people.importing import ColumnChange
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import Instant, View
from pathway.storage.directory import Named
from pathway.storage.proof import changes
from pathway.storage.proof.changes import Change, RowChange

PARTS = ("person", "appointment", "agency", "absence", "token")
HIDDEN = ("person_id", "hash")  # shown as the email, and of no use to people


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChange(View):
    """
    One entry of the directory that was changed.

    Args:
        number: Of the change; what was changed together has the same number.
        by: The email of who changed it; None for whoever keeps the installation.
        what: What was done: import, absent, back, remove, issue, use or revoke.
        part: What kind of entry: person, appointment, agency, absence or token.
        email: Whom it is about; None for an agency.
        agency: Of an appointment or an agency.
        change: added, changed or removed.
        fields: What each field was before and is now, empty where there was or is none.
    """

    number: int
    at: Instant
    by: str | None
    what: str
    part: str
    email: str | None
    agency: str | None
    change: str
    fields: Mapping[str, ColumnChange]


def changes_of_directory(unit: UnitOfWork) -> list[DirectoryChange]:
    """Return every change of the directory, the oldest first."""
    names = unit.names
    return [view for change in changes.listed(unit.connection) for view in _views(change, names)]


def _views(change: Change, names: Mapping[int, Named]) -> Iterator[DirectoryChange]:
    for row in change.rows:
        if row.table in PARTS:
            yield DirectoryChange(
                number=change.number,
                at=change.at,
                by=_by(names, change.by),
                what=change.what,
                part=row.table,
                email=_about(row, names),
                agency=_agency(row),
                change=_kind(row),
                fields=_fields(row),
            )


def _about(row: RowChange, names: Mapping[int, Named]) -> str | None:
    if row.table == "agency":
        return None
    number: object = row.key[0]
    if row.table in ("absence", "token"):
        number = (row.after or row.before or {}).get("person_id")
    return _email(names, int(str(number)))


def _agency(row: RowChange) -> str | None:
    if row.table == "agency":
        return row.key[0]
    return row.key[1] if row.table == "appointment" else None


def _kind(row: RowChange) -> str:
    if row.before is None:
        return "added"
    return "removed" if row.after is None else "changed"


def _fields(row: RowChange) -> dict[str, ColumnChange]:
    before, after = row.before or {}, row.after or {}
    return {
        name: ColumnChange(_text(before.get(name)), _text(after.get(name)))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name) and name not in HIDDEN
    }


def _text(value: object) -> str:
    return str(value) if value is not None else ""


def _by(names: Mapping[int, Named], number: int | None) -> str | None:
    return _email(names, number) if number is not None else None


def _email(names: Mapping[int, Named], number: int) -> str:
    return names[number].email if number in names else f"person {number}"

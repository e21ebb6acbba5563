"""The directory from a file: every fault with its row, all or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pathway.errors import ImportRefused, Reason
from pathway.service.office import Unit
from pathway.storage import directory
from pathway.storage.directory import Entry
from pathway.workflows.people import ROLES, Appointment

COLUMNS = ("name", "email", "agency", "roles", "order")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
AGENCY = re.compile(r"[a-z0-9_]+")
SHORT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True)
class ImportedPeople:
    """How many rows were new, different, and the same as before."""

    added: int
    changed: int
    unchanged: int

    def as_json(self) -> dict[str, int]:
        """Return the shape that scripts rely on."""
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}


def import_csv(unit: Unit, text: str) -> ImportedPeople:
    """
    Add the people of a CSV file, or change them: a person is known by email, with one row for each agency.

    Raises:
        ImportRefused: The file has faults; every one is listed with its row, and nothing was changed.
    """
    rows, reasons = _rows(text)
    entries: list[Entry] = []
    for number, row in rows:
        found = _faults(number, row)
        reasons += found
        if not found:
            entries.append(_entry(row))
    reasons += _twice(rows)
    if reasons:
        raise ImportRefused("The file", reasons)
    done = directory.import_people(unit.connection, entries)
    return ImportedPeople(done.added, done.changed, done.unchanged)


def person_json(one: Appointment) -> dict[str, Any]:
    """Return an appointment as scripts read it."""
    return {"name": one.name, "email": one.email, "agency": one.agency, "roles": list(one.roles), "order": one.order}


def _rows(text: str) -> tuple[list[tuple[int, Mapping[str, str]]], list[Reason]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        columns = [(name or "").strip().lower() for name in reader.fieldnames or []]
        missing = [name for name in COLUMNS if name not in columns]
        if missing:
            return [], [Reason("input", f"the file lacks the columns {', '.join(missing)}", "row 1")]
        reader.fieldnames = columns
        rows = [(reader.line_num, _plain(row)) for row in reader]
    except csv.Error as error:
        return [], [Reason("input", f"this is no CSV: {error}", f"row {reader.line_num}")]
    return rows, [] if rows else [Reason("input", "the file names nobody", "row 2")]


def _plain(row: Mapping[str, str | None]) -> Mapping[str, str]:
    return {name: (value or "").strip() for name, value in row.items() if name in COLUMNS}


def _faults(number: int, row: Mapping[str, str]) -> list[Reason]:
    unknown = [role for role in _roles(row) if role not in ROLES]
    checks = {
        "name": "" if SHORT.fullmatch(row["name"]) else "give a name of one line",
        "email": "" if EMAIL.fullmatch(row["email"]) else "this is no email address",
        "agency": "" if AGENCY.fullmatch(row["agency"]) else "an agency is a code of a-z, 0-9 and _",
        "roles": _roles_fault(row, unknown),
        "order": "" if row["order"].isdecimal() and int(row["order"]) > 0 else "give a whole number from 1",
    }
    return [Reason("input", message, f"row {number}, {name}") for name, message in checks.items() if message]


def _roles_fault(row: Mapping[str, str], unknown: list[str]) -> str:
    if not _roles(row):
        return "give at least one role"
    return f"there is no role {', '.join(unknown)}; there are {', '.join(ROLES)}" if unknown else ""


def _twice(rows: list[tuple[int, Mapping[str, str]]]) -> list[Reason]:
    seen: dict[tuple[str, str], int] = {}
    reasons: list[Reason] = []
    for number, row in rows:
        key = (row["email"].casefold(), row["agency"])
        if key in seen:
            reasons.append(Reason("input", f"the same person and agency stand in row {seen[key]}", f"row {number}"))
        seen.setdefault(key, number)
    return reasons


def _roles(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(role.strip() for role in row["roles"].split(";") if role.strip())


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(row["email"], row["name"], row["agency"], _roles(row), int(row["order"]))

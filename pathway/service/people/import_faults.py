"""What is wrong with the rows of a people's file: every fault, with the row and the column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pathway.errors import Reason
from pathway.service.people.import_files import Row
from pathway.workflows.attempts.directory import ROLES

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
AGENCY = re.compile(r"[a-z0-9_]+")
SHORT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


def faults_of(rows: Sequence[Row]) -> list[Reason]:
    """Return every fault of a file, row by row, then what two rows together make wrong."""
    single = [reason for row in rows for reason in (*row.faults, *_faults(row))]
    return [*single, *_twice(rows), *_named_twice(rows)]


def roles_in(cell: str) -> tuple[str, ...]:
    """Return the roles of a cell, separated by `;`, whatever the case of their letters."""
    names = (name.strip().casefold() for name in cell.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def _faults(row: Row) -> list[Reason]:
    cells = row.cells
    checks = {
        "name": "" if SHORT.fullmatch(cells["name"]) else "give a name of one line",
        "email": "" if EMAIL.fullmatch(cells["email"]) else "this is not an email address",
        "agency": ""
        if AGENCY.fullmatch(cells["agency"])
        else "an agency is a code of a-z, 0-9 and _",
        "roles": _roles_fault(cells),
        "order": ""
        if cells["order"].isdecimal() and int(cells["order"]) > 0
        else "give a whole number from 1",
        "agency_name": ""
        if _is_a_name(cells["agency_name"])
        else "give a name of one line, of up to 200 characters",
    }
    return [
        Reason("input", message, f"{row.where}, {name}")
        for name, message in checks.items()
        if message
    ]


def _is_a_name(cell: str) -> bool:
    return not cell.strip() or SHORT.fullmatch(cell) is not None


def _roles_fault(cells: Mapping[str, str]) -> str:
    roles = roles_in(cells["roles"])
    if not roles:
        return "give at least one role"
    unknown = [role for role in roles if role not in ROLES]
    return f"there is no role {', '.join(unknown)}; there are {', '.join(ROLES)}" if unknown else ""


def _twice(rows: Sequence[Row]) -> list[Reason]:
    seen: dict[tuple[str, str], str] = {}
    reasons: list[Reason] = []
    for row in rows:
        key = (row.cells["email"].casefold(), row.cells["agency"])
        if key in seen:
            reasons.append(
                Reason("input", f"the same person and agency are in {seen[key]}", row.where)
            )
        seen.setdefault(key, row.where)
    return reasons


def _named_twice(rows: Sequence[Row]) -> list[Reason]:
    """An agency has one name in a file; rows that give none agree with any."""
    first: dict[str, Row] = {}
    reasons: list[Reason] = []
    for row in rows:
        name = row.cells["agency_name"].strip()
        earlier = first.setdefault(row.cells["agency"], row) if name else row
        if name and name != earlier.cells["agency_name"].strip():
            sentence = f"{earlier.where} gives this agency another name; give both rows the same"
            reasons.append(Reason("input", sentence, f"{row.where}, agency_name"))
    return reasons

"""What is wrong with the rows of a file of people: every fault, with the row and the column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pathway.errors import Reason, shown
from pathway.notifications.addresses import plain_address
from pathway.notifications.errors import AddressRefused
from pathway.service.people.import_files import Row
from pathway.workflows.attempts.directory import ROLES

AGENCY = re.compile(r"[a-z0-9_]{1,60}")
# A spreadsheet may write a whole number with a point.
ORDER = re.compile(r"0*([1-9][0-9]{0,5})(?:\.0+)?")
SHORT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


def faults_of(rows: Sequence[Row]) -> list[Reason]:
    """Return every fault of a file: row by row, then those of two rows that do not go together."""
    faults: list[Reason] = []
    for row in rows:
        faults += [*row.faults, *_faults(row)]
    return [*faults, *_twice(rows), *_named_twice(rows)]


def roles_in(cell: str) -> tuple[str, ...]:
    """Return the roles in a cell, which are separated by `;`, in lower case."""
    names = (name.strip().casefold() for name in cell.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def order_in(cell: str) -> int:
    """Return the order in a cell that has no fault."""
    return int(cell.partition(".")[0])


def _can_be_mailed(email: str) -> bool:
    """
    Return whether letters can go to an address; a domain without a dot is taken for a slip.
    """
    try:
        return "." in plain_address(email, "person").domain
    except AddressRefused:
        return False


def _faults(row: Row) -> list[Reason]:
    cells = row.cells
    faults: dict[str, str] = {}
    if not SHORT.fullmatch(cells["name"]):
        faults["name"] = "give a name on one line"
    if not _can_be_mailed(cells["email"]):
        faults["email"] = "this is not an email address"
    if not AGENCY.fullmatch(cells["agency"]):
        faults["agency"] = "an agency is a code of a-z, 0-9 and _, of up to 60 characters"
    roles_fault = _roles_fault(cells)
    if roles_fault:
        faults["roles"] = roles_fault
    if not ORDER.fullmatch(cells["order"]):
        faults["order"] = "give a whole number from 1 to 999999"
    if not _is_a_name(cells["agency_name"]):
        faults["agency_name"] = "give a name on one line, of up to 200 characters"
    return [
        Reason("input", message, f"{row.where}, {column}") for column, message in faults.items()
    ]


def _is_a_name(cell: str) -> bool:
    return not cell.strip() or SHORT.fullmatch(cell) is not None


def _roles_fault(cells: Mapping[str, str]) -> str:
    roles = roles_in(cells["roles"])
    if not roles:
        return "give at least one role"
    unknown = [role for role in roles if role not in ROLES]
    if not unknown:
        return ""
    return f"there is no role {shown(', '.join(unknown))}; there are {', '.join(ROLES)}"


def _twice(rows: Sequence[Row]) -> list[Reason]:
    """Return a fault for each row whose person and agency an earlier row has."""
    first: dict[tuple[str, str], str] = {}
    reasons: list[Reason] = []
    for row in rows:
        key = (row.cells["email"].casefold(), row.cells["agency"])
        if key in first:
            sentence = f"the same person and agency are in {first[key]}"
            reasons.append(Reason("input", sentence, row.where))
        else:
            first[key] = row.where
    return reasons


def _named_twice(rows: Sequence[Row]) -> list[Reason]:
    """Return a fault for each row that names its agency otherwise than an earlier row does."""
    first: dict[str, Row] = {}
    reasons: list[Reason] = []
    for row in rows:
        name = row.cells["agency_name"].strip()
        if not name:
            continue
        earlier = first.setdefault(row.cells["agency"], row)
        if name != earlier.cells["agency_name"].strip():
            sentence = f"{earlier.where} gives this agency another name; give both rows the same"
            reasons.append(Reason("input", sentence, f"{row.where}, agency_name"))
    return reasons

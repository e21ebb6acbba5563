"""
The rows of a file of people, from CSV, a spreadsheet or TOML; all that is judged here is whether it
can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any, cast

from pathway.documents.tables import delimited
from pathway.documents.tables.delimited import heading
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.errors import ImportRefused, Reason, WrongUsage, shown
from pathway.text_files import text_of, toml_of, without_mark

REQUIRED = ("name", "email", "agency", "roles", "order")
COLUMNS = (*REQUIRED, "agency_name")
# A directory has some hundred people.
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 10_000, 200, 1_000
# The headings, the rows, and one that is too many.
MOST_LINES = MAX_ROWS + 2


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row: where a reader finds it in the file, its cells as text by column, and a fault for what
    fits no column.
    """

    where: str
    cells: Mapping[str, str]
    faults: Sequence[Reason] = ()


def rows_of(content: str | bytes, kind: str = "csv", sheet: str | None = None) -> list[Row]:
    """
    Return the rows of a file.

    Args:
        kind: csv, xlsx or toml.
        sheet: The sheet of a workbook; the first if left out.

    Raises:
        ImportRefused: It cannot be read as that kind, lacks a column, or names nobody.
        WrongUsage: There is no such kind, or nothing that reads spreadsheets is installed.
    """
    if kind not in READERS:
        raise WrongUsage(f"The directory is read from csv, xlsx or toml, not from {kind}.")
    try:
        rows = READERS[kind](content, sheet)
    except UnreadableRows as error:
        raise _refused(str(error), f"row {error.row}" if error.row else None) from error
    if len(rows) > MAX_ROWS:
        raise _refused(f"the file has more than {MAX_ROWS} rows", rows[MAX_ROWS].where)
    if not rows:
        raise _refused("the file names nobody", "row 2" if kind != "toml" else "[[people]]")
    return rows


def _csv(content: str | bytes, _sheet: str | None) -> list[Row]:
    try:
        # What is not UTF-8 was written by an older Excel.
        text = content if isinstance(content, str) else text_of(content, legacy="cp1252")
    except ValueError as error:
        raise _refused(f"this is {error}", None) from error
    return _table(delimited.lines_of(without_mark(text), COLUMNS, MOST_LINES))


def _xlsx(content: str | bytes, sheet: str | None) -> list[Row]:
    from pathway.documents.tables import workbooks

    data = content if isinstance(content, bytes) else content.encode(errors="replace")
    with closing(workbooks.tables_in(data, sheet=sheet)) as tables:
        for table in tables:
            lines = [(row.number, row.cells) for row in islice(table.rows, MOST_LINES)]
            if lines:  # the first sheet may be an empty one
                return _table(lines)
    raise UnreadableRows("there is no sheet with cells in the workbook")


def _toml(content: str | bytes, _sheet: str | None) -> list[Row]:
    try:
        text = content if isinstance(content, str) else text_of(content)
        people = toml_of(text).get("people", [])
    except ValueError as error:
        raise _refused(f"this is {error}", None) from error
    if not isinstance(people, list) or not all(
        isinstance(person, dict) for person in cast(list[object], people)
    ):
        raise _refused("write a table [[people]] for each person and agency", "people")
    rows: list[Row] = []
    for number, table in enumerate(cast(list[dict[str, Any]], people), start=1):
        cells = {name: _cell(value) for name, value in table.items()}
        rows.append(_row(f"[[people]] {number}", cells, _unknown(table, number)))
    return rows


def _unknown(table: Mapping[str, Any], number: int) -> list[Reason]:
    unknown = [name for name in table if name not in COLUMNS]
    return [
        _fault(
            f"there is no {shown(name)} here{_nearest(name)}", f"[[people]] {number}, {shown(name)}"
        )
        for name in unknown
    ]


READERS: Mapping[str, Callable[[str | bytes, str | None], list[Row]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "toml": _toml,
}


def _table(lines: Sequence[tuple[int, Sequence[str]]]) -> list[Row]:
    """Return the rows below the first, which names the columns."""
    first, heads = lines[0] if lines else (1, list[str]())
    columns = [heading(head) for head in heads]
    _check_columns(columns, f"row {first}")
    rows: list[Row] = []
    for number, line in lines[1:]:
        where = f"row {number}"
        is_wide = any(cell.strip() for cell in line[len(columns) :])
        faults = [_fault("there are more cells than columns", where)] if is_wide else []
        rows.append(_row(where, dict(zip(columns, line, strict=False)), faults))
    return rows


def _check_columns(columns: Sequence[str], where: str) -> None:
    if len(columns) > MAX_COLUMNS:
        raise _refused(f"the file has more than {MAX_COLUMNS} columns", where)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        names = ", ".join(missing)
        raise _refused(f"the file lacks the columns {names}{_meant(missing, columns)}", where)
    twice = [name for name in COLUMNS if columns.count(name) > 1]
    if twice:
        raise _refused(f"the file has these columns twice: {', '.join(twice)}", where)


def _row(where: str, by_column: Mapping[str, str], faults: Sequence[Reason]) -> Row:
    cells = {name: by_column.get(name, "").strip() for name in COLUMNS}
    long = [name for name, cell in cells.items() if len(cell) > MAX_CELL]
    too_long = f"this has more than {MAX_CELL} characters"
    return Row(
        where,
        {name: cell[:MAX_CELL] for name, cell in cells.items()},
        [*faults, *(_fault(too_long, f"{where}, {name}") for name in long)],
    )


def _meant(missing: Sequence[str], columns: Sequence[str]) -> str:
    """Return a hint at columns of the file that may be the missing ones under another name."""
    others = [column[:MAX_CELL] for column in columns if column and column not in COLUMNS]
    hints: list[str] = []
    for name in missing:
        nearest = get_close_matches(name, others, n=1, cutoff=0.5)
        if nearest:
            hints.append(f"{shown(nearest[0])} may be {name}")
    return f" ({', '.join(hints)})" if hints else ""


def _nearest(name: str) -> str:
    near = get_close_matches(name[:MAX_CELL].casefold(), COLUMNS, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(COLUMNS)}"


def _cell(value: object) -> str:
    """Return a cell as somebody would have typed it."""
    if isinstance(value, list):
        return ";".join(str(part) for part in cast(list[object], value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _fault(message: str, where: str | None) -> Reason:
    return Reason("input", message, where)


def _refused(message: str, where: str | None) -> ImportRefused:
    return ImportRefused("The file", [_fault(message, where)])

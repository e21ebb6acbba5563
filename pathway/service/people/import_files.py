"""
The rows of a file of people, from CSV, a spreadsheet or TOML; all that is judged here is whether it
can be read.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast
from zipfile import BadZipFile

from pathway.errors import ImportRefused, Reason, WrongUsage

REQUIRED = ("name", "email", "agency", "roles", "order")
COLUMNS = (*REQUIRED, "agency_name")
DELIMITERS = ",;\t"


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
    rows = READERS[kind](content, sheet)
    if not rows:
        raise _refused("the file names nobody", "row 2" if kind != "toml" else "[[people]]")
    return rows


def _csv(content: str | bytes, _sheet: str | None) -> list[Row]:
    text = _text(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        lines = [(reader.line_num, line) for line in reader]
    except csv.Error as error:
        raise _refused(f"this is not CSV: {error}", f"row {reader.line_num}") from error
    return _table(lines)


def _xlsx(content: str | bytes, sheet: str | None) -> list[Row]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as error:
        sentence = (
            "Spreadsheets are read by openpyxl: install `practice-review-pathway[spreadsheet]`, "
            "or save it as CSV."
        )
        raise WrongUsage(sentence) from error
    try:
        data = content if isinstance(content, bytes) else content.encode()
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _refused("this is not an Excel workbook (.xlsx)", None) from error
    names = book.sheetnames
    if sheet is not None and sheet not in names:
        raise _refused(f"there is no sheet {sheet}; there are {', '.join(names)}", None)
    worksheet: Any = book[sheet or names[0]]
    lines = [
        (number, [_cell(value) for value in line])
        for number, line in enumerate(worksheet.values, start=1)
    ]
    return _table(lines)


def _toml(content: str | bytes, _sheet: str | None) -> list[Row]:
    try:
        people = tomllib.loads(_text(content)).get("people", [])
    except tomllib.TOMLDecodeError as error:
        raise _refused(f"this is not TOML: {error}", None) from error
    if not isinstance(people, list) or not all(
        isinstance(person, dict) for person in cast(list[object], people)
    ):
        raise _refused("write a table [[people]] for each person and agency", "people")
    rows: list[Row] = []
    for number, table in enumerate(cast(list[dict[str, Any]], people), start=1):
        cells = {name: _cell(table.get(name)) for name in COLUMNS}
        rows.append(Row(f"[[people]] {number}", cells, _unknown(table, number)))
    return rows


def _unknown(table: Mapping[str, Any], number: int) -> list[Reason]:
    unknown = [name for name in table if name not in COLUMNS]
    return [
        _fault(f"there is no {name} here{_nearest(name)}", f"[[people]] {number}, {name}")
        for name in unknown
    ]


READERS: Mapping[str, Callable[[str | bytes, str | None], list[Row]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "toml": _toml,
}


def _table(lines: Sequence[tuple[int, Sequence[str]]]) -> list[Row]:
    """Return the rows below the first, which names the columns; empty ones are left out."""
    filled = [(number, line) for number, line in lines if any(cell.strip() for cell in line)]
    first, heads = filled[0] if filled else (1, list[str]())
    columns = [head.strip().casefold().replace(" ", "_") for head in heads]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise _refused(
            f"the file lacks the columns {', '.join(missing)}{_meant(missing, columns)}",
            f"row {first}",
        )
    return [_row(number, columns, line) for number, line in filled[1:]]


def _row(number: int, columns: Sequence[str], line: Sequence[str]) -> Row:
    where, cells = f"row {number}", dict(zip(columns, line, strict=False))
    is_wide = any(cell.strip() for cell in line[len(columns) :])
    faults = [_fault("there are more cells than columns", where)] if is_wide else []
    return Row(where, {name: cells.get(name, "").strip() for name in COLUMNS}, faults)


def _meant(missing: Sequence[str], columns: Sequence[str]) -> str:
    """Return a hint at columns of the file that may be the missing ones under another name."""
    others = [column for column in columns if column and column not in COLUMNS]
    hints: list[str] = []
    for name in missing:
        nearest = get_close_matches(name, others, n=1, cutoff=0.5)
        if nearest:
            hints.append(f"{nearest[0]} may be {name}")
    return f" ({', '.join(hints)})" if hints else ""


def _nearest(name: str) -> str:
    near = get_close_matches(name.casefold(), COLUMNS, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(COLUMNS)}"


def _delimiter(text: str) -> str:
    """
    Return what separates the columns: a spreadsheet may have written semicolons or tabs instead of
    commas.
    """
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=head.count)


def _text(content: str | bytes) -> str:
    """Return the content as text; what is not UTF-8 was written by an older Excel."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


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

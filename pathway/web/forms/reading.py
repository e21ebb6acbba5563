"""From what a browser sent to the input of a step, as its schema has it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from pathway.documents.files import PathwayFile
from pathway.service.files.places import value_at
from pathway.web.forms import schemas
from pathway.web.forms.case_files import CASE_FILE
from pathway.web.forms.controls import NO, OTHER, YES
from pathway.web.forms.schemas import Schema
from pathway.web.forms.sent import SentForm
from pathway.web.forms.values import table_in

ROWS, KEYS, REMOVE_FILE = "rows:", "keys:", "remove_file:"
NOT_CODE = re.compile(r"[^a-z0-9]+")
NOTHING = object()


@dataclass
class Reading:
    """
    Reads the answers of a form; one that does not fit is left as it is, for the case to refuse.

    Args:
        before: The answers that were kept, with the files that were sent before.
        keeps_empty: Whether rows without any answer stay, since somebody is about to fill them in.
        agencies: The names of agencies that are known here, by code.
        documents: What stands for the documents of the case in an input, by id.
        files: The files that were sent now, by the path of their field.
    """

    sent: SentForm
    before: Mapping[str, Any] = field(default_factory=dict[str, Any])
    keeps_empty: bool = False
    agencies: Mapping[str, str] = field(default_factory=dict[str, str])
    documents: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    files: dict[str, PathwayFile] = field(default_factory=dict[str, PathwayFile])

    def table(self, schema: Schema, inside: str = "") -> dict[str, Any]:
        """Return the answers of a table, without those that were left out."""
        answers: dict[str, Any] = {}
        required = schema.get("required", [])
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for name, node in properties.items():
            if schemas.is_constant(node) and name in required:
                answers[name] = node["const"]
                continue
            value = self._value(node, f"{inside}{name}", is_required=name in required)
            if value is not NOTHING:
                answers[name] = value
        return answers

    def _value(self, node: Schema, path: str, *, is_required: bool) -> Any:
        if schemas.is_rows(node):
            return self._rows(node, path, is_required=is_required)
        if schemas.is_file(node):
            return self._file(path)
        if schemas.is_table(node):
            return self._inner(node, path, is_required=is_required)
        if schemas.is_list(node):
            return self._list(node, path, is_required=is_required)
        if schemas.is_day(node):
            return self._day(path)
        text = self.sent.text(path)
        if schemas.is_agency(node):
            text = self._agency(self.sent.text(f"{path}{OTHER}")) or text
        return NOTHING if not text else plain_value(node, text)

    def _inner(self, node: Schema, path: str, *, is_required: bool) -> Any:
        inner = self.table(node, f"{path}.")
        if is_required or _has_answers(node, inner):
            return inner
        return NOTHING

    def _rows(self, node: Schema, path: str, *, is_required: bool) -> Any:
        fixed, of = schemas.fixed_entries(node), node["items"]
        if fixed and f"{ROWS}{path}" in self.sent.values:
            return self._fixed_rows(of, fixed, path)
        rows: list[Any] = []
        for number in range(self._count(node, path)):
            row = self._row(of, f"{path}[{len(rows)}]", f"{path}[{number}]")
            if self.keeps_empty or _has_answers(of, row):
                rows.append(row)
        return rows if rows or is_required else NOTHING

    def _fixed_rows(self, of: Schema, fixed: Sequence[Mapping[str, Any]], path: str) -> Any:
        """Return a row for each entry: the one that was shown for it, wherever it stood."""
        shown = self.sent.texts(f"{KEYS}{path}")
        rows: list[Any] = []
        for known in fixed:
            key = schemas.key_of(known)
            # Behind those that were shown there is a row without answers.
            number = shown.index(key) if key in shown else len(shown)
            row = self._row(of, f"{path}[{len(rows)}]", f"{path}[{number}]")
            rows.append({**row, **known})
        return rows

    def _row(self, node: Schema, to: str, path: str) -> dict[str, Any]:
        """Return a row; a file that was sent with it moves to where the row will be."""
        if not schemas.is_file(node):
            moved = set(self.files)
            row = self.table(node, f"{path}.")
            self._move(set(self.files) - moved, path, to)
            return row
        file = self._file(path)
        self._move({path} & set(self.files), path, to)
        return dict(table_in(file))

    def _move(self, names: set[str], path: str, to: str) -> None:
        for name in names:
            self.files[to + name.removeprefix(path)] = self.files.pop(name)

    def _count(self, node: Schema, path: str) -> int:
        with suppress(ValueError):
            return max(0, min(int(self.sent.text(f"{ROWS}{path}") or 0), schemas.most_rows(node)))
        return 0

    def _file(self, path: str) -> Any:
        """
        Return what stands for a file in the input: of one sent now, else of a document of the case
        that was chosen, else of one kept.
        """
        file = self.sent.files.get(path)
        if file is not None:
            self.files[path] = file
            return {"name": file.name}
        document = self.documents.get(self.sent.text(f"{CASE_FILE}{path}"))
        if document is not None:
            return dict(document)
        kept = value_at(self.before, path)
        if table_in(kept) and not self.sent.text(f"{REMOVE_FILE}{path}"):
            return dict(table_in(kept))
        return NOTHING

    def _list(self, node: Schema, path: str, *, is_required: bool) -> Any:
        of: Schema = node.get("items", {})
        texts = self.sent.texts(path)
        if not schemas.choices_of(of) and not schemas.is_agency(of):
            texts = [line.strip() for text in texts for line in text.split("\n")]
        values = [plain_value(of, text) for text in texts if text]
        if schemas.is_agency(of):
            others = self.sent.text(f"{path}{OTHER}").split("\n")
            values += [self._agency(name) for name in others if name.strip()]
        return values if values or is_required else NOTHING

    def _agency(self, name: str) -> str:
        """Return the code of an agency by its name or code; of an unknown one, made of its name."""
        wanted = " ".join(name.split()).casefold()
        for code, known in self.agencies.items():
            if wanted in (code, known.casefold()):
                return code
        return NOT_CODE.sub("_", wanted).strip("_")

    def _day(self, path: str) -> Any:
        day, month, year = (self.sent.text(f"{path}-{part}") for part in ("day", "month", "year"))
        if not (day or month or year):
            return NOTHING
        # What is no day is refused as it was typed, and shown again.
        parts = (part.replace("-", " ") for part in (year.zfill(4), month.zfill(2), day.zfill(2)))
        return "-".join(parts)


def plain_value(node: Schema, text: str) -> Any:
    """Return a text as the schema's type; one that does not fit stays text."""
    for choice in schemas.choices_of(node):
        if str(choice) == text:
            return choice
    match node.get("type"):
        case "boolean":
            return {YES: True, NO: False}.get(text, text)
        case "integer" | "number" as kind:
            return _number(text, is_whole=kind == "integer")
        case _:
            return text


def _number(text: str, *, is_whole: bool) -> int | float | str:
    """Return a number that JSON can hold, which nan and inf are not."""
    with suppress(ValueError):
        if is_whole or text.lstrip("-").isdecimal():
            return int(text)
        number = float(text)
        return number if isfinite(number) else text
    return text


def _has_answers(node: Schema, table: Mapping[str, Any]) -> bool:
    """Return whether somebody answered anything in a table."""
    if schemas.is_file(node):
        return bool(table)
    properties: Mapping[str, Schema] = node.get("properties", {})
    for name, answer in table.items():
        if schemas.is_constant(properties.get(name, {})):
            continue
        if not isinstance(answer, list | Mapping) or answer:
            return True
    return False

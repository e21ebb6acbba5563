"""The rows of a tracker as inputs of the step that adds an action, and those on record already."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, cast

from pathway.documents.plans.cell_values import Lookup, answer_of
from pathway.documents.plans.mapping import Headings, MappedColumn
from pathway.documents.plans.plan import Plan, Value, in_words
from pathway.documents.plans.tracker import plain_heading, text_of_cell
from pathway.documents.tables.rows import Row
from pathway.documents.tables.sheets import fitting
from pathway.errors import Reason
from pathway.service.documents.plans.layout import REF, PlanLayout
from pathway.service.documents.plans.on_record import ActionOnRecord
from pathway.workflows.definitions.form_format import FormField

WHAT = "what"
CHANGED = "this is not what is on record; change it by the steps of the action"


@dataclass(frozen=True)
class ReadRow:
    """
    A row with the input that it makes.

    Args:
        what: What it says will be done.
        input: The answers; those that cannot be read are left out.
        faults: What cannot be read, each with its column.
    """

    number: int
    what: str
    input: Mapping[str, Any]
    faults: Sequence[Reason]

    def key(self, reference: str) -> str:
        """Return a key that the same action for the same case has, whenever it is read."""
        content = f"{reference} {content_of(self.input)}"
        return f"plan-{sha256(content.encode()).hexdigest()}"


@dataclass(frozen=True)
class RowReader:
    """
    Reads the rows of a tracker.

    Args:
        fields: The fields of an action's form.
        columns: The columns of the file.
        fill: What stands for cells in which there is nothing, by field.
    """

    fields: Sequence[FormField]
    columns: Sequence[MappedColumn]
    fill: Mapping[str, str]
    lookup: Lookup

    def read(self, row: Row) -> ReadRow:
        """Return a row with what its cells answer."""
        answers: dict[str, Any] = {}
        faults: list[Reason] = []
        by_field = {column.field: column for column in self.columns if column.field}
        for own in self.fields:
            column = by_field.get(own.name)
            cell = _cell(row, column)
            if not text_of_cell(cell):
                cell = self.fill.get(own.name, "")
            try:
                answer = answer_of(own, cell, self.lookup)
            except ValueError as error:
                faults.append(Reason("input", str(error), self.place_of(own.name)))
                continue
            if answer is not None:
                answers[own.name] = answer
        return ReadRow(row.number, str(answers.get(WHAT, "")), answers, faults)

    def ref(self, row: Row) -> str:
        """Return what the file calls a row in our own column of references."""
        for column in self.columns:
            if column.field is None and plain_heading(column.heading) == REF:
                return text_of_cell(_cell(row, column))
        return ""

    def differs(
        self,
        row: Row,
        column: MappedColumn,
        cells: Mapping[str, Value],
        answers: Mapping[str, Any],
    ) -> bool:
        """
        Return whether a cell says something else than what is on record.

        Args:
            cells: What our own file has for the action now.
            answers: What was entered for it.
        """
        own = next((own for own in self.fields if own.name == column.field), None)
        if own is None:
            return False
        cell = _cell(row, column)
        if _plain(text_of_cell(cell)) == _plain(in_words(cells.get(own.name, ""))):
            return False
        try:
            answer = answer_of(own, cell, self.lookup)
        except ValueError:
            return True
        return _plain({own.name: answer}) != _plain({own.name: answers.get(own.name)})

    def place_of(self, path: str | None) -> str | None:
        """Return what people call the place of an answer: its column, if it has one."""
        name = (path or "").partition(".")[0].partition("[")[0]
        for column in self.columns:
            if column.field == name:
                return column.where
        return f"the text for {name}" if name in self.fill else name or None


def headings_of(layout: PlanLayout) -> Headings:
    """Return the headings that are known of an action's form, and those that Pathway makes."""
    fields: dict[str, str] = {}
    for own in layout.fields:
        for heading in (own.name, *own.headings):
            fields.setdefault(plain_heading(heading), own.name)
    made = {plain_heading(column.title) for column in layout.columns if not column.is_entered}
    return Headings(fields, frozenset(made - fields.keys()))


def lacking(
    fields: Sequence[FormField], columns: Sequence[MappedColumn], fill: Mapping[str, str]
) -> list[str]:
    """Return the fields that every action wants, and that the file has not."""
    known = {column.field for column in columns} | fill.keys()
    return [own.name for own in fields if own.is_required and own.name not in known]


@dataclass(frozen=True)
class OnRecord:
    """
    The actions that are on record, for finding those that a file has again.

    Args:
        plan: The plan as it would be written now.
        actions: What was entered for each action, first and with later changes.
    """

    plan: Plan
    actions: Sequence[ActionOnRecord]

    @cached_property
    def _known(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for action in self.actions:
            for answers in (action.first, action.now):
                known.setdefault(content_of(answers), action.item)
        return known

    def same(self, row: ReadRow) -> str | None:
        """Return the action that has the same content as a row, or None."""
        return None if row.faults else self._known.get(content_of(row.input))

    def of_ours(self, reader: RowReader, row: Row) -> tuple[str, list[Reason]] | None:
        """
        Return the action that a row of our own file is, with the columns that say something else
        than what is on record; None if the row is none of ours.
        """
        ref = reader.ref(row)
        for planned, on_record in zip(self.plan.actions, self.actions, strict=True):
            if planned.ref == ref:
                changed = [
                    Reason("on_record", CHANGED, column.where)
                    for column in reader.columns
                    if reader.differs(row, column, planned.cells, on_record.now)
                ]
                return on_record.item, changed
        return None


def content_of(answers: Mapping[str, Any]) -> str:
    """Return what tells the contents of actions apart, whatever space stands around their texts."""
    return json.dumps(_plain(answers), sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return fitting(value).strip()
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        return {name: _plain(part) for name, part in table.items() if part not in (None, [], "")}
    if isinstance(value, list):
        return [_plain(part) for part in cast("list[object]", value)]
    return value


def _cell(row: Row, column: MappedColumn | None) -> str:
    """Return the cell of a row in a column; an empty one if it has none."""
    if column is None or column.place >= len(row.cells):
        return ""
    return row.cells[column.place]

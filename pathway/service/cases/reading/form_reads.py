"""
What is read of a case with the steps that it offers: its status, and the parts from which their
forms let somebody choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pathway.service.access.readers import note_read
from pathway.service.cases.situations import labels_of, labels_read
from pathway.service.files.schema_names import names_documents
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.steps import StepView
from pathway.workflows.access.parts import part_of_item
from pathway.workflows.definitions.reader_format import PARTS
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import texts_in
from pathway.workflows.known_names import CORRECT

STATUS, DECISIONS, HISTORY = "status", "decisions", "history"


def note_steps(unit: UnitOfWork, case: Case, views: Sequence[StepView]) -> None:
    """Record that somebody was shown steps of a case; nothing where there were none."""
    if not views:
        return
    items = [case.items[view.item] for view in views if view.item is not None]
    parts: set[str] = {part_of_item(item.kind) for item in items}
    if any(view.proposal is not None for view in views):
        parts.add(DECISIONS)
    forms = [(view.step, view.input_schema) for view in views if view.input_schema]
    quoted = _Quoted(unit, case, labels_of(unit, case) if forms else ())
    for step, schema in forms:
        parts |= _parts_of_form(quoted, step, schema)
    _note(unit, case, parts)


def note_form(unit: UnitOfWork, case: Case, step: str, schema: Mapping[str, Any]) -> None:
    """Record that somebody was shown what a step asks."""
    # Unless it quotes an entry, a form that names the children asked for their labels.
    labels = labels_of(unit, case) if step == CORRECT else labels_read(case)
    _note(unit, case, _parts_of_form(_Quoted(unit, case, labels), step, schema))


def _note(unit: UnitOfWork, case: Case, parts: set[str]) -> None:
    shown = {STATUS, *parts}
    note_read(unit, case.reference, *(part for part in PARTS if part in shown))


def _parts_of_form(quoted: _Quoted, step: str, schema: Mapping[str, Any]) -> set[str]:
    """Return the parts from which the form of a step quotes."""
    parts = {part for part in map(quoted.part_of, texts_in(schema)) if part}
    if names_documents(schema):
        parts.add("documents")
    if step == CORRECT and schema:
        parts.add(HISTORY)
    return parts


class _Quoted:
    """The parts of everything in a case that a form may name."""

    def __init__(self, unit: UnitOfWork, case: Case, labels: Sequence[str]) -> None:
        memory = case.memory
        rounds = memory.get("rounds", {}).values()
        self._case, self._facts = case, unit.definition_of(case).facts
        self._others = {
            **dict.fromkeys(memory.get("recommendations", {}), "recommendations"),
            **dict.fromkeys(memory.get("interests", {}), DECISIONS),
            **{votes["digest"]: DECISIONS for votes in rounds if votes},
            **dict.fromkeys(labels, "children"),
        }

    def part_of(self, text: str) -> str | None:
        """Return the part in which something of that name is read; None where nothing has it."""
        if text in self._others:
            return self._others[text]
        # A fact may have the name of the duty that it meets, and a form that asks for it quotes no
        # duty.
        if text in self._case.deadlines and text not in self._facts:
            return "deadlines"
        item = self._case.items.get(text)
        return part_of_item(item.kind) if item is not None else None

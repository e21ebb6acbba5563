"""
From a JSON Schema to the fields of a page: what each is called, which kind of control it has, what
was answered so far and what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pathway.errors import Reason
from pathway.service.views.documents import DocumentView
from pathway.web import words
from pathway.web.forms import schemas
from pathway.web.forms.controls import Controls, has_choices
from pathway.web.forms.form_parts import Control, Field, Fixed, Group, Rows, id_of
from pathway.web.forms.labels import Labels
from pathway.web.forms.schemas import Schema
from pathway.web.forms.values import list_in, table_in
from pathway.web.texts import Texts


@dataclass
class Fields:
    """
    Makes the fields of a page.

    Args:
        faults: What is wrong, by the path of the field.
        documents: The documents of the case, to be chosen in place of files.
    """

    texts: Texts
    labels: Labels
    faults: Sequence[Reason] = ()
    documents: Sequence[DocumentView] = ()
    controls: Controls = field(init=False)
    titles: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.controls = Controls(self.texts, self.labels, self.documents)

    def of(self, schema: Schema, answers: Mapping[str, Any], inside: str = "") -> list[Field]:
        """Return the fields of a table, with what was answered so far."""
        required, conditions = schema.get("required", []), schemas.conditions(schema)
        fields: list[Field] = []
        for name, node in schemas.fields_of(schema, answers):
            hints = [self._condition(schema, conditions[name])] if name in conditions else []
            made = self._field(
                node,
                answers.get(name),
                path=f"{inside}{name}",
                hints=hints,
                is_required=name in required or name in conditions,
            )
            fields.append(made)
        return fields

    def errors(self) -> list[dict[str, str]]:
        """Return what is wrong as a summary lists it, each linked to its field if it has one."""
        listed: list[dict[str, str]] = []
        for fault in self.faults:
            place, text = self._place(fault.path or ""), words.confirmable(fault)
            if place:
                question = self.titles[place].rstrip("?:. ")
                text = self.texts("field.fault", question=question, fault=text)
                listed.append({"text": text, "href": f"#{place}"})
            else:
                listed.append({"text": text})
        return listed

    def _place(self, path: str) -> str:
        """Return the id of the innermost field at a path or around it; empty if there is none."""
        while path:
            if id_of(path) in self.titles:
                return id_of(path)
            path = re.sub(r"(\[\d+\]|\.?[^.\[\]]+)$", "", path)
        return ""

    def _field(
        self,
        node: Schema,
        answer: Any,
        *,
        path: str,
        hints: Sequence[str] = (),
        is_required: bool = True,
        label: str = "",
    ) -> Field:
        name = path.rpartition(".")[2]
        if schemas.is_constant(node) and is_required:
            return Fixed(self.labels.question(node, name), self.labels.choice(node, node["const"]))
        title = label or self.labels.question(node, name)
        self.titles[id_of(path)] = title
        title = title if is_required else self.texts("field.optional", label=title)
        hint = " ".join([*hints, *self._hints(node)])
        if schemas.is_rows(node):
            return self._rows(node, answer, path=path, title=title, hint=hint, required=is_required)
        if schemas.is_table(node):
            inner = self.of(node, table_in(answer), f"{path}.")
            return Group(path, id_of(path), title, hint, inner, self._error(path))
        return self._control(node, answer, path=path, title=title, hint=hint)

    def _rows(
        self, node: Schema, answer: Any, *, path: str, title: str, hint: str, required: bool
    ) -> Rows:
        rows, name = list_in(answer), self.titles[id_of(path)]
        fixed = schemas.fixed_entries(node)
        if fixed:
            rows = [{**schemas.kept_row(rows, known), **known} for known in fixed]
        least = schemas.least_rows(node, is_required=required)
        count = max(len(rows), least)
        entries: list[Field] = []
        for number in range(count):
            table = table_in(rows[number] if number < len(rows) else None)
            known = fixed[number] if fixed else {}
            inside = f"{path}[{number}]"
            called = self.texts("field.row", label=name.rstrip("?"), number=number + 1)
            self.titles[id_of(inside)] = called
            row = self._row(node["items"], table, known, path=inside)
            can_remove = not fixed and count > max(least, 0)
            entries.append(
                Group(
                    inside,
                    id_of(inside),
                    called,
                    "",
                    row,
                    self._error(inside),
                    can_remove=can_remove,
                )
            )
        can_add = not fixed and count < schemas.most_rows(node)
        return Rows(
            path=path,
            id=id_of(path),
            legend=title,
            hint=hint,
            name=name,
            entries=entries,
            count=count,
            can_add=can_add,
            keys=[schemas.key_of(known) for known in fixed],
            error=self._error(path),
        )

    def _row(
        self, node: Schema, table: Mapping[str, Any], known: Mapping[str, Any], *, path: str
    ) -> list[Field]:
        if schemas.is_file(node):
            title = self.texts("field.file")
            return [self._control(node, table, path=path, title=title, hint="")]
        return [
            Fixed(
                self.labels.question(node["properties"][name], name),
                self.labels.choice(node["properties"][name], value),
            )
            for name, value in known.items()
        ] + [
            made
            for made in self.of(node, table, f"{path}.")
            if not (isinstance(made, Control) and made.path.rpartition(".")[2] in known)
        ]

    def _control(self, node: Schema, answer: Any, *, path: str, title: str, hint: str) -> Control:
        params: dict[str, Any] = {"name": path, "id": id_of(path), "idPrefix": id_of(path)}
        if hint:
            params["hint"] = {"text": hint}
        error = self._error(path)
        if error:
            params["errorMessage"] = {"text": error}
        kind, more = self.controls.kind(node, answer, path=path)
        if kind in ("radios", "checkboxes", "date"):
            params["fieldset"] = {"legend": {"text": title}}
        else:
            params["label"] = {"text": title}
        kept = str(table_in(answer).get("name", "")) if kind == "file" else ""
        return Control(
            kind, path, params | more, kept, self.controls.other(node, answer, path=path)
        )

    def _hints(self, node: Schema) -> list[str]:
        """Return what may help to answer a field."""
        hints = [self.labels.help(node)]
        if "present" in node:
            present = self.labels.answer(node, node["present"])
            hints.append(self.texts("field.present", answer=present))
        if schemas.is_list(node) and not has_choices(node.get("items", {})):
            hints.append(self.texts("field.one_a_line"))
        elif schemas.is_day(node):
            hints.append(self.texts("field.day_example"))
        return [hint for hint in hints if hint]

    def _condition(self, schema: Schema, condition: tuple[str, Sequence[Any]]) -> str:
        """Return when a field is to be answered."""
        name, answers = condition
        node: Schema = schema["properties"].get(name, {})
        of = node.get("items", node)
        choices = [self.labels.answer(of, answer) for answer in answers]
        question = self.labels.question(node, name).rstrip("?")
        either = self.texts("field.or").join(choices)
        return self.texts("field.if", question=question, answers=either)

    def _error(self, path: str) -> str:
        """Return what is wrong with exactly this field, in sentences."""
        own = [words.confirmable(fault) for fault in self.faults if fault.path == path]
        return " ".join(own)

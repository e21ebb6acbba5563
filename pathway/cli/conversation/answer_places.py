"""The answers in an input, each with its place, so that one of them can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pathway.cli.conversation.answers import Schema
from pathway.cli.conversation.asking.fields import in_order

LEFT_OUT = object()
# In a schema: marks a table that stands for a file.
TAKES_FILE = "takes_file"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One answer, given or still to come.

    Args:
        path: Where it is in the input: `children[1].criteria`.
        into: The table that holds it under its name.
    """

    path: str
    schema: Schema
    into: dict[str, Any]
    name: str
    is_optional: bool

    @property
    def value(self) -> Any:
        """Return what was answered; `LEFT_OUT` if nothing was."""
        return self.into.get(self.name, LEFT_OUT)

    @property
    def is_given(self) -> bool:
        """Return whether it was given."""
        return self.name in self.into

    def taken_away(self) -> Any:
        """Remove the answer from its table, and return its value."""
        return self.into.pop(self.name, LEFT_OUT)

    def put_back(self, value: Any) -> None:
        """Put back a value that was taken away."""
        if value is not LEFT_OUT:
            self.into[self.name] = value


def answers_in(schema: Schema, table: dict[str, Any], path: str = "") -> list[Answer]:
    """
    Return the answers of an input in the order of its schema, those inside tables one by one,
    without those that the schema fixes.
    """
    required = schema.get("required", [])
    answers: list[Answer] = []
    asked = in_order(schema, table)
    for name, node in schema.get("properties", {}).items():
        if name not in asked and name not in table:
            continue
        is_optional = name not in required
        if "const" not in node or node.get("type") == "boolean" or is_optional:
            answer = Answer(
                path=f"{path}{name}", schema=node, into=table, name=name, is_optional=is_optional
            )
            answers += _answers_of(answer)
    return answers


def _answers_of(answer: Answer) -> Iterator[Answer]:
    """Yield the answers in a table or a list of tables, else the answer itself."""
    node, value = answer.schema, answer.value
    if isinstance(value, dict) and "properties" in node and TAKES_FILE not in node:
        yield from answers_in(node, cast("dict[str, Any]", value), f"{answer.path}.")
    elif isinstance(value, list) and _holds_tables(node):
        fixed: set[str] = set()
        for example in fixed_entries(node):
            fixed.update(example)
        for place, entry in enumerate(cast("list[dict[str, Any]]", value)):
            inside = answers_in(node["items"], entry, f"{answer.path}[{place}].")
            yield from (part for part in inside if part.name not in fixed)
    else:
        yield answer


def _holds_tables(node: Mapping[str, Any]) -> bool:
    items: Mapping[str, Any] = node.get("items", {})
    return items.get("type") == "object" and TAKES_FILE not in items


def fixed_entries(schema: Schema) -> list[dict[str, Any]]:
    """
    Return the fields that tell the entries of a list apart, for each entry; none unless the schema
    fixes how many entries there are.
    """
    if schema.get("maxItems") is None or schema.get("minItems") != schema.get("maxItems"):
        return []
    examples: list[list[dict[str, Any]]] = schema.get("examples", [])
    if not examples or not examples[0]:
        return []
    # The schema's example holds every entry: a field that differs among them is one entry's own.
    entries = examples[0]
    names: list[str] = []
    for name in entries[0]:
        values = {str(entry.get(name)) for entry in entries}
        if len(values) > 1:
            names.append(name)
    return [{name: entry[name] for name in names} for entry in entries]


def is_about(fault: str, path: str) -> bool:
    """Return whether a fault's path is that of a value or lies inside it."""
    return fault == path or fault.startswith((f"{path}[", f"{path}."))


def put(into: Any, name: str | int, value: Any) -> None:
    """Put a value into a table under its name, or into a list at its place."""
    if isinstance(name, int) and name == len(into):
        into.append(value)
    else:
        into[name] = value


def take_back(into: Any, name: str | int) -> None:
    """Take a value out of a table, or out of a list with all behind it."""
    if isinstance(name, int):
        del into[name:]
    else:
        into.pop(name, None)

"""The answers that an input holds, each with where it is, so that one of them can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pathway.cli.conversation.answers import Schema
from pathway.cli.conversation.fields_asked import in_order

LEFT_OUT = object()


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One answer.

    Args:
        path: Where it is in the input: `children[1].criteria`.
        into: The table that holds it, under its name.
    """

    path: str
    schema: Schema
    into: dict[str, Any]
    name: str
    is_optional: bool

    @property
    def value(self) -> Any:
        """Return what was said; `LEFT_OUT` where nothing was."""
        return self.into.get(self.name, LEFT_OUT)

    @property
    def is_said(self) -> bool:
        """Return whether it was not left out."""
        return self.name in self.into

    def taken_away(self) -> Any:
        """Take the answer out of its table, and return what it was."""
        return self.into.pop(self.name, LEFT_OUT)

    def put_back(self, value: Any) -> None:
        """Put back what was taken out."""
        if value is not LEFT_OUT:
            self.into[self.name] = value


def answers_in(schema: Schema, given: dict[str, Any], path: str = "") -> list[Answer]:
    """
    Return the answers of an input in the order of its schema: of tables in it each on its own; no
    fixed ones.
    """
    required = schema.get("required", [])
    answers: list[Answer] = []
    asked = in_order(schema, given)
    for name, node in schema.get("properties", {}).items():
        if name not in asked and name not in given:
            continue
        if "const" not in node or node.get("type") == "boolean" or name not in required:
            answers += _answers_of(Answer(f"{path}{name}", node, given, name, name not in required))
    return answers


def _answers_of(answer: Answer) -> Iterator[Answer]:
    """Return the answers in a table or a list of tables, else the answer itself."""
    node, value = answer.schema, answer.value
    if isinstance(value, dict) and "properties" in node:
        yield from answers_in(node, cast("dict[str, Any]", value), f"{answer.path}.")
    elif isinstance(value, list) and _holds_tables(node):
        fixed = {name for entry in fixed_entries(node) for name in entry}
        for place, entry in enumerate(cast("list[dict[str, Any]]", value)):
            inside = answers_in(node["items"], entry, f"{answer.path}[{place}].")
            yield from (part for part in inside if part.name not in fixed)
    else:
        yield answer


def _holds_tables(node: Mapping[str, Any]) -> bool:
    return bool(node.get("items", {}).get("type") == "object")


def fixed_entries(schema: Schema) -> list[dict[str, Any]]:
    """
    Return what tells the entries of a list apart where the schema fixes how many there are: its
    examples say it.
    """
    if schema.get("maxItems") is None or schema.get("minItems") != schema.get("maxItems"):
        return []
    examples: list[list[dict[str, Any]]] = schema.get("examples", [])
    entries = examples[0] if examples else []
    names = [
        name
        for name in (entries[0] if entries else {})
        if len({str(entry.get(name)) for entry in entries}) > 1
    ]
    return [{name: entry[name] for name in names} for entry in entries]

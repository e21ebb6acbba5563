"""What a JSON Schema of a step says of its fields, beside what JSON Schema itself knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pathway.web.forms.values import is_table as is_table_value
from pathway.web.forms.values import list_in

Schema = Mapping[str, Any]
# Marks of our schemas: see `docs/reference/exit-codes-and-json.md`.
ASKS_ANEW, NOT_ASKED, TAKES_FILE, LABEL = "asks_anew", "not_asked", "takes_file", "label"
ANY_WORDS = r"\S"
AGENCY_CODE = "^[a-z0-9_]+$"
# Shorter text is written on one line.
MAX_LINE = 300
MAX_ROWS = 100


def is_constant(node: Schema) -> bool:
    """Return whether a field says the same whoever answers; a yes has to be said all the same."""
    return "const" in node and node.get("type") != "boolean"


def is_table(node: Schema) -> bool:
    """Return whether a field has fields of its own."""
    return node.get("type") == "object" and "properties" in node and TAKES_FILE not in node


def is_file(node: Schema) -> bool:
    """Return whether a field takes a file."""
    return TAKES_FILE in node


def has_files(node: object) -> bool:
    """Return whether a form takes a file anywhere."""
    if is_table_value(node):
        return TAKES_FILE in node or any(has_files(inner) for inner in node.values())
    return any(has_files(inner) for inner in list_in(node))


def is_rows(node: Schema) -> bool:
    """Return whether a field is a list of tables or files."""
    return node.get("type") == "array" and node.get("items", {}).get("type") == "object"


def is_list(node: Schema) -> bool:
    """Return whether a field is a list of plain values."""
    return node.get("type") == "array" and not is_rows(node)


def is_agency(node: Schema) -> bool:
    """Return whether a field is the code of an agency, of which any may be named."""
    return node.get("pattern") == AGENCY_CODE and not choices_of(node)


def is_day(node: Schema) -> bool:
    """Return whether a field is a day."""
    return node.get("format") == "date"


def choices_of(node: Schema) -> list[Any]:
    """Return what may be chosen; nothing where anything may be written."""
    if node.get("type") == "boolean":
        return []
    return list(node.get("enum", [node["const"]] if "const" in node else []))


def is_long(node: Schema) -> bool:
    """Return whether a field takes text of many lines."""
    return node.get("pattern") == ANY_WORDS and node.get("maxLength", MAX_LINE + 1) > MAX_LINE


def fields_of(schema: Schema, answers: Mapping[str, Any]) -> list[tuple[str, Schema]]:
    """
    Return the fields that are asked for, in the order of the form: without those that wait for the
    answer to another one.
    """
    waiting: set[str] = set()
    for earlier, names in schema.get(ASKS_ANEW, {}).items():
        if earlier not in answers or earlier in waiting:
            waiting.update(names)
    properties: Mapping[str, Schema] = schema.get("properties", {})
    return [
        (name, node)
        for name, node in properties.items()
        if name not in waiting and (not node.get(NOT_ASKED) or name in answers)
    ]


def conditions(schema: Schema) -> dict[str, tuple[str, Sequence[Any]]]:
    """Return the fields that certain answers of another field call for, with that field and them."""
    asked: dict[str, tuple[str, Sequence[Any]]] = {}
    for rule in schema.get("allOf", []):
        [(field, answer)] = rule["if"]["properties"].items()
        answers = answer.get("enum") or answer["contains"]["enum"]
        asked |= dict.fromkeys(rule["then"]["required"], (field, answers))
    return asked


def fixed_entries(node: Schema) -> list[dict[str, Any]]:
    """
    Return what tells the entries of a list apart, for each of them; nothing unless the schema fixes
    how many there are.
    """
    most = node.get("maxItems")
    examples = list_in(node.get("examples"))
    entries = list_in(examples[0]) if examples else []
    if most is None or node.get("minItems") != most or len(entries) != most:
        return []
    tables = [entry for entry in entries if is_table_value(entry)]
    if len(tables) != most:
        return []
    names = [name for name in tables[0] if len({str(entry.get(name)) for entry in tables}) > 1]
    return [{name: entry[name] for name in names} for entry in tables]


def kept_row(rows: Sequence[Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the row that was kept of an entry of a fixed list; an empty one if there is none."""
    for row in rows:
        if is_table_value(row) and known.items() <= row.items():
            return row
    return {}


def key_of(known: Mapping[str, Any]) -> str:
    """Return what tells an entry of a fixed list apart, as a page sends it back."""
    return json.dumps(known, sort_keys=True)


def least_rows(node: Schema, *, is_required: bool) -> int:
    """Return how many rows of a list are shown at least."""
    return int(node.get("minItems", 1 if is_required else 0))


def most_rows(node: Schema) -> int:
    """Return how many rows a list may have."""
    return min(int(node.get("maxItems", MAX_ROWS)), 1_000)

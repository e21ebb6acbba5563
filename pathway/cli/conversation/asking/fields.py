"""Which fields of a schema are asked for, in which order, and which of them must be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.cli.conversation.answers import Schema

# Marks a field that may be given but is not asked for.
NOT_ASKED = "not_asked"


def in_order(schema: Schema, answers: Mapping[str, Any]) -> list[str]:
    """
    Return the fields in the order in which they are asked for: those that an answer calls for, then
    the required ones, then the others.

    A field that only certain answers call for is left out until one of them is given.
    """
    called_for: list[str] = []
    depending: set[str] = set()
    for rule in schema.get("allOf", []):
        names = rule["then"]["required"]
        depending.update(names)
        if _holds(rule["if"], answers):
            called_for += names
    fields = schema.get("properties", {})
    required = [name for name in schema.get("required", []) if name not in depending]
    offered = [name for name, field in fields.items() if not field.get(NOT_ASKED)]
    others = [name for name in offered if name not in depending]
    in_turn = dict.fromkeys([*called_for, *required, *others])
    return [name for name in in_turn if name in fields]


def is_required(schema: Schema, name: str, answers: Mapping[str, Any]) -> bool:
    """Return whether a field must be given, always or because of another answer."""
    if name in schema.get("required", []):
        return True
    rules = (rule for rule in schema.get("allOf", []) if _holds(rule["if"], answers))
    return any(name in rule["then"]["required"] for rule in rules)


def _holds(condition: Schema, answers: Mapping[str, Any]) -> bool:
    """Return whether the answers meet the condition of a rule in the schema."""
    for name, field in condition["properties"].items():
        value: Any = answers.get(name)
        if "contains" in field:
            values, wanted = value or (), field["contains"]["enum"]
        else:
            values, wanted = (value,), field["enum"]
        if not any(answer in wanted for answer in values):
            return False
    return True

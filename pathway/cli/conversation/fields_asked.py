"""Which fields of a schema are asked for, in which order, and which of them must be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.cli.conversation.answers import Schema

# In a field: it may be given, and nobody is asked for it.
NOT_ASKED = "not_asked"


def in_order(schema: Schema, given: Mapping[str, Any]) -> list[str]:
    """
    Return the fields in the order in which they are asked for: what an answer asks for next, then
    what must be given.

    A field that only an answer asks for is not among them until somebody gives that answer.
    """
    rules = schema.get("allOf", [])
    depending = {name for rule in rules for name in rule["then"]["required"]}
    asked = [
        name for rule in rules if _holds(rule["if"], given) for name in rule["then"]["required"]
    ]
    required = [name for name in schema.get("required", []) if name not in depending]
    offered = [
        name for name, field in schema.get("properties", {}).items() if not field.get(NOT_ASKED)
    ]
    others = [name for name in offered if name not in depending]
    known = schema.get("properties", {})
    return [name for name in dict.fromkeys([*asked, *required, *others]) if name in known]


def is_required(schema: Schema, name: str, given: Mapping[str, Any]) -> bool:
    """Return whether a field must be given, by itself or because of what others say."""
    asked = (
        rule["then"]["required"] for rule in schema.get("allOf", []) if _holds(rule["if"], given)
    )
    return name in schema.get("required", []) or any(name in names for names in asked)


def _holds(asked: Schema, given: Mapping[str, Any]) -> bool:
    """Return whether what was said is one of the answers that a rule of the schema names."""
    for name, answers in asked["properties"].items():
        value: Any = given.get(name)
        named = answers.get("contains", answers)["enum"]
        if "contains" in answers:
            if not any(answer in named for answer in value or ()):
                return False
        elif value not in named:
            return False
    return True

"""Values that a schema accepts, as examples of what may be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WORDS = "As recorded in the minutes."


def example(schema: Mapping[str, Any]) -> Any:
    """Return a value that the schema accepts: its const, an example, or one of its type."""
    if "const" in schema:
        return schema["const"]
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0])
    return _example_of_type(schema)


def _example_of_type(schema: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            return {
                name: example(schema["properties"][name]) for name in schema.get("required", [])
            }
        case "array" if not schema.get("items"):
            return []
        case "array":
            return [example(schema["items"])] * max(schema.get("minItems", 0), 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return WORDS


def example_without(node: Mapping[str, Any], answers: Sequence[Any]) -> Any:
    """Return an example that is not one of the answers that ask for a further field, if it can."""
    first = example(node)
    if node.get("type") == "array" or not is_among(first, answers):
        return first
    others = [True, False] if node.get("type") == "boolean" else node.get("enum", [])
    return next((other for other in others if not is_among(other, answers)), first)


def is_among(value: Any, answers: Sequence[Any]) -> bool:
    """Return whether a value is one of the answers; true is not 1, though Python says so."""
    return any(
        value == answer and isinstance(value, bool) == isinstance(answer, bool)
        for answer in answers
    )

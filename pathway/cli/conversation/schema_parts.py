"""Parts of a schema: what takes any words, and what is left when some fields are not asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pathway.cli.conversation.answers import Schema

ANY_WORDS = r"\S"


def takes_any_words(node: Schema) -> bool:
    """Return whether a field takes any text, of however many lines."""
    return (
        node.get("type") == "string"
        and node.get("pattern") == ANY_WORDS
        and not {"enum", "const"} & node.keys()
    )


def words_wanted(schema: Schema, *, but: Collection[str]) -> list[str]:
    """Return the required fields that take any text, without some."""
    properties = schema.get("properties", {})
    required = [name for name in schema.get("required", []) if name not in but]
    return [name for name in required if takes_any_words(properties[name])]


def without(schema: Schema, names: Collection[str]) -> dict[str, Any]:
    """Return a schema that does not ask for these fields."""
    properties = {
        name: node for name, node in schema.get("properties", {}).items() if name not in names
    }
    return {
        **schema,
        "properties": properties,
        "required": [name for name in schema.get("required", []) if name not in names],
    }

"""The table of fields that a text holds, as JSON or TOML."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, cast

from pathway.text_files import json_of, toml_of


def table_in(text: str, name: str) -> dict[str, Any]:
    """
    Return the table that a text holds, as JSON or TOML.

    Args:
        name: The file's name; its ending decides. With any other ending it is JSON if it looks
            like it, else TOML.

    Raises:
        ValueError: It is neither, or not a table; the sentence says what is wrong.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".toml":
        return _toml(text, name)
    # What begins like JSON and has a fault is refused as JSON, not as TOML.
    if ending == ".json" or _is_json(text) or text.lstrip().startswith("{"):
        return _table(_json(text, name), name)
    return _toml(text, name)


def _is_json(text: str) -> bool:
    try:
        json_of(text)
    except ValueError:
        return False
    return True


def _json(text: str, name: str) -> Any:
    try:
        return json_of(text)
    except ValueError as error:
        raise ValueError(f"{name} is {error}.") from error


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return toml_of(text)
    except ValueError as error:
        raise ValueError(f"{name} is {error}.") from error


def _table(content: Any, name: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise ValueError(f"{name} is not a table of fields; write a JSON object or TOML.")
    return cast("dict[str, Any]", content)

"""
Which files make up a definition: the case's own, what it extends, and the files of its items and
forms.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

# Only a plain name is looked for as a file, so that no file outside the folder is read.
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
DEEPEST = 20
TOO_DEEP = "this is not TOML that can be read: it is nested too deeply"
Find = Callable[[str], str | None]


def gathered(texts: Mapping[str, str], find: Find) -> dict[str, str]:
    """
    Return some files with all others that they name, by file name.

    Args:
        texts: The text of each file that is there already, by file name; the name inside the file
            may be another.
        find: Returns the text of a file by its name, or None; loading reports what is missing.
    """
    gathered = dict(texts)
    waiting = [content_of(text) for text in texts.values()]
    present = {content.get("name") for content in waiting if isinstance(content.get("name"), str)}
    while waiting:
        for name in named_in(waiting.pop()):
            file = f"{name}.toml"
            text = find(file) if name not in present and file not in gathered else None
            if text is not None:
                gathered[file] = text
                waiting.append(content_of(text))
    return gathered


def named_in(content: Mapping[str, Any]) -> list[str]:
    """
    Return the names of the files that a case's file names; what cannot be such a name is left out.
    """
    if content.get("owns") != "case":
        return []
    names: list[object] = [content.get("extends")]
    for member in ("items", "forms"):
        listed = content.get(member)
        names += cast(Sequence[object], listed) if isinstance(listed, list) else ()
    return [name for name in names if isinstance(name, str) and PLAIN_NAME.fullmatch(name)]


def content_of(text: str) -> Mapping[str, Any]:
    """
    Return what a text says as TOML; nothing if it cannot be read, as loading reports what is wrong
    with it.
    """
    try:
        return read_toml(text)
    except ValueError:
        return {}


def read_toml(text: str) -> dict[str, Any]:
    """
    Return what a text says as TOML.

    Raises:
        ValueError: It is not TOML, or it is nested too deeply.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"this is not TOML: {error}") from error
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    level: list[object] = [content]
    for _ in range(DEEPEST):
        next_level: list[object] = []
        for value in level:
            next_level += _inside(value)
        level = next_level
    if level:
        raise ValueError(TOO_DEEP)
    return content


def _inside(value: object) -> Iterable[object]:
    """Return the values in a table or a list; none in anything else."""
    if isinstance(value, dict):
        return cast(dict[str, object], value).values()
    return cast(list[object], value) if isinstance(value, list) else ()

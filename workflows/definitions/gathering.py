"""
Which files make up a definition: the case's own, what it extends, that of its meetings, and the
files of items and forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from pathway.text_files import toml_of

# Only a plain name is looked for as a file, so that no file outside the folder is read.
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
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
    Return the names of the files that the file of a case, or of meetings, names; what cannot be
    such a name is left out.
    """
    if content.get("owns") not in ("case", "meeting"):
        return []
    names: list[object] = [content.get("extends"), content.get("meeting")]
    for member in ("items", "forms"):
        listed = content.get(member)
        names += cast(Sequence[object], listed) if isinstance(listed, list) else ()
    return [name for name in names if isinstance(name, str) and PLAIN_NAME.fullmatch(name)]


# A definition has about ten files, and each is looked into twice.
@lru_cache(maxsize=32)
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
        ValueError: It is not TOML, or cannot be read for its depth or its numbers.
    """
    try:
        return toml_of(text)
    except ValueError as error:
        raise ValueError(f"this is {error}") from error


def plain(value: Any) -> Any:
    """Return a TOML value as JSON can hold it: dates and times become text."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [plain(entry) for entry in cast(Sequence[Any], value)]
    return value if isinstance(value, str | int | float | None) else str(value)

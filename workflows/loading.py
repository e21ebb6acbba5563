"""
Definition files read, checked and hashed. Loading runs no code from them and reports every fault at once.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from pydantic import ValidationError

from pathway.errors import ImportRefused, Reason
from pathway.workflows.definition import Definition
from pathway.workflows.events import canonical
from pathway.workflows.format import DefinitionFile
from pathway.workflows.saying import faults, path_of
from pathway.workflows.vocabulary import STANDARD, Vocabulary


def packaged() -> dict[str, str]:
    """Return the text of the definition files that the package ships, by name of the file."""
    folder = files("pathway.workflows.definitions")
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    return {one.name: one.read_text("utf-8") for one in sorted(found, key=lambda one: one.name)}


def load(texts: Mapping[str, str], vocabulary: Vocabulary = STANDARD, *, checked: bool = False) -> Definition:
    """
    Return the definition that the files make together.

    Args:
        checked: They were found to fit together before: only their form is looked at.

    Raises:
        ImportRefused: Something is wrong; every fault is listed with its file and table.
    """
    parsed: dict[str, DefinitionFile] = {}
    contents: dict[str, Any] = {}
    reasons: list[Reason] = []
    for name, text in texts.items():
        content, found = _parse(name, text)
        reasons += found
        if content is not None:
            contents[name] = content
            file, found = _read(name, content)
            reasons += found
            parsed |= {name: file} if file else {}
    if not checked:
        from pathway.workflows.checks import faults_of

        reasons += faults_of(parsed, vocabulary, all_read=not reasons)
    if reasons:
        raise ImportRefused("The definition", reasons)
    return Definition(_in_order(parsed), content_hash(contents), vocabulary)


@lru_cache(maxsize=1)
def packaged_definition() -> Definition:
    """Return the definition that the package ships; the tests check it, so that not every command has to."""
    return load(packaged(), checked=True)


def content_hash(contents: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what the files say; comments and layout do not count."""
    return hashlib.sha256(canonical(_plain(dict(contents)))).hexdigest()


def _parse(name: str, text: str) -> tuple[dict[str, Any] | None, list[Reason]]:
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return None, [Reason("definition", f"this is no TOML: {error}", name)]


def _read(name: str, content: dict[str, Any]) -> tuple[DefinitionFile | None, list[Reason]]:
    try:
        return DefinitionFile.model_validate(content), []
    except ValidationError as error:
        named = [
            Reason("definition", reason.message, f"{name} {_table(content, found['loc'])}")
            for reason, found in zip(faults(error), error.errors(include_url=False), strict=True)
        ]
        return None, named


def _table(content: Mapping[str, Any], location: tuple[str | int, ...]) -> str:
    """Return the table of a fault as a reader finds it: `[[step]] submit, who`."""
    kind, *rest = location
    if not rest or not isinstance(rest[0], int):
        return path_of(location)
    label, inside = _entry(content, location)
    return f"[[{kind}]] {label}{inside}"


def _entry(content: Mapping[str, Any], location: Sequence[str | int]) -> tuple[str, str]:
    """Return how a reader finds an entry of a list of tables, and what is inside of it."""
    kind, number, *rest = location
    entry = content[str(kind)][number]
    named = cast(dict[str, Any], entry) if isinstance(entry, dict) else {}
    label = named.get("name") or named.get("key") or f"number {int(number) + 1}"
    if len(rest) > 1 and rest[0] == "field" and isinstance(rest[1], int):
        inner, inside = _entry(named, rest)
        return label, f", field {inner}{inside}"
    return label, f", {path_of(rest)}" if rest else ""


def _in_order(parsed: Mapping[str, DefinitionFile]) -> dict[str, DefinitionFile]:
    """The case's own file first."""
    ordered = sorted(parsed.values(), key=lambda file: (file.owns != "case", file.name))
    return {file.name: file for file in ordered}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_plain(one) for one in cast(Sequence[Any], value)]
    return value if isinstance(value, str | int | float | bool) else str(value)

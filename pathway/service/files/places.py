"""Places in an input, by their path: `summary`, `documents[0]`, `papers[1].file`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any, TypeGuard, cast

PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[\d{1,4}\]|\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")
SHA256 = re.compile(r"[0-9a-f]{64}")


def value_at(answers: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path; None where there is none."""
    here: Any = answers
    for part in _parts(path):
        try:
            here = here[part]
        except (LookupError, TypeError):
            return None
    return here


def with_value(answers: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """
    Return a copy of an input with a value put at a path; missing tables and lists are made.

    Raises:
        LookupError: There is no such path, or something else is in the way.
    """
    if not PATH.fullmatch(path):
        raise LookupError(path)
    try:
        result = deepcopy(dict(answers))
    except RecursionError as error:  # it is nested more deeply than any form
        raise LookupError(path) from error
    parts = _parts(path)
    here: Any = result
    for part, following in pairwise(parts):
        if not _is_there(here, part):
            _put(here, part, [] if isinstance(following, int) else {})
        here = here[part]
    _put(here, parts[-1], value)
    return result


def documents_anywhere(value: object, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield everything in a plain value that has a document's form, with its path."""
    if isinstance(value, Mapping):
        table = cast(Mapping[str, Any], value)
        if is_document(table):
            yield path, table
            return
        for name, member in table.items():
            yield from documents_anywhere(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for number, member in enumerate(cast(list[Any], value)):
            yield from documents_anywhere(member, f"{path}[{number}]")


def is_document(value: object) -> TypeGuard[Mapping[str, str]]:
    """Return whether a value is a name and a SHA-256, and nothing else."""
    if not isinstance(value, Mapping):
        return False
    table = cast(Mapping[str, object], value)
    sha256 = table.get("sha256")
    is_hash = isinstance(sha256, str) and SHA256.fullmatch(sha256) is not None
    return set(table) == {"name", "sha256"} and is_hash


def _parts(path: str) -> list[str | int]:
    return [name or int(number) for name, number in PART.findall(path)]


def _is_there(here: Any, part: str | int) -> bool:
    if isinstance(part, int):
        if not _is_list(here) or part > len(here):
            raise LookupError(part)
        return part < len(here)
    if not isinstance(here, dict):
        raise LookupError(part)
    return part in here


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _put(here: Any, part: str | int, value: Any) -> None:
    if _is_there(here, part):
        here[part] = value
    elif isinstance(part, int):
        here.append(value)
    else:
        here[part] = value

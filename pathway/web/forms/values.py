"""Plain values of an input: lists and tables of anything, and rows that come and go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from pathway.service.files.places import value_at, with_value

# A row of a list, such as `children[2]`: the path of the list, and the number of the row.
ROW = re.compile(r"(.+)\[(\d{1,4})\]")


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)


def is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a value is a table."""
    return isinstance(value, Mapping)


def list_in(value: object) -> list[Any]:
    """Return a value that is a list; an empty one for any other."""
    return value if is_list(value) else []


def table_in(value: object) -> Mapping[str, Any]:
    """Return a value that is a table; an empty one for any other."""
    return value if is_table(value) else {}


def with_row(answers: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return answers with an empty row at the end of a list; as they are if there is no such list."""
    return _with_rows(answers, path, [*list_in(value_at(answers, path)), {}])


def without_row(answers: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return answers without a row of a list; as they are if there is no such row."""
    named = ROW.fullmatch(place)
    if named is None:
        return dict(answers)
    rows = list_in(value_at(answers, named[1]))
    return _with_rows(answers, named[1], rows[: int(named[2])] + rows[int(named[2]) + 1 :])


def _with_rows(answers: Mapping[str, Any], path: str, rows: list[Any]) -> dict[str, Any]:
    try:
        return with_value(answers, path, rows)
    except LookupError:  # somebody made the name of the button up
        return dict(answers)

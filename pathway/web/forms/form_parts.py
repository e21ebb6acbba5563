"""The parts of a form on a page, as templates write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_ID = re.compile(r"[^A-Za-z0-9]+")


def id_of(path: str) -> str:
    """Return the id of the field at a path of the input."""
    return f"f-{NOT_ID.sub('-', path).strip('-')}"


@dataclass(frozen=True, slots=True)
class Control:
    """
    A field with a control of its own.

    Args:
        kind: Which macro writes it.
        params: What the macro is given.
        kept: The name of the file that was sent before, for a field that takes one.
        other: What a second control is given, in which something may be written that is not among
            the choices, or a document of the case chosen in place of a file.
    """

    kind: str
    path: str
    params: Mapping[str, Any]
    kept: str = ""
    other: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field whose answer is known; it is only shown."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """
    Fields under one legend: a table, or one row of a list of tables.

    Args:
        can_remove: Whether it is a row that may be taken away.
    """

    path: str
    id: str
    legend: str
    hint: str
    fields: Sequence[Field]
    error: str = ""
    can_remove: bool = False
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class Rows:
    """
    A list of tables or files, to which rows may be added.

    Args:
        name: What it asks, without whether it must be answered.
        keys: What tells each entry apart, where the list is fixed: it may be another one by the
            time that the form is sent.
    """

    path: str
    id: str
    legend: str
    hint: str
    name: str
    entries: Sequence[Field]
    count: int
    can_add: bool
    keys: Sequence[str] = ()
    error: str = ""
    kind: str = "rows"


Field = Control | Fixed | Group | Rows

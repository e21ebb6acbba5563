"""
What `--set NAME=VALUE` says: single values put into a step's input, also from a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Any, TypeGuard, cast

from pathway.cli.typed import day
from pathway.errors import MAX_SHOWN_PLACE, shown
from pathway.text_files import DoubleKey, json_of

NAME = re.compile(r"[^.\[\]=]+")
STEP = re.compile(r"\.([^.\[\]=]+)|\[(\d{1,6})\]")
FROM_FILE = "@"
Schema = Mapping[str, Any]
YES_OR_NO: Mapping[str, bool] = {"yes": True, "no": False}
A_DAY: Schema = {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """
    One value, and where it goes.

    Args:
        path: Where, as it was typed: `a.b[0]`.
        names: The names and numbers of the path.
        text: The value as it was typed, or the text of the file.
        is_read: It may be JSON; the text of a file is only text, unless its name ends in .json.
    """

    path: str
    names: Sequence[str | int]
    text: str
    is_read: bool

    def value(self, schema: Schema | None) -> Any:
        """
        Return the value: JSON if it can be read so, else the text itself.

        Args:
            schema: The schema of the input, where it is known: what looks like a number, true or
                false remains text where that is wanted, yes and no are true and false where those
                are, and a day may be written as people do.

        Raises:
            ValueError: A table in it has a key twice.
        """
        if not self.is_read:
            return self.text
        try:
            value = json_of(self.text)
        except DoubleKey as error:
            raise ValueError(f"--set {shown(self.path, MAX_SHOWN_PLACE)} is {error}.") from error
        except ValueError:
            return _as_wanted(_node(schema or {}, self.names), self.text)
        if _is_number_or_bool(value) and _wants_text(_node(schema or {}, self.names), self.text):
            return self.text
        return value

    @property
    def depends_on_schema(self) -> bool:
        """Return whether only the schema tells if the value is text, or a day."""
        if not self.is_read:
            return False
        value = self.value(None)
        is_day = _as_wanted(A_DAY, self.text) != self.text
        return _is_number_or_bool(value) or is_day or self.text.casefold() in YES_OR_NO


def assignments_in(values: Sequence[str], read_file: Callable[[str], str]) -> list[Assignment]:
    """
    Return what some `--set` say; `NAME=@FILE` is the text of a file, and `NAME=@-` of standard
    input.

    Raises:
        ValueError: One of them is not understood; the sentence says which.
    """
    return [_assignment(value, read_file) for value in values]


def applied(
    target: Mapping[str, Any], assignments: Sequence[Assignment], schema: Schema | None = None
) -> dict[str, Any]:
    """
    Return a copy of a document with values put into it, in their order; missing tables and lists
    are made.

    Raises:
        ValueError: A path leads through something that is not a table or list.
    """
    document = deepcopy(dict(target))
    for assignment in assignments:
        _put(document, assignment, schema)
    return document


def _assignment(typed: str, read_file: Callable[[str], str]) -> Assignment:
    path, equals, text = typed.partition("=")
    names = _path(path)
    if not equals or names is None:
        raise ValueError(
            f"--set {shown(typed)!r} is not understood; write NAME=VALUE, such as children[0].label=A."
        )
    if not text.startswith(FROM_FILE):
        return Assignment(path, names, text, is_read=True)
    file = text.removeprefix(FROM_FILE)
    if not file:
        raise ValueError(
            f"--set {shown(path, MAX_SHOWN_PLACE)}: name a file after the @; a mere @ is written '\"@\"'."
        )
    is_json = PurePath(file).suffix.lower() == ".json"
    content = read_file(file)
    # An editor ends the last line; nobody means that as a part of the text.
    return Assignment(path, names, content.rstrip("\r\n"), is_read=is_json)


def _put(document: dict[str, Any], assignment: Assignment, schema: Schema | None) -> None:
    path, names = assignment.path, assignment.names
    here: Any = document
    for name, following in pairwise(names):
        if not _known(here, name, path):
            # A number comes next in a list, a name in a table.
            _place(here, name, [] if isinstance(following, int) else {})
        here = here[name]
    last = names[-1]
    _known(here, last, path)  # raises if nothing can be put there
    _place(here, last, assignment.value(schema))


def _path(text: str) -> list[str | int] | None:
    """Return the names and numbers of a path; None if it is not one."""
    first = NAME.match(text)
    if first is None:
        return None
    names: list[str | int] = [first[0]]
    position = first.end()
    while position < len(text):
        step = STEP.match(text, position)
        if step is None:
            return None
        names.append(step[1] if step[1] is not None else int(step[2]))
        position = step.end()
    return names


def _known(here: Any, name: str | int, path: str) -> bool:
    """
    Return whether there is a value already.

    Raises:
        ValueError: There cannot be one.
    """
    if isinstance(name, int) and _is_list(here):
        count = len(here)
        if name > count:
            raise ValueError(
                f"--set {shown(path, MAX_SHOWN_PLACE)}: the list has {count} entries, so the next is [{count}]."
            )
        return name < count
    if isinstance(name, str) and isinstance(here, dict):
        return name in here
    kind = "list" if isinstance(name, int) else "table"
    raise ValueError(
        f"--set {shown(path, MAX_SHOWN_PLACE)}: there is no {kind} where {name!r} is looked for."
    )


def _is_list(document: object) -> TypeGuard[list[Any]]:
    return isinstance(document, list)


def _place(here: Any, name: str | int, entry: Any) -> None:
    if isinstance(name, int) and name == len(here):
        here.append(entry)
    else:
        here[name] = entry


def _is_number_or_bool(value: object) -> bool:
    return isinstance(value, int | float)


def _node(schema: Schema, names: Sequence[str | int]) -> Schema:
    """Return the part of a schema that is about a place; an empty one where there is none."""
    for name in names:
        inner = schema.get("items") if isinstance(name, int) else _property(schema, name)
        if not isinstance(inner, Mapping):
            return {}
        schema = cast(Schema, inner)
    return schema


def _property(schema: Schema, name: str) -> object:
    properties: Mapping[str, object] = schema.get("properties", {})
    return properties.get(name)


def _as_wanted(node: Schema, text: str) -> str | bool:
    """Return the day that a text says where one is wanted, true or false likewise, else the text."""
    if node.get("format") == "date":
        with suppress(ValueError):
            return day(text).isoformat()
    if node.get("type") == "boolean":
        return YES_OR_NO.get(text.casefold(), text)
    return text


def _wants_text(node: Schema, text: str) -> bool:
    """Return whether a place takes this text; `true` is also yes where yes is one of the codes."""
    if node.get("type") != "string":
        return False
    codes = node.get("enum", [node["const"]] if "const" in node else None)
    return codes is None or text in codes

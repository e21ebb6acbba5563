"""
Reading what people type for days, instants, lengths of time and inputs, strictly; what is wrong is
refused in a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import PurePath
from typing import Any, NoReturn, TypeGuard, cast

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
SHORT = re.compile(r"(?:\d+[wdhms])+")
ISO = re.compile(r"P(?!$)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
PARTS = re.compile(r"(\d+)([wdhms])")
NAME = re.compile(r"[^.\[\]=]+")
STEP = re.compile(r"\.([^.\[\]=]+)|\[(\d{1,6})\]")


def day(text: str) -> date:
    """
    Return a day.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a date; write one such as 2026-03-12.")


def moment(text: str) -> date | datetime:
    """
    Return a day, or an instant if a time follows the day.

    Raises:
        ValueError: It is neither; the sentence says how one is written.
    """
    if len(text) > len("2026-03-12") and text[10] in "T ":
        return instant(text)
    return day(text)


def instant(text: str) -> datetime:
    """
    Return an instant in UTC; what is typed without an offset is London time.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    from pathway.workflows.calendar.working_days import LONDON

    try:
        when = datetime.fromisoformat(text)
        if not when.tzinfo:
            when = when.replace(tzinfo=LONDON)
        return when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{text!r} is not a date with a time; write one such as 2026-03-16T09:00 or 2026-03-16T09:00Z."
        ) from error


def duration(text: str) -> timedelta:
    """
    Return a length of time.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    try:
        if ISO.fullmatch(text.upper()) or SHORT.fullmatch(text.lower()):
            total = timedelta()
            for number, unit in PARTS.findall(text.lower()):
                total += timedelta(**{UNITS[unit]: int(number)})
            return total
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{text!r} is not a length of time; write 3d, 2h, 90m, 1w, or P3D.")


def document(text: str, name: str) -> dict[str, Any]:
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


def value(text: str) -> Any:
    """Return the value after `--set NAME=`: JSON if it can be read so, else the text itself."""
    try:
        return _loads(text)
    except (ValueError, RecursionError):
        return text


def assigned(target: dict[str, Any], assignments: Sequence[str]) -> dict[str, Any]:
    """
    Return a document with every `--set` applied over it, in their order.

    Raises:
        ValueError: One of them is wrong; the sentence says which.
    """
    for assignment in assignments:
        put(target, assignment)
    return target


def put(target: dict[str, Any], assignment: str) -> None:
    """
    Put a value into a document: `a.b[0]=VALUE`; missing tables and lists are made.

    Raises:
        ValueError: The path cannot be read, or leads through something that is not a table or list.
    """
    path, equals, text = assignment.partition("=")
    names = _path(path)
    if not equals or names is None:
        raise ValueError(
            f"--set {assignment!r} is not understood; write NAME=VALUE, such as children[0].label=A."
        )
    here: Any = target
    for name, following in pairwise(names):
        if not _known(here, name, path):
            # A number comes next in a list, a name in a table.
            _place(here, name, [] if isinstance(following, int) else {})
        here = here[name]
    last = names[-1]
    _known(here, last, path)  # raises if nothing can be put there
    _place(here, last, value(text))


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
                f"--set {path}: the list has {count} entries, so the next is [{count}]."
            )
        return name < count
    if isinstance(name, str) and isinstance(here, dict):
        return name in here
    kind = "list" if isinstance(name, int) else "table"
    raise ValueError(f"--set {path}: there is no {kind} where {name!r} is looked for.")


def _is_list(document: object) -> TypeGuard[list[Any]]:
    return isinstance(document, list)


def _place(here: Any, name: str | int, entry: Any) -> None:
    if isinstance(name, int) and name == len(here):
        here.append(entry)
    else:
        here[name] = entry


def _is_json(text: str) -> bool:
    try:
        _loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str, name: str) -> Any:
    try:
        return _loads(text)
    except RecursionError as error:
        raise ValueError(f"{name} is JSON that is nested too deeply to be read.") from error
    except ValueError as error:
        raise ValueError(f"{name} is not JSON: {str(error).rstrip('.')}.") from error


def _toml(text: str, name: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(f"{name} is TOML that is nested too deeply to be read.") from error
    except ValueError as error:
        raise ValueError(f"{name} is not TOML: {str(error).rstrip('.')}.") from error


def _loads(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number in JSON")


def _table(content: Any, name: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise ValueError(f"{name} is not a table of fields; write a JSON object or TOML.")
    return cast("dict[str, Any]", content)

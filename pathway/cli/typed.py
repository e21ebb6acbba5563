"""
Reading what people type for days, instants, lengths of time and documents, strictly; what is wrong
is refused in a sentence.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import Any, cast

from pathway.errors import shown
from pathway.text_files import json_of, toml_of

DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ].*")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
SHORT = re.compile(r"(?:\d+[wdhms])+")
ISO = re.compile(r"P(?!$)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
PARTS = re.compile(r"(\d+)([wdhms])")


def day(text: str) -> date:
    """
    Return a day, as people write it: 2026-03-12, 12/3/2026, 12 March 2026.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    from pathway.workflows.calendar.written_dates import day_written

    try:
        return day_written(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)!r} is not a date: {error}.") from error


def moment(text: str) -> date | datetime:
    """
    Return a day, or an instant if a time follows the day.

    Raises:
        ValueError: It is neither; the sentence says how one is written.
    """
    if DAY_AND_TIME.fullmatch(text):
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
            f"{shown(text)!r} is not a date with a time; write one such as 2026-03-16T09:00 or 2026-03-16T09:00Z."
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
    raise ValueError(f"{shown(text)!r} is not a length of time; write 3d, 2h, 90m, 1w, or P3D.")


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

"""
Places in a list that is sorted by something that may change, such as a day: the values by which an
entry was sorted, so that the page behind it is the same wherever the entry is now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, literal

SEPARATOR = "~"
OF_CASE = re.compile(r"(\d{4}-\d\d-\d\d|)~(\d{1,18})")
OF_DUTY = re.compile(r"(\d{4}-\d\d-\d\d)~(\d{1,18})~([!-~]{1,200})")


class CasePlace(NamedTuple):
    """
    Where a case is in a list.

    Args:
        day: The day by which it is sorted, as it is stored; None where it has none.
        number: The number of its row.
    """

    day: str | None
    number: int

    def __str__(self) -> str:
        return f"{self.day or ''}{SEPARATOR}{self.number}"


class DutyPlace(NamedTuple):
    """
    Where a duty is in a list.

    Args:
        due: Its due day, as it is stored.
        case: The number of its case's row.
        id: Its id in the case.
    """

    due: str
    case: int
    id: str

    def __str__(self) -> str:
        return SEPARATOR.join([self.due, str(self.case), self.id])

    def values(self) -> Sequence[ColumnElement[Any]]:
        """Return the values of the order: the due day, the case, the id."""
        return (day_value(self.due), literal(self.case), literal(self.id))


def case_place(text: str) -> CasePlace | None:
    """Return the place that a text says; None where it says none."""
    parts = OF_CASE.fullmatch(text)
    if parts is None or not (parts[1] == "" or _is_day(parts[1])):
        return None
    return CasePlace(parts[1] or None, int(parts[2]))


def duty_place(text: str) -> DutyPlace | None:
    """Return the place that a text says; None where it says none."""
    parts = OF_DUTY.fullmatch(text)
    if parts is None or not _is_day(parts[1]):
        return None
    return DutyPlace(parts[1], int(parts[2]), parts[3])


def day_value(day: str) -> ColumnElement[Any]:
    """Return a stored day as a value to compare with; one that was damaged, where there is text."""
    return literal(date.fromisoformat(day)) if _is_day(day) else literal(day, String)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

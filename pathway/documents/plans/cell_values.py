"""The cells of a tracker as answers to the questions of a form, with what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pathway.documents.plans.tracker import plain_heading, text_of_cell
from pathway.documents.tables.day_numbers import day_of_number
from pathway.workflows.calendar.written_dates import dated_words, day_written
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.types import DAYS, TEXTS

NUMBER = re.compile(r"(\d+)(?:\.\d+)?")
DIGITS_OF_DAY = 5
FIRST_YEAR, LAST_YEAR = 2000, 2099
BETWEEN_LINES = re.compile(r"\n+")
BETWEEN_CODES = re.compile(r"[\n;,]+|\band\b|&")
BETWEEN_DAYS = re.compile(r"[\n;]+")
YES, NO = ("yes", "y", "true"), ("no", "n", "false")


@dataclass(frozen=True)
class Lookup:
    """
    What cells may name.

    Args:
        codes: The codes of a field with their titles.
        inner: The fields of a table.
        named: Returns what a text names in the case or directory; ValueError says why it names
            nothing. By the type of the field, or by what its values are `of`.
        since_1904: Days that are numbers are counted from 1904.
    """

    codes: Callable[[FormField], Mapping[str, str]]
    inner: Callable[[FormField], Sequence[FormField]]
    named: Mapping[str, Callable[[str], str]]
    since_1904: bool = False


def answer_of(field: FormField, cell: str, lookup: Lookup) -> object:
    """
    Return what a cell answers; None if there is nothing in it.

    Raises:
        ValueError: It is no answer to this question; the message goes on after the place.
    """
    text = text_of_cell(cell)
    if not text:
        return None
    if not field.many:
        return _value(field, text, lookup)
    try:
        # What is named in full may have a comma in it.
        return [_named(field, text, lookup)]
    except ValueError:
        return [_value(field, part, lookup) for part in _parts(field, text)]


def _parts(field: FormField, text: str) -> list[str]:
    """Return the entries of a list that stand in one cell."""
    between = BETWEEN_CODES
    if field.type in DAYS:
        between = BETWEEN_DAYS
    elif field.type == "table" or field.type in TEXTS:
        between = BETWEEN_LINES
    parts = [part.strip() for part in between.split(text)]
    return [part for part in parts if part]


def _value(field: FormField, text: str, lookup: Lookup) -> object:
    if field.type in DAYS:
        return _day(text, lookup).isoformat()
    if field.type == "table":
        return _entry(field, text, lookup)
    if _finder(field, lookup) is not None:
        return _named(field, text, lookup)
    if field.type == "choice" and lookup.codes(field):
        return _code(text, lookup.codes(field))
    if field.type in ("number", "whole_number"):
        return _number(text)
    if field.type == "yes_or_no":
        return _yes_or_no(text)
    return text


def _finder(field: FormField, lookup: Lookup) -> Callable[[str], str] | None:
    return lookup.named.get(field.of or "") or lookup.named.get(field.type)


def _named(field: FormField, text: str, lookup: Lookup) -> str:
    """Return what a text names in the case or directory."""
    find = _finder(field, lookup)
    if find is None:
        raise ValueError("nothing in the case has names for it")
    return find(text)


def _entry(field: FormField, text: str, lookup: Lookup) -> dict[str, object]:
    """Return a row of a table that stands in one line: a day, and what is said of it."""
    inner = lookup.inner(field)
    days = [own.name for own in inner if own.type in DAYS]
    texts = [own.name for own in inner if own.type in TEXTS]
    if len(days) != 1 or len(texts) != 1 or len(inner) != len(days) + len(texts):
        raise ValueError("such a table does not fit into a cell; leave it out, and enter it later")
    day, words = dated_words(text)
    return {days[0]: day.isoformat(), texts[0]: words}


def _code(text: str, codes: Mapping[str, str]) -> str:
    for code, title in codes.items():
        if plain_heading(text) in (plain_heading(code), plain_heading(title)):
            return code
    known = ", ".join(title or code for code, title in codes.items())
    raise ValueError(f"this is none of {known}")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError("this is not a number") from error


def _yes_or_no(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise ValueError("write yes or no")


def _day(text: str, lookup: Lookup) -> date:
    number = NUMBER.fullmatch(text)
    if number is None:
        return day_written(text)
    if len(number[1]) == DIGITS_OF_DAY:
        day = day_of_number(int(number[1]), since_1904=lookup.since_1904)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise ValueError("this number is no day of this century; write the day as 31/3/2027")

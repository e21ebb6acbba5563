"""Answers as they stand on paper: titles instead of codes, days as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, cast

from pathway.documents.word_forms.questions import NO, YES, Question
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.forms.types import DAYS


def value_at(answers: Mapping[str, Any], path: str) -> object:
    """Return the answer at a path such as `criteria.panel_view`; None where there is none."""
    holder: object = answers
    for name in path.split("."):
        if not isinstance(holder, Mapping):
            return None
        holder = cast(Mapping[str, object], holder).get(name)
    return holder


def entries_of(value: object) -> list[Mapping[str, Any]]:
    """Return the entries of a table; none where it is not one."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    entries = cast(Sequence[object], value)
    return [cast(Mapping[str, Any], entry) for entry in entries if isinstance(entry, Mapping)]


def on_paper(question: Question, value: object) -> list[str]:
    """
    Return an answer as texts, one for each entry; for boxes to tick, the codes of those ticked
    among them.
    """
    if value is None:
        return []
    if not question.is_list:
        return [_words(question, value)]
    entries = list(cast(Sequence[object], value)) if isinstance(value, list | tuple) else [value]
    if question.columns:
        return [_line(question, entry) for entry in entries_of(entries)]
    if question.has_boxes:
        return [str(entry) for entry in entries]
    return [_words(question, entry) for entry in entries]


def _words(question: Question, value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    if question.type in DAYS:
        return _day(value)
    if question.type == "document":
        return _name(value)
    words = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if question.type == "yes_or_why":
        return YES if words == "yes" else words
    return (question.choices or {}).get(words, words)


def _line(question: Question, entry: Mapping[str, Any]) -> str:
    """Return an entry in one line: its day, and what is said of it."""
    return ": ".join(_words(part, entry.get(part.path, "")) for part in question.columns)


def _day(value: object) -> str:
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    return full_day_words(value) if isinstance(value, date) else str(value)


def _name(value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    return str(cast(Mapping[str, object], value).get("name", ""))

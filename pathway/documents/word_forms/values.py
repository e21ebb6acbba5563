"""What people write in a form, read as the values that a step takes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from pathway.documents.word_forms.anchors import OTHERS
from pathway.documents.word_forms.questions import Question
from pathway.workflows.calendar.written_dates import dated_words, day_written

Value = str | int | float | bool | Mapping[str, str]
MOST_NAMED = 12
YES, NO = ("yes", "y", "true"), ("no", "n", "false")
NOT_APPLICABLE = ("not applicable", "n/a", "na", "not_applicable")
TICKED = re.compile(r"\s*(?:[\u2612\u2611\u2713\u2714\u2717\u2718]|\[[xX]\])\s*")
UNTICKED = re.compile(r"\s*(?:\u2610|\[ ?\])\s*")
WHOLE = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)", re.ASCII)
DECIMAL = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
EMAIL = re.compile(r"[^\s<>(),;:\"']+@[^\s<>(),;:\"']+")
CODE = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)
# More digits are no number that anybody means.
MAX_DIGITS = 400
# In a list of these a line break may be part of an entry.
FREE = ("text", "yes_or_why", "anything")


class Unread(ValueError):
    """An answer that cannot be read; the message is a sentence that does not repeat it."""


def value_of(question: Question, paragraphs: Sequence[str]) -> Value | list[Value] | None:
    """
    Return the value that an answer says; None where there is none.

    Raises:
        Unread: It is not one.
    """
    if question.columns:
        return _dated_lines(question, _lines(paragraphs)) or None
    if question.has_boxes or _has_boxes(question, paragraphs):
        return _ticked(question, paragraphs) or None
    if question.is_list:
        entries = paragraphs if question.type in FREE else _lines(paragraphs)
        entries = [text.strip() for text in entries]
        return [_one(question, entry) for entry in entries if entry] or None
    text = "\n".join(paragraphs).strip()
    return _one(question, text) if text else None


def _dated_lines(question: Question, lines: Sequence[str]) -> list[Value]:
    """Return the entries of a list that stand in one cell, a line for each."""
    day, words = (column.path for column in question.columns)
    entries: list[Value] = []
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            on, what = dated_words(line)
        except ValueError as error:
            faults.append(f"line {number}: {error}")
            continue
        entries.append({day: on.isoformat(), words: what})
    if faults:
        raise Unread("; ".join(faults))
    return entries


def _has_boxes(question: Question, paragraphs: Sequence[str]) -> bool:
    """
    Return whether an answer has boxes: what the case offers was there when the form was written, and
    need not be known when it is read.
    """
    if not question.is_list or question.type in FREE:
        return False
    lines = _lines(paragraphs)
    return any(TICKED.match(line) or UNTICKED.match(line) for line in lines)


def _one(question: Question, text: str) -> Value:
    reader = READERS.get(question.type)
    if reader is not None:
        return reader(text)
    if question.type == "agency":
        return _agency(text, question.choices or {}, question.also_called or {})
    if question.choices and not question.is_open:
        return _chosen(text, question.choices)
    return text


def _ticked(question: Question, paragraphs: Sequence[str]) -> list[Value]:
    """Return the choices whose boxes are ticked; without boxes, those that are written there."""
    lines = [line.strip() for line in _lines(paragraphs)]
    lines = [line for line in lines if line and line != OTHERS]
    boxed = [line for line in lines if TICKED.match(line) or UNTICKED.match(line)]
    loose = [line for line in lines if line not in boxed]
    if boxed and loose and not question.is_open:
        raise Unread("tick boxes, or write what applies, one on each line; this has both")
    ticked = [TICKED.sub("", line, count=1) for line in boxed if TICKED.match(line)]
    named = dict.fromkeys(_one(question, words) for words in [*ticked, *loose])
    return list(named)


def _lines(paragraphs: Sequence[str]) -> list[str]:
    return [line for text in paragraphs for line in text.split("\n")]


def _chosen(text: str, choices: Mapping[str, str]) -> str:
    """Return the code of a choice that is named by its title or code."""
    code = _code(text, choices)
    if code is None:
        raise Unread(_which(list(choices.values())))
    return code


def _agency(text: str, agencies: Mapping[str, str], also_called: Mapping[str, str]) -> str:
    """Return the code of an agency that is named by its name or code; a code need not be known."""
    code = _code(text, agencies) or _code(text, also_called)
    if code is not None:
        return code
    if CODE.fullmatch(text):
        return text
    near = get_close_matches(text[:80], list(agencies.values()), n=3, cutoff=0.4)
    hint = f"; the nearest: {', '.join(near)}" if near else ""
    raise Unread(f"no agency has this name; choose one of the list or give its code{hint}")


def _code(text: str, choices: Mapping[str, str]) -> str | None:
    wanted = _plain(text)
    for code, title in choices.items():
        if text.strip() in (code, title):
            return code
    for code, title in choices.items():
        if wanted in (_plain(code), _plain(title)):
            return code
    return None


def _which(titles: Sequence[str]) -> str:
    named = "; ".join(titles[:MOST_NAMED])
    rest = f"; or one of {len(titles) - MOST_NAMED} others" if len(titles) > MOST_NAMED else ""
    return f"this is none of the choices: {named}{rest}" if titles else "there is no choice here"


def _yes_or_no(text: str) -> bool:
    word = _plain(text)
    if word not in YES + NO:
        raise Unread("answer yes or no")
    return word in YES


def _yes(text: str) -> bool:
    if _plain(text) not in YES:
        raise Unread("only yes is accepted here; leave it empty until then")
    return True


def _answer(text: str) -> str:
    word = _plain(text)
    for code, words in (("yes", YES), ("no", NO), ("not_applicable", NOT_APPLICABLE)):
        if word in words:
            return code
    raise Unread("answer yes, no or not applicable")


def _yes_or_why(text: str) -> str:
    return "yes" if _plain(text) == "yes" else text


def _day(text: str) -> str:
    try:
        return day_written(text).isoformat()
    except ValueError as error:
        raise Unread(str(error)) from error


def _whole_number(text: str) -> int:
    if not WHOLE.fullmatch(text) or len(text) > MAX_DIGITS:
        raise Unread("give a whole number in digits, without words")
    return int(text.replace(",", ""))


def _number(text: str) -> int | float:
    if not DECIMAL.fullmatch(text) or len(text) > MAX_DIGITS:
        raise Unread("give a number in digits, without words")
    return float(text.replace(",", "")) if "." in text else int(text.replace(",", ""))


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _email(text: str) -> str:
    addresses = EMAIL.findall(text)
    if len(addresses) != 1:
        raise Unread("give the person's email address")
    return str(addresses[0]).rstrip(".")


def _reference(text: str) -> str:
    return text.strip().upper()


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split()).casefold().rstrip(". ")


READERS: Mapping[str, Callable[[str], Value]] = {
    "yes": _yes,
    "yes_or_no": _yes_or_no,
    "yes_or_why": _yes_or_why,
    "answer": _answer,
    "day": _day,
    "past_day": _day,
    "number": _number,
    "whole_number": _whole_number,
    "line": _line,
    "person": _email,
    "case": _reference,
}

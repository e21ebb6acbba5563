"""A form that was filled in, read back as the input of a step, or every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pathway.documents.word_forms.locating import MAX_ROWS, Anchored, Answer
from pathway.documents.word_forms.questions import Question, WordForm
from pathway.documents.word_forms.values import Unread, value_of
from pathway.errors import Reason

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other


GONE = (
    "this question is no longer in the file; write a new form with `pathway document template`, and "
    "copy the answers over"
)
TWICE = "this is answered in more than one place; keep one of the answers"
TOO_MANY = f"the table has more than {MAX_ROWS} rows"
FILE = "document"
STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")


@dataclass
class Read:
    """
    What a form says.

    Args:
        answers: The input, without what could not be read.
        faults: What could not be read, each with its place in the words of the form.
        unread: The paths in the input to which the faults belong.
        files: The names of the files to attach, by their paths in the input.
        rows: The row on paper of each entry, by the path of its table.
    """

    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    faults: list[Reason] = field(default_factory=list[Reason])
    unread: list[str] = field(default_factory=list[str])
    files: dict[str, str] = field(default_factory=dict[str, str])
    rows: dict[str, list[int]] = field(default_factory=dict[str, list[int]])


def read_answers(form: WordForm, body: Element) -> Read:
    """Return what the questions of a form are answered with."""
    anchored, read = Anchored(body), Read()
    for question in form.questions():
        if question.columns:
            _read_table(question, anchored.rows_of(question), read)
        else:
            _read_question(question, anchored.answers_to(question), read)
    return read


def in_words(form: WordForm, read: Read, path: str | None) -> str | None:
    """Return a path of the input in the words of the form: `Children, row 2, Age`."""
    if path is None:
        return None
    best = max(
        (question for question in form.questions() if _is_inside(path, question.path)),
        key=lambda question: len(question.path),
        default=None,
    )
    if best is None:
        headings = [part.heading for part in form.parts if part.path == path]
        return headings[0].rstrip("?:. ") if headings else path
    words = [best.words, *_entry_words(best, read, path[len(best.path) :])]
    return ", ".join(words)


def placed(answers: dict[str, Any], path: str, value: object) -> None:
    """Put a value into an input at a path such as `criteria.panel_view`."""
    *tables, last = path.split(".")
    holder = answers
    for name in tables:
        holder = holder.setdefault(name, {})
    holder[last] = value


def _read_question(question: Question, answers: list[Answer] | None, read: Read) -> None:
    if answers is None:
        _fault(read, question.path, question.words, GONE)
        return
    if len(answers) > 1:
        _fault(read, question.path, question.words, TWICE)
        return
    try:
        value = value_of(question, answers[0]) if answers else None
    except Unread as error:
        _fault(read, question.path, question.words, str(error))
        return
    if value is None and question.may_be_none:
        value = []
    if value is None:
        return
    if question.type == FILE:
        names = value if isinstance(value, list) else [value]
        for number, name in enumerate(names):
            path = f"{question.path}[{number}]" if question.is_list else question.path
            read.files[path] = str(name)
        return
    placed(read.answers, question.path, value)


def _read_table(question: Question, rows: list[Mapping[str, Answer]] | None, read: Read) -> None:
    if rows is None:
        _fault(read, question.path, question.words, GONE)
        return
    if len(rows) > MAX_ROWS:
        _fault(read, question.path, question.words, TOO_MANY)
        return
    entries: list[dict[str, Any]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, start=1):
        if not any(row.values()) or not _says_something(question, row):
            continue
        numbers.append(number)
        entries.append(_entry(question, row, number=number, place=len(entries), read=read))
    read.rows[question.path] = numbers
    if entries or question.may_be_none:
        placed(read.answers, question.path, entries)


def _entry(
    question: Question, row: Mapping[str, Answer], *, number: int, place: int, read: Read
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for column in question.columns:
        path = f"{question.path}[{place}].{column.path}"
        try:
            value = value_of(column, row[column.path])
        except Unread as error:
            words = f"{question.words}, row {number}, {column.words}"
            _fault(read, path, words, str(error))
            continue
        if value is None and column.may_be_none:
            value = []
        if value is None:
            continue
        if column.type == FILE:
            read.files[path] = str(value)
        else:
            entry[column.path] = value
    return entry


def _says_something(question: Question, row: Mapping[str, Answer]) -> bool:
    """Return whether a row has an answer: boxes of which none is ticked are none."""
    for column in question.columns:
        try:
            if value_of(column, row[column.path]) is not None:
                return True
        except Unread:
            return True
    return False


def _fault(read: Read, path: str, words: str, sentence: str) -> None:
    read.faults.append(Reason("input", sentence, words))
    read.unread.append(path)


def _is_inside(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _entry_words(question: Question, read: Read, rest: str) -> Iterator[str]:
    """Return the words of what follows the path of a question: its row, its column, its line."""
    columns = {column.path: column for column in question.columns}
    steps: list[tuple[str, str]] = STEP.findall(rest)
    in_cell = False
    for name, number in steps:
        if name in columns:
            yield columns[name].words
            columns = {column.path: column for column in columns[name].columns}
            in_cell = True
        elif name:
            yield name
        elif in_cell:
            yield f"line {int(number) + 1}"
        else:
            yield f"row {_row(read.rows.get(question.path, ()), int(number))}"


def _row(rows: Sequence[int], entry: int) -> int:
    return rows[entry] if entry < len(rows) else entry + 1

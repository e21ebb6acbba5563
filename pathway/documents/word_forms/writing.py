"""Writing a form as a Word document, blank or with the answers that are known."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table

from pathway.documents.word_forms import answers_on_paper
from pathway.documents.word_forms.anchors import CASE, FORM, KIND, VERSION
from pathway.documents.word_forms.appearance import (
    ANSWER_SHARE,
    begin_page,
    bullets,
    dress,
    empty_table,
    fill,
    heading,
    new_row,
    note,
    small,
    strong,
    warning_box,
)
from pathway.documents.word_forms.controls import Controls, paragraph, run
from pathway.documents.word_forms.properties import set_properties
from pathway.documents.word_forms.questions import Part, Question, WordForm

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

# More columns need a page that lies on its side.
MOST_UPRIGHT = 4
# Letters of a row that is not divided between pages.
MOST_KEPT_WHOLE = 1_200
# Questions whose answers take more than a line.
WORDY = ("text", "yes_or_why")
HOW_TO = (
    "Write each answer in the cell to the right of its question, or in the row of a table. Text "
    "elsewhere is not read, nor are comments and pictures. Dates may be written as 31/3/2027 or "
    "31 March 2027. Save the form as a Word document (.docx) and return the whole form."
)
MORE_ROWS = "One row for each. For more rows, press Tab in the last cell; empty rows are ignored."
ONE_A_LINE = "One on each line."
TICK = "Tick what applies."
Answers = Mapping[str, Any]


def word_document(
    form: WordForm,
    answers: Answers | None = None,
    *,
    at: datetime | None = None,
    case: str = "",
    on_record: Sequence[tuple[str, str]] = (),
) -> bytes:
    """
    Return a form as a Word document (.docx).

    Args:
        answers: The answers that are known, as a step takes them in.
        at: When it is written.
        case: The reference of the case for which it is written.
        on_record: What is known of that case, to read beside the form.
    """
    document = Document()
    properties = {FORM: form.name, VERSION: str(form.version), KIND: form.kind, CASE: case}
    set_properties(document, {name: value for name, value in properties.items() if value})
    # No page is upright for a few lines before a wide table.
    lies = bool(form.parts) and not on_record and _is_wide(form.parts[0])
    footer = f"{case or form.title}, version {form.version}"
    dress(document, form.title, footer=footer, at=at, lies=lies)
    writer = _Writer(document, lies=lies)
    writer.top(form, on_record)
    for part in form.parts:
        writer.part(part, answers or {})
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


class _Writer:
    def __init__(self, document: WordDocument, *, lies: bool) -> None:
        self._document, self._controls = document, Controls()
        self._lies = lies

    def top(self, form: WordForm, on_record: Sequence[tuple[str, str]]) -> None:
        """Write what stands above the questions."""
        heading(self._document, form.title, 1)
        if form.warning:
            warning_box(self._document, form.warning)
        if form.help:
            note(self._document, form.help)
        note(self._document, HOW_TO)
        if form.tips:
            heading(self._document, "Top tips", 2)
            bullets(self._document, form.tips)
        if on_record:
            heading(self._document, "On record", 2)
            self._facts(on_record)

    def part(self, part: Part, answers: Answers) -> None:
        """Write the questions under a heading."""
        wide = _is_wide(part)
        if wide != self._lies:
            begin_page(self._document, lies=wide)
            self._lies = wide
        heading(self._document, part.heading, part.level)
        if part.note:
            note(self._document, part.note)
        if part.questions:
            self._questions(part, answers)
        if part.table is not None:
            note(self._document, MORE_ROWS)
            self._rows(part.table, answers_on_paper.value_at(answers, part.table.path))

    def _facts(self, rows: Sequence[tuple[str, str]]) -> None:
        table = empty_table(
            self._document,
            ("What", "On record"),
            caption="What is on record in the case",
            shares=(1 - ANSWER_SHARE, ANSWER_SHARE),
        )
        for name, words in rows:
            cells = new_row(table)
            fill(cells[0], [paragraph(run(name, style=strong()))])
            fill(cells[1], [paragraph(run(line)) for line in words.split("\n")])

    def _questions(self, part: Part, answers: Answers) -> None:
        table = empty_table(
            self._document,
            ("Question", "Answer"),
            caption=part.heading,
            shares=(1 - ANSWER_SHARE, ANSWER_SHARE),
        )
        for question in part.questions:
            value = answers_on_paper.value_at(answers, question.path)
            is_long = len(str(value)) > MOST_KEPT_WHOLE
            cells = new_row(table, whole=not is_long, high=question.type in WORDY)
            fill(cells[0], self._question(question, question.path))
            fill(cells[1], self._answer(question, question.path, value))

    def _rows(self, question: Question, value: object) -> None:
        columns = question.columns
        table = empty_table(
            self._document, [""] * len(columns), caption=question.words, shares=_shares(columns)
        )
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            fill(cell, self._question(column, f"{question.path}.{column.path}"))
        entries = answers_on_paper.entries_of(value)
        empty = [dict[str, Any]()] * max(0, question.rows - len(entries))
        for entry in (*entries, *empty):
            self._row(table, question, entry)

    def _row(self, table: Table, question: Question, entry: Mapping[str, Any]) -> None:
        cells = new_row(table, whole=len(str(entry)) <= MOST_KEPT_WHOLE)
        for cell, column in zip(cells, question.columns, strict=True):
            path = f"{question.path}.{column.path}"
            fill(cell, self._answer(column, path, entry.get(column.path)))

    def _answer(self, question: Question, path: str, value: object) -> list[Element]:
        return self._controls.answer(question, path, answers_on_paper.on_paper(question, value))

    def _question(self, question: Question, path: str) -> list[Element]:
        """Return a question's cell: its anchor, its words, what helps, when to answer."""
        label = paragraph(*self._controls.bookmark(path), run(question.label, style=strong()))
        lines = [question.help, question.when, _how_many(question)]
        return [label, *(paragraph(run(line, style=small())) for line in lines if line)]


def _is_wide(part: Part) -> bool:
    return part.table is not None and len(part.table.columns) > MOST_UPRIGHT


def _how_many(question: Question) -> str:
    # How the lines of a list in one cell are written is part of its help.
    if not question.is_list or question.columns:
        return ""
    return TICK if question.has_boxes else ONE_A_LINE


def _shares(columns: Sequence[Question]) -> list[float]:
    """Return how the width is shared: words need more of it than numbers and days."""
    wide = [2.0 if column.type in ("text", "line") or column.is_list else 1.5 for column in columns]
    return [share / sum(wide) for share in wide]

"""Finding the answers of a form in a Word file, by bookmarks, by tags, by headings of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pathway.documents.word_forms.anchors import bookmark_of, path_of_tag, w
from pathway.documents.word_forms.cell_texts import CELL, ROW, cells_of, paragraphs_of, rows_of
from pathway.documents.word_forms.questions import Question

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other


TABLE = w("tbl")
MAX_ROWS = 1_000
# The paragraphs of an answer.
Answer = Sequence[str]


class Anchored:
    """The places in a document to which bookmarks, tags and headings lead."""

    def __init__(self, body: Element) -> None:
        self._bookmarks: dict[str, list[Element]] = defaultdict(list)
        self._tags: dict[str, list[Element]] = defaultdict(list)
        self._tables: list[Element] = []
        for element in body.iter(w("bookmarkStart"), w("tag"), TABLE):
            self._note(element)

    def answers_to(self, question: Question) -> list[Answer] | None:
        """
        Return the different answers that stand at the places of a question, none of them empty; None
        where the question is no longer in the document.
        """
        cells = [_beside(cell) for cell in self._bookmarks[bookmark_of(question.path)]]
        cells += self._tags[question.path]
        known = [cell for cell in cells if cell is not None]
        if not known:
            return None
        different: dict[tuple[str, ...], None] = {}
        for cell in known:
            paragraphs = paragraphs_of(cell)
            if paragraphs:
                different[tuple(paragraphs)] = None
        return list(different)

    def rows_of(self, question: Question) -> list[Mapping[str, Answer]] | None:
        """
        Return the rows of a table, each with its answers by column, also the empty ones; None where
        the table is no longer in the document, or a column of it.
        """
        rows: list[Mapping[str, Answer]] = []
        is_there = False
        for table in self._tables:
            columns = self._columns_in(table, question)
            if len(columns) == len(question.columns):
                is_there = True
                rows += self._entries(table, question, columns)
            if len(rows) > MAX_ROWS:
                break
        return rows if is_there else None

    def _note(self, element: Element) -> None:
        if element.tag == TABLE:
            self._tables.append(element)
            return
        cell = next(element.iterancestors(CELL), None)
        if cell is None:
            return
        if element.tag == w("tag"):
            path = path_of_tag(element.get(w("val")) or "")
            cells = self._tags[path] if path is not None else []
        else:
            cells = self._bookmarks[element.get(w("name")) or ""]
        if cell not in cells[-1:]:
            cells.append(cell)

    def _columns_in(self, table: Element, question: Question) -> Mapping[str, int]:
        """
        Return the number of each column in a table: by the bookmarks in its headings, else by their
        words, which a table that was copied has too.
        """
        by_bookmark: dict[str, int] = {}
        for column in question.columns:
            path = f"{question.path}.{column.path}"
            for cell in self._bookmarks[bookmark_of(path)]:
                if next(cell.iterancestors(TABLE)) is table:
                    by_bookmark[column.path] = _column_of(cell)
        if by_bookmark:
            return by_bookmark
        return _by_headings(table, question)

    def _entries(
        self, table: Element, question: Question, columns: Mapping[str, int]
    ) -> list[Mapping[str, Answer]]:
        headings = {cell for cells in self._bookmarks.values() for cell in cells}
        entries: list[Mapping[str, Answer]] = []
        for row in rows_of(table)[: MAX_ROWS + 1]:
            cells = cells_of(row)
            if any(cell in headings for _, cell in cells) or _is_heading(cells, question):
                continue
            by_column = dict(cells)
            entry: dict[str, Answer] = {}
            for name, number in columns.items():
                cell = by_column.get(number)
                entry[name] = paragraphs_of(cell) if cell is not None else ()
            entries.append(entry)
        return entries


def _beside(cell: Element) -> Element | None:
    """Return the last cell of the row in which a question stands, unless that is the question's."""
    row = next(cell.iterancestors(ROW), None)
    if row is None:
        return None
    last = cells_of(row)[-1][1]
    return None if last is cell else last


def _column_of(cell: Element) -> int:
    row = next(cell.iterancestors(ROW))
    return next(number for number, other in cells_of(row) if other is cell)


def _by_headings(table: Element, question: Question) -> Mapping[str, int]:
    rows = rows_of(table)
    if not rows:
        return {}
    found_at: dict[str, int] = {}
    for number, cell in cells_of(rows[0]):
        paragraphs = paragraphs_of(cell)
        for column in question.columns:
            if paragraphs and _plain(paragraphs[0]) == _plain(column.label):
                found_at[column.path] = number
    return found_at


def _is_heading(cells: Sequence[tuple[int, Element]], question: Question) -> bool:
    """Return whether a row repeats the headings."""
    first = [paragraphs_of(cell)[:1] for _, cell in cells]
    words = [_plain(paragraphs[0]) if paragraphs else "" for paragraphs in first]
    return words == [_plain(column.label) for column in question.columns]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()

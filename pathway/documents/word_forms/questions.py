"""A form as it stands on paper: its questions, in order, with what may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# How many empty rows a table has, unless it must have more.
ROWS = 4
YES, NO = "Yes", "No"


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question.

    Args:
        path: Where its answer belongs in the input: `criteria.panel_view`. For a column of a table,
            where it belongs in an entry.
        type: The type of its field.
        label: The question.
        help: What may help to answer it.
        when: When it is to be answered, if not always.
        is_list: It takes several answers.
        may_be_none: To leave the list empty is an answer too: that there are none.
        choices: What may be chosen: titles by their codes.
        also_called: Other names under which choices are known, by their codes.
        is_open: Something else may be written instead of a choice.
        columns: The questions of each row, for a table of several entries. A column that has some
            itself is a list in one cell, a line for each entry: its day, then what is said of it.
        rows: How many empty rows the table has.
    """

    path: str
    type: str
    label: str
    help: str = ""
    when: str = ""
    is_list: bool = False
    may_be_none: bool = False
    choices: Mapping[str, str] | None = None
    also_called: Mapping[str, str] | None = None
    is_open: bool = False
    columns: Sequence[Question] = ()
    rows: int = ROWS

    @property
    def has_boxes(self) -> bool:
        """Return whether each choice is a box to tick."""
        return self.is_list and bool(self.choices)

    @property
    def words(self) -> str:
        """Return the question as a place is named: without its question mark."""
        return self.label.rstrip("?:. ")


@dataclass(frozen=True, slots=True)
class Part:
    """
    Questions under one heading.

    Args:
        path: Where the answers belong in the input, for the heading of a table of one entry.
        table: A question that is a table of several entries.
    """

    heading: str
    level: int
    questions: Sequence[Question] = ()
    table: Question | None = None
    note: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class WordForm:
    """
    A form on paper.

    Args:
        name: Its name in the definition.
        kind: The kind of referral that it is the form of.
        warning: What stands at the top before everything else, a paragraph each.
        tips: What makes good answers, a line each.
    """

    name: str
    title: str
    help: str
    version: int
    parts: Sequence[Part]
    kind: str = ""
    warning: Sequence[str] = ()
    tips: Sequence[str] = ()

    def questions(self) -> Iterator[Question]:
        """Return every question, tables among them, in the order in which they stand."""
        for part in self.parts:
            yield from part.questions
            if part.table is not None:
                yield part.table

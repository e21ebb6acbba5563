"""
A paper as plain data: what stands in it and in which order, whatever it is printed as.

What makes papers (a case pack, an agenda, a letter) returns a `Paper`; what prints them (Word, PDF,
HTML, a terminal) takes one. All texts are plain text, never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["normal", "note", "warning"]
Shade = Literal["none", "blue", "green", "amber", "red", "grey"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the levels below the paper's title are 1, 2 and 3, without gaps."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of somebody, or of ours; a line break in them is kept, a blank line parts paragraphs."""

    text: str
    tone: Tone = "normal"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short entries."""

    entries: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """
    Questions and answers, in two columns.

    Args:
        rows: Each question with its answer.
        columns: The headings of the columns.
        caption: What they are about; read out before them.
    """

    rows: Sequence[tuple[str, str]]
    columns: tuple[str, str] = ("Question", "Answer")
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, with the colour behind it; the colour is never all that says something."""

    text: str
    shade: Shade = "none"


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A table.

    Args:
        columns: Its headings, repeated on each page.
        rows: Its rows, each with as many cells as there are columns.
        caption: What it shows; read out before it.
        widths: The share of the width of each column; equal ones if left out.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    caption: str = ""
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, with the text that stands for it where it cannot be seen."""

    png: bytes
    alternative: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Facts | Grid | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """
    A paper.

    Args:
        title: Its title, without anybody's name.
        blocks: What stands in it.
        reference: The case or meeting that it is about.
        made_on: The day, as people write it.
        marking: A word on each page, such as OFFICIAL-SENSITIVE.
        watermark: A word behind each page, such as DRAFT.
        circulation: Who gets it.
        is_wide: Its pages lie on their side.
    """

    title: str
    blocks: Sequence[Block]
    reference: str = ""
    made_on: str = ""
    marking: str = ""
    watermark: str = ""
    circulation: Sequence[str] = ()
    is_wide: bool = False

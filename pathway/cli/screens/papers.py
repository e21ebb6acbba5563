"""Writing a paper as text: headings, questions with answers, and tables that fit the width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from pathway.cli.screens.screen import Screen, visible
from pathway.documents.paper import Block, Bullets, Grid, Heading, Paper, Paragraph, Picture
from pathway.documents.printing.look import TONES, front_lines
from pathway.documents.printing.prepared import cell_of, prepared, shares_of

GAP = 2
NARROWEST = 3


def write_paper(screen: Screen, paper: Paper) -> None:
    """Write a paper."""
    paper = prepared(paper)
    screen.fold(paper.title, 0, 2, "heading")
    for line in front_lines(paper):
        screen.fold(line, 0, 2)
    for word in (paper.marking, paper.watermark):
        if word:
            screen.fold(word, 0, 2)
    for block in paper.blocks:
        _write(screen, block)


def _write(screen: Screen, block: Block) -> None:
    match block:
        case Heading():
            _heading(screen, block)
        case Paragraph(text=text, tone=tone):
            screen.fold(TONES[tone] + text)
        case Bullets(entries=entries, numbered=numbered):
            for number, entry in enumerate(entries, start=1):
                screen.fold(f"{number}. {entry}" if numbered else f"- {entry}", 2, 3)
        case Grid():
            _grid(screen, block)
        case Picture(alternative=alternative):
            screen.fold(f"[{alternative}]")
        case _:
            screen.line()


def _heading(screen: Screen, heading: Heading) -> None:
    screen.line()
    screen.fold(heading.text, 0, 2, "heading")
    if heading.level == 1:
        screen.line("-" * min(len(heading.text), screen.width - 1))


def _grid(screen: Screen, grid: Grid) -> None:
    if grid.caption:
        screen.line()
        screen.fold(f"{grid.caption}:", 0, 2)
    if list(grid.columns) == ["Question", "Answer"]:
        for question, answer in grid.rows:
            screen.fold(cell_of(question).text, 2, 2)
            screen.fold(cell_of(answer).text, 6, 0)
        return
    widths = _widths(grid, screen.width - 1)
    _row(screen, list(grid.columns), widths, "heading")
    for row in grid.rows:
        _row(screen, [cell_of(cell).text for cell in row], widths)


def _widths(grid: Grid, room: int) -> list[int]:
    """Return how many characters each column is wide."""
    left = room - GAP * (len(grid.columns) - 1)
    return [max(NARROWEST, int(left * share)) for share in shares_of(grid)]


def _row(screen: Screen, cells: Sequence[str], widths: Sequence[int], style: str = "") -> None:
    """Write a row, each cell folded to the width of its column."""
    columns = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for lines in zip_longest(*columns, fillvalue=""):
        parts = [line.ljust(width) for line, width in zip(lines, widths, strict=True)]
        screen.line((" " * GAP).join(parts).rstrip(), style)


def _folded(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += textwrap.wrap(visible(line), width) if line else []
    return lines

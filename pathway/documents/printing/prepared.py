"""
A paper made ready for a printer: harmless characters, headings without gaps, questions and answers
as a table, and nothing that is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pathway.documents.paper import (
    Block,
    Bullets,
    Cell,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
)
from pathway.documents.printing.characters import one_line, printable

DEEPEST_HEADING = 3
# A row with a longer cell may be divided between two pages; it might not fit on one.
LONG_CELL = 900
# What a table, a picture and a paper are called that have no name of their own.
PICTURE, PAPER = "Picture", "Paper"
# The shares of the width that questions and their answers take.
FACTS_SHARES = (0.34, 0.66)


def prepared(paper: Paper) -> Paper:
    """
    Return a paper as it can be printed, with `Facts` as `Grid`, and each cell as `Cell`.

    Raises:
        ValueError: A row of a table has more or fewer cells than the table has columns.
    """
    blocks = [_prepared_block(block) for block in paper.blocks]
    return replace(
        paper,
        title=one_line(paper.title) or PAPER,
        blocks=_without_gaps([block for block in blocks if not _is_empty(block)]),
        reference=one_line(paper.reference),
        made_on=one_line(paper.made_on),
        marking=one_line(paper.marking),
        watermark=one_line(paper.watermark),
        circulation=_lines(paper.circulation),
    )


def cell_of(cell: str | Cell) -> Cell:
    """Return a cell of a table with its shade."""
    return Cell(cell) if isinstance(cell, str) else cell


def shares_of(grid: Grid) -> list[float]:
    """Return the share of the width of each column of a table; together they are 1."""
    widths = list(grid.widths) or [1.0] * len(grid.columns)
    return [width / sum(widths) for width in widths]


def _without_gaps(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in which no heading is more than a level below the one before it."""
    # Screen readers lead from level to level, and PDF/UA refuses gaps.
    level = 0
    stepped: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            level = max(1, min(block.level, level + 1, DEEPEST_HEADING))
            stepped.append(replace(block, level=level))
        else:
            stepped.append(block)
    return stepped


def _prepared_block(block: Block) -> Block:
    match block:
        case Heading():
            return replace(block, text=one_line(block.text))
        case Paragraph():
            return replace(block, text=printable(block.text))
        case Bullets():
            return replace(block, entries=_lines(block.entries))
        case Facts(rows=rows, columns=columns, caption=caption):
            return _prepared_grid(Grid(columns, rows, caption, widths=FACTS_SHARES))
        case Grid():
            return _prepared_grid(block)
        case Picture():
            return replace(block, alternative=one_line(block.alternative) or PICTURE)
        case PageBreak():
            return block


def _prepared_grid(grid: Grid) -> Grid:
    size = len(grid.columns)
    if any(len(row) != size for row in grid.rows) or len(grid.widths) not in (0, size):
        raise ValueError("A row of a table has as many cells as the table has columns.")
    return replace(
        grid,
        columns=[one_line(column) for column in grid.columns],
        rows=[[_prepared_cell(cell) for cell in row] for row in grid.rows],
        caption=one_line(grid.caption),
    )


def _prepared_cell(cell: str | Cell) -> Cell:
    known = cell_of(cell)
    return replace(known, text=printable(known.text))


def _lines(texts: Sequence[str]) -> list[str]:
    lines = [one_line(text) for text in texts]
    return [line for line in lines if line]


def _is_empty(block: Block) -> bool:
    """Return whether nothing would be printed of a block."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return not text
        case Bullets(entries=entries):
            return not entries
        case Grid(rows=rows):
            return not rows
        case _:
            return False

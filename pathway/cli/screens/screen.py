"""
Writing results: tables and colour on a terminal, aligned text in a pipe, JSON if it is wanted.

What people wrote is never trusted: none of its characters may control the terminal or turn the
direction of reading.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Literal, TextIO

import click

# The Unicode categories of control, format, surrogate and separator characters. Joiners are format
# characters too, but some scripts and emoji need them.
STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
JOINERS = "\u200c\u200d"
STYLES: Mapping[str, dict[str, Any]] = {
    "heading": {"bold": True},
    "bad": {"fg": "red"},
    "good": {"fg": "green"},
    "quiet": {"dim": True},
}
RICH = {"heading": "bold", "bad": "red", "good": "green", "quiet": "dim", "": ""}
NARROWEST, WIDEST = 40, 120

Stacks = Sequence[Sequence[int]]


def visible(text: str) -> str:
    """Return one line of text, with every character that could control a terminal as its code."""
    if text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


class Screen:
    """A stream that results are written to, such as standard output."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        dumb = os.environ.get("TERM") == "dumb"
        self.has_colour = self.is_terminal and not os.environ.get("NO_COLOR") and not dumb

    @property
    def width(self) -> int:
        """Return how many characters a line holds; 80 in a pipe, unless COLUMNS says otherwise."""
        from shutil import get_terminal_size

        return max(NARROWEST, min(get_terminal_size((80, 24)).columns, WIDEST))

    def line(self, text: str = "", style: str = "") -> None:
        """Write one line as it is."""
        self._write(visible(text), style)

    def fold(self, text: str, indent: int = 0, hang: int = 0, style: str = "") -> None:
        """
        Write a text folded to the width; all lines but the first hang, so that none looks like a
        new entry.
        """
        for line in self.folded(text, indent, hang):
            self._write(line, style)

    def folded(self, text: str, indent: int = 0, hang: int = 0) -> list[str]:
        """Return the lines in which a text is written."""
        import textwrap

        lines: list[str] = []
        first = indent
        for line in text.replace("\r\n", "\n").split("\n"):
            folded = textwrap.wrap(
                visible(line.replace("\t", " ")),
                self.width - 1,
                initial_indent=" " * first,
                subsequent_indent=" " * (indent + hang),
                break_on_hyphens=False,
            )
            lines += folded or [""]
            first = indent + hang
        return lines

    def heading(self, text: str) -> None:
        """Write a heading, with an empty line before it."""
        self.line()
        self.line(text, "heading")

    def json(self, document: Any) -> None:
        """Write a document as JSON; in ASCII, so that nothing in it can control a terminal."""
        import json

        self.stream.write(json.dumps(document, indent=2, default=str) + "\n")

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        stacks: Stacks = (),
        styles: Sequence[str] = (),
    ) -> None:
        """
        Write a table.

        Args:
            stacks: The columns that share one on a terminal, by number: the first cell above the
                others.
            styles: The style of each row.
        """
        clean = [[visible(cell) for cell in row] for row in rows]
        if self.is_terminal:
            groups = stacks or [(number,) for number in range(len(columns))]
            heads = [columns[group[0]] for group in groups]
            self._drawn(heads, [_stacked(row, groups) for row in clean], styles)
        else:
            self._aligned([list(columns), *clean])

    def _aligned(self, rows: Sequence[Sequence[str]]) -> None:
        """Write a line for each row, for programs such as grep."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stream.write("  ".join(padded).rstrip() + "\n")

    def _drawn(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]
    ) -> None:
        """Write a table whose columns fit the width."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        from pathway.cli.screens.columns import widths_for

        table = Table(
            box=SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            header_style="bold",
        )
        gaps = 2 * len(columns) - 1
        cells = [list(column) for column in zip(columns, *rows, strict=True)]
        for column, width in zip(columns, widths_for(cells, self.width - gaps), strict=True):
            table.add_column(column, overflow="fold", width=width)
        for row, style in zip_longest(rows, styles, fillvalue=""):
            table.add_row(*(Text(cell, style=RICH[str(style)]) for cell in row))
        colours: Literal["standard"] | None = "standard" if self.has_colour else None
        console = Console(
            file=self.stream,
            width=self.width,
            color_system=colours,
            force_terminal=True,
            emoji=False,
        )
        console.print(table)

    def _write(self, text: str, style: str) -> None:
        if style and self.has_colour:
            # click knows the terminals of Windows that have to be told of colours.
            click.echo(click.style(text, **STYLES[style]), file=self.stream, color=True)
        else:
            self.stream.write(text + "\n")


def _stacked(row: Sequence[str], groups: Stacks) -> list[str]:
    return [_stack(row, group) for group in groups]


def _stack(row: Sequence[str], group: Sequence[int]) -> str:
    """Return the cells of a group as one: the first above the others, without empty ones."""
    first, *others = (row[number] for number in group)
    second = ", ".join(cell for cell in others if cell)
    return "\n".join(line for line in (first, second) if line)


def _visible_character(character: str) -> str:
    from unicodedata import category

    is_steering = category(character) in STEERING and character not in JOINERS
    return f"\\u{ord(character):04x}" if is_steering else character

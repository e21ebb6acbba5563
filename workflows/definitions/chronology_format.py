"""The columns of a chronology, and the headings under which agencies' files have them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

ColumnName = Literal[
    "date",
    "time",
    "end",
    "end_time",
    "sequence",
    "uncertain",
    "agency",
    "source",
    "about",
    "event",
    "response",
    "seen",
    "impact",
    "comment",
]
# A column without headings is called by its name.
Headings = Mapping[ColumnName, Sequence[str]]

IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
NO_LETTER = re.compile(r"[\W_]+")


def plain_heading(heading: str) -> str:
    """Return what tells a heading from others: no case, no signs, nothing in brackets."""
    bare = IN_BRACKETS.sub(" ", heading.casefold())
    return NO_LETTER.sub(" ", bare).strip() or NO_LETTER.sub(" ", heading.casefold()).strip()

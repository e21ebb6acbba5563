"""
Look through texts for personal data.

It warns and never decides: whoever reads the finds knows whether they are needed. Nothing here is
logged, and no error has a find in its message.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pathway.documents.personal_data import patterns
from pathway.documents.personal_data.dates import TIME, WrittenDate, dates_in, dates_of_birth
from pathway.documents.personal_data.finds import (
    DATE_OF_BIRTH,
    KINDS,
    Find,
    Passage,
    Place,
    Span,
)
from pathway.documents.personal_data.names import Names, names_in, names_of

# About 300 pages; what comes after is not looked through.
MAX_CHARACTERS = 1_000_000
EXCERPT = 30
ELLIPSIS = "..."
# The rest of a word that is cut off, with the space beside it.
BROKEN_OFF = re.compile(r"\s")
BROKEN_END = re.compile(r"\s\S*\Z")
# Takes the place of what was found, or is none: no pattern goes across a line.
BLANK = "\n"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
SPACES_AND_DASHES = str.maketrans(
    dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "
    )
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
NO_NAMES = names_of(())


@dataclass(frozen=True, slots=True)
class Look:
    """
    What was found.

    Args:
        is_whole: All was looked through; else the texts are longer than is looked through.
    """

    finds: Sequence[Find]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage with its text made plain, and the dates and other pieces in it."""

    passage: Passage
    text: str
    dates: Sequence[WrittenDate]
    spans: Sequence[Span]


@dataclass
class _Rest:
    """What is left of a text to be looked through, and what was found in it so far."""

    text: str
    spans: list[Span] = field(default_factory=list[Span])

    def take(self, spans: Iterable[Span]) -> None:
        """Keep finds, and take them out of the text."""
        taken = list(spans)
        self.spans += taken
        self.blank((span.start, span.end) for span in taken)

    def blank(self, places: Iterable[tuple[int, int]]) -> None:
        """Take pieces out of the text, whose length stays."""
        self.text = _blanked(self.text, places)


@dataclass
class _Written:
    """A find while its places are gathered."""

    text: str
    is_likely: bool = False
    places: list[Place] = field(default_factory=list[Place])


def look(passages: Iterable[Passage], names: Names = NO_NAMES) -> Look:
    """
    Return what may be personal data in some texts, what is likely first.

    Time grows with the length of the texts, of which at most `MAX_CHARACTERS` are looked through.
    """
    left = MAX_CHARACTERS
    read: list[_Read] = []
    is_whole = True
    for passage in passages:
        if len(passage.text) > left:
            is_whole = False
            break
        left -= len(passage.text)
        read.append(_read(passage, names))
    return Look(_gathered(read), is_whole)


def _read(passage: Passage, names: Names) -> _Read:
    text = INVISIBLE.sub("", passage.text).translate(SPACES_AND_DASHES)
    context = passage.context
    rest = _Rest(text)
    rest.take(patterns.emails(rest.text))
    rest.take(patterns.pupil_numbers(rest.text))
    dates = dates_in(rest.text)
    rest.take(dates_of_birth(rest.text, dates, context))
    # A telephone number beside a date or a time would not be found.
    rest.blank((written.start, written.end) for written in dates if written.is_certain)
    rest.blank(match.span() for match in TIME.finditer(rest.text))
    rest.take(span for span in patterns.nhs_numbers(rest.text, context) if span.is_likely)
    rest.take(patterns.national_numbers(rest.text))
    rest.take(patterns.telephone_numbers(rest.text))
    rest.take(patterns.nhs_numbers(rest.text, context))
    rest.take(patterns.postcodes(rest.text))
    rest.take(names_in(rest.text, names))
    return _Read(passage, text, dates, rest.spans)


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length in which nothing stands at these places."""
    pieces: list[str] = []
    end = 0
    for first, last in sorted(places):
        pieces += [text[end:first], BLANK * (last - max(first, end))]
        end = max(end, last)
    return "".join([*pieces, text[end:]])


def _gathered(read: Sequence[_Read]) -> list[Find]:
    """Return each find once, with all its places, in the order in which they are shown."""
    births = {span.value for part in read for span in part.spans if span.kind == DATE_OF_BIRTH}
    written: dict[tuple[str, str], _Written] = {}
    for part in read:
        spans = sorted([*part.spans, *_same_dates(part, births)], key=lambda span: span.start)
        lines = [place for place, letter in enumerate(part.text) if letter == "\n"]
        for span in spans:
            words = part.text[span.start : span.end]
            entry = written.setdefault((span.kind, span.value), _Written(words))
            entry.is_likely = entry.is_likely or span.is_likely
            line = bisect_left(lines, span.start) + 1
            entry.places.append(Place(part.passage, line, _excerpt(part.text, span)))
    finds = [
        Find(kind, entry.text, value, entry.is_likely, tuple(entry.places))
        for (kind, value), entry in written.items()
    ]
    return sorted(finds, key=lambda find: (not find.is_likely, KINDS.index(find.kind)))


def _same_dates(part: _Read, births: set[str]) -> list[Span]:
    """Return the dates of a passage that are known to be dates of birth from elsewhere."""
    known = {span.start for span in part.spans if span.kind == DATE_OF_BIRTH}
    return [
        Span(DATE_OF_BIRTH, written.start, written.end, written.value)
        for written in part.dates
        if written.is_certain and written.value in births and written.start not in known
    ]


def _excerpt(text: str, span: Span) -> str:
    """Return the whole words around a piece of a text, in one line."""
    start, end = max(0, span.start - EXCERPT), min(len(text), span.end + EXCERPT)
    before, after = text[start : span.start], text[span.end : end]
    if start:
        before = ELLIPSIS + BROKEN_OFF.split(before, maxsplit=1)[-1]
    if end < len(text):
        after = BROKEN_END.sub("", after) + ELLIPSIS
    return " ".join(f"{before}{text[span.start : span.end]}{after}".split())

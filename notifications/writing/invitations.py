"""
What an email says of a meeting: when and where it is, and the references of its cases.

Its place and its link are the only words in a letter that somebody typed: without them nobody could
come. They are one line each, and the form that asks for them says where they will stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.days import day_words
from pathway.workflows.history.references import OF_CASE

TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    A meeting, as those who are invited are told of it.

    Args:
        kind: The kind of meeting, in the definition file's words.
        starts: When it begins, such as 10:00, in London.
        ends: When it ends.
        place: Where it is; empty if that was not said.
        link: The link, likewise.
        cases: The references of the cases on its agenda.
        sequence: How many entries the meeting's history had then.
        cancelled: It is not held, or the reader is no longer invited.
        in_calendar: Whether it is added to the reader's calendar, or taken out of it.

    Raises:
        LetterRefused: A field holds what does not belong in it.
    """

    kind: str
    day: date
    starts: str
    ends: str
    place: str
    link: str
    cases: Sequence[str]
    sequence: int
    cancelled: bool
    in_calendar: bool

    def __post_init__(self) -> None:
        lines = [text for text in (self.kind, self.place, self.link) if text]
        if any(len(text.splitlines()) != 1 for text in lines):
            raise LetterRefused("The kind, the place and the link of a meeting are one line each.")
        if not all(TIME.fullmatch(time) for time in (self.starts, self.ends)):
            raise LetterRefused("A meeting begins and ends at a time such as 09:30.")
        if not all(OF_CASE.fullmatch(case) for case in self.cases):
            raise LetterRefused("The cases of a meeting are named by references like PR-2026-0001.")

    @property
    def when(self) -> str:
        """Return when it is: `Tue 31 Mar 2026, 10:00 to 12:00`."""
        return f"{day_words(self.day)}, {self.starts} to {self.ends}"

    @property
    def topic(self) -> str:
        """Return what the subject of an email says of it."""
        if self.cancelled:
            return f"not on {day_words(self.day)}"
        return f"meeting on {day_words(self.day)}, {self.starts}"

    def sentences(self) -> tuple[str, ...]:
        """Return what is said of it, line by line."""
        lines = [f"{self.kind}: {self.when}."]
        if self.cancelled:
            return tuple(lines)
        if self.place:
            lines.append(f"Where: {self.place.rstrip('.')}.")
        if not (self.place or self.link):
            lines.append("The place will be announced later.")
        if self.cases:
            lines.append(f"On the agenda: {', '.join(self.cases)}.")
        if self.link:
            lines.append(f"Link: {self.link}")
        return tuple(lines)

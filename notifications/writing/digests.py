"""Arranges a letter's lines in sections: the most urgent first, one line for each duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pathway.notifications.writing.letters import Line
from pathway.notifications.writing.phrases import Paragraph, paragraph
from pathway.notifications.writing.urgency import Group, group, in_order

HEADINGS: dict[Group, str] = {
    "urgent": "Urgent",
    "over": "Overdue",
    "today": "Due today",
    "soon": "Due soon",
    "prompt": "Reminders",
    "new": "Newly yours",
    "ended": "Breached, and since ended",
    "told": "For your information",
}
NEW_OR_MOVED = "Newly yours, or with a new date"


@dataclass(frozen=True, slots=True)
class Section:
    """The lines under one heading."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


def sections(lines: Iterable[Line], today: date, base_url: str | None) -> list[Section]:
    """Return the lines in words, by how urgent they are on a London day."""
    by_group: dict[Group, list[Line]] = {}
    for line in in_order(lines, today):
        by_group.setdefault(group(line, today), []).append(line)
    return [_section(name, members, today, base_url) for name, members in by_group.items()]


def _section(name: Group, lines: list[Line], today: date, base_url: str | None) -> Section:
    moved = name == "new" and any(line.moved_from for line in lines)
    heading = NEW_OR_MOVED if moved else HEADINGS[name]
    return Section(heading, tuple(paragraph(line, today, base_url) for line in lines))

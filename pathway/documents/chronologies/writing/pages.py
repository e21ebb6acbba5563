"""The integrated chronology as pages: a picture of time, and a table that a meeting reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import MarkedEntry, Selection
from pathway.documents.paper import Block, Cell, Grid, Paragraph
from pathway.errors import WrongUsage
from pathway.workflows.calendar.in_words import day_words

MAX_ENTRIES = 2_000
COLUMNS: Mapping[str, float] = {
    "When": 1.5,
    "Agency and source": 1.6,
    "Whom it concerns": 1.1,
    "Event": 3.2,
    "Response": 2.4,
    "Child seen or heard": 0.9,
    "Comment": 2.0,
}
# On an upright page.
NARROW_COLUMNS: Mapping[str, float] = {
    "When, and whose record": 1.9,
    "Event": 2.6,
    "Response": 2.2,
    "Child seen, comment": 1.6,
}
CAPTION = "Integrated chronology"
HOW_TO_READ = (
    "Uncertain dates are given in the agency's own words, and sorted by the earliest day that they "
    "may have been. If several agencies have an entry of the same day, each of these entries says "
    "so. A grey row marks a long period without any entry with a certain date."
)
NOTHING = "No agency has an entry here."


def blocks_of(
    entries: Iterable[MarkedEntry], agency_names: Mapping[str, str], *, is_wide: bool = True
) -> list[Block]:
    """
    Return entries as blocks of a paper: what they are, how to read them, and their table.

    Args:
        agency_names: What agencies are called, by code; without a name the code is shown.
        is_wide: The page lies on its side.

    Raises:
        WrongUsage: They are too many to be read on paper.
    """
    listed = _listed(entries)
    if not listed:
        return [Paragraph(NOTHING)]
    columns = COLUMNS if is_wide else NARROW_COLUMNS
    rows: list[Sequence[str | Cell]] = []
    for marked in listed:
        if marked.gap:
            rows.append(_gap_row(marked.gap, list(columns)))
        cells = _row(marked, agency_names)
        rows.append(cells if is_wide else _narrow(cells))
    return [
        Paragraph(summary_of(listed, agency_names)),
        Paragraph(HOW_TO_READ, tone="note"),
        Grid(list(columns), rows, caption=CAPTION, widths=list(columns.values())),
    ]


def summary_of(entries: Sequence[MarkedEntry], agency_names: Mapping[str, str]) -> str:
    """Return how many entries there are, of which agencies and from when to when, in a sentence."""
    by_agency = Counter(marked.entry.agency for marked in entries)
    agencies = ", ".join(
        f"{agency_names.get(agency, agency)} ({count})"
        for agency, count in sorted(by_agency.items())
    )
    uncertain = sum(marked.entry.when.is_uncertain for marked in entries)
    days = [day for marked in entries if (day := marked.entry.certain_day) is not None]
    parts = [f"{_number(len(entries))} of {agencies}"]
    if days:
        parts.append(_span(min(days), max(days)))
    if uncertain:
        parts.append(f"{uncertain} without a certain date")
    return f"{'; '.join(parts)}."


def selection_words(selection: Selection, agency_names: Mapping[str, str]) -> str:
    """Return what is chosen of a chronology, in a sentence; empty if all is."""
    parts: list[str] = []
    if selection.agency is not None:
        parts.append(f"of {agency_names.get(selection.agency, selection.agency)}")
    if selection.about is not None:
        parts.append(f"about {selection.about}")
    if selection.first is not None:
        parts.append(f"from {day_words(selection.first)}")
    if selection.last is not None:
        parts.append(f"to {day_words(selection.last)}")
    return f"Only entries {', '.join(parts)}." if parts else ""


def when_words(entry: Entry) -> str:
    """Return when something was, as people read it, on several lines if it has an end."""
    lines = [_moment(day_text(entry), entry.time.written)]
    if entry.end is not None:
        end = entry.end.written if entry.end.is_uncertain else day_words(entry.end.first)
        lines.append(f"until {_moment(end, entry.end_time)}")
    elif entry.end_time:
        lines.append(f"until {entry.end_time}")
    return "\n".join(lines)


def day_text(entry: Entry) -> str:
    """Return the day of an entry: in words if it is certain, else as it was written."""
    day = entry.certain_day
    return day_words(day) if day is not None else _uncertain_day(entry)


def _uncertain_day(entry: Entry) -> str:
    when = entry.when
    is_iso_day = when.first == when.last and when.written == when.first.isoformat()
    return day_words(when.first) if is_iso_day else when.written


def _listed(entries: Iterable[MarkedEntry]) -> list[MarkedEntry]:
    listed: list[MarkedEntry] = []
    for marked in entries:
        listed.append(marked)
        if len(listed) > MAX_ENTRIES:
            raise WrongUsage(
                f"The chronology has more than {MAX_ENTRIES:,} entries, too many to read on "
                "paper: choose an agency, a person or a span of time, or export .xlsx or .csv."
            )
    return listed


def _row(marked: MarkedEntry, agency_names: Mapping[str, str]) -> list[str]:
    entry = marked.entry
    when = when_words(entry)
    if entry.when.is_uncertain:
        when += "\nday uncertain"
    who = f"{agency_names.get(entry.agency, entry.agency)}\n{entry.source}"
    if marked.agencies:
        others = [agency for agency in marked.agencies if agency != entry.agency]
        names = ", ".join(agency_names.get(agency, agency) for agency in others)
        who += f"\nsame day: {names}"
    comment = f"Impact: {entry.impact}\n{entry.comment}" if entry.impact else entry.comment
    return [when, who, entry.about, entry.event, entry.response, entry.seen, comment.strip()]


def _narrow(cells: Sequence[str]) -> list[str]:
    """Return the cells of a row for an upright page."""
    when, who, about, event, response, seen, comment = cells
    if seen:
        seen = f"Seen or heard: {seen}"
    return [f"{when}\n{who}", _lines(about, event), response, _lines(seen, comment)]


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _gap_row(days: int, columns: Sequence[str]) -> list[Cell]:
    words = f"No entry with a certain date for {days} days"
    return [Cell(words if column == "Event" else "", "grey") for column in columns]


def _moment(day: str, time: str) -> str:
    return f"{day}, {time}" if time else day


def _number(entries: int) -> str:
    return f"{entries:,} {'entry' if entries == 1 else 'entries'}"


def _span(first: date, last: date) -> str:
    if first == last:
        return f"of {day_words(first)}"
    return f"from {day_words(first)} to {day_words(last)}"

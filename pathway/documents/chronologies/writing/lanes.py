"""What a picture of a chronology shows: for each agency a lane of days, and what stands out in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pathway.documents.chronologies.days.when import NO_DAY
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import MarkedEntry
from pathway.workflows.calendar.in_words import day_words

Span = tuple[date, date]
# So many days and gaps are told in words; of more, how many.
MAX_TOLD = 12


@dataclass
class Lane:
    """
    What one agency knows.

    Args:
        days: How many entries it has of each certain day.
        spans: The days within which each uncertain entry may have been.
        lasting: From when to when each entry lasted that has an end.
    """

    days: Counter[date] = field(default_factory=Counter[date])
    spans: Counter[Span] = field(default_factory=Counter[Span])
    lasting: set[Span] = field(default_factory=set[Span])

    @property
    def entries(self) -> int:
        """Return how many entries it has that are shown."""
        return self.days.total() + self.spans.total()

    def add(self, entry: Entry) -> None:
        """Add an entry that has a day, or days within which it may have been."""
        day = entry.certain_day
        if day is None:
            self.spans[entry.when.first, entry.when.last] += 1
            return
        self.days[day] += 1
        if entry.last_day > day:
            self.lasting.add((day, entry.last_day))


@dataclass
class Lanes:
    """
    What a picture shows.

    Args:
        by_agency: The lanes, by the agency's name.
        shared_days: The days of which several agencies have an entry, with these.
        gaps: From when to when nothing is on record.
        undated: How many entries cannot be shown, as nothing is known of their day.
    """

    by_agency: dict[str, Lane] = field(default_factory=dict[str, Lane])
    shared_days: dict[date, tuple[str, ...]] = field(default_factory=dict[date, tuple[str, ...]])
    gaps: list[Span] = field(default_factory=list[Span])
    undated: int = 0

    @property
    def span(self) -> Span | None:
        """Return the first and the last day that are shown; None if there is nothing to show."""
        firsts: list[date] = []
        lasts: list[date] = []
        for lane in self.by_agency.values():
            firsts += [*lane.days, *(first for first, _ in lane.spans)]
            lasts += [*lane.days, *(last for _, last in [*lane.spans, *lane.lasting])]
        return (min(firsts), max(lasts)) if firsts else None

    @property
    def in_words(self) -> str:
        """Return what the timeline shows, for readers who cannot see it."""
        span = self.span
        if span is None:
            return "A timeline without entries."
        lanes = f"{len(self.by_agency)} {'agency' if len(self.by_agency) == 1 else 'agencies'}"
        first, last = day_words(span[0]), day_words(span[1])
        sentences = [f"A timeline from {first} to {last} with a lane for each of {lanes}."]
        for name, lane in self.by_agency.items():
            sentences.append(_lane_words(name, lane))
        shared = [f"{day_words(day)} ({', '.join(who)})" for day, who in self.shared_days.items()]
        sentences += _told("Several agencies have an entry of the same day", shared)
        gaps = [f"{day_words(first)} to {day_words(last)}" for first, last in self.gaps]
        sentences += _told("There is no entry with a certain date from", gaps)
        if self.undated:
            sentences.append(f"Not shown: {self.undated} without any date.")
        return " ".join(sentences)


def lanes_of(entries: Iterable[MarkedEntry], agency_names: Mapping[str, str]) -> Lanes:
    """
    Return what a picture shows of entries.

    Args:
        agency_names: What agencies are called, by code.
    """
    lanes = Lanes()
    covered: date | None = None
    for marked in entries:
        entry = marked.entry
        if entry.when.first == NO_DAY:
            lanes.undated += 1
            continue
        name = agency_names.get(entry.agency, entry.agency)
        lanes.by_agency.setdefault(name, Lane()).add(entry)
        day = entry.certain_day
        if day is None:
            continue
        if marked.agencies:
            names = tuple(agency_names.get(agency, agency) for agency in marked.agencies)
            lanes.shared_days[day] = names
        if marked.gap and covered is not None:
            lanes.gaps.append((covered, day))
        covered = max(covered or day, entry.last_day)
    lanes.by_agency = dict(sorted(lanes.by_agency.items()))
    return lanes


def _lane_words(name: str, lane: Lane) -> str:
    entries = f"{lane.entries} {'entry' if lane.entries == 1 else 'entries'}"
    uncertain = lane.spans.total()
    return f"{name}: {entries}{f', {uncertain} without a certain date' if uncertain else ''}."


def _told(beginning: str, parts: list[str]) -> list[str]:
    """Return a sentence that lists what stands out, of very much the first and how much more."""
    if not parts:
        return []
    rest = len(parts) - MAX_TOLD
    more = f", and {rest} more" if rest > 0 else ""
    return [f"{beginning}: {', '.join(parts[:MAX_TOLD])}{more}."]

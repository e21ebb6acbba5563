"""Entries of chronologies that nobody has written, for tests with laws."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files

from hypothesis import strategies as st

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import when_of
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import Contribution
from pathway.documents.chronologies.reading.files import tables_of
from pathway.documents.chronologies.reading.reading import Reading
from pathway.documents.chronologies.reading.row_reading import Agency
from pathway.workflows.definitions.chronology_format import Headings

_REVIEW = tomllib.loads((files("pathway.workflows.definitions") / "review.toml").read_text("utf-8"))
Entries = st.SearchStrategy[Entry]
HEADINGS: Headings = _REVIEW["chronology"]
AGENCIES = ("police", "nhs_gm_icb", "housing", "probation")

# What a cell may hold: no control characters, and no blanks around it, as they are taken away.
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
CELLS = st.text(LETTERS | st.sampled_from("=+-@'\n\",;"), max_size=30).map(str.strip)
FILLED = CELLS.filter(bool)
DAYS = st.dates(date(2015, 1, 1), date(2025, 12, 31))
WHEN = st.one_of(
    DAYS.map(date.isoformat),
    st.dates(date(2025, 1, 1), date(2025, 1, 9)).map(date.isoformat),
    DAYS.map(lambda day: f"?{day:%d/%m/%Y}"),
    st.sampled_from(["2025-12", "early 2024", "c. March 2025", "unknown", "3 to 5 May 2025"]),
).map(when_of)
TIMES = st.sampled_from(["", "09:30", "evening", "c. 14:00", "23:59"])
PLAIN = st.sampled_from(["Child A", "Call", "yes"])


def entries_of(cells: st.SearchStrategy[str], filled: st.SearchStrategy[str]) -> Entries:
    """Return entries whose texts are made of these cells; some of them are never empty."""
    return st.builds(
        Entry,
        agency=st.sampled_from(AGENCIES),
        when=WHEN,
        time=TIMES.map(time_of),
        end=st.none() | st.sampled_from(["2027-01-31", "early 2028"]).map(when_of),
        end_time=st.sampled_from(["", "23:59"]),
        sequence=st.none() | st.integers(0, 999),
        source=filled,
        about=cells,
        event=filled,
        response=cells,
        seen=cells,
        impact=st.sampled_from(["", "+", "-", "+/-"]),
        comment=cells,
    )


ENTRIES = entries_of(CELLS, FILLED)
# Few of them differ, and they are made fast.
PLAIN_ENTRIES = entries_of(PLAIN, PLAIN)


def read(content: bytes, agency: str = "") -> list[Entry]:
    """Return the entries of a file."""
    return list(Reading(tables_of(content, HEADINGS), HEADINGS, Agency(agency)))


def contributions(entries: Sequence[Entry]) -> list[Contribution]:
    """Return entries as the files of their agencies."""
    by_agency: dict[str, list[Entry]] = {}
    for entry in entries:
        by_agency.setdefault(entry.agency, []).append(entry)
    return [Contribution(f"agency_return:{agency}", own) for agency, own in by_agency.items()]

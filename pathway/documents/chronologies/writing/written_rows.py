"""The integrated chronology as rows of texts, under our own headings, for CSV and workbooks."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.documents.chronologies.integrated import MarkedEntry
from pathway.documents.chronologies.reading.columns import COLUMNS, MARKS, title
from pathway.workflows.definitions.chronology_format import ColumnName, Headings


def headings_row(headings: Headings) -> list[str]:
    """Return the headings: those of a chronology, then those of the marks."""
    return [*(title(name, headings) for name in COLUMNS), *MARKS]


def row_of(marked: MarkedEntry, agency_names: Mapping[str, str]) -> list[str]:
    """Return the cells of an entry, in the order of the headings."""
    cells = cells_of(marked, agency_names)
    agencies = ", ".join(agency_names.get(agency, agency) for agency in marked.agencies)
    return [*(cells[name] for name in COLUMNS), agencies, str(marked.gap or "")]


def cells_of(marked: MarkedEntry, agency_names: Mapping[str, str]) -> dict[ColumnName, str]:
    """Return the cells of an entry by column; days that are certain as 2026-03-12."""
    entry = marked.entry
    return {
        "date": entry.when.written,
        "time": entry.time.written,
        "end": entry.end.written if entry.end else "",
        "end_time": entry.end_time,
        "sequence": "" if entry.sequence is None else str(entry.sequence),
        "uncertain": "yes" if entry.when.is_uncertain else "no",
        "agency": agency_names.get(entry.agency, entry.agency),
        "source": entry.source,
        "about": entry.about,
        "event": entry.event,
        "response": entry.response,
        "seen": entry.seen,
        "impact": entry.impact,
        "comment": entry.comment,
    }

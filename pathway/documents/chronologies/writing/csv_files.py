"""The integrated chronology as CSV that a spreadsheet opens as it is meant."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from pathway.documents.chronologies.integrated import MarkedEntry
from pathway.documents.chronologies.writing.written_rows import headings_row, row_of
from pathway.documents.tables.harmless import harmless
from pathway.workflows.definitions.chronology_format import Headings


def write_csv(
    entries: Iterable[MarkedEntry],
    headings: Headings,
    agency_names: Mapping[str, str],
    file: BinaryIO,
) -> None:
    """
    Write entries as CSV in UTF-8, with the mark by which Excel knows that; no cell is a formula.
    """
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(headings_row(headings))
    for entry in entries:
        writer.writerow([harmless(cell) for cell in row_of(entry, agency_names)])
    # The file is the caller's to close.
    text.detach()

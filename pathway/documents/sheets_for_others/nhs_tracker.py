"""
Cases in the fields of the NHS Safeguarding Case Review Tracker, for whoever types them in there.

The fields are those that the collection is described by (see
docs/explanation/sheets-for-others.md); its own list of codes was not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pathway.documents.tables.sheets import Sheet, SheetColumn, sheet_as_xlsx
from pathway.documents.tables.written import table_as_csv

TITLE = "NHS tracker"
# The numbers by which a case is known.
IN_FRONT = 2
Row = Mapping[str, str | date]
# Each field with its heading and its width; those that a case never has are left empty.
FIELDS: Mapping[str, tuple[str, float]] = {
    "steis": ("StEIS number", 16),
    "reference": ("Local number", 16),
    "board": ("Board", 30),
    "referred_on": ("Referral date", 14),
    "theme_1": ("Vulnerability theme 1", 24),
    "theme_2": ("Vulnerability theme 2", 24),
    "theme_3": ("Vulnerability theme 3", 24),
    "type": ("Type of review", 30),
    "converted": ("Converted from", 24),
    "stage": ("Stage", 26),
    "slippage": ("Slippage", 34),
    "published_on": ("Publication date", 14),
    "link": ("Link to publication", 30),
    "recommendation_themes": ("Themes of recommendations", 34),
    "briefing": ("Seven-minute briefing issued", 16),
    "dissemination": ("Disseminated", 16),
    "status": ("Open or closed", 12),
}


def tracker_as_xlsx(rows: Sequence[Row]) -> bytes:
    """
    Return cases as a workbook, a case a row.

    Raises:
        WrongUsage: Nothing that writes workbooks is installed.
    """
    columns = [SheetColumn(title, width) for title, width in FIELDS.values()]
    return sheet_as_xlsx(Sheet(TITLE, columns, _values(rows), repeated=IN_FRONT))


def tracker_as_csv(rows: Sequence[Row]) -> bytes:
    """Return cases as CSV, a case a row."""
    return table_as_csv([title for title, _ in FIELDS.values()], _values(rows))


def _values(rows: Sequence[Row]) -> list[list[str | date]]:
    return [[row.get(name, "") for name in FIELDS] for row in rows]

"""
Cells of a CSV file that a spreadsheet would take for a formula, made harmless with an apostrophe,
and taken back to what they were when such a file is read.
"""

from __future__ import annotations

import re

# Full-width signs are taken for the usual ones in some places.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def harmless(cell: str) -> str:
    """Return a cell as no spreadsheet runs it."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_meant(cell: str) -> str:
    """Return a cell without the apostrophe that made it harmless."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell

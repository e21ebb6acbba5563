"""
Pictures of letters as a mail client shows them, made by `make pictures` in Chromium from invented
cases.

    python -m docs.pictures
"""

from __future__ import annotations

from pathlib import Path

from tests.browsers import pictured
from tests.pages.invented import LETTERS, page

FOLDER = Path(__file__).parent / "pictures"
DESKTOP, TELEPHONE = 700, 360

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, lines in LETTERS.items():
        for width in (DESKTOP, TELEPHONE):
            pictured(page(lines), width, FOLDER / f"{name}-{width}.png")

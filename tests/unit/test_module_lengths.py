"""No module of the product is so long that one loses one's way in it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("pathway", "workflows", "storage", "notifications")
MAX_LINES = 300
# A migration is written once, and a case of the demo is told from beginning to end.
WITHOUT = ("storage/migrations/versions", "pathway/demo/cases")


@pytest.mark.parametrize("room", ROOMS)
def test_modules_are_short(room: str) -> None:
    """Longer ones are split along the words of those who work with them."""
    # Python does not follow the links from room to room here.
    paths = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / room).rglob("*.py")}
    lengths = {
        name: len(path.read_text("utf-8").splitlines())
        for name, path in paths.items()
        if not name.startswith(WITHOUT)
    }

    assert lengths
    assert {} == {name: length for name, length in lengths.items() if length > MAX_LINES}

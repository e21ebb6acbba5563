"""What came of reading a tracker for an action plan, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import number
from pathway.errors import MAX_SHOWN_FAULTS

if TYPE_CHECKING:
    from pathway.service.views.plans import ImportedPlanView, TrackerRowView

COLUMNS = ("Column", "Field", "How", "Filled cells")
RESULTS: Mapping[bool, Mapping[str, str]] = {
    False: {"added": "added", "there": "already there", "refused": "refused"},
    True: {"added": "would be added", "there": "already there", "refused": "would be refused"},
}
MAX_WHAT = 60


def imported_plan(screen: Screen, imported: ImportedPlanView) -> None:
    """Write which column is which field, then what came of each row, then the figures."""
    rows = [
        [column.column, column.field or "not read", column.how, str(column.filled)]
        for column in imported.columns
    ]
    screen.table(COLUMNS, rows)
    for name in imported.lacking:
        screen.fold(
            f'No column is {name}: say which with --map, or give --fill "{name}=TEXT".', 0, 2, "bad"
        )
    screen.heading("Rows")
    for row in imported.rows[:MAX_SHOWN_FAULTS]:
        _row(screen, row, dry_run=imported.dry_run)
    rest = len(imported.rows) - MAX_SHOWN_FAULTS
    if rest > 0:
        screen.line(f"{number(rest, 'row')} more; --json has all of them.")
    _figures(screen, imported)


def _row(screen: Screen, row: TrackerRowView, *, dry_run: bool) -> None:
    what = " ".join(row.what.split())
    short = what if len(what) <= MAX_WHAT else f"{what[:MAX_WHAT]}..."
    action = f" ({row.action})" if row.action else ""
    style = "bad" if row.result == "refused" else ""
    told = f"row {row.row}: {RESULTS[dry_run][row.result]}{action}"
    screen.fold(f"{told}: {short}" if short else told, 0, 2, style)
    for reason in row.reasons:
        screen.fold(f"- {reason}", 2, 2)


def _figures(screen: Screen, imported: ImportedPlanView) -> None:
    words = RESULTS[imported.dry_run]
    figures = [
        f"{imported.count(result)} {words[result]}" for result in ("added", "there", "refused")
    ]
    screen.line()
    screen.line(f"{number(len(imported.rows), 'row')}: {', '.join(figures)}.")

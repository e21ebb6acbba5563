"""The result of importing a tracker into an action plan, as callers are shown it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pathway.errors import Reason
from pathway.service.views.shapes import AsJson, View

Result = Literal["added", "there", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerColumnView(View):
    """
    A column of the file.

    Args:
        column: Its heading.
        field: The field of an action that it fills; None if it is not read.
        how: How it was recognised, or why it is not read.
        filled: The number of filled cells.
    """

    column: str
    field: str | None
    how: str
    filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerRowView(View):
    """
    A row of the file.

    Args:
        row: Its number in the file.
        what: The text of the action.
        result: `added` (in a dry run, would be added), `there` (already on record) or `refused`.
        action: The id of the action; None if there is none yet.
        reasons: Why it was refused, each with its column.
    """

    row: int
    what: str
    result: Result
    action: str | None
    reasons: tuple[Annotated[Reason, AsJson(Reason.as_json)], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPlanView(View):
    """
    The result of importing a tracker into the plan of a case.

    Args:
        dry_run: Whether nothing was changed.
        lacking: Required fields without a column or a text from `fill`; no row can be added
            without them.
        unknown_owners: Names of owners that match nobody in the directory, or several people.
    """

    case: str
    dry_run: bool
    columns: tuple[TrackerColumnView, ...]
    lacking: tuple[str, ...]
    rows: tuple[TrackerRowView, ...]
    unknown_owners: tuple[str, ...]

    def count(self, result: Result) -> int:
        """Return how many rows had that result."""
        return sum(1 for row in self.rows if row.result == result)

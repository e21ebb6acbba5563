"""An action plan as a workbook (.xlsx) and as CSV, an action a row."""

from __future__ import annotations

from pathway.documents.plans.plan import RATING, Column, Plan, PlannedAction, Value
from pathway.documents.printing.look import SHADES
from pathway.documents.tables.sheets import Sheet, SheetColumn, sheet_as_xlsx
from pathway.documents.tables.written import table_as_csv

SHEET = "Action plan"
WIDTHS = {"what": 45, "recommendation": 40, "milestones": 34, "owner": 30, "progress": 40}
TEXT_WIDTH, SHORT_WIDTH = 30, 16
# Beside a word of a heading, which is bold and has the arrow of a filter.
ROOM = 4
SHORT = ("ref", "scope", "recommendations", "agency", "due", RATING)


def plan_as_xlsx(plan: Plan) -> bytes:
    """
    Return a plan as a workbook: headings that stay, days as days, choices to choose from, ratings
    in words and colour, and no cell that a spreadsheet would run.

    Raises:
        WrongUsage: Nothing that writes workbooks is installed.
    """
    columns = [_column(column) for column in plan.columns]
    fills = [_fills(plan, action) for action in plan.actions]
    return sheet_as_xlsx(Sheet(SHEET, columns, _rows(plan), fills))


def plan_as_csv(plan: Plan) -> bytes:
    """Return a plan as CSV under the same headings; days as 2027-03-31."""
    return table_as_csv([column.title for column in plan.columns], _rows(plan))


def _rows(plan: Plan) -> list[list[Value]]:
    return [
        [action.cells.get(column.name, "") for column in plan.columns] for action in plan.actions
    ]


def _column(column: Column) -> SheetColumn:
    is_short = column.name in SHORT or column.kind != "text"
    width = WIDTHS.get(column.name, SHORT_WIDTH if is_short else TEXT_WIDTH)
    longest_word = max(map(len, column.title.split()), default=0)
    return SheetColumn(column.title, max(width, longest_word + ROOM), column.choices)


def _fills(plan: Plan, action: PlannedAction) -> list[str]:
    """Return the colour of each cell of a row: that of the rating, and none elsewhere."""
    colour = SHADES[action.shade]
    return [colour if column.kind == RATING else "" for column in plan.columns]

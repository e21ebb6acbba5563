"""The items of a case: who has returned what, then incidents, actions and publications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words

if TYPE_CHECKING:
    from pathway.service.views.cases import ItemView

RETURN = "agency_return"
RATINGS = {"red": "bad", "green": "good", "grey": "quiet"}


def write_items(screen: Screen, items: Sequence[ItemView]) -> None:
    """Write the returns of agencies, then the other items."""
    _returns(screen, [item for item in items if item.kind == RETURN])
    items_table(screen, [item for item in items if item.kind != RETURN])


def items_table(screen: Screen, items: Sequence[ItemView], title: str = "Items") -> None:
    """Write items as a table, with what is known of each."""
    if not items:
        return
    screen.heading(title)
    rows = [[item.id, item.title, _details(item.data)] for item in items]
    styles = [RATINGS.get(str(item.data.get("brag")), "") for item in items]
    screen.table(["Item", "State", "More"], rows, styles=styles)


def _returns(screen: Screen, returns: Sequence[ItemView]) -> None:
    """Write who has returned what, and who has not yet."""
    if not returns:
        return
    waiting = [item for item in returns if item.data.get("due")]
    screen.heading(f"Returns: {len(returns) - len(waiting)} of {len(returns)} are in or settled")
    rows = [_return_row(item) for item in returns]
    columns = ["Agency", "Round", "State", "Since", "Due", "Item"]
    screen.table(columns, rows, [(0, 1), (2, 3), (4,), (5,)])


def _return_row(item: ItemView) -> list[str]:
    data = item.data
    number = f"round {data['round']}" if data["round"] > 1 else ""
    since = day_words(date.fromisoformat(data["changed_on"]))
    due = day_words(date.fromisoformat(data["due"])) if data.get("due") else ""
    return [data["agency_name"], number, item.title, since, due, item.id]


def _details(data: Mapping[str, Any]) -> str:
    """
    Return what is known of an item: an action's rating, due day and owner, another item's agency
    and days.
    """
    words = [str(data[name]) for name in ("brag", "agency_name") if data.get(name)]
    if data.get("due"):
        words.append(f"due {day_words(date.fromisoformat(data['due']))}")
    if data.get("owner"):
        words.append(data["owner"])
    words += _days_of(data)
    if data.get("children"):
        words.append("child " + ", ".join(map(str, data["children"])))
    if data.get("blocked"):
        words.append("blocked")
    return ", ".join(words)


def _days_of(data: Mapping[str, Any]) -> list[str]:
    """Return the days of an item, each after its name: `sent_on` is written as "sent"."""
    words: list[str] = []
    for name, value in data.items():
        if name.endswith("_on") and isinstance(value, str):
            label = name.removesuffix("_on").replace("_", " ")
            words.append(f"{label} {day_words(date.fromisoformat(value))}")
    return words

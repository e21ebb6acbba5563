"""An item of a case, as a typed view of its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.history.item_data import ItemData


@dataclass(frozen=True, slots=True)
class Item:
    """A small state machine that belongs to a case: an agency return, an action, a publication."""

    id: str
    kind: str
    state: str
    opened_by: int
    changed_on: date
    data: ItemData


def item_from(document: Mapping[str, Any]) -> Item:
    """Return the typed view of an item's document."""
    fields = dict(document)
    fields["changed_on"] = date.fromisoformat(fields["changed_on"])
    fields["data"] = fields.get("data", {})
    return Item(**fields)

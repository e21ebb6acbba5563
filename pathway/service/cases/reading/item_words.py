"""What the items of a case are called."""

from __future__ import annotations

from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import ACTION, RETURN


def item_words(unit: UnitOfWork, definition: BoundDefinition, item: Item) -> str:
    """Return what an item is called: `Police, round 2`, `Action 3`, `Publication`."""
    file = definition.files.get(item.kind)
    title = file.title if file else item.kind
    if item.kind == RETURN:
        agency = unit.directory.agency_name(item.data["agency"], definition.agency_names)
        asked = round_of(item)
        return f"{agency}, round {asked}" if asked > 1 else agency
    number = item.id.partition(":")[2]
    return f"{title} {number}".strip() if item.kind == ACTION or number else title


def round_of(item: Item) -> int:
    """Return which request to an agency a return answers, counted from 1."""
    last = item.id.rpartition(":")[2]
    return int(last) if last.isdecimal() else 1

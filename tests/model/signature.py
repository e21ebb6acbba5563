"""
What an open duty has in common with others, as far as it matters whom it names and who is told of
it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.sign_offs import seats_that_signed
from tests.desk import Desk


def unseen(desk: Desk, seen: set[Hashable]) -> Iterator[Deadline]:
    """Return the open duties of a case whose like was not seen before, and remember them."""
    for deadline in desk.case.open_deadlines():
        mark = signature_of(desk, deadline)
        if mark not in seen:
            seen.add(mark)
            yield deadline


def signature_of(desk: Desk, deadline: Deadline) -> Hashable:
    """Return where the case and the duty's item are, whose it is, and who has voted or signed."""
    case = desk.case
    item = case.items[deadline.item] if deadline.item is not None else None
    own = (item.kind, item.state, item.data.get("agency")) if item is not None else None
    voted = tuple(
        (name, tuple(entry["votes"])) for name, entry in case.memory.get("rounds", {}).items()
    )
    acted = (
        (voted, tuple(seats_that_signed(case)))
        if deadline.owner.role.startswith("partner")
        else None
    )
    reports = frozenset(item.state for item in case.items_of("publication"))
    return case.state, deadline.key, own, deadline.seat, deadline.owner, acted, reports

"""The event that records what was changed in a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import GENESIS, Event, digest_of


@dataclass(frozen=True, slots=True)
class Author:
    """
    Who makes a change.

    Args:
        person: By number in the directory; None for the system.
        role: The role in which it is made.
        deputy: It is made by somebody of order 2 or above.
        typed_by: Who records it on behalf of that person, by number; None where they do themselves.
    """

    person: int | None = None
    role: str = "system"
    deputy: bool = False
    typed_by: int | None = None


SYSTEM = Author()


def recorded(
    changes: Changes,
    step: str,
    now: datetime,
    *,
    definition: str,
    by: Author = SYSTEM,
    item: str | None = None,
    sealed: Mapping[str, Any] | None = None,
) -> Event:
    """
    Return the event that records the changes, with its place in the chain.

    Args:
        now: The instant at which it is written down.
        definition: The hash of the definition that the case follows from then on.
        sealed: The part that is encrypted where it is stored.
    """
    case, after = changes.case, changes.after
    return Event(
        reference=case.reference,
        seq=changes.seq,
        step=step,
        item=item,
        actor=by.person,
        role=by.role,
        deputy=by.deputy,
        occurred_on=changes.on,
        recorded_at=now,
        from_state=case.state,
        to_state=after.state,
        item_to=after.items[item].state if item is not None else None,
        effects=changes.patch,
        definition=definition,
        digest=digest_of(sealed) if sealed else "",
        previous_hash=case.head or GENESIS,
        sealed=sealed,
        occurred_at=changes.at,
        typed_by=by.typed_by,
    )

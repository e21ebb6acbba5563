"""The effects of the steps, under the names that a definition file gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.effects import general, items, plan, referral, reviews

Effect = Callable[[Attempt, Changes], None]

EFFECTS: Mapping[str, Effect] = {
    **referral.EFFECTS,
    **reviews.EFFECTS,
    **plan.EFFECTS,
    **items.EFFECTS,
    **general.EFFECTS,
}

"""The effects of the steps, under the names that a definition file gives them."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.effects import general, items, plan, referral, reviews
from pathway.workflows.effects.effect import Effect

EFFECTS: Mapping[str, Effect] = {
    **referral.EFFECTS,
    **reviews.EFFECTS,
    **plan.EFFECTS,
    **items.EFFECTS,
    **general.EFFECTS,
}

__all__ = ["EFFECTS", "Effect"]

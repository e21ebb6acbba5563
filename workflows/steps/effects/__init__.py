"""The effects of the steps, under the names that a definition file gives them."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Effect
from pathway.workflows.steps.effects import (
    duplicates,
    facts,
    general,
    incidents,
    items,
    plan,
    referral,
    reviews,
)

EFFECTS: Mapping[str, Effect] = {
    **referral.EFFECTS,
    **incidents.EFFECTS,
    **duplicates.EFFECTS,
    **facts.EFFECTS,
    **reviews.EFFECTS,
    **plan.EFFECTS,
    **items.EFFECTS,
    **general.EFFECTS,
}

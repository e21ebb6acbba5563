"""The effects of the steps, under the names that a definition file gives them."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Effect
from pathway.workflows.steps.effects import (
    duplicates,
    facts,
    families,
    general,
    incidents,
    items,
    meetings,
    plan,
    referral,
    restrictions,
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
    **meetings.EFFECTS,
    **restrictions.EFFECTS,
    **families.EFFECTS,
}

"""
The guards, under the names that a definition file gives them.

Each is a condition that must hold before a step, with a sentence on what to do if it does not.
"""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Guard
from pathway.workflows.steps.guards import (
    facts,
    incidents,
    items,
    meetings,
    plan,
    referral,
    restrictions,
    reviews,
)

GUARDS: Mapping[str, Guard] = {
    **referral.GUARDS,
    **incidents.GUARDS,
    **reviews.GUARDS,
    **plan.GUARDS,
    **items.GUARDS,
    **facts.GUARDS,
    **meetings.GUARDS,
    **restrictions.GUARDS,
}

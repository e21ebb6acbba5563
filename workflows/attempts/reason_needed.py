"""Which steps need a reason, whatever they are about."""

from __future__ import annotations

from datetime import date

from pathway.workflows.attempts.attempt import Attempt


def why_reason_needed(attempt: Attempt) -> str | None:
    """
    Return why this step needs a reason, or None if it does not; the system never gives one.
    """
    if attempt.actor is None:
        return None
    if attempt.step.reason:
        return "this step needs a reason"
    if attempt.standing is not None and attempt.standing.stands_in:
        return "you act in another's place, which needs a reason"
    changed = _changed_on(attempt)
    if changed and attempt.on < changed:
        return f"the day is before the last change of state on {changed}"
    return None


def _changed_on(attempt: Attempt) -> date | None:
    """Return the day of the last change of state of the item or the case; None before the first."""
    if attempt.case.version == 0:
        return None
    return attempt.item.changed_on if attempt.item else attempt.case.changed_on

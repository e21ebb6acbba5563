"""Whether a step does what a trigger of the definition means, and so starts or ends duties."""

from __future__ import annotations

from dataclasses import replace

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.definitions.deadline_format import Trigger
from pathway.workflows.history.case import matches
from pathway.workflows.history.changes import Changes


def fires(attempt: Attempt, changes: Changes, trigger: Trigger) -> bool:
    """Return whether the step is what the trigger means."""
    return _is_cause(attempt, changes, trigger) and holds(attempt, changes, trigger.when)


def holds(attempt: Attempt, changes: Changes, condition: str | None) -> bool:
    """Return whether a condition holds once the step is taken; no condition always does."""
    guards = attempt.definition.vocabulary.guards
    return condition is None or guards[condition].holds(_afterwards(attempt, changes))


def _is_cause(attempt: Attempt, changes: Changes, trigger: Trigger) -> bool:
    if trigger.step is not None and (trigger.step != attempt.name or changes.undecided):
        return False
    if trigger.fact is not None and trigger.fact not in changes.facts:
        return False
    if trigger.opens is not None and not changes.opened_items(trigger.opens):
        return False
    if trigger.round is not None and trigger.round not in changes.rounds:
        return False
    return is_way(trigger, attempt.case.state, changes.after.state)


def is_way(trigger: Trigger, before: str, after: str) -> bool:
    """Return whether moving from one state to another fits what the trigger says about states."""
    if trigger.enters is not None and (before == after or not matches(trigger.enters, after)):
        return False
    if trigger.leaves is not None and not _is_left(trigger.leaves, before, after):
        return False
    from_fits = trigger.from_ is None or matches(trigger.from_, before)
    return from_fits and (trigger.to is None or matches(trigger.to, after))


def _is_left(pattern: str, before: str, after: str) -> bool:
    return matches(pattern, before) and not matches(pattern, after)


def _afterwards(attempt: Attempt, changes: Changes) -> Attempt:
    after = changes.after
    if after is attempt.case:
        return attempt
    item = after.items.get(attempt.item.id) if attempt.item else None
    return replace(attempt, case=after, item=item)

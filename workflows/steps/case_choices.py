"""Choices among other cases: what a field may name, and whether there is anything to name."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.cases.children import children_of
from pathway.workflows.cases.duplicates import notifies
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import is_meeting


def other_cases(attempt: Attempt) -> list[str]:
    """Return the other cases that are known here."""
    return list(_others(attempt))


def is_alone(attempt: Attempt) -> bool:
    """Return whether no other case is known here."""
    return next(_others(attempt), None) is None


def surviving_cases(attempt: Attempt) -> list[str]:
    """Return the open cases with at least as many children, first those that notify the Panel."""
    fitting = sorted(_fitting(attempt), key=lambda case: not notifies(case))
    return [case.reference for case in fitting]


def could_be_duplicate(attempt: Attempt) -> bool:
    """Return whether there is an open case with at least as many children."""
    return next(_fitting(attempt), None) is not None


def _others(attempt: Attempt) -> Iterator[str]:
    own = attempt.case.reference
    return (name for name in attempt.situation.others if name != own and not is_meeting(name))


def _fitting(attempt: Attempt) -> Iterator[Case]:
    finals = attempt.definition.case.finals
    others = (attempt.situation.others[name] for name in _others(attempt))
    return (
        case
        for case in others
        if case.version and case.state not in finals and _has_children_of(case, attempt)
    )


def _has_children_of(other: Case, attempt: Attempt) -> bool:
    return len(children_of(other)) >= len(attempt.situation.labels)

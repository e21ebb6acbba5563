"""The entries of the ledger of duties, as a case remembers them; see `ledger`."""

from __future__ import annotations

from typing import TypedDict

from pathway.workflows.calendar.moments import MomentMembers


class StartEntry(MomentMembers, total=False):
    """
    An event that starts duties of a rule.

    Args:
        asked: The due day that the event itself set.
    """

    asked: str


class SubjectMembers(TypedDict, total=False):
    """What an event was about, if it was about one thing only; see `ledger.Subject`."""

    item: str
    child: int
    seat: str
    about: str
    deadline: str


class EndingEntry(MomentMembers, SubjectMembers, total=False):
    """
    An event that ends duties of a rule; see `ledger.Ending`.

    Args:
        how: met, stopped or waived.
    """

    how: str
    moved: bool
    fact: bool
    months: int

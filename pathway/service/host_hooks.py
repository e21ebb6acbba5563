"""What a host may bring: who its users are, and who listens to what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pathway.service.views.history import EventView


@dataclass(frozen=True, slots=True)
class Authorised:
    """
    Who a host's user is.

    Args:
        email: The email of a person in the directory; the history names this person.
        roles: The roles in which they act, whatever the directory says: fewer roles, or other ones
            at their first agency. None leaves it to the directory. Either way, the directory alone
            decides who owes duties and who gets mail.
    """

    email: str
    roles: tuple[str, ...] | None = None


Authoriser = Callable[[str], Authorised | None]
Listener = Callable[[Sequence[EventView]], None]


def directory_alone(user: str) -> Authorised:
    """Return the person whose email the user is."""
    return Authorised(user)


def nobody_listens(_recorded: Sequence[EventView]) -> None:
    """Do nothing."""

"""What a host brings of its own: who its users are, and who listens to what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pathway.service.views import EventView


@dataclass(frozen=True, slots=True)
class Authorised:
    """
    Who a host's user is.

    Args:
        email: Of a person in the directory; the history names them.
        roles: Those in which they act, whatever the directory says: fewer, or others at their first
            agency. None leaves it to the directory, which in any case says whose the duties are and
            who gets mail.
    """

    email: str
    roles: tuple[str, ...] | None = None


Authoriser = Callable[[str], Authorised | None]
Listener = Callable[[Sequence[EventView]], None]


def directory_alone(user: str) -> Authorised:
    """Take the user for a person's email."""
    return Authorised(user)


def nobody_listens(_recorded: Sequence[EventView]) -> None:
    """Do nothing."""

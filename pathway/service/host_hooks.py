"""What a host may bring: who its users are, and who listens to what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.notifications.sending.mailers import Mailer
    from pathway.service.views.history import EventView
    from pathway.workflows.attempts.attempt import Vocabulary


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
# What it returns is of no account; it is called, never awaited.
Listener = Callable[[Sequence["EventView"]], object]


class HostOptions(TypedDict, total=False):
    """What a host may bring besides its clock and its key; see `Pathway.connect`."""

    mailer: Mailer | None
    authoriser: Authoriser
    answers_for_itself: bool | None
    listener: Listener
    vocabulary: Vocabulary | None


def check_authorised(answer: object) -> None:
    """Raise WrongUsage where a host's authoriser answered with something else than `Authorised`."""
    if not isinstance(answer, Authorised):
        kind = type(answer).__name__
        raise WrongUsage(f"The authoriser returned {kind}; it returns Authorised(email) or None.")


def directory_alone(user: str) -> Authorised:
    """Return the person whose email the user is."""
    return Authorised(user)


def only_for(holder: Authorised) -> Authoriser:
    """Return an authoriser that knows one person, by their email."""

    def authorise(user: str) -> Authorised | None:
        return holder if user.strip().casefold() == holder.email.casefold() else None

    return authorise


def nobody_listens(_recorded: Sequence[EventView]) -> None:
    """Do nothing."""

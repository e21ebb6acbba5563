"""Who takes a step, and who records it where that is somebody else."""

from __future__ import annotations

from typing import NamedTuple

from pathway.service.unit_of_work import UnitOfWork


class Actors(NamedTuple):
    """
    Who takes a step, by their numbers in the directory.

    Args:
        person: Whose step it is.
        typed_by: Who records it on their behalf; None where they do so themselves.
    """

    person: int
    typed_by: int | None

    @property
    def asking(self) -> int:
        """Return who asks: the person who records it, or whose step it is."""
        return self.person if self.typed_by is None else self.typed_by


def actors_of(unit: UnitOfWork, user: str, on_behalf_of: str | None) -> Actors:
    """
    Return who takes a step and who records it.

    Args:
        user: Who asks, as the authoriser knows them.
        on_behalf_of: The email of the person whose step it is; None where that is the user.

    Raises:
        NotFound: Nobody in the directory has the email; and what `UnitOfWork.actor` raises.
    """
    asking = unit.actor(user)
    person = asking if on_behalf_of is None else unit.person(on_behalf_of)
    return Actors(person, None if person == asking else asking)

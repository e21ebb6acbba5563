"""Which agency, or which agencies, have which part: the safeguarding partners', youth justice's, and further ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Agencies:
    """
    The parts that agencies have.

    Args:
        parts: The codes of the agencies of each part, by the part's name.
    """

    parts: Mapping[str, tuple[str, ...]]

    @property
    def local_authority(self) -> tuple[str, ...]:
        """Return the local authority's agencies: who notifies is one of theirs."""
        return self.parts["local_authority"]

    @property
    def youth_justice(self) -> tuple[str, ...]:
        """Return the agencies of youth justice."""
        return self.parts["youth_justice"]

    def part_of(self, agency: str) -> str | None:
        """Return the part that an agency has, if it has one."""
        return next((name for name, codes in self.parts.items() if agency in codes), None)

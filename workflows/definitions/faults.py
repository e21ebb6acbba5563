"""What is wrong in a definition: which file, which table of it, and the sentence."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.errors import Reason


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and in which table of it."""

    file: str
    table: str
    message: str

    def as_reason(self) -> Reason:
        """Return the fault as it is told."""
        return Reason("definition", self.message, f"{self.file} {self.table}".strip())

"""What is wrong in a definition: the file, its table, and a sentence."""

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
        """Return the fault as a reason for refusing the definition."""
        return Reason("definition", self.message, f"{self.file} {self.table}".strip())

"""What is wrong with a file, found all at once: the first hundred faults, and how many there are."""

from __future__ import annotations

from pathway.errors import MAX_SHOWN_FAULTS, ImportRefused, Reason

# Stands for each fault that is only counted, so that a file of nothing but faults costs no memory.
COUNTED = Reason("input", "a further fault")


class Faults:
    """The faults of a file."""

    def __init__(self) -> None:
        self._reasons: list[Reason] = []

    def add(self, message: str, where: str | None = None) -> None:
        """Add a fault, with its place in the file."""
        is_listed = len(self._reasons) < MAX_SHOWN_FAULTS
        self._reasons.append(Reason("input", message, where) if is_listed else COUNTED)

    @property
    def reasons(self) -> list[Reason]:
        """Return a reason for each; those behind the first hundred are only counted."""
        return self._reasons

    def __len__(self) -> int:
        return len(self._reasons)

    def refuse(self, source: str) -> None:
        """
        Refuse the file if there are any.

        Args:
            source: What it is, as a sentence begins: `The chronology`.

        Raises:
            ImportRefused: With every fault, or of very many the first, and how many there are.
        """
        if self._reasons:
            raise ImportRefused(source, self._reasons)

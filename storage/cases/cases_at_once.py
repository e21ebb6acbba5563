"""The cases as they are at one moment: each is read once, however often it is asked for."""

from __future__ import annotations

from typing import Any

from pathway.storage.cases.cases import CaseStore
from pathway.workflows.history.case import Case


class CasesAtOnce(CaseStore):
    """Reads cases in a transaction that sees no change; nothing is written through it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._at_once: dict[str, Case] = {}

    def get(self, reference: str, lock: bool = False) -> Case:
        """Return a case, as `CaseStore.get` does."""
        read = self._at_once.get(reference)
        if read is None:
            read = self._at_once[reference] = super().get(reference, lock)
        return read

"""
What a form asks of the attempt that it is filled in for; the attempt itself is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol


class FormContext(Protocol):
    """The case and the day for which a form is filled in."""

    @property
    def today(self) -> date:
        """Return the day it is in London."""
        ...

    @property
    def labels(self) -> Sequence[str]:
        """Return what the form calls the children, in its order."""
        ...

    def choices(self, name: str) -> Sequence[Any]:
        """Return the values of that name which the case has."""
        ...

    def condition(self, name: str) -> bool:
        """Return whether a condition of the case holds."""
        ...

    def explanation(self, name: str, value: Any) -> str | None:
        """
        Return why a value is not among the choices, where that takes more than a list of them.
        """
        ...

"""
What a form asks of the attempt for which it is filled in; forms do not know the attempt itself.
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
        """Return the values that the case has under that name."""
        ...

    def condition(self, name: str) -> bool:
        """Return whether a condition of the case holds."""
        ...

    def explanation(self, name: str, value: Any) -> str | None:
        """
        Return why a value is not among the choices, where a list of them would not explain it.
        """
        ...

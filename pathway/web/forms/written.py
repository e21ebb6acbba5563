"""What somebody has written for a step so far, as it is kept in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.web.security.cookies import new_secret


@dataclass(frozen=True)
class Written:
    """
    What somebody has written for a step.

    Args:
        input: The answers to what the step asks.
        on: The day on which it happened, as typed; empty for today.
        personal_data: The ids of the finds of personal data that they confirm.
        confirmed: What they accept all the same, such as `unlisted`.
        on_behalf_of: The email of the person who told them, where they only record it.
        version: The version of the case that they were shown.
        key: Makes sending it twice harmless.
    """

    input: Mapping[str, Any] = field(default_factory=dict[str, Any])
    on: str = ""
    personal_data: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    on_behalf_of: str = ""
    version: int = 0
    key: str = field(default_factory=new_secret)

    @property
    def day(self) -> date | None:
        """Return the day on which it happened; None for today, or where it is no day."""
        try:
            return date.fromisoformat(self.on) if self.on else None
        except ValueError:
            return None

    @property
    def is_day_wrong(self) -> bool:
        """Return whether a day was typed that there is not."""
        return bool(self.on) and self.day is None

    def as_kept(self) -> dict[str, Any]:
        """Return it as a draft keeps it."""
        return {
            "input": dict(self.input),
            "on": self.on,
            "personal_data": list(self.personal_data),
            "confirmed": list(self.confirmed),
            "on_behalf_of": self.on_behalf_of,
            "version": self.version,
            "key": self.key,
        }


def written_in(kept: Mapping[str, Any]) -> Written:
    """Return what a draft keeps."""
    return Written(
        input=kept["input"],
        on=kept["on"],
        personal_data=tuple(kept["personal_data"]),
        confirmed=tuple(kept["confirmed"]),
        on_behalf_of=kept["on_behalf_of"],
        version=kept["version"],
        key=kept["key"],
    )

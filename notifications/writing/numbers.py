"""Numbers of things as people read them."""

from __future__ import annotations

UNITS = {"wd": "working day", "d": "day"}


def count_words(number: int, unit: str) -> str:
    """Return how many days: `1 working day`, `3 days`."""
    return f"{number} {UNITS[unit]}{'' if number == 1 else 's'}"


def number_words(count: int, singular: str, plural: str) -> str:
    """Return how many there are of something; nothing if there is none."""
    if count == 0:
        return ""
    return f"{count} {singular if count == 1 else plural}"

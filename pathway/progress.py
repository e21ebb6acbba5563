"""
How far long work is: whoever starts it may hand in what is told, with how much is done and of how
much, if known.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int | None], None]


def no_progress(_done: int, _total: int | None) -> None:
    """Do nothing."""

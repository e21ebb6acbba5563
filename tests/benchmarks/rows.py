"""What is measured: rows with a goal, each against something else in the same run, and curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

MANY = 1000  # as many rounds as the run has
Unit = Literal["s", "MB"]
Turn = Callable[[], float]  # what it took, mostly in seconds


class Bound(Enum):
    """Which side of its limit a figure should be on."""

    MOST = "at most"
    LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Goal:
    """
    A limit for what is measured.

    Args:
        limit: In this unit.
        unit: `x` for a ratio of times.
    """

    bound: Bound
    limit: float
    unit: str = "x"

    def is_met(self, value: float) -> bool:
        """Return whether the value is on the right side."""
        return value <= self.limit if self.bound is Bound.MOST else value >= self.limit

    def __str__(self) -> str:
        return f"{self.bound.value} {self.limit:,g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A figure by itself: a number of round trips, of bytes, of events a second.

    Args:
        measured: Returns it in the unit of the goal.
        detail: Returns what is told beside it, once it was measured.
    """

    name: str
    goal: Goal
    measured: Turn
    max_rounds: int = MANY
    detail: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class Ratio:
    """
    The time, or the memory, of one thing in terms of another's, measured in turn.

    Where the goal is "at most", the ratio is measured / floor: how many times the floor it takes.
    Where it is "at least", it is floor / measured: how many times faster than the other it is.

    Args:
        floor: What it is compared with, named by `against`.
        unit: Seconds, or megabytes.
    """

    name: str
    goal: Goal
    against: str
    floor: Turn
    measured: Turn
    max_rounds: int = MANY
    unit: Unit = "s"


@dataclass(frozen=True, slots=True)
class Growth:
    """
    What something takes at several sizes, measured in turn; the ratio is largest / smallest.

    Args:
        of: What there are so many of.
        at: What is measured at each size, the smallest first.
        picture: The name of the picture in which it is drawn.
    """

    name: str
    goal: Goal
    of: str
    at: Mapping[int, Turn]
    picture: str
    max_rounds: int = MANY


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that could not be measured here, and why."""

    name: str
    goal: Goal
    why: str


Row = Figure | Ratio | Growth | Missing


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A median with the quartiles around it."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Result:
    """
    What was measured in a row.

    Args:
        value: In the unit of the goal; None where it could not be measured.
        detail: Against what, and the times in which the ratio was found.
        curve: Of a growth: milliseconds by size.
    """

    name: str
    goal: Goal
    value: Quartiles | None
    detail: str
    picture: str = ""
    of: str = ""
    curve: Mapping[int, Quartiles] | None = None

    @property
    def is_met(self) -> bool:
        """Return whether the median meets the goal."""
        return self.value is not None and self.goal.is_met(self.value.median)


def at_most(limit: float, unit: str = "x") -> Goal:
    """Return the goal not to exceed a limit."""
    return Goal(Bound.MOST, limit, unit)


def at_least(limit: float, unit: str = "x as fast") -> Goal:
    """Return the goal to reach a limit."""
    return Goal(Bound.LEAST, limit, unit)

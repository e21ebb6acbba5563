"""What was tried, and what was found or lost by it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

KILLS = "killed"


@dataclass(frozen=True)
class Fault:
    """Something that should not be: committed work that is lost, or anything else."""

    what: str
    is_loss: bool = False


@dataclass
class Tally:
    """
    Figures by kind of act, and the points at which processes were or were not killed.

    Args:
        known: Every point that was passed, by the errand in which it was.
        hit: Those at which a process was killed.
    """

    tried: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    lost: Counter[str] = field(default_factory=Counter[str])
    lines: list[str] = field(default_factory=list[str])
    known: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hit: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _told: int = 0

    @property
    def kills(self) -> int:
        """Return how many processes were killed."""
        return sum(count for kind, count in self.tried.items() if KILLS in kind)

    @property
    def missed(self) -> list[str]:
        """Return every point at which nothing was killed."""
        return sorted(
            f"{errand}: {point}"
            for errand, points in self.known.items()
            for point in points - self.hit[errand]
        )

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was found or lost."""
        return not (self.found.total() or self.lost.total())

    def new(self) -> list[str]:
        """Return what was found since the last time this was asked for."""
        before, self._told = self._told, len(self.lines)
        return self.lines[before:]

    def add(self, kind: str, faults: list[Fault], context: str = "") -> None:
        """Count an act and what came of it."""
        self.tried[kind] += 1
        for fault in faults:
            (self.lost if fault.is_loss else self.found)[kind] += 1
            self.lines.append(f"{kind}: {context}: {fault.what}")

    def __str__(self) -> str:
        """Return the figures a line each, then the points, then what was found."""
        rows = [f"{'':<36}{'tried':>8}{'found':>8}{'lost':>8}"]
        rows += [
            f"{kind:<36}{self.tried[kind]:>8}{self.found[kind]:>8}{self.lost[kind]:>8}"
            for kind in sorted(self.tried)
        ]
        totals = (self.tried.total(), self.found.total(), self.lost.total())
        rows.append(f"{'all':<36}{totals[0]:>8}{totals[1]:>8}{totals[2]:>8}")
        known = sum(map(len, self.known.values()))
        rows.append(f"{self.kills} kills; {known - len(self.missed)} of {known} fault points hit")
        rows += [f"  not hit: {point}" for point in self.missed]
        return "\n".join([*rows, *self.lines])

    def listed(self) -> str:
        """Return every fault point that is known, a line each."""
        return "\n".join(
            f"{errand}: {point}"
            for errand in sorted(self.known)
            for point in sorted(self.known[errand])
        )

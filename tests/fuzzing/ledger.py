"""What a process that tries inputs says of itself to the one that watches it."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.fuzzing.law import Outcome, Read, Verdict, verdict_of
from tests.fuzzing.limits import counted

OUTCOMES: tuple[Outcome, ...] = ("accepted", "refused", "found")
BYTES = 8  # of each figure


class Ledger:
    """
    Figures in memory that both share, the input that is being read, and what was found: all in a
    folder, so that it stays when the process is ended.
    """

    def __init__(self, folder: Path) -> None:
        figures, self._current, self._kinds = (
            folder / "figures",
            folder / "current",
            folder / "kinds",
        )
        self.folder, self.log = folder, folder / "log"
        self._kinds.mkdir(exist_ok=True)
        if not figures.exists():
            figures.write_bytes(bytes(BYTES * len(OUTCOMES)))
        with figures.open("r+b") as file:
            self._figures = mmap.mmap(file.fileno(), 0)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many inputs had which outcome."""
        return {outcome: self._count(number) for number, outcome in enumerate(OUTCOMES)}

    @property
    def tried(self) -> int:
        """Return how many inputs there were."""
        return sum(self.counts.values())

    @property
    def current(self) -> bytes:
        """Return the input that is being read, or was read last."""
        return self._current.read_bytes() if self._current.exists() else b""

    def judge(self, read: Read, content: bytes) -> None:
        """Read an input, and write down what came of it."""
        self._current.write_bytes(content)
        with counted() as cost:
            verdict = verdict_of(read, content)
        self.note(Verdict("found", cost.faults[0]) if cost.faults else verdict, content)

    def note(self, verdict: Verdict, content: bytes) -> None:
        """Write down what came of an input; of each kind that is found the shortest is kept."""
        number = OUTCOMES.index(verdict.outcome)
        count = self._count(number) + 1
        self._figures[number * BYTES : (number + 1) * BYTES] = count.to_bytes(BYTES)
        if verdict.outcome != "found":
            return
        path = self._kinds / sha256(verdict.kind.encode()).hexdigest()[:12]
        if not path.exists() or path.stat().st_size > len(content):
            path.write_bytes(content)
            path.with_suffix(".kind").write_text(verdict.kind, "utf-8")

    def found(self) -> Iterator[tuple[str, bytes]]:
        """Yield each kind of fault, and an input that shows it."""
        for path in sorted(self._kinds.glob("*.kind")):
            yield path.read_text("utf-8"), path.with_suffix("").read_bytes()

    def _count(self, number: int) -> int:
        return int.from_bytes(self._figures[number * BYTES : (number + 1) * BYTES])

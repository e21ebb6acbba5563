"""
One process of a crowd: many threads that refer, step, correct and sweep on one database, all at
once.

    python -m tests.crowding URL KEYFILE SEED THREADS ACTS

waits for a line on standard input, works, and prints what was accepted, what was refused and how
long the longest call took, as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections import Counter

from pathway import Pathway
from pathway.errors import Conflict, DatabaseBusy, PathwayError, Refused
from tests.rehearsals import BU, CHAIR, NURSE, form

PATIENCE = 20


class Worker(threading.Thread):
    """Somebody who acts again and again, and tries again where the database was busy."""

    def __init__(self, pathway: Pathway, seed: str, acts: int) -> None:
        super().__init__()
        self.pathway, self.rng, self.acts = pathway, random.Random(seed), acts
        self.accepted: list[tuple[str, int]] = []
        self.refused: Counter[str] = Counter()
        self.longest = 0.0

    def run(self) -> None:
        """Act as often as asked."""
        for _ in range(self.acts):
            act = self.rng.choice(
                [
                    self.refer,
                    self.submit,
                    self.submit,
                    self.prioritise,
                    self.note,
                    self.note,
                    self.sweep,
                ]
            )
            self.done(act)

    def done(self, act: object) -> None:
        """Do it once, whatever stands in the way."""
        assert callable(act)
        for _ in range(PATIENCE):
            began = time.monotonic()
            try:
                act()
            except (DatabaseBusy, Conflict, Refused) as error:
                self.refused[error.code] += 1
                if not isinstance(error, DatabaseBusy):
                    return
            except PathwayError as error:
                self.refused[type(error).__name__] += 1
                return
            else:
                return
            finally:
                self.longest = max(self.longest, time.monotonic() - began)
        self.refused["given up"] += 1

    def refer(self) -> None:
        """Open a case."""
        self.keep(self.pathway.refer(form("practice_review"), by=NURSE, again=True).reference, 1)

    def submit(self) -> None:
        """Submit one of the first cases, as many others try to."""
        self.take("submit", NURSE)

    def prioritise(self) -> None:
        """Say how urgent a case is, if nobody has changed it meanwhile."""
        reference = self.chosen()
        version = self.pathway.case(reference).version
        self.take(
            "prioritise", CHAIR, reference, version, priority=self.rng.choice(["urgent", "normal"])
        )

    def note(self) -> None:
        """Write a note."""
        self.take("note", BU, text="Seen.")

    def sweep(self) -> None:
        """Sweep, as a worker does."""
        self.refused["failed sweeps"] += self.pathway.sweep().failed

    def take(
        self,
        step: str,
        by: str,
        reference: str | None = None,
        expected: int | None = None,
        **answers: str,
    ) -> None:
        """Take a step, and keep that it was accepted."""
        chosen = reference or self.chosen()
        case = self.pathway.take(chosen, step, by=by, input=answers, expect_version=expected)
        self.keep(chosen, case.events[-1].seq)

    def keep(self, reference: str, seq: int) -> None:
        """Keep the number of an event that was accepted."""
        self.accepted.append((reference, seq))

    def chosen(self) -> str:
        """Return one of the first eight cases."""
        return f"PR-2026-{self.rng.randrange(1, 9):04}"


def main(url: str, key: str, seed: str, threads: str, acts: str) -> None:
    """Let that many threads act that often, and tell how it went."""
    pathway = Pathway.connect(url, key_file=key)
    workers = [Worker(pathway, f"{seed} {number}", int(acts)) for number in range(int(threads))]
    sys.stdin.readline()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    refused: Counter[str] = sum((worker.refused for worker in workers), Counter[str]())
    summary = {
        "accepted": [step for worker in workers for step in worker.accepted],
        "refused": dict(refused),
        "longest": max(worker.longest for worker in workers),
    }
    sys.stdout.write(json.dumps(summary))


if __name__ == "__main__":
    main(*sys.argv[1:])

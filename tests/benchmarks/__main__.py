"""
Measures every goal, each in turn with what it is compared with, and prints which are met.

    python -m tests.benchmarks [--quick] [--rounds N] [--place FOLDER] [GROUP...]

What is measured is put into `tests/benchmarks/RESULTS.md`, with pictures beside it; a quick run, or
one in another place, only prints. Nothing fails where a goal is not met: the figures are the machine's.
"""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pathway.cli.screens.screen import Screen
from tests.benchmarks import (
    chronologies,
    desks,
    histories,
    lists,
    memory,
    pictures,
    post,
    proof,
    results,
    starting,
    steps,
    sweeps,
)
from tests.benchmarks.bench import BUILD, FEW_ROUNDS, ROUNDS, Bench
from tests.benchmarks.machine import conditions, versions
from tests.benchmarks.measuring import measure
from tests.benchmarks.peers import rows as peers
from tests.benchmarks.results import Group
from tests.benchmarks.rows import Result, Row

GROUPS: Mapping[str, tuple[str, Callable[[Bench], Iterator[Row]]]] = {
    "steps": ("A step", steps.rows),
    "starting": ("Starting", starting.rows),
    "sweep": ("The sweep", sweeps.rows),
    "proof": ("Proof, days and size", proof.rows),
    "peers": ("Other engines", peers.rows),
    "lists": ("Lists", lists.rows),
    "histories": ("Long histories", histories.rows),
    "post": ("Mail", post.rows),
    "chronologies": ("Chronologies", chronologies.rows),
    "desk": ("The desk", desks.rows),
    "memory": ("Memory", memory.rows),
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks", description="Measure every goal."
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes")
    rounds = f"how often each is measured; {ROUNDS}, quick {FEW_ROUNDS}"
    parser.add_argument("--rounds", type=int, metavar="N", help=rounds)
    parser.add_argument(
        "--place", type=Path, metavar="FOLDER", default=BUILD / "work", help="where databases are"
    )
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    asked = parser.parse_args()
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(f"no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    usual = FEW_ROUNDS if asked.quick else ROUNDS
    bench = Bench(asked.quick, asked.rounds or usual, asked.place)
    screen = Screen(sys.stdout)
    # So that whoever stops it leaves no server behind.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    with bench.own:
        _run(bench, screen, asked.groups or list(GROUPS))


def _run(bench: Bench, screen: Screen, names: Sequence[str]) -> None:
    about = versions(bench)
    for what, text in about.items():
        screen.fold(f"{what}: {text}", hang=4)
    groups: list[Group] = []
    for name in names:
        title, rows = GROUPS[name]
        group = group_of(bench, title, rows)
        groups.append(group)
        results.show(screen, group)
        # After each group: a run that is stopped keeps what it has.
        if bench.is_kept:
            results.write(about, group)
            pictures.draw(group.results, results.HERE)
    screen.heading(results.tally(groups))


def group_of(bench: Bench, title: str, rows: Callable[[Bench], Iterator[Row]]) -> Group:
    """Return what the rows of a group measure; where making one breaks, the others are missing."""
    when, results, broken = conditions(bench), list[Result](), ""
    try:
        for row in rows(bench):
            sys.stderr.write(f"{title}: {row.name}\n")
            results.append(_row_measured(row, bench))
    except Exception as error:  # noqa: BLE001 - what other groups measure is not lost
        broken = _told(error)
    return Group(title, when, results, broken)


def _row_measured(row: Row, bench: Bench) -> Result:
    """Return what a row measures; one that breaks is missing, and the others go on."""
    try:
        return measure(row, bench.rounds)
    except Exception as error:  # noqa: BLE001
        return Result(row.name, row.goal, None, _told(error))


def _told(error: Exception) -> str:
    """Print where something broke, and return what it was."""
    traceback.print_exception(error)
    return f"broke: {type(error).__name__}"


if __name__ == "__main__":
    main()

"""
Where the time goes of what does not meet its goal: the share of each room and library, by a profile.

    python -m tests.benchmarks.shares [--place FOLDER]

What is found is put into `tests/benchmarks/SHARES.md`; a run in another place only prints. A profile
makes every call of Python slower and what a library does in C not, so that shares of the first are
too large.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pathway.cli.screens.screen import Screen
from tests.benchmarks import post, steps, sweeps
from tests.benchmarks.bench import BUILD, ROOT, ROUNDS, Bench
from tests.benchmarks.results import HERE
from tests.databases import SQLITE

PAGE = HERE / "SHARES.md"
INTRODUCTION = """\
# Where the time goes

Written by `make bench`; not to be edited. The shares of rooms and libraries in the time of what does not meet
its goal ([what was measured](RESULTS.md)), on SQLite, by Python's own profiler. It makes calls of Python slower
and what libraries do in C not, so that the shares of rooms are somewhat too large."""
DISK = "the driver, and flushes of the disk"
BYTES = "JSON, packing, hashes and encryption"
MAIL = "mail: letters, calendars, MIME, SMTP"
DUTIES = "ours: duties and their days"
OTHER = "other libraries"
# Whose a file is: the first of these that its path has in it.
FILES = {
    "/json/": BYTES,
    "/cryptography/": BYTES,
    "/email/": MAIL,
    "/smtplib": MAIL,
    "/icalendar/": MAIL,
    "/jinja2/": MAIL,
    "/sqlalchemy/": "SQLAlchemy",
    "/pydantic": "pydantic",
    "/site-packages/": OTHER,
    "/python3": "Python's own library",
    "/tests/": OTHER,
    "/notifications/": MAIL,
    "/storage/": "ours: storage",
    "/workflows/deadlines/": DUTIES,
    "/workflows/calendar/": DUTIES,
    "/workflows/history/": "ours: history",
    "/workflows/": "ours: deciding",
    "/pathway/": "ours: service",
}
# Whose a built-in function is, by a word in its name; others are their callers'.
BUILT_IN = {
    "sqlite3": DISK,
    "zlib": BYTES,
    "_hashlib": BYTES,
    "_rust": BYTES,
    "socket": MAIL,
    "pydantic": "pydantic",
}
SMALLEST = 0.01
PEOPLE, TURNS = 1_200, 3
# A function by its file, line and name; and its calls, their time by itself and with what it calls.
Function = tuple[str, int, str]
Callers = Mapping[Function, tuple[int, int, float, float]]
Measured = tuple[int, int, float, float, Callers]


def shares(act: Callable[[], object], times: int) -> Mapping[str, float]:
    """Return the share of each place in the time of an act, which is done once before."""
    act()
    profile = cProfile.Profile()
    for _ in range(times):
        profile.runcall(act)
    taken: defaultdict[str, float] = defaultdict(float)
    for function, (_, _, own, _, callers) in _functions(profile).items():
        for name, time in _by_place(function, own, callers):
            taken[name] += time
    total = sum(taken.values())
    return {
        name: taken[name] / total for name in sorted(taken, key=taken.__getitem__, reverse=True)
    }


def _functions(profile: cProfile.Profile) -> Mapping[Function, Measured]:
    # Which the standard library's types leave out.
    functions: Mapping[Function, Measured] = vars(pstats.Stats(profile))["stats"]
    return functions


def _by_place(function: Function, own: float, callers: Callers) -> Iterator[tuple[str, float]]:
    """Yield the time in a function itself by place; what is built in is mostly its callers'."""
    name = _named(function)
    if name is not None or not callers:
        yield name or OTHER, own
        return
    for caller, (_, _, time, _) in callers.items():
        yield _named(caller) or OTHER, time


def _named(function: Function) -> str | None:
    file, _, called = function
    if file == "~":
        return next((name for word, name in BUILT_IN.items() if word in called), None)
    path = file.removeprefix(str(ROOT))
    return next((name for word, name in FILES.items() if word in path), OTHER)


def subjects(bench: Bench) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield what is looked at, with the shares in its time."""
    for recorded in (steps.notes(bench, SQLITE), steps.launches(bench, SQLITE)):
        take = recorded.takes(recorded.start.copy())
        yield recorded.name, shares(take, len(recorded.taken) - 2)
    waiting = sweeps.waiting(bench, SQLITE, 10_000)
    yield f"a sweep of {waiting.due:,} breaches", shares(waiting.sweep, TURNS)
    digests = post.waiting(bench, SQLITE, PEOPLE, TURNS + 1)
    digest = post.digesting(digests, post.connected(bench, digests))
    yield f"digests of {digests.share * TURNS:,} people", shares(digest, TURNS)


def main() -> None:
    """Look at each subject, print its shares and keep them."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks.shares", description=__doc__)
    parser.add_argument(
        "--place", type=Path, metavar="FOLDER", default=BUILD / "work", help="where databases are"
    )
    bench = Bench(False, ROUNDS, parser.parse_args().place)
    screen, texts = Screen(sys.stdout), [INTRODUCTION]
    with bench.own:
        for name, parts in subjects(bench):
            rows = [(place, f"{share:.0%}") for place, share in parts.items() if share >= SMALLEST]
            screen.heading(name)
            screen.table(("where", "share"), rows)
            lines = [f"| {place} | {share} |" for place, share in rows]
            texts.append("\n".join([f"## {name}\n", "| where | share |", "| --- | --- |", *lines]))
    if bench.is_kept:
        PAGE.write_text("\n\n".join(texts) + "\n", "utf-8")


if __name__ == "__main__":
    main()

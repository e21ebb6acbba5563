"""Lists as cases grow, on SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pathway import Pathway
from tests.benchmarks import filling, multiplying
from tests.benchmarks.bench import BUILD, ROOT, Bench
from tests.benchmarks.copies import DATABASE, KEY
from tests.benchmarks.filling import lists, made
from tests.benchmarks.measuring import timed
from tests.benchmarks.rows import Growth, Row, Turn, at_most

FLAT = 1.3
ROUNDS = 7  # the slowest take seconds each
OF = "cases"
# What makes a filled database what it is.
SCHEMA = ROOT / "storage" / "migrations" / "versions" / "0001_first.py"
FILLED_BY = (SCHEMA, Path(filling.__file__), Path(multiplying.__file__))


def rows(bench: Bench) -> Iterator[Row]:
    """Yield a row for each list."""
    turns: dict[str, dict[int, Turn]] = {}
    for size in bench.sizes:
        for name, act in lists(_filled(bench, size)).items():
            turns.setdefault(name, {})[size] = timed(act)
    for name, at in turns.items():
        yield Growth(name, at_most(FLAT), OF, at, _picture(name), max_rounds=ROUNDS)


def _filled(bench: Bench, size: int) -> Pathway:
    """Return a database of so many cases, kept from run to run while it would be made the same."""
    files = b"".join(path.read_bytes() for path in FILLED_BY)
    kind, place = sha256(files).hexdigest()[:12], _place(bench)
    _forget_others(place, kind)
    folder = made(place / kind, size)
    pathway = Pathway.connect(f"sqlite:///{folder / DATABASE}", key_file=folder / KEY)
    bench.own.callback(pathway.close)
    return pathway


def _place(bench: Bench) -> Path:
    """Return where filled databases are kept; in another place they are made for the run."""
    is_usual = bench.place.is_relative_to(BUILD)
    return BUILD / "filled" if is_usual else bench.folder()


def _forget_others(place: Path, kind: str) -> None:
    """Remove the databases that were made otherwise, which take gigabytes."""
    for folder in place.glob("*"):
        if folder.name != kind:
            shutil.rmtree(folder)


def _picture(name: str) -> str:
    """Return the picture of a list: its first words are what it lists."""
    kind = name.partition(" ")[0].strip(",")
    return f"lists_of_{kind}" if kind in ("cases", "deadlines") else "other_lists"

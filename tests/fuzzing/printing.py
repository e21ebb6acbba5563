"""Runs all parsers, or those that are named, and prints what came of each."""

from __future__ import annotations

import sys
import tempfile
from argparse import Namespace
from hashlib import sha256
from pathlib import Path

from tests.fuzzing import desks, guided
from tests.fuzzing.children import Plan, run
from tests.fuzzing.ledger import OUTCOMES, Ledger
from tests.fuzzing.parsers import CORPUS, Parser, parsers

COLUMNS = "{:<18}{:>10}{:>10}{:>10}{:>8}"


def fuzz(options: Namespace) -> int:
    """Run parsers, print what came of it, and return the exit code."""
    chosen = [parser for parser in parsers() if not options.parser or parser.name in options.parser]
    is_guided = guided.is_installed() and not options.inputs
    seconds = options.minutes * 60 / max(1, len(chosen)) / (2 if is_guided else 1)
    plan = Plan(seconds, options.inputs, options.seed)
    into: Path = options.into or CORPUS
    totals: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    _say(f"Seed {options.seed}.")
    _say(COLUMNS.format("parser", "tried", *OUTCOMES))
    with tempfile.TemporaryDirectory() as folder:
        desks.make_template(Path(folder))
        for parser in chosen:
            counts = _fuzzed(parser, plan, into, is_guided=is_guided)
            totals = {outcome: totals[outcome] + counts[outcome] for outcome in OUTCOMES}
    _tell("all", totals)
    if not guided.is_installed() and not options.inputs:
        _say("atheris is not installed, so no inputs were sought along the paths of the code.")
    return int(totals["found"] > 0 or not chosen)


def _fuzzed(parser: Parser, plan: Plan, into: Path, *, is_guided: bool) -> dict[str, int]:
    """Run a parser, print what came of it, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        run(parser, plan, ledger)
        if is_guided:
            guided.run(parser, plan, ledger)
        _tell(parser.name, ledger.counts)
        for kind, content in ledger.found():
            _say(f"    {kind}\n        {_kept(into / parser.name, content)}")
        return ledger.counts


def _kept(folder: Path, content: bytes) -> Path:
    """Keep an input among those that are always tried, and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"found-{sha256(content).hexdigest()[:12]}"
    path.write_bytes(content)
    return path


def _tell(name: str, counts: dict[str, int]) -> None:
    _say(COLUMNS.format(name, sum(counts.values()), *(counts[outcome] for outcome in OUTCOMES)))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

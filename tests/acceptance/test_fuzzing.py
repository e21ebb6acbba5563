"""Every parser on its corpus and some dozens of other inputs: see `make fuzz` for its full length."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pathway.errors import WrongUsage
from pathway.text_files import json_of
from tests.fuzzing.children import Plan, ended, run
from tests.fuzzing.law import LONGEST, verdict_of
from tests.fuzzing.ledger import Ledger
from tests.fuzzing.parsers import Parser, parsers, pure

INPUTS, SEED = 80, 1


@pytest.mark.rest
def test_every_parser_returns_or_refuses(tmp_path: Path) -> None:
    """Whatever it is shown; the same inputs each time."""
    command = [sys.executable, "-m", "tests.fuzzing", "--seed", f"{SEED}", "--into", str(tmp_path)]
    done = subprocess.run(
        [*command, "--inputs", f"{INPUTS}"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        check=False,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    tried = {words[0]: int(words[1]) for words in lines if len(words) == 5 and words[1].isdigit()}

    assert 0 == done.returncode, done.stdout + done.stderr
    assert {parser.name for parser in parsers()} | {"all"} == set(tried)
    assert all(tried[parser.name] >= INPUTS // parser.cost for parser in parsers())


def _raises(error: Exception) -> Callable[[bytes], object]:
    def read(_: bytes) -> object:
        raise error

    return read


def _reads_a_number(content: bytes) -> object:
    return int(content.hex() + "x")


def _reads_json(content: bytes) -> object:
    return json_of(content.hex())


def _decodes(content: bytes) -> object:
    return content.decode("ascii")


@pytest.mark.parametrize(
    ("outcome", "read"),
    [
        ("accepted", bytes),
        ("refused", _raises(WrongUsage("This is no table."))),
        ("refused", _reads_json),
        ("found", _raises(KeyError("a"))),
        ("found", _raises(WrongUsage(""))),
        ("found", _raises(WrongUsage("\ud800"))),
        ("found", _raises(WrongUsage("x" * (LONGEST + 1)))),
        ("found", _reads_a_number),
        ("found", _decodes),
    ],
)
def test_what_the_law_says(outcome: str, read: Callable[[bytes], object]) -> None:
    """A sentence of our own is a refusal, and any other error is found."""
    assert outcome == verdict_of(read, b"\xff").outcome


def _spins(content: bytes) -> object:
    while content:
        pass
    return content


def _grows(content: bytes) -> object:
    return len(bytearray(400 << 20)) if content else 0


def _dies(content: bytes) -> object:
    if content:
        os.kill(os.getpid(), signal.SIGSEGV)
    return content


@pytest.mark.parametrize(
    ("why", "read"),
    [
        ("more than 2 seconds", _spins),
        ("more than 300 MB", _grows),
        ("the process ended with -11", _dies),
    ],
)
def test_what_takes_too_much_is_found(
    tmp_path: Path, why: str, read: Callable[[bytes], object]
) -> None:
    """Also where it does not come back."""
    ledger = Ledger(tmp_path)
    came_to_its_end = ended(lambda: ledger.judge(read, b"x"), ledger)

    assert [(why, b"x")] == list(ledger.found())
    assert (why == "more than 300 MB") == came_to_its_end


def test_the_others_are_tried_after_one_that_ends_its_process(tmp_path: Path) -> None:
    """It is shown once, and what comes after it too."""
    text = next(parser for parser in parsers() if parser.name == "text")
    (tmp_path / "ledger").mkdir()
    ledger = Ledger(tmp_path / "ledger")
    first = text.corpus()[0]

    def read(content: bytes) -> object:
        return _dies(content) if content == first else None

    run(Parser("text", pure(read), text.shape), Plan(0, 20, SEED), ledger)

    assert 1 == ledger.counts["found"]
    assert len(text.corpus()) + 10 <= ledger.counts["accepted"]

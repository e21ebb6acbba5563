"""Seeks inputs along the paths of the code with atheris, where it is installed."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzzing.children import Plan
    from tests.fuzzing.ledger import Ledger
    from tests.fuzzing.parsers import Parser

WATCHED = ["pathway", "tomllib", "json", "csv", "email", "zipfile", "imaplib", "smtplib"]
LEAST = 1.0  # seconds


def is_installed() -> bool:
    """Return whether there is atheris, which is built for few systems."""
    return find_spec("atheris") is not None


def watched() -> AbstractContextManager[Any]:
    """Return a block in which what is imported is watched."""
    return _atheris().instrument_imports(include=WATCHED) if is_installed() else nullcontext()


def run(parser: Parser, plan: Plan, ledger: Ledger) -> None:
    """Show a parser what atheris makes, for the time of the plan."""
    from tests.fuzzing.children import ended

    until = time.monotonic() + plan.seconds
    while (left := until - time.monotonic()) > LEAST:
        if ended(lambda: _seek(parser, ledger, left), ledger):
            return


def _seek(parser: Parser, ledger: Ledger, seconds: float) -> None:
    """Seek inputs for so many seconds; does not return."""
    own = ledger.folder / "paths"
    own.mkdir(exist_ok=True)
    limits = [f"-max_total_time={seconds:.0f}", "-rss_limit_mb=0", "-max_len=100000"]
    places = [f"-artifact_prefix={ledger.folder}/", str(own), str(parser.folder)]
    with parser.ready() as read:

        def look(content: bytes) -> None:
            ledger.judge(read, content)

        _atheris().Setup([sys.argv[0], *limits, *places], look)
        _atheris().Fuzz()


def _atheris() -> Any:
    # Ships no types, and is not installed everywhere.
    return import_module("atheris")

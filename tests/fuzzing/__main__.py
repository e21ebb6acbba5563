"""
Shows every parser of what comes from outside its corpus, and inputs that nobody would write, for a
set time; prints what came of it, and ends with 1 where one did not keep the law.

    python -m tests.fuzzing [--minutes M | --inputs N] [--seed S] [--into FOLDER] [PARSER ...]
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from contextlib import nullcontext, redirect_stderr
from pathlib import Path

from tests.fuzzing import guided


def main(arguments: list[str]) -> int:
    """Run what is asked for, and return the exit code."""
    options = _options(arguments)
    # What atheris is to watch must not have been imported before.
    quiet = io.StringIO()  # atheris names every module
    with redirect_stderr(quiet), nullcontext() if options.inputs else guided.watched():
        from tests.fuzzing.printing import fuzz
    return fuzz(options)


def _options(arguments: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(
        "make fuzz", description="Shows every parser unheard-of inputs."
    )
    options.add_argument("--minutes", type=float, default=10.0, help="for all parsers together")
    options.add_argument("--inputs", type=int, default=0, help="so many for each parser instead")
    options.add_argument(
        "--seed", type=int, default=int(time.time()), help="by which they are made"
    )
    options.add_argument(
        "--into", type=Path, help="where what is found is kept; the corpus if left out"
    )
    options.add_argument("parser", nargs="*", help="only these; all if left out")
    return options.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

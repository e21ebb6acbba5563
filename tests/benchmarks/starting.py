"""How long a command takes to start, against bare Python and against what it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from sysconfig import get_path

from pathway import Pathway
from pathway.testing import case_in
from tests.benchmarks.bench import ROOT, Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.rows import Goal, Ratio, Row, Turn, at_most
from tests.databases import SQLITE
from tests.rehearsals import BU

BARE = 5.0
UNAVOIDABLE = 1.15
CASES = 20
# Python runs without looking for `.pth` files, since what the installation of a checkout costs at each
# start is no part of the product; the module that looks for them is loaded by every Python.
WITHOUT_PTH = "-S"
BARE_PYTHON = ("-c", "import site")
# As the installed command is written by pip.
COMMAND = """\
import site
import sys
from pathway.cli import main
sys.exit(main())
"""
# The same page of the same cases, by what no command that reads could do without when the goal was
# set; lists no longer load pydantic.
SCRIPT = f"""\
import site
import sys
import click
import pydantic
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[1])
with engine.connect() as connection:
    for row in connection.exec_driver_sql(
        "SELECT reference, kind, state, outcome, version, definition, opened_on, changed_on "
        "FROM pathway_case ORDER BY id LIMIT {CASES}"
    ):
        click.echo("  ".join(str(cell) for cell in row))
"""


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of starting: help, completion, and a list of twenty cases."""
    database = prepared(bench, SQLITE, _twenty)
    command, script = database.folder / "pathway", database.folder / "floor.py"
    command.write_text(COMMAND, "utf-8")
    script.write_text(SCRIPT, "utf-8")
    bare = _run(database, BARE_PYTHON)
    goal = at_most(BARE)
    yield Ratio("--help", goal, "bare Python", bare, _run(database, (str(command), "--help")))
    for what, words in (("a command", "ca"), ("an option", "cases --st")):
        yield _completion(database, command, f"completion of {what}", words, goal, bare)
    floor = _run(database, (str(script), str(database.file)))
    listed = (str(command), "cases", "--by", BU)
    yield Ratio(
        f"cases, {CASES} rows",
        at_most(UNAVOIDABLE),
        "its imports and query alone",
        floor,
        _run(database, listed),
    )


def _twenty(pathway: Pathway) -> None:
    for _ in range(CASES):
        case_in(pathway, "draft")


def _completion(
    database: Database, command: Path, name: str, words: str, goal: Goal, bare: Turn
) -> Row:
    count = len(words.split())
    asked = {
        "_PATHWAY_COMPLETE": "bash_complete",
        "COMP_WORDS": f"pathway {words}",
        "COMP_CWORD": str(count),
    }
    return Ratio(name, goal, "bare Python", bare, _run(database, (str(command),), asked))


def _run(
    database: Database, words: Sequence[str], variables: Mapping[str, str] | None = None
) -> Turn:
    """Return a turn that runs Python with these words in the database's folder."""
    path = os.pathsep.join((str(ROOT), get_path("purelib")))
    known = {"PYTHONPATH": path, **(variables or {})}
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, all would be compiled each time
    return timed(
        partial(
            subprocess.run,
            [sys.executable, WITHOUT_PTH, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=database.folder,
            env={**environment, **known},
        )
    )

"""What tests of the whole share: databases of both kinds, made once and copied for each test."""

from __future__ import annotations

import gc
import signal
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zlib import crc32

import hypothesis
import pytest
from sqlalchemy import Engine

from tests import databases
from tests.databases import BACKENDS, POSTGRESQL, SQLITE, server
from tests.integration.stored import Database, database, without_tables
from tests.rehearsals import Rehearsal, instant, make

NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL", "": "no database"}
MONDAY = instant("2026-03-16")  # the day of the practice review form
BOUNDS = "bounds"

# A loaded machine breaks no law; what takes too long is measured elsewhere. A change is judged by the
# same inputs each time; `make search` tries others.
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Declare what the marks mean; let Ctrl-C be heard, also where the tests run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # What a shell starts with & does not hear it, and neither do the commands that tests start.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "sqlite: is about files, or about SQLite itself; runs on SQLite only"
    )
    config.addinivalue_line("markers", "postgresql: is about a server, runs on PostgreSQL only")
    config.addinivalue_line(
        "markers", "either: hangs on no database; runs on PostgreSQL with --rest"
    )
    config.addinivalue_line("markers", "long: takes long; runs at its full size with --rest")
    config.addinivalue_line(
        "markers", "rest: takes long for its kind; runs only with --rest, on SQLite"
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let what is left out be run, and nothing else."""
    parser.addoption(
        "--rest",
        action="store_true",
        help="run the marked tests, long at full size, either on PostgreSQL",
    )
    parser.addoption(
        "--share",
        type=int,
        default=1,
        metavar="N",
        help="of those that depend on no database, run one in N on PostgreSQL, always the same",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """
    Run each test that uses a database on both kinds, unless it is about one of them.

    Those that hang on neither, such as the command line's, run on PostgreSQL only with --rest: they
    are slow.
    """
    if "backend" in metafunc.fixturenames:
        only = [backend for backend in BACKENDS if metafunc.definition.get_closest_marker(backend)]
        if metafunc.definition.get_closest_marker("rest"):
            only = only or [SQLITE]
        elif metafunc.definition.get_closest_marker("either"):
            only = only or [POSTGRESQL if metafunc.config.getoption("--rest") else SQLITE]
        metafunc.parametrize("backend", only or BACKENDS, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run nothing but the rest where that is asked for, and else what is not only of the rest."""
    share: int = config.option.share
    wanted = partial(_is_of_the_rest, share=share) if config.option.rest else _is_for_every_day
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def pytest_collection_finish() -> None:
    """
    Leave all that was collected out of every look for garbage: it stays to the end, and going through
    it takes a good part of the time of thousands of tests.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """
    Tell how many tests ran on each kind of database, and how far those that explore have looked.
    """
    ran = [
        report
        for name in ("passed", "failed")
        for report in terminalreporter.stats.get(name, [])
        if report.when == "call"
    ]
    for line in [line for report in ran for name, line in report.user_properties if name == BOUNDS]:
        terminalreporter.write_line(line)
    counts = Counter(_backend_of(report.nodeid) for report in ran)
    summary = ", ".join(f"{NAMES[name]}: {counts[name]}" for name in NAMES)
    terminalreporter.write_line(f"Tests run on each database: {summary}.")


def pytest_sessionfinish() -> None:
    """Stop the server of this process."""
    databases.stop()


def _is_of_the_rest(item: pytest.Item, share: int) -> bool:
    if item.get_closest_marker("long") or item.get_closest_marker("rest"):
        return True
    if item.get_closest_marker("either") is None or _backend_of(item.nodeid) != POSTGRESQL:
        return False
    return crc32(item.nodeid.encode()) % share == 0


def _is_for_every_day(item: pytest.Item) -> bool:
    return item.get_closest_marker("rest") is None


def _backend_of(test: str) -> str:
    words = test.rpartition("[")[2].rstrip("]").split("-") if test.endswith("]") else []
    return next((name for name in BACKENDS if name in words), "")


@pytest.fixture
def whole(pytestconfig: pytest.Config) -> bool:
    """Return whether what takes long is done at its full size."""
    return bool(pytestconfig.getoption("--rest"))


@pytest.fixture
def record_bounds(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """
    Return what records, in a line, how far a test that explores has looked; told at the end of the
    run.

    It travels with the test's report, so that it is told where several processes run the tests,
    too.
    """

    def record(line: str) -> None:
        request.node.user_properties.append((BOUNDS, line))

    return record


@pytest.fixture(scope="session")
def installed(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """
    Return a rehearsal whose clock stands on Monday 16 March 2026, the day of the practice review
    form.
    """
    made = make(tmp_path_factory.mktemp("installed"), MONDAY, empty(backend))
    made.pathway.close()
    yield made
    made.remove()


@pytest.fixture
def desk(installed: Rehearsal, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a copy of that rehearsal, for one test alone."""
    copy = installed.copied(tmp_path / "desk")
    yield copy
    copy.remove()


@pytest.fixture
def desk_now(backend: str, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a rehearsal made now, whose clock stands still at the real time."""
    made = make(tmp_path, datetime.now(UTC), empty(backend))
    yield made
    made.remove()


@pytest.fixture
def db(backend: str, tmp_path: Path) -> Generator[Database]:
    """Return a database with Pathway's tables, for one test alone."""
    with database(tmp_path, backend) as made:
        yield made


@pytest.fixture
def no_tables(backend: str, tmp_path: Path) -> Generator[Engine]:
    """Return an engine on a database without any table."""
    with without_tables(tmp_path, backend) as made:
        yield made


def empty(backend: str) -> str:
    """Return the address of a new database of a server; nothing where a file is meant."""
    return server().create() if backend == POSTGRESQL else ""

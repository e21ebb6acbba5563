"""There is no room: for what a command prints, and for a new key."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pathway.errors import KeyMissing
from pathway.storage.cases.sealing import Keyring
from tests import forks
from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.sqlite

FULL = Path("/dev/full")


def told(desk: Rehearsal, *arguments: str) -> tuple[int, str]:
    """Return the exit code of a command whose output goes to a full disk, and what it said of it."""
    streams = [desk.folder / "nothing", FULL, desk.folder / "err"]
    streams[0].touch()
    code = forks.run(arguments, desk.folder, Operator(desk.folder).environment, streams)
    return code, streams[2].read_text("utf-8")


@contextmanager
def no_file_may_grow() -> Generator[None]:
    """Let nothing be written to any file meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_step_whose_result_cannot_be_printed_is_taken(desk: Rehearsal) -> None:
    """It says in a sentence that it may be done, and a repeat under its key is harmless."""
    reference = desk.refer()
    submit = ("take", reference, "submit", "--by", NURSE, "--key", "once")
    code, err = told(desk, *submit)

    assert 1 == code
    assert err.startswith("The result could not be written (No space left on device).")
    assert "use --key, which makes a repeat harmless" in " ".join(err.split())
    assert 1 == len(err.splitlines())
    assert 0 == Operator(desk.folder).run(*submit).code
    assert 2 == desk.pathway.case(reference).version


@pytest.mark.parametrize("command", ["--help", "doctor", "cases"])
def test_no_command_ends_well_without_having_told(desk: Rehearsal, command: str) -> None:
    """Whether it has an exit code of its own or not, it ends with 1 and that sentence."""
    code, err = told(desk, command)

    assert 1 == code
    assert "The result could not be written" in err


def test_nothing_is_left_of_a_key_that_has_no_room(tmp_path: Path) -> None:
    """Half a key would be taken for a key the next time."""
    path = tmp_path / "pathway.key"
    with no_file_may_grow(), pytest.raises(KeyMissing, match="cannot be written"):
        Keyring.make(path)

    assert not path.exists()

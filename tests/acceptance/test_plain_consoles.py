"""Consoles and pipes that know few letters, such as those of Windows: nothing fails there."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.sqlite

CASE = "PR-2026-0001"
TEXT = "Tŷ Newydd – the child’s home ✓"
PEOPLE = (
    "name,email,agency,roles,order,agency_name\nTŷ – ✓,ty@example.org,housing,rep,9,Homes – ✓\n"
)
SHOWN = (
    (0, ["case", CASE]),
    (0, ["history", CASE, "--full"]),
    (0, ["people", "list"]),
    (0, ["mail", "show", "1"]),
    (0, ["take", CASE, "return_to_referrer", "--by", NURSES_REP, "--reason", TEXT, "--preview"]),
    (4, ["case", "–✓"]),
)


@pytest.fixture(scope="module")
def worked(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """Return somebody in a folder with a case and a person that are written with many letters."""
    desk = installed.copied(tmp_path_factory.mktemp("plain") / "desk")
    desk.refer(what_happened=TEXT)
    desk.pathway.take(CASE, "submit", by=NURSE, reason=TEXT)
    desk.pathway.people.import_file(PEOPLE)
    desk.pathway.sweep()
    desk.pathway.dispatch()
    desk.pathway.close()
    return Operator(desk.folder, desk.variables)


def answered(
    worked: Operator, arguments: Sequence[str], encoding: str
) -> subprocess.CompletedProcess[str]:
    """Return what a command answers where both of its streams are in that encoding."""
    return subprocess.run(
        [PATHWAY, *arguments],
        check=False,
        cwd=worked.folder,
        env=worked.environment | {"PYTHONIOENCODING": f"{encoding}:strict"},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding=encoding,
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(("code", "arguments"), SHOWN)
def test_no_command_fails_over_a_letter(
    worked: Operator, code: int, arguments: list[str], encoding: str
) -> None:
    """It ends as it does where all letters are known."""
    result = answered(worked, arguments, encoding)

    assert code == result.returncode, result.stderr
    assert result.stdout or result.stderr


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("ascii", r"T\u0177 Newydd \u2013 the child\u2019s home \u2713"),
        ("cp1252", r"T\u0177 Newydd – the child’s home \u2713"),
        ("utf-8", TEXT),
    ],
)
def test_a_letter_that_is_not_known_is_written_as_its_code(
    worked: Operator, encoding: str, words: str
) -> None:
    """Nothing is lost, and what the console knows is written as it is."""
    result = answered(worked, ["history", CASE, "--full"], encoding)

    assert words in " ".join(result.stdout.split())

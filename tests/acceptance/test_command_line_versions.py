"""
Versions of a definition on the command line: loaded, a running case moved to one and taken back.
"""

from __future__ import annotations

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, NURSE, Rehearsal
from tests.versions import sooner

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
MOVE = ("definition", "migrate", CASE, "--by", BU)


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in a folder with a further version of the definition, and a case that began
    before it.
    """
    desk.refer(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do(CASE, "submit", NURSE)
    (desk.folder / "review.toml").write_text(sooner("2027.1")["review.toml"], "utf-8")
    return Operator(desk.folder, desk.variables)


def test_a_case_is_moved_and_taken_back(operator: Operator, desk: Rehearsal) -> None:
    """
    A preview says that nothing was changed, the move that it was, with the due day before and
    after.
    """
    loaded = operator.run("definition", "load", "review.toml")
    previewed = operator.run(*MOVE, "--to", "2027.1", "--preview")
    before = desk.pathway.case(CASE).definition["version"]
    moved = operator.run(*MOVE, "--to", "2027.1", "--reason", "The new edition.")
    taken_back = operator.run(*MOVE, "--back", "--reason", "Too soon.")
    again = operator.run(*MOVE, "--back", "--reason", "Too soon.")

    assert [0, 0, 0, 0, 3] == [
        result.code for result in (loaded, previewed, moved, taken_back, again)
    ], moved.err
    assert previewed.out.startswith("Nothing was changed. This would follow:\n")
    assert "2026.1" == before
    assert moved.out.startswith("This followed:\n")
    assert "Thu 19 Mar 2026" in moved.out  # three working days from Monday 16 March
    assert "follows version 2027.1; `--back` undoes it" in moved.out
    assert taken_back.out.endswith(f"{CASE} follows version 2026.1.\n")
    assert "2026.1" == desk.pathway.case(CASE).definition["version"]
    assert [] == desk.pathway.verify()


def test_an_unknown_version_is_refused_with_a_list_of_those_known(operator: Operator) -> None:
    """And a file that does not hold together is not stored."""
    operator.run("definition", "load", "review.toml")
    unknown = operator.run(*MOVE, "--to", "2027.2", "--reason", "The new edition.")
    broken = operator.folder / "broken.toml"
    broken.write_text(
        (operator.folder / "review.toml").read_text("utf-8").replace('"chair"', '"chare"'), "utf-8"
    )
    refused = operator.run("definition", "load", "broken.toml")
    stored = operator.run("definition", "list", "--json").json

    assert (4, 3) == (unknown.code, refused.code)
    assert "There is no version 2027.2. The nearest: 2027.1, 2026.1." in unknown.err
    assert "chare" in refused.err
    assert {"2026.1", "2027.1"} == {definition["version"] for definition in stored}

"""Every list of the command line in pages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, CHAIR, Rehearsal

pytestmark = pytest.mark.either
Named = Callable[[dict[str, object]], object]
PLAN = {
    "kind": "subgroup",
    "starts": "10:00",
    "ends": "12:00",
    "chair": CHAIR,
    "members": [CHAIR, BU],
}
LISTS: dict[str, tuple[str, Named]] = {
    "cases": ("cases", lambda entry: entry["reference"]),
    "cases by their next duty": ("cases --sort due", lambda entry: entry["cursor"]),
    "deadlines": ("deadlines", lambda entry: entry["cursor"]),
    "deadlines of a case": ("deadlines PR-2026-0001", lambda entry: entry["cursor"]),
    "mail": ("mail list", lambda entry: entry["id"]),
    "history": ("history PR-2026-0001", lambda entry: entry["seq"]),
    "meetings": ("meeting list", lambda entry: entry["reference"]),
    "people": ("people list", lambda entry: f"{entry['agency']}/{entry['email']}"),
    "holidays": ("holidays list --year 2026", lambda entry: entry["day"]),
    "tasks": (f"task list --by {BU}", lambda entry: entry["cursor"]),
}
# What moves may be named too, and is looked for where it is now.
ALSO_NAMED: dict[str, Named] = {
    "cases --sort due": lambda entry: entry["reference"],
    "deadlines": lambda entry: f"{entry['case']}/{entry['id']}",
    "deadlines PR-2026-0001": lambda entry: entry["id"],
    f"task list --by {BU}": lambda entry: f"{entry['case']}/{entry['id']}",
}

# A page of all: a list that is no page has no places to go on from.
ALL = ("--limit", "1000")


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works where there are some of everything."""
    desk.endorsed()
    desk.refer()
    for day in ("2026-04-14", "2026-05-12"):
        plan = PLAN | {"day": day}
        desk.pathway.meetings.new(plan, by=BU)
    desk.pathway.sweep()
    return Operator(desk.folder, desk.variables)


def test_every_list_comes_in_pages(operator: Operator) -> None:
    """The second page begins where the first ended, and a page says how to see the next."""
    for name, (command, named) in LISTS.items():
        whole = operator.run(*command.split(), *ALL, "--json").json
        first = operator.run(*command.split(), "--limit", "1", "--json").json
        last = str(named(first[-1]))
        rest = operator.run(*command.split(), *ALL, "--after", last, "--json").json
        shown = operator.run(*command.split(), "--limit", "1").out

        assert len(whole) > 1, name
        assert whole == [*first, *rest], name
        assert f"--after {last}" in " ".join(shown.split()), name
        end = operator.run(*command.split(), "--after", str(named(whole[-1]))).out
        assert "There are no more." in end, name


def test_what_moves_may_be_named(operator: Operator) -> None:
    """As it is called everywhere else."""
    for command, named in ALSO_NAMED.items():
        first, *rest = operator.run(*command.split(), "--json").json

        assert rest == operator.run(*command.split(), "--after", str(named(first)), "--json").json


def test_an_entry_that_is_not_there_is_not_found(operator: Operator) -> None:
    """And nothing is shown, since nobody knows where to begin."""
    wrong = operator.run("people", "list", "--after", "camhs/nobody@example.org", "--json")
    none = operator.run("cases", "--after", "PR-2026-0002")
    mistyped = operator.run("deadlines", "--after", "2026-03-19~one~draft")

    assert (4, "") == (wrong.code, wrong.out)
    assert "There is no entry of this list 2026-03-19~one~draft." in mistyped.err
    assert "not_found" == json.loads(wrong.err)["error"]
    assert "There are no more." in none.out


def test_who_read_comes_in_pages(operator: Operator) -> None:
    """The latest first, by number."""
    for _ in range(2):
        operator.run("case", "PR-2026-0001")
    first, second, *_ = operator.run("reads", "PR-2026-0001", "--json").json
    page = operator.run(
        "reads", "PR-2026-0001", "--after", str(first["id"]), "--limit", "1", "--json"
    )

    assert [second] == page.json


def test_closed_days_come_as_csv(operator: Operator) -> None:
    """For spreadsheets, as every list does."""
    result = operator.run("holidays", "list", "--year", "2026", "--limit", "1", "--csv")

    assert 0 == result.code
    assert "2026-01-01,New Year's Day,published" in result.out

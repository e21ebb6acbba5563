"""Lists as CSV, by the installed command, as spreadsheets and programs read them."""

from __future__ import annotations

import csv
import io

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, Rehearsal

pytestmark = pytest.mark.either


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a case."""
    desk.endorsed()
    desk.pathway.sweep()
    return Operator(desk.folder, desk.variables)


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their headings."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("command", "first"),
    [
        (("cases",), {"reference": "PR-2026-0001", "next_duty": "Triage the referral"}),
        (("deadlines",), {"case": "PR-2026-0001", "owner_role": "bu", "due": "2026-03-17"}),
        (("mail", "list"), {"id": "1", "state": "waiting"}),
        (("people", "list"), {"agency": "camhs", "roles": "author"}),
        (
            ("history", "PR-2026-0001"),
            {"seq": "1", "step": "refer", "by": "referrer.nca@example.org"},
        ),
        ((), {"what": "due_soon", "case": "PR-2026-0001", "title": "Triage the referral"}),
    ],
)
def test_every_list_is_there_as_csv(
    operator: Operator, command: tuple[str, ...], first: dict[str, str]
) -> None:
    """With the members of its JSON as columns, and a row for each entry."""
    result = operator.run(*command, "--csv")
    row = rows(result.out)[0]

    assert (0, "") == (result.code, result.err)
    assert first == {name: row[name] for name in first}


def test_csv_is_written_as_spreadsheets_read_it(operator: Operator) -> None:
    """A byte order mark, lines that end in CR LF, as many rows as the list has."""
    result = operator.run("deadlines", "--csv")

    assert result.out.startswith("\ufeffcase,id,")
    assert result.out.count("\n") == result.out.count("\r\n")
    assert len(operator.run("deadlines", "--json").json) == len(rows(result.out))


def test_an_empty_list_has_its_headings(operator: Operator) -> None:
    """A program that reads it finds its columns."""
    result = operator.run("cases", "--kind", "good_outcome", "--csv")

    assert [] == rows(result.out)
    assert "reference,kind," in result.out


def test_no_text_of_somebody_is_a_formula(operator: Operator) -> None:
    """A reason that looks like one has an apostrophe before it."""
    reason = ("--set", "text=Share.", "--set", "source=Report", "--reason", "=1+1")
    taken = operator.run("take", "PR-2026-0001", "add_recommendation", "--by", BU, *reason)
    history = rows(operator.run("history", "PR-2026-0001", "--csv").out)

    assert 0 == taken.code
    assert "'=1+1" == history[-1]["reason"]


def test_people_that_were_listed_may_be_imported(operator: Operator) -> None:
    """The file is one that the import takes, and it changes nothing."""
    (operator.folder / "people.csv").write_bytes(
        operator.run("people", "list", "--csv").out.encode()
    )
    result = operator.run("people", "import", "people.csv", "--json")

    assert (0, 0, 0) == (result.code, result.json["added"], result.json["changed"])


def test_csv_and_json_together_are_refused(operator: Operator) -> None:
    """One of them is meant."""
    result = operator.run("cases", "--csv", "--json")

    assert 2 == result.code
    assert "not both" in result.error["message"]

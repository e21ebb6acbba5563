"""Chronologies on the command line: checked, sent, shown and written out."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

FILES = Path(__file__).parents[1] / "data" / "chronologies"
CASE, POLICE, HEALTH = "PR-2026-0001", str(FILES / "police.csv"), str(FILES / "health.csv")
SHOWN = ("chronology", "show", CASE, "--by", CHAIR, "--all")


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal whose case waits for two chronologies."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "endorse", NURSES_REP)
    desk.do(reference, "notify_panel", NOTIFIER)
    desk.do(reference, "confirm_involvement", "rep.police@example.org", "agency_return:police")
    desk.do(reference, "confirm_involvement", "rep.icb@example.org", "agency_return:nhs_gm_icb")
    return Operator(desk.folder, desk.variables)


def imported(operator: Operator) -> None:
    """Send the chronologies of both agencies."""
    police = ("police", POLICE, "--by", "author.police@example.org")
    health = ("NHS integrated care board", HEALTH, "--by", "author.nhsgmicb@example.org")
    for arguments in (police, health):
        assert 0 == operator.run("chronology", "import", CASE, *arguments).code


def test_a_check_tells_what_is_read_as_what(operator: Operator) -> None:
    """And stores nothing."""
    result = operator.run("chronology", "check", POLICE)

    assert 0 == result.code
    assert result.out.startswith(
        "4 entries, from Sun 2 Nov 2025 to Thu 12 Mar 2026, 1 without a certain date.\n"
    )
    assert "concerns is about" in result.out
    assert [] == operator.run("document", "list", CASE, "--by", BU, "--json").json


def test_every_fault_is_shown_with_row_and_column(operator: Operator) -> None:
    """Of a check and of an import alike."""
    faulty = operator.folder / "faulty.csv"
    faulty.write_text("Date;Source;Event\n31/2/2026;log;Call\n1/3/2026;;Call\n", "utf-8")
    checked = operator.run("chronology", "check", "faulty.csv")
    author = ("--by", "author.police@example.org")
    sent = operator.run("chronology", "import", CASE, "police", "faulty.csv", *author)

    assert (3, 3) == (checked.code, sent.code)
    assert "  - row 3, Source: this is missing" in checked.err
    assert "  - chronology, row 2, Date: there is no such day" in sent.err


def test_two_chronologies_are_shown_as_one(operator: Operator) -> None:
    """In the order of time, with shared days and gaps."""
    imported(operator)
    lines = operator.run(*SHOWN).out.splitlines()
    entries = operator.run(*SHOWN, "--json").json["entries"]

    assert 1 + 8 + 2 == len(lines)
    assert lines[3].startswith("2025-12 (uncertain)")
    assert "No entry with a certain date for 66 days" == lines[4].strip()
    assert "one of 2 agencies that day" in lines[5]
    assert 8 == len(entries)
    assert ["nhs_gm_icb", "police"] == entries[3]["agencies"]


def test_an_end_is_shown_as_people_read_it(operator: Operator) -> None:
    """One that is uncertain stays as it was written."""
    file = operator.folder / "ends.csv"
    file.write_text(
        "Date;End;Source;Event\n1/2/2026;27/2/2026;log;Help\n1/3/2026;early March 2026;log;Call\n"
    )
    author = ("--by", "author.police@example.org")
    sent = operator.run("chronology", "import", CASE, "police", "ends.csv", *author)
    shown = operator.run(*SHOWN).out

    assert 0 == sent.code, sent.err
    assert "Sun 1 Feb 2026 until Fri 27 Feb 2026" in shown
    assert "Sun 1 Mar 2026 until early March 2026" in shown


def test_what_is_chosen_is_shown_on_a_terminal(operator: Operator) -> None:
    """Within its width."""
    imported(operator)
    with operator.at_terminal(
        PATHWAY, *SHOWN, "--about", "child b", "--from", "2026-01-01"
    ) as talk:
        code = talk.ended()

    assert 0 == code
    assert "Found outside alone" in talk.shown
    assert "New birth visit" not in talk.shown


def test_it_is_written_out_for_its_owner_alone(operator: Operator) -> None:
    """A file that is there is not overwritten by accident."""
    imported(operator)
    export = ("chronology", "export", CASE, "--by", CHAIR, "--all")
    first, again = operator.run(*export), operator.run(*export)
    picture = operator.run(*export, "-o", "time.svg", "--force")
    wrong = operator.run(*export, "-o", "time.doc")
    written = operator.folder / f"{CASE}-integrated-chronology.xlsx"

    assert (0, 2, 0, 2) == (first.code, again.code, picture.code, wrong.code)
    assert 0o600 == stat.S_IMODE(written.stat().st_mode)
    assert "A timeline from Sun 2 Nov 2025" in picture.out
    assert "ends in xlsx, csv, docx, pdf, png, svg" in wrong.err

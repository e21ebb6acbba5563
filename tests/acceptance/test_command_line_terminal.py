"""What a terminal of 80 columns is shown: tables, colour, and no character that could steer it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
EVIL = "fine\x1b[2J\x07 \u202eelttil\u202c\n  9  Fri 20 Mar 2026  approved " + "long" * 60
ESCAPES = ("\x1b", "\x07", "\u202e", "\u202c")
SHOWN = (
    ["--help"], ["take", "--help"], ["cases"], ["case", CASE], ["steps", CASE, "--by", NURSES_REP], ["deadlines"],
    ["deadlines", CASE], ["explain", CASE, "panel_notification"], ["history", CASE, "--full"], ["people", "list"],
    ["mail", "list"], ["mail", "show", "1"], ["verify"], ["doctor"], ["definition", "list"], ["definition", "show"],
    ["clock", "show"], ["take", CASE, "return_to_referrer", "--by", NURSES_REP, "--reason", EVIL, "--preview"],
)  # fmt: skip


@pytest.fixture(scope="module")
def worked(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """
    Return somebody in a folder with a case in which hostile text was written, swept and dispatched.
    """
    desk = installed.copied(tmp_path_factory.mktemp("terminal") / "desk")
    desk.refer(what_happened=EVIL, incident_place="\x1b]0;title\x07")
    desk.pathway.take(CASE, "submit", by=NURSE, reason=EVIL)
    desk.clock("2026-03-23")  # Mon
    desk.pathway.sweep()
    desk.pathway.close()
    return Operator(desk.folder, desk.variables)


@pytest.mark.parametrize("arguments", SHOWN, ids=lambda arguments: " ".join(arguments)[:40])
def test_all_fits_in_80_columns_and_nothing_steers_the_terminal(
    worked: Operator, arguments: list[str]
) -> None:
    """No line is longer than the screen, and the only escapes are those of colour."""
    result = worked.on_terminal(*arguments)
    plain = COLOUR.sub("", result.out)

    assert 0 == result.code, result.err
    assert [] == [line for line in plain.splitlines() if len(line) > 80]
    assert not [escape for escape in ESCAPES if escape in plain]


@pytest.mark.parametrize("arguments", SHOWN, ids=lambda arguments: " ".join(arguments)[:40])
def test_without_a_terminal_the_text_is_plain(worked: Operator, arguments: list[str]) -> None:
    """No colour, no box, no escape."""
    result = worked.run(*arguments)

    assert 0 == result.code, result.err
    assert not [escape for escape in (*ESCAPES, "─") if escape in result.out]


def test_hostile_text_is_shown_literally(worked: Operator) -> None:
    """Its characters are written out, and its lines do not pass for entries of the history."""
    shown = worked.run("history", CASE, "--full").out

    assert r"fine\u001b[2J\u0007 \u202eelttil\u202c" in shown
    assert [] == [line for line in shown.splitlines() if line.startswith("  9  Fri")]


def test_long_reasons_fold_below_their_own_beginning(worked: Operator) -> None:
    """So that none passes for another reason; in a pipe each is one line."""
    refused = ("take", CASE, "withdraw", "--by", NURSE, "--yes")
    with worked.at_terminal(PATHWAY, *refused) as dialogue:
        code = dialogue.ended()
    shown, piped = dialogue.shown.splitlines(), worked.run(*refused).err.splitlines()
    folded = [line for line in shown[1:] if not line.startswith("  - ")]

    assert 3 == code
    assert folded
    assert all(line.startswith("    ") for line in folded)
    assert all(len(line) <= 80 for line in shown)
    assert all(line.startswith("  - ") for line in piped[1:])


def test_what_a_step_asks_for_is_listed_once(worked: Operator) -> None:
    """A reason for lateness is an option, and not a field besides."""
    text = worked.run("steps", CASE, "--by", "business.unit@example.org").out
    wants = [line for line in text.splitlines() if "--late-reason" in line]

    assert wants
    assert not [line for line in wants if "late_reason" in line]


def test_an_error_cannot_control_the_terminal_either(worked: Operator) -> None:
    """What was typed wrong is repeated in writing only."""
    result = worked.run("take", CASE, "\x1b[31msubmit", "--by", NURSE)

    assert 4 == result.code
    assert "There is no step ?[31msubmit." in result.err


def test_colour_is_for_terminals_that_want_it(worked: Operator) -> None:
    """NO_COLOR and a dumb terminal are honoured."""
    coloured = worked.on_terminal("case", CASE).out
    plain = [
        worked.on_terminal("case", CASE, NO_COLOR="1").out,
        worked.on_terminal("case", CASE, TERM="dumb").out,
    ]

    assert "\x1b[31m" in coloured, "an overdue duty is red"
    assert [False, False] == ["\x1b" in output for output in plain]
    assert COLOUR.sub("", coloured) == plain[0]


def test_an_overdue_duty_is_shown_in_words(worked: Operator) -> None:
    """Colour is never all that tells."""
    shown = worked.run("deadlines", "--overdue").out

    assert "overdue by 4 working days" in shown
    assert "Tue 17 Mar 2026" in shown


def test_a_terminal_that_knows_no_other_letters(worked: Operator, tmp_path: Path) -> None:
    """In the C locale nothing fails; letters that it lacks are written as their codes."""
    people = tmp_path / "people.csv"
    people.write_text(
        "name,email,agency,roles,order\nTŷ Newydd,ty@example.org,police,rep,9\n", "utf-8"
    )
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    assert 0 == worked.run("people", "import", str(people)).code
    with worked.at_terminal(PATHWAY, "people", "list", **plain) as dialogue:
        assert 0 == dialogue.ended()
    assert r"T\u0177 Newydd" in dialogue.shown

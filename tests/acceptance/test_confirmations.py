"""What is refused and may be confirmed: by an option in a script, by an answer on a terminal."""

from __future__ import annotations

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, NURSE, Rehearsal, shipped

pytestmark = pytest.mark.sqlite

CASE = "PR-2026-0001"
REFER = ("refer", "form.toml", "--by", NURSE)
QUESTION = "The agency hosing is not known here; did you mean housing? Accept it as it is?\n[y/N] "


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal, whose form has a slip of the pen."""
    text = shipped("practice_review.toml").replace('"housing"', '"hosing"')
    (desk.folder / "form.toml").write_text(text, "utf-8")
    return Operator(desk.folder)


def test_a_script_learns_how_to_confirm(operator: Operator, desk: Rehearsal) -> None:
    """In the sentence, and for programs beside it."""
    refused, as_json = operator.run(*REFER), operator.run(*REFER, "--json")
    taken = operator.run(*REFER, "--unlisted")

    assert [3, 3, 0] == [result.code for result in (refused, as_json, taken)]
    assert (
        "agencies_known[4]: the agency hosing is not known here; did you mean housing?"
        in refused.err
    )
    assert "(confirm it with --unlisted)" in refused.err
    assert [("input", "unlisted")] == [
        (reason["code"], reason["confirm"]) for reason in as_json.error["reasons"]
    ]
    assert [CASE] == [case.reference for case in desk.pathway.cases()]


def test_on_a_terminal_it_is_asked(operator: Operator, desk: Rehearsal) -> None:
    """A no changes nothing, a yes opens the case."""
    with operator.at_terminal(PATHWAY, *REFER) as talk:
        talk.until(QUESTION)
        talk.type("n\n")
        talk.until("Nothing was changed.")
        declined = talk.ended(), desk.pathway.cases()
    with operator.at_terminal(PATHWAY, *REFER) as talk:
        talk.answer((QUESTION, "y"))
        accepted = talk.ended()

    assert (0, []) == declined
    assert 0 == accepted
    assert f"{CASE}\n" in talk.shown


def test_the_same_referral_is_asked_about(operator: Operator, desk: Rehearsal) -> None:
    """Named in a script with its way out, asked about on a terminal, opened with the option."""
    (desk.folder / "form.toml").write_text(shipped("practice_review.toml"), "utf-8")
    first, refused = operator.run(*REFER), operator.run(*REFER)
    again = operator.run(*REFER, "--again")
    with operator.at_terminal(PATHWAY, *REFER) as talk:
        asked = talk.until("Open another case anyway? [y/N] ")
        talk.type("\n")
        talk.until("Nothing was changed.")
        declined = talk.ended()

    assert [0, 3, 0, 0] == [first.code, refused.code, again.code, declined]
    assert f"This referral was made before, as {CASE}; nothing was stored." in refused.err
    assert f"see `pathway case {CASE}` (confirm it with --again)" in refused.err
    assert f"{CASE} has the same children" in asked
    assert [CASE, "PR-2026-0002"] == [case.reference for case in desk.pathway.cases()]


def test_leaving_the_question_changes_nothing(operator: Operator, desk: Rehearsal) -> None:
    """As Ctrl-D does anywhere."""
    with operator.at_terminal(PATHWAY, *REFER) as talk:
        talk.until(QUESTION)
        talk.type("\x04")
        code = talk.ended()

    assert 130 == code
    assert "Traceback" not in talk.shown
    assert [] == desk.pathway.cases()


def test_where_there_is_another_fault_no_question_is_asked(
    operator: Operator, desk: Rehearsal
) -> None:
    """No answer would help: both are told."""
    path = desk.folder / "form.toml"
    path.write_text(path.read_text("utf-8").replace('sex = "female"', 'sex = ""'), "utf-8")
    result = operator.on_terminal(*REFER)

    assert 3 == result.code
    assert "hosing" in result.err
    assert "sex: this is empty" in result.err


def test_a_draft_is_amended_so_too(operator: Operator, desk: Rehearsal) -> None:
    """Asked on a terminal, confirmed by the option in a script."""
    desk.refer()
    amend = ("amend", CASE, "form.toml", "--by", NURSE)
    refused, taken = operator.run(*amend), operator.run(*amend, "--unlisted")

    assert [3, 0] == [refused.code, taken.code]
    assert ("unlisted",) == desk.pathway.history(CASE)[-1].confirmed


def test_an_answer_is_asked_about_at_once(operator: Operator, desk: Rehearsal) -> None:
    """Declined, it is asked for again; confirmed, it is not asked about a second time."""
    desk.endorsed()
    with operator.at_terminal(PATHWAY, "take", CASE, "request_information", "--by", BU) as talk:
        talk.answer(("asked_of", "hosing"), (QUESTION, "no"))
        talk.answer(
            ("> ", "coroner"), ("The agency coroner is not known here", ""), ("> ", "coroner")
        )
        talk.answer(("[y/N] ", "yes"), ("what", "The inquest."), ("due", ""))
        talk.answer(("Take the step request_information? [y/N] ", "y"))
        code = talk.ended()
    event = desk.pathway.history(CASE)[-1]

    assert 0 == code, talk.shown
    assert ("request_information", ("unlisted",)) == (event.step, event.confirmed)

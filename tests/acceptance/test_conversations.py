"""
A step taken in conversation on a real terminal: asked field by field, shown, and taken only after a
yes.
"""

from __future__ import annotations

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.sqlite
CASE = "PR-2026-0001"
ENDORSE = ("take", CASE, "endorse", "--by", NURSES_REP)
QUESTIONS = (
    "child_at_the_centre", "facts_are_clear", "criteria_considered", "multi_agency_learning", "siblings_considered",
    "only_essential_personal_data", "staff_supported",
)  # fmt: skip
ESSENTIAL, YES_ONLY = "only_essential_personal_data", "only yes lets this step go on"
GIVE_UP = "Enter gives up> "
GO_ON = "Take the step endorse? [y/N] "


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case that waits for its representative.
    """
    desk.do(desk.refer(), "submit", NURSE)
    return Operator(desk.folder)


def test_a_checklist_is_asked_for_and_the_step_is_taken(
    operator: Operator, desk: Rehearsal
) -> None:
    """Choices are taken by number or by name, and what may be left out is left out by Enter."""
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        talk.until("Is the child's lived experience described?")
        talk.until("1  yes")
        talk.answer(("> ", "1"), *((name, "yes") for name in QUESTIONS[1:]))
        talk.answer(("comment (Enter leaves it out)", ""))
        preview = talk.until(GO_ON)
        talk.type("y\n")
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "Duties that end" in preview
    assert "endorse by rep.nca@example.org" in preview
    assert "subgroup_decision.triage" == desk.pathway.case(CASE).state
    assert dict.fromkeys(QUESTIONS, "yes") == desk.pathway.history(CASE)[-1].input


def test_a_wrong_answer_is_refused_at_once_and_asked_again(
    operator: Operator, desk: Rehearsal
) -> None:
    """
    In the words of the check; what is needed cannot be left out; a no asks why, and some questions
    take none.
    """
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        talk.answer(
            ("> ", "perhaps"),
            ("choose one of 'yes', 'no' or 'not_applicable'", ""),
            ("this is missing", "3"),
        )
        for name in QUESTIONS[1:]:
            talk.answer((name, "no"))
            talk.answer(
                (YES_ONLY, "yes")
                if name == ESSENTIAL
                else (f"{name}_why", "Asked again on Friday.")
            )
        talk.answer(("comment", "Seen."), (GO_ON, ""), (GIVE_UP, ""))
        talk.until("Nothing was changed.")
        code = talk.ended()

    assert 0 == code
    assert "quality_assurance" == desk.pathway.case(CASE).state


@pytest.mark.parametrize("leave", ["\x04", ""], ids=["end of input", "Ctrl-C"])
def test_leaving_in_the_middle_changes_nothing(
    operator: Operator, desk: Rehearsal, leave: str
) -> None:
    """It says so, and ends as an interrupted command does."""
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        talk.answer(("> ", "yes"))
        talk.until("> ")
        if leave:
            talk.type(leave)
        else:
            talk.interrupt()
        talk.until("Nothing was changed.")
        code = talk.ended()

    assert 130 == code
    assert "Traceback" not in talk.shown
    assert 2 == desk.pathway.case(CASE).version


def test_reasons_are_asked_for_where_they_are_needed(operator: Operator, desk: Rehearsal) -> None:
    """
    A day before the last change of state asks why; what was said as an option is not asked again.
    """
    earlier = (*ENDORSE, "--on", "2026-03-13")
    with operator.at_terminal(PATHWAY, *earlier) as talk:
        talk.answer(
            *((name, "yes") for name in QUESTIONS),
            ("reason", "Agreed by phone."),
            ("comment", ""),
            (GO_ON, ""),
            (GIVE_UP, ""),
        )
        asked = talk.ended()
    with operator.at_terminal(PATHWAY, *earlier, "--reason", "Agreed by phone.") as talk:
        talk.answer(*((name, "yes") for name in QUESTIONS), ("comment", ""), (GO_ON, "y"))
        result = talk.ended()

    assert [0, 0] == [asked, result]
    assert "Agreed by phone." == desk.pathway.history(CASE)[-1].reason


def test_what_cannot_be_taken_is_refused_before_anything_is_asked(operator: Operator) -> None:
    """Every reason stands there as in a pipe."""
    result = operator.on_terminal("take", CASE, "endorse", "--by", NURSE)

    assert 3 == result.code
    assert "cannot endorse" in result.err
    assert ">" not in result.out


def test_scripts_are_never_asked(operator: Operator) -> None:
    """In a pipe, with --yes and with --json all is as if nobody sat there."""
    quiet, assured = operator.run(*ENDORSE, stdin="y\n"), operator.on_terminal(*ENDORSE, "--yes")
    as_json = operator.on_terminal(*ENDORSE, "--json")

    assert [3, 3, 3] == [quiet.code, assured.code, as_json.code]
    assert "child_at_the_centre: this is missing" in quiet.err
    assert (
        quiet.err.splitlines()[1:3] == assured.err.splitlines()[1:3]
        or "this is missing" in assured.err
    )


def test_the_children_of_the_case_come_one_by_one(operator: Operator, desk: Rehearsal) -> None:
    """
    A list whose entries the case fixes asks only what is open of each; several choices stand in one
    answer.
    """
    desk.do(CASE, "endorse", NURSES_REP)
    desk.do(CASE, "put_to_subgroup", BU)
    with operator.at_terminal(PATHWAY, "take", CASE, "propose_notification", "--by", BU) as talk:
        first = talk.until("children[0].criteria")
        talk.answer(
            ("semicolons> ", "2; 9"),
            ("This cannot be accepted", "2;4"),
            ("children[1].criteria", "none"),
        )
        talk.answer(
            ("local_authority_aware_on", "12 March"), ("This cannot be accepted", "2026-03-12")
        )
        talk.answer(("source", "Log."), ("[y/N] ", "y"))
        code = talk.ended()
    answers = desk.pathway.history(CASE)[-1].input or {}

    assert 0 == code, talk.shown
    assert "children[0].child: Child A" in first
    assert ["seriously_harmed", "abuse_or_neglect_suspected"] == answers["children"][0]["criteria"]
    assert {"child": "Child B", "criteria": ["none"]} == answers["children"][1]


def test_the_item_is_asked_for_where_a_step_is_about_one(
    operator: Operator, desk: Rehearsal
) -> None:
    """By its number or its name; the preview shows what becomes of it."""
    desk.do(CASE, "endorse", NURSES_REP)
    desk.do(CASE, "notify_panel", NOTIFIER)
    with operator.at_terminal(
        PATHWAY, "take", CASE, "waive", "--by", CHAIR, "--reason", "No contact."
    ) as talk:
        talk.until("Which item is it about?")
        talk.answer(("> ", "no such item"), ("Give one of the names", "agency_return:police"))
        talk.until("agency_return:police becomes")
        talk.answer(("[y/N] ", "yes"))
        code = talk.ended()
    states = {item.id: item.state for item in desk.pathway.case(CASE).items}

    assert 0 == code, talk.shown
    assert "waived" == states["agency_return:police"]


def test_a_list_may_be_answered_with_none(operator: Operator, desk: Rehearsal) -> None:
    """Those of the form are suggested; none is an empty list: no process runs beside this one."""
    desk.do(CASE, "endorse", NURSES_REP)
    with operator.at_terminal(PATHWAY, "take", CASE, "put_to_subgroup", "--by", BU) as talk:
        talk.answer(("interests_asked", "y"), ("none is an answer too", "none"), ("[y/N] ", "y"))
        code = talk.ended()
    answers = desk.pathway.history(CASE)[-1].input or {}

    assert 0 == code, talk.shown
    assert [] == answers["parallel_processes"]

"""
An entry is corrected: chosen from a menu, its fields with what they say, and told afterwards at
both ends.
"""

from __future__ import annotations

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, NOTIFIER, NURSE, Rehearsal

CASE = "PR-2026-0001"
CORRECT = ("take", CASE, "correct", "--by", BU)
# What stands above the answers.
FIELD, VALUE, WHY = "\nfield\n", "\nvalue\n", "\nwhy\n"
CHANGE = "a number or a name; Enter gives up> "
VALUES = (
    "event=1",
    "field=local_authority_aware_on",
    "value=2026-03-10",
    "why=Read from the wrong page.",
)
SAID = tuple(word for value in VALUES for word in ("--set", value))


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case in triage, in which a fact was
    recorded.
    """
    desk.endorsed()
    desk.do(CASE, "record_fact", BU, fact="partners_told", on="2026-03-16")
    return Operator(desk.folder, desk.variables)


@pytest.mark.sqlite
def test_the_menu_leads_to_the_value(operator: Operator, desk: Rehearsal) -> None:
    """
    Entries with number, step and day, the latest first; fields with what they say; the value by its
    type.
    """
    with operator.at_terminal(PATHWAY, *CORRECT, NO_COLOR="1") as talk:
        menu = talk.until("> ")
        talk.type("1\n")
        fields = talk.until("> ")
        talk.type("children[1].age_years\n")
        value = talk.until("> ")
        talk.type("4\n")
        talk.answer((WHY, "Misread."), ("Take the step correct? [y/N] ", "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert [
        "4  record_fact (partners_told)  Mon 16 Mar 2026",
        "3  endorse  Mon 16 Mar 2026",
        "2  submit  Mon 16 Mar 2026",
        "1  refer  Mon 16 Mar 2026",
    ] == [line.strip() for line in menu.splitlines() if "Mar 2026" in line]
    assert "1  referred_on  now Mon 16 Mar 2026" in fields
    assert "children[1].age_years  now 3" in fields
    assert "At present: 3" in value
    correction = {"event": 1, "field": "children[1].age_years", "value": 4, "why": "Misread."}
    assert correction == desk.pathway.history(CASE)[-1].input


@pytest.mark.sqlite
def test_what_can_only_be_the_day_is_not_asked_for(operator: Operator, desk: Rehearsal) -> None:
    """
    An entry without an input has nothing else; the value is asked for as a day, with an example.
    """
    with operator.at_terminal(PATHWAY, *CORRECT, NO_COLOR="1") as talk:
        talk.answer(("> ", "2"))
        value = talk.until("At present: 2026-03-16") + talk.until("> ")
        talk.type("2026-03-13\n")
        talk.answer((WHY, "Misread."), ("Take the step correct? [y/N] ", "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "field: occurred_on  now Mon 16 Mar 2026" in value
    assert "A date such as 2026-03-15." in value
    correction = {"event": 2, "field": "occurred_on", "value": "2026-03-13", "why": "Misread."}
    assert correction == desk.pathway.history(CASE)[-1].input


@pytest.mark.sqlite
def test_a_wrong_field_is_asked_for_again_as_the_field(operator: Operator) -> None:
    """Not as the value; a number that is not in the menu is not taken for a place in it."""
    with operator.at_terminal(PATHWAY, *CORRECT, NO_COLOR="1") as talk:
        talk.answer(("> ", "9"), ("choose one of 4, 3, 2, 1", "1"))
        talk.answer(
            (FIELD, "local_authority_aware"), ("    local_authority_aware_on?", "incident_on")
        )
        talk.answer(("At present: 2026-03-12", "12 March"), ("give a date such as", "2026-03-12"))
        talk.answer(("the entry has this value already", "2026-03-11"))
        talk.until(WHY)
        talk.until("> ")
        talk.type("\x04")
        code = talk.ended()

    assert 130 == code


@pytest.mark.sqlite
def test_another_entry_asks_for_its_own_field_and_value(
    operator: Operator, desk: Rehearsal
) -> None:
    """Why it was wrong stays as it was said."""
    with operator.at_terminal(PATHWAY, *CORRECT, NO_COLOR="1") as talk:
        talk.answer(
            ("> ", "1"),
            (FIELD, "incident_on"),
            (VALUE, "2026-03-11"),
            (WHY, "Misread."),
            ("[y/N] ", ""),
        )
        talk.answer((CHANGE, "event"), ("event is now: 1", ""), ("> ", "4"))
        talk.answer((FIELD, "occurred_on"), (VALUE, "2026-03-13"), ("[y/N] ", "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    correction = {"event": 4, "field": "occurred_on", "value": "2026-03-13", "why": "Misread."}
    assert correction == desk.pathway.history(CASE)[-1].input


@pytest.mark.either
def test_the_history_shows_a_correction_at_both_entries(operator: Operator) -> None:
    """
    What was corrected, from what to what, and why; in full what was said is shown as it is known by
    now.
    """
    corrected = operator.run(*CORRECT, *SAID)
    again = operator.run(*CORRECT, *SAID, "--set", "value=2026-03-11", "--set", "why=Once more.")
    shown, full = operator.run("history", CASE), operator.run("history", CASE, "--full")
    as_json = operator.run("history", CASE, "--json").json

    assert [0, 0] == [corrected.code, again.code]
    for text in (" ".join(shown.out.split()), " ".join(full.out.split())):
        change = "local_authority_aware_on from 2026-03-12 to 2026-03-10"
        assert f"corrects 1: {change}, because Read from the wrong page." in text
        assert f"corrected by 5: {change}" in text
        assert "corrected by 6: local_authority_aware_on from 2026-03-10 to 2026-03-11" in text
    assert "local_authority_aware_on: 2026-03-11 (corrected)" in full.out
    assert "2026-03-12" == as_json[0]["input"]["local_authority_aware_on"]
    first = {"field": "local_authority_aware_on", "from": "2026-03-12", "to": "2026-03-10"}
    second = {"field": "local_authority_aware_on", "from": "2026-03-10", "to": "2026-03-11"}
    assert [{"event": 5, **first}, {"event": 6, **second}] == as_json[0]["corrected_by"]
    assert [{"event": 1, **first}, {"event": 1, **second}] == [
        event["corrects"] for event in as_json[4:]
    ]
    assert [None, []] == [as_json[1]["corrects"], as_json[1]["corrected_by"]]


@pytest.mark.either
def test_the_corrected_day_is_the_day(operator: Operator) -> None:
    """Of the case and in its history; the entry as it was made stays in JSON."""
    day = (
        "--set",
        "event=1",
        "--set",
        "field=referred_on",
        "--set",
        "value=2026-03-13",
        "--set",
        "why=Misread.",
    )
    corrected = operator.run(*CORRECT, *day)
    case, shown = operator.run("case", CASE), operator.run("history", CASE)
    first = operator.run("history", CASE, "--json").json[0]

    assert 0 == corrected.code
    assert "Opened Fri 13 Mar 2026" in case.out
    assert shown.out.startswith("  1  Fri 13 Mar 2026  refer")
    assert "2026-03-16" == first["occurred_on"]


@pytest.mark.either
def test_the_schema_narrows_as_answers_are_given(operator: Operator) -> None:
    """For programs: with the entry its fields, with the field the type of its value."""
    schema = ("schema", CASE, "correct", "--by", BU)
    plain = operator.run(*schema).json
    of_entry = operator.run(*schema, "--set", "event=1").json["properties"]
    of_field = operator.run(*schema, "--set", "event=1", "--set", "field=children[0].harm").json[
        "properties"
    ]

    assert {"event": ["field", "value"], "field": ["value"]} == plain["asks_anew"]
    assert [4, 3, 2, 1] == plain["properties"]["event"]["enum"]
    assert "now Thu 12 Mar 2026" == of_entry["field"]["titles"]["local_authority_aware_on"]
    assert ["died", "seriously_harmed", "none"] == of_field["value"]["enum"]
    assert "seriously_harmed" == of_field["value"]["present"]


@pytest.mark.either
def test_a_wrong_field_is_reported_at_the_field(operator: Operator) -> None:
    """Also to a script, with the nearest."""
    result = operator.run(*CORRECT, *SAID, "--set", "field=local_authority_aware", "--json")

    assert 3 == result.code
    assert [("input", "field")] == [
        (reason["code"], reason["path"]) for reason in result.error["reasons"]
    ]


@pytest.mark.either
def test_whoever_made_the_entry_may_correct_it(operator: Operator) -> None:
    """The menu holds their own alone."""
    schema = operator.run("schema", CASE, "correct", "--by", NURSE).json["properties"]
    others = operator.run("steps", CASE, "--by", NOTIFIER, "--json").json
    step = next(step for step in others if step["step"] == "correct")

    assert [2, 1] == schema["event"]["enum"]
    assert not step["allowed"]

"""Answers as a reader meets them: in the words of the form, and never as codes of a program."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.documents.case_pack.answers import AnswersInWords, Names, day_of
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.definitions.form_format import Form, FormField
from pathway.workflows.definitions.format import Kind
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.forms.merging import Written

NAMES = Names(
    agencies={"nhs_gm_icb": "NHS integrated care board"},
    people={"rep@example.org": "R. Presentative"},
    documents={"0f" * 32: "Summary.docx"},
    others={"action:1": "Action 1"},
)


def field(**members: object) -> FormField:
    """Return a field of a form."""
    return FormField.model_validate({"name": "asked", "label": "What is asked?", **members})


def words(*fields: FormField) -> AnswersInWords:
    """Return what puts answers to these fields into words."""
    form = Form.model_validate({"name": "form", "field": list(fields)})
    kinds = {"kind": Kind(name="kind", title="A kind", form="form")}
    lists = {"processes": {"cps": "Prosecution"}}
    return AnswersInWords(Forms([Written("forms", form)], kinds, lists, {}), NAMES)


@pytest.mark.parametrize(
    ("members", "answer", "expected"),
    [
        ({}, "as_it_was written", "as_it_was written"),
        ({}, "bruise", "bruise"),
        ({"type": "day"}, "2027-03-31", "31 March 2027"),
        ({"type": "yes_or_no"}, True, "Yes"),
        ({"type": "yes_or_no"}, False, "No"),
        ({"type": "answer"}, "not_applicable", "Not applicable"),
        ({"type": "agency"}, "nhs_gm_icb", "NHS integrated care board"),
        ({"type": "agency", "many": True}, ["nhs_gm_icb", "new_one"], "NHS integrated care board, New one"),
        ({"type": "person"}, "rep@example.org", "R. Presentative"),
        ({"type": "document"}, {"name": "Report.pdf", "sha256": "00"}, "Report.pdf"),
        ({"type": "sha256"}, "0f" * 32, "Summary.docx"),
        ({"type": "choice", "list": "processes"}, "cps", "Prosecution"),
        ({"type": "choice", "choices": ["seriously_harmed"]}, "seriously_harmed", "Seriously harmed"),
        ({"type": "choice", "of": "items"}, "action:1", "Action 1"),
        ({"type": "choice", "of": "labels"}, "Child A", "Child A"),
        ({"type": "whole_number"}, 3, "3"),
        ({"many": True}, ["One of us.", "Two."], "One of us.\nTwo."),
        ({"many": True}, [], "None"),
    ],
)  # fmt: skip
def test_an_answer_reads_as_people_say_it(
    members: dict[str, object], answer: object, expected: str
) -> None:
    """By the type of its question."""
    question = field(**members)

    assert expected == words(question).text(question, answer)


def test_a_table_is_told_row_by_row() -> None:
    """Each entry in a line, its questions before its answers."""
    inner = [
        {"name": "child", "label": "Which child?"},
        {"name": "on", "label": "On which day?", "type": "day"},
    ]
    question = field(type="table", many=True, field=inner)
    rows = [{"child": "Child A", "on": "2026-03-12"}, {"child": "Child B"}]

    assert "Which child: Child A; On which day: 12 March 2026\nWhich child: Child B" == words(
        question
    ).text(question, rows)


def test_rows_follow_the_form_and_lose_nothing() -> None:
    """What the form no longer asks comes last, under its own name."""
    first, second = field(name="first", label="First?"), field(name="second", label="Second?")
    answers = {"second": "b", "left_over": "c", "first": "a", "empty": None}

    assert [("First?", "a"), ("Second?", "b"), ("Left over", "C")] == words(first, second).rows(
        [first, second], answers
    )


def test_the_place_of_a_value_is_named_by_its_questions() -> None:
    """With the row of a table as people count."""
    inner = [{"name": "age_years", "label": "How old?"}]
    question = field(name="children", label="Which children?", type="table", many=True, field=inner)
    found, title = words(question).field_at([question], "children[1].age_years")

    assert "Which children?, row 2, How old?" == title
    assert found is not None
    assert "age_years" == found.name


@given(st.dates())
def test_every_day_is_written_out(day: date) -> None:
    """And what is no day stays as it is."""
    assert full_day_words(day) == day_of(day.isoformat())


@given(st.text(max_size=12).filter(lambda text: not text[:4].isdecimal()))
def test_what_is_no_day_stays_as_it_is(text: str) -> None:
    """Words of somebody are not changed."""
    assert text == day_of(text)

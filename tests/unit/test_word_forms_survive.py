"""Whatever a form accepts survives its way through Word."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pathway.documents.word_forms.anchors import PLACEHOLDERS
from pathway.documents.word_forms.making import Choices, word_form
from pathway.documents.word_forms.opening import opened_form
from pathway.documents.word_forms.reading import read_answers
from pathway.documents.word_forms.writing import word_document
from pathway.service.documents.templates import kind_of, paper_names
from pathway.workflows.loading.definition_files import packaged_definition
from tests.form_answers import LENIENT, answers

DEFINITION = packaged_definition()
FORMS = DEFINITION.forms
NAMES = paper_names(FORMS)


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=LENIENT,
)
@given(data=st.data())
def test_whatever_a_form_accepts_survives(name: str, data: st.DataObject) -> None:
    """Answers that are written into a form are read back as they were."""
    given_answers = data.draw(answers(FORMS, FORMS.by_name[name].field))
    form = word_form(FORMS, name, Choices(DEFINITION.agency_names, {}), kind=kind_of(FORMS, name))

    opened = opened_form(word_document(form, given_answers))
    read = read_answers(form, opened.body)

    assert (name, str(form.version)) == (opened.form, opened.version)
    assert [] == read.faults
    assert given_answers == read.answers


@pytest.mark.parametrize("words", PLACEHOLDERS)
@pytest.mark.parametrize("answer", ["{}", "{}\nMore.", "More.\n{}", "So: {} it said, and {}."])
def test_words_of_a_placeholder_survive_as_an_answer(words: str, answer: str) -> None:
    """Whoever writes what stands in an empty answer, alone or among other words, gets it back."""
    wanted = {"actions_taken": answer.replace("{}", words)}
    form = word_form(FORMS, "agency_summary", Choices(DEFINITION.agency_names, {}))

    read = read_answers(form, opened_form(word_document(form, wanted)).body)

    assert wanted["actions_taken"] == read.answers["actions_taken"]

"""Forms that LibreOffice saved, which loses the tags of controls, are read as if Word had."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pathway.documents.word_forms.making import Choices, word_form
from pathway.documents.word_forms.opening import opened_form
from pathway.documents.word_forms.questions import WordForm
from pathway.documents.word_forms.reading import Read, read_answers
from pathway.documents.word_forms.writing import word_document
from pathway.service.documents.templates import kind_of, paper_names
from pathway.workflows.loading.definition_files import packaged_definition
from tests.form_answers import LENIENT, answers
from tests.office.office import WORD, Office

DEFINITION = packaged_definition()
FORMS = DEFINITION.forms
NAMES = paper_names(FORMS)
CHILDREN = "What is the child called in this case?"
TYPED = {
    "Which agency is making the referral?": "greater manchester police",
    "On which day is the referral made?": "Thu 12 March 2026",
    "Is a serious incident possible?": "yes",
    "What happened?": "A child was hurt.\n\nNobody knows how: “not yet”, said the duty team.",
    "Why might several agencies learn from it?": "Three of them knew.",
    "On which day did it happen?": "11.3.26",
    "Which parallel processes are there?": "Coroner\nPolice investigation",
    "Which agencies knew the child?": "Housing\nearly_help",
}
ROWS = [
    [f"Child {letter}", "3 years", "3", "female", "White British", "none", "Died", "known", "None"]
    for letter in "ABCDEF"
]


def form_named(name: str) -> WordForm:
    """Return a form as it stands on paper."""
    return word_form(FORMS, name, Choices(DEFINITION.agency_names, {}), kind=kind_of(FORMS, name))


def read(form: WordForm, file: Path) -> Read:
    """Return what a file says that is such a form."""
    opened = opened_form(file.read_bytes())
    assert (form.name, form.kind) == (opened.form, opened.kind)
    return read_answers(form, opened.body)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return LibreOffice with settings of its own."""
    return Office(tmp_path_factory.mktemp("office"))


@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=LENIENT,
)
@given(
    filled=st.fixed_dictionaries(
        {name: answers(FORMS, FORMS.by_name[name].field) for name in NAMES}
    )
)
def test_every_form_survives(
    office: Office, tmp_path: Path, filled: dict[str, dict[str, object]]
) -> None:
    """Every form, filled in and saved by LibreOffice as Word or by way of odt, is read the same."""
    files: list[Path] = []
    for name in NAMES:
        files.append(tmp_path / f"{name}.docx")
        files[-1].write_bytes(word_document(form_named(name), filled[name]))
    saved = office.converted(files, WORD, tmp_path / "saved")
    open_documents = office.converted(files, "odt", tmp_path / "odt")
    by_way_of_odt = office.converted(open_documents, WORD, tmp_path / "odt")

    for file in (*saved, *by_way_of_odt):
        result = read(form_named(file.stem), file)
        assert (file.stem, [], filled[file.stem]) == (file.stem, result.faults, result.answers)


@pytest.mark.parametrize("behind", [False, True], ids=["in its place", "behind what stands there"])
def test_a_referral_typed_in_libreoffice(office: Office, tmp_path: Path, behind: bool) -> None:
    """What somebody types into the blank referral, with rows added, is read as it was typed."""
    form = form_named("practice_review")
    blank = tmp_path / "blank.docx"
    blank.write_bytes(word_document(form))
    saved, as_odt = tmp_path / "saved.docx", tmp_path / "saved.odt"
    typed = dict(TYPED)
    if behind:
        # Nobody types behind a list of boxes.
        del typed["Which parallel processes are there?"], typed["Which agencies knew the child?"]

    office.typed(blank, [saved, as_odt], answers=typed, rows={CHILDREN: ROWS}, behind=behind)
    by_way_of_odt = office.converted([as_odt], WORD, tmp_path / "odt")[0]

    for file in (saved, by_way_of_odt):
        result = read(form, file)
        assert [] == result.faults
        assert expected(behind) == result.answers


def expected(behind: bool) -> dict[str, object]:
    """Return what was typed, as a step takes it in."""
    children = [
        {
            "label": f"Child {letter}",
            "age": "3 years",
            "age_years": 3,
            "sex": "female",
            "ethnicity": "White British",
            "disability": "none",
            "harm": "died",
            "abuse_or_neglect": "known",
            "care_status": ["none"],
        }
        for letter in "ABCDEF"
    ]
    ticked = {
        "parallel_processes": ["coroner", "police"],
        "agencies_known": ["housing", "early_help"],
    }
    return {
        "agency": "police",
        "referred_on": "2026-03-12",
        "possible_serious_incident": True,
        "what_happened": TYPED["What happened?"],
        "why_review": "Three of them knew.",
        "children": children,
        "incident_on": "2026-03-11",
        **({} if behind else ticked),
    }

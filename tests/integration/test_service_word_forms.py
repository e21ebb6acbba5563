"""Forms in Word in the library: blank, with what a case knows, and read back for a step."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from pathway import Pathway
from pathway.documents.printing.word_xml import xml_of
from pathway.errors import FormRefused, NotFound, Refused, StepRefused
from pathway.service.views.word_forms import FilledForm
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, REASONS, Rehearsal, form
from tests.word_desk import Desk, repacked, text_of

pytestmark = pytest.mark.either

TOOLKIT = (
    "engaging_families",
    "referral_pathway",
    "practice_review",
    "good_outcome",
    "agency_summary",
    "chronology",
    "interests",
    "interest",
    "assurance_checklist",
    "case_discussion",
    "rapid_review_report",
    "action_plan",
)


def input_of(pathway: Pathway, content: bytes, **about: Any) -> FilledForm:
    """Return what a form says that has no faults."""
    return pathway.documents.read_form(content, **about)


def faults(pathway: Pathway, content: bytes, **about: Any) -> list[str]:
    """Return why a form is refused."""
    with pytest.raises(FormRefused) as refused:
        pathway.documents.read_form(content, **about)
    return [str(reason) for reason in refused.value.reasons]


def words_in(content: bytes) -> str:
    """Return all that stands in the tables of a document."""
    document = Document(io.BytesIO(content))
    cells = (cell for table in document.tables for cell in xml_of(table).iter(qn("w:tc")))
    return "\n".join("".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in cells)


def test_the_toolkit_is_there(desk: Rehearsal) -> None:
    """Every form, and every paper of the toolkit, can be had as a Word document."""
    listed = {paper.name for paper in desk.pathway.documents.templates()}

    assert set(TOOLKIT) <= listed
    for name in listed:
        assert Document(io.BytesIO(desk.pathway.documents.template(name))).core_properties.title


def test_guidance_has_the_partnerships_name(desk: Rehearsal) -> None:
    """The name and the contact in the settings stand in the papers."""
    pathway = desk.connect(partnership="Invented Partnership", risk_contact="Call 01234 567890.")
    guidance = Document(io.BytesIO(pathway.documents.template("engaging_families")))
    referral = Document(io.BytesIO(pathway.documents.template("practice_review")))

    assert any("Invented Partnership" in paragraph.text for paragraph in guidance.paragraphs)
    assert "Call 01234 567890." in [paragraph.text for paragraph in referral.paragraphs]


def test_guidance_has_the_partnerships_people_and_days(desk: Rehearsal) -> None:
    """The agencies with their representatives, and the days of the definition, stand in it."""
    guidance = Document(io.BytesIO(desk.pathway.documents.template("referral_pathway")))
    words = "\n".join(paragraph.text for paragraph in guidance.paragraphs)
    cells = [cell.text for table in guidance.tables for row in table.rows for cell in row.cells]

    assert "within 5 working days of becoming aware" in words
    assert "send their report within 15 working days" in words
    assert any(NURSES_REP in cell for cell in cells)
    assert "{" not in words


def test_agencies_by_their_names_in_the_directory(desk: Rehearsal) -> None:
    """They are offered by these names, and may be written by those of the definition too."""
    desk.pathway.people.import_file(
        "name,email,agency,roles,order,agency_name\n"
        "Housing desk,desk.housing@example.org,housing,rep,3,Homes for Saltmarsh\n"
    )
    referral = Desk(desk.pathway.documents.template("practice_review"))
    offered = text_of(referral.answer_to("Which agencies knew the child?"))
    referral.write("Which agencies knew the child?", "Homes for Saltmarsh", "Housing", "Police")
    told = faults(desk.pathway, referral.saved())

    assert "Homes for Saltmarsh" in offered
    assert not [fault for fault in told if "Which agencies knew the child" in fault]


def test_an_unknown_paper(desk: Rehearsal) -> None:
    """The nearest names are told."""
    with pytest.raises(NotFound, match=r"The nearest: .*rapid_review_report") as refused:
        desk.pathway.documents.template("rapid_review")

    assert "See `pathway document template`." in str(refused.value)


def test_a_referral_for_amending(desk: Rehearsal) -> None:
    """The referral of a draft is written as it is, and read back as it was."""
    reference = desk.refer()
    content = desk.pathway.documents.fill(reference, "practice_review", by=NURSE)

    read = input_of(desk.pathway, content, reference=reference, step="amend")
    case = desk.pathway.amend(reference, read.input, by=NURSE)

    expected = {name: _plain(name, value) for name, value in form("practice_review").items()}
    assert expected == {name: _plain(name, value) for name, value in read.input.items()}
    assert reference == read.case
    assert case.version == 2


def test_corrections_are_in_it(desk: Rehearsal) -> None:
    """A value that was corrected stands in the form as corrected."""
    reference = desk.endorsed()
    desk.pathway.take(
        reference,
        "correct",
        by=BU,
        input={"event": 1, "field": "incident_place", "value": "At a friend's", "why": "Wrong."},
    )

    content = desk.pathway.documents.fill(reference, "practice_review", by=BU)

    assert "At a friend's" in words_in(content)


def test_choices_of_the_case_are_offered(desk: Rehearsal) -> None:
    """What only the case knows, such as the labels of its children, is offered in its form."""
    reference = desk.endorsed()
    content = desk.pathway.documents.fill(reference, "proposal", by=BU)

    items = {item.get(qn("w:displayText")) for item in Desk(content).body.iter(qn("w:listItem"))}

    assert {child["label"] for child in form("practice_review")["children"]} <= items


def test_what_is_on_record_stands_beside(desk: Rehearsal) -> None:
    """The reference, the agency that referred and the children's letters are there to read."""
    reference = desk.refer()
    words = words_in(desk.pathway.documents.fill(reference, "rapid_review_report", by=BU))

    assert reference in words
    assert "Referred by\nNorthern Care Alliance\n" in words


def test_whoever_is_barred_gets_nothing(desk: Rehearsal) -> None:
    """Somebody with an upheld interest in the case is refused, as for its steps."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "declare_interest", NURSES_REP)
    decision = desk.filled(reference, "decide_interest", CHAIR) | {"outcome": "withdraws_case"}
    desk.pathway.take(reference, "decide_interest", by=CHAIR, input=decision, **REASONS)

    with pytest.raises(Refused, match="interest") as refused:
        desk.pathway.documents.fill(reference, "practice_review", by=NURSES_REP)

    assert ["interest"] == [reason.code for reason in refused.value.reasons]


def test_a_form_of_another_case(desk: Rehearsal) -> None:
    """A form that was written for one case is not taken for another."""
    first, second = desk.refer(), desk.refer()
    content = desk.pathway.documents.fill(first, "practice_review", by=NURSE)

    assert [f"the form was written for {first}, not for {second}"] == faults(
        desk.pathway, content, reference=second, step="amend"
    )


def test_another_version_of_the_form(desk: Rehearsal) -> None:
    """A form of another version is refused with the way to the one in use."""
    content = repacked(
        desk.pathway.documents.template("note"),
        lambda name, part: part.replace(b">1<", b">7<") if "custom" in name else part,
    )

    assert "another version of the form: Note is at version 1." in faults(desk.pathway, content)[0]


def test_the_form_of_another_step(desk: Rehearsal) -> None:
    """A form that the step does not take in is refused, and the one that it takes in is named."""
    reference = desk.refer()
    content = desk.pathway.documents.template("note")

    assert [
        "the file is the form note, which declare_interest does not take in; it takes in the form "
        "interest"
    ] == faults(desk.pathway, content, reference=reference, step="declare_interest")


def test_a_checklist_is_a_part_of_a_step(desk: Rehearsal) -> None:
    """A form that is a part of what a step takes in is put where it belongs."""
    desk_form = Desk(desk.pathway.documents.template("assurance_checklist"))
    questions = [
        "Are the terms of reference met?",
        "Is the child at the centre?",
        "Was the family heard?",
        "Does the analysis explain why?",
        "Were racism and other inequalities considered?",
        "Is the learning clear?",
    ]
    for question in questions:
        desk_form.write(question, "Yes")

    read = input_of(desk.pathway, desk_form.saved(), step="submit_report")

    assert {"checklist"} == set(read.input)
    assert {"yes"} == set(read.input["checklist"].values())


def test_everything_at_once(desk: Rehearsal) -> None:
    """What cannot be read and what is missing are told together, in the words of the form."""
    referral = Desk(desk.pathway.documents.template("practice_review"))
    referral.write("On which day is the referral made?", "soon")
    referral.write("Is a serious incident possible?", "yes")

    told = faults(desk.pathway, referral.saved())

    assert "On which day is the referral made: this is not a day" in told[0]
    assert {
        "Which agency is making the referral: this is missing",
        "What happened: this is missing",
        "Which children is it about: this is missing",
    } <= set(told)


def test_refusals_of_the_step_in_the_words_of_the_form(desk: Rehearsal) -> None:
    """What only the case can refuse is told in the words of the form too."""
    reference = desk.endorsed()
    note = Desk(desk.pathway.documents.template("interest_decision"))
    note.write("Which interest?", "interest:9")
    note.write("What follows?", "Noted")
    note.write("Why?", "Because.")
    read = input_of(desk.pathway, note.saved(), reference=reference, step="decide_interest")

    with pytest.raises(StepRefused) as refused:
        desk.pathway.preview(reference, "decide_interest", by=CHAIR, input=read.input, **REASONS)
    told = [str(reason) for reason in read.in_words(refused.value.reasons)]

    assert any(reason.startswith("Which interest: ") for reason in told)


def test_nothing_is_read_from_what_is_no_form(desk: Rehearsal) -> None:
    """A file that is none of the forms is refused."""
    assert "the file cannot be read: it is not an Office file" in faults(desk.pathway, b"Hello")[0]


def _plain(name: str, value: Any) -> Any:
    """Return a value as JSON has it; boxes that are ticked have no order."""
    if name in ("agencies_known", "parallel_processes"):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value

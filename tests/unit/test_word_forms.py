"""Forms as Word documents: what they are made of, and how they are read however people fill them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn

from pathway.documents.printing.word_xml import xml_of
from pathway.documents.word_forms.making import Choices, word_form
from pathway.documents.word_forms.opening import (
    CHANGES_READ,
    COMMENTS_LEFT,
    OpenedForm,
    opened_form,
)
from pathway.documents.word_forms.questions import WordForm
from pathway.documents.word_forms.reading import GONE, TWICE, Read, in_words, read_answers
from pathway.documents.word_forms.writing import word_document
from pathway.service.documents.templates import kind_of, paper_names
from pathway.workflows.loading.definition_files import packaged_definition
from tests.word_desk import Desk, tags_in, with_xml

DEFINITION = packaged_definition()
FORMS = DEFINITION.forms
CHILD = "What is the child called in this case?"
HAPPENED = "What happened?"
ROW = ("Child A", "3 years", "3", "f", "x", "none", "Died", "Known", "None")
WARNING = ("This is not a safeguarding referral.", "Call somebody.")


def form_named(name: str) -> WordForm:
    """Return a form as it stands on paper."""
    kind = kind_of(FORMS, name)
    warning = WARNING if kind else ()
    return word_form(FORMS, name, Choices(DEFINITION.agency_names, {}), kind=kind, warning=warning)


REFERRAL = form_named("practice_review")


def blank(form: WordForm = REFERRAL) -> Desk:
    """Return a blank form on a desk."""
    return Desk(word_document(form))


def read(content: bytes, form: WordForm = REFERRAL) -> Read:
    """Return what a form says."""
    return read_answers(form, opened_form(content).body)


def told(result: Read) -> list[str]:
    """Return the faults as people see them."""
    return [str(fault) for fault in result.faults]


def written(*texts: str, question: str = HAPPENED) -> Desk:
    """Return a form in which one question was answered."""
    desk = blank()
    desk.write(question, *texts)
    return desk


# ---- what a form is made of ----------------------------------------------------------------------


@pytest.mark.parametrize("name", paper_names(FORMS))
def test_every_form_is_accessible(name: str) -> None:
    """Headings come in order; tables have header rows and a text for those who cannot see them."""
    content = word_document(form_named(name))
    document = Document(io.BytesIO(content))
    styles = [paragraph.style for paragraph in document.paragraphs]
    names = [style.name or "" for style in styles if style is not None]
    levels = [int(name.removeprefix("Heading ")) for name in names if name.startswith("Heading")]

    assert 1 == levels[0]
    assert [] == [(a, b) for a, b in pairwise(levels) if b > a + 1]
    for table in document.tables:
        xml = xml_of(table)
        first = next(xml.iter(qn("w:tr")))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert next(xml.iter(qn("w:tblCaption"))).get(qn("w:val"))
        assert next(xml.iter(qn("w:tblDescription"))).get(qn("w:val"))
    assert document.core_properties.title == form_named(name).title
    assert "en-GB" == document.core_properties.language


def test_the_language_is_british() -> None:
    """Words are checked in British English."""
    styles = Document(io.BytesIO(word_document(REFERRAL))).styles
    languages = {language.get(qn("w:val")) for language in xml_of(styles).iter(qn("w:lang"))}

    assert {"en-GB"} == languages


def test_a_referral_says_first_what_it_is_not() -> None:
    """Before anything else a referral says that it is no safeguarding referral, and whom to call."""
    document = Document(io.BytesIO(word_document(REFERRAL)))

    assert [*WARNING] == [paragraph.text for paragraph in document.paragraphs[1:3]]


@pytest.mark.parametrize("name", ["practice_review", "quality_assurance"])
def test_tips_stand_before_the_questions(name: str) -> None:
    """Those of the referral, in it and in the checklist with which it is endorsed."""
    document = Document(io.BytesIO(word_document(form_named(name))))
    texts = [paragraph.text for paragraph in document.paragraphs]
    tips = FORMS.by_name["referral"].tips

    assert tips
    assert tips == texts[texts.index("Top tips") + 1 :][: len(tips)]


def test_answers_have_controls() -> None:
    """Choices are drop-downs or boxes to tick, days have a calendar, words may be long."""
    kinds: dict[str, list[str]] = {}
    for about in blank().body.iter(qn("w:sdtPr")):
        tag = next(about.iter(qn("w:tag"))).get(qn("w:val"))
        kinds[str(tag)] = [str(child.tag).rpartition("}")[2] for child in about]

    assert "date" in kinds["pathway:referred_on"]
    assert "dropDownList" in kinds["pathway:possible_serious_incident"]
    assert "comboBox" in kinds["pathway:agency"]
    assert "checkbox" in kinds["pathway:parallel_processes#cps"]
    assert "text" in kinds["pathway:children.age_years"]
    assert not {"text", "date", "dropDownList"} & set(kinds["pathway:what_happened"])


def test_titles_are_offered_instead_of_codes() -> None:
    """A drop-down shows what people call things."""
    items = [item.get(qn("w:displayText")) for item in blank().body.iter(qn("w:listItem"))]

    assert "Seriously harmed" in items
    assert "Greater Manchester Police" in items
    assert "seriously_harmed" not in items


def test_conditions_are_said() -> None:
    """A question that only some answers ask for says which."""
    text = " ".join(cell for cell in _cells(word_document(form_named("interest_decision"))))

    assert "Answer it if “What follows” is answered with Withdraws item." in text


def test_what_a_file_cannot_hold_gets_a_sign() -> None:
    """A control character in an answer is shown as a sign, and the rest of it stays."""
    content = word_document(REFERRAL, {"what_happened": "a\x00b\x1bc\r\nd"})

    assert "a\ufffdb\ufffdc\nd" == read(content).answers["what_happened"]


# ---- how people fill in forms --------------------------------------------------------------------


def test_without_controls() -> None:
    """Cells whose controls were deleted are read all the same, by the bookmarks of the questions."""
    desk = written("First.", "", "Second.")
    desk.write("On which day is the referral made?", "Thu 12 March 2026")
    desk.write("Which agency is making the referral?", "greater manchester police.")
    desk.write_row(CHILD, 1, *ROW)

    answers = read(desk.saved()).answers

    assert "pathway:what_happened" not in set(tags_in(desk.body))
    assert "First.\n\nSecond." == answers["what_happened"]
    assert "2026-03-12" == answers["referred_on"]
    assert "police" == answers["agency"]
    assert [("Child A", "died", ["none"])] == [
        (child["label"], child["harm"], child["care_status"]) for child in answers["children"]
    ]


def test_without_bookmarks() -> None:
    """Where the bookmarks are gone, the tags of the controls lead to the answers."""
    content = word_document(REFERRAL, {"what_happened": "Words.", "agency": "police"})

    bare = with_xml(content, lambda xml: re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", xml))

    assert {"what_happened": "Words.", "agency": "police"} == read(bare).answers


def test_without_either() -> None:
    """A question without bookmark and tag is missed, and nothing is made of its answer."""
    content = word_document(REFERRAL, {"what_happened": "Words."})

    bare = with_xml(content, lambda xml: xml.replace("what_happened", "something_else"))

    assert [f"What happened: {GONE}"] == told(read(bare))


def test_rows_that_were_added_and_left_empty() -> None:
    """Rows may be added; those left empty are not counted, but keep their number in what is told."""
    desk = blank()
    desk.write_row(CHILD, 2, *ROW)
    desk.write_row(
        CHILD, 9, "Child B", "4 years", "four", "f", "x", "none", "Died", "Known", "None"
    )

    result = read(desk.saved())

    assert ["Child A", "Child B"] == [child["label"] for child in result.answers["children"]]
    assert [
        "Which children is it about, row 9, How old is the child in whole years: "
        "give a whole number in digits, without words"
    ] == told(result)
    assert "Which children is it about, row 9, What harm came to the child" == in_words(
        REFERRAL, result, "children[1].harm"
    )


def test_milestones_are_lines_of_one_cell() -> None:
    """Each has its day first, in any usual way; a fault has the row, the question and the line."""
    form = form_named("action_plan")
    (table,) = (question for question in form.questions() if question.columns)
    desk = blank(form)

    def write(row: int, milestones: str) -> None:
        cells = {"what": "Train the staff.", "milestones": milestones}
        texts = [cells.get(column.path, "") for column in table.columns]
        desk.write_row(table.columns[0].label, row, *texts)

    write(1, "12 May 2026: Draft: agreed\n\n1/6/2026 \u2013 Sent out")
    write(3, "Draft agreed\n12 May 2026: Sent out\n31/2/2026: Heard")
    result = read(desk.saved(), form)

    assert [
        {"on": "2026-05-12", "what": "Draft: agreed"},
        {"on": "2026-06-01", "what": "Sent out"},
    ] == result.answers["actions"][0]["milestones"]
    place = f"{table.words}, row 3, What are the milestones"
    (fault,) = told(result)
    assert fault.startswith(f"{place}: line 1: write a line for each, its day first")
    assert "; line 3: there is no such day" in fault
    assert f"{place}, line 2, By which day" == in_words(form, result, "actions[1].milestones[1].on")


def test_a_table_that_was_copied() -> None:
    """A second table with the same headings is read as more rows."""
    desk = blank()
    desk.write_row(CHILD, 1, *ROW)
    first = desk.saved()
    # Word gives the copy no bookmarks, as each may be there only once.
    start, end = _span(first, CHILD)

    def with_copy(xml: str) -> str:
        copy = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", xml[start:end])
        return xml[:end] + copy.replace("Child A", "Child B") + xml[end:]

    labels = [child["label"] for child in read(with_xml(first, with_copy)).answers["children"]]
    assert ["Child A", "Child B"] == labels


def test_an_answer_in_two_places() -> None:
    """A control that was copied elsewhere and says something else is refused."""
    content = word_document(REFERRAL, {"what_happened": "One.", "incident_place": "Home."})

    def moved(xml: str) -> str:
        return xml.replace("pathway:incident_place", "pathway:what_happened")

    assert f"What happened: {TWICE}" in told(read(with_xml(content, moved)))


def test_tracked_changes_and_comments() -> None:
    """Tracked changes are read as if accepted, and it is said; comments are not read."""
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    gone = "<w:del w:id='1'><w:r><w:delText>not </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom w:id='2'>{run.format('elsewhere ')}</w:moveFrom>"
    new = f"<w:ins w:id='3'>{run.format('kindly ')}</w:ins>"
    comment = "<w:commentRangeStart w:id='4'/>"
    content = written("MARK").saved()

    changed = with_xml(
        content,
        lambda xml: re.sub(
            r"<w:r><w:t xml:space=\"preserve\">MARK</w:t></w:r>",
            comment + run.format("They were ") + gone + moved + new + run.format("seen."),
            xml,
        ),
    )
    opened: OpenedForm = opened_form(changed)

    assert [CHANGES_READ, COMMENTS_LEFT] == list(opened.notes)
    assert "They were kindly seen." == read_answers(REFERRAL, opened.body).answers["what_happened"]


def test_paragraphs_joined_under_tracked_changes() -> None:
    """Where the end of a paragraph was deleted, it runs into the next one."""
    content = written("MARK", "more.").saved()
    joined = (
        "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">MARK"
    )

    changed = with_xml(
        content,
        lambda xml: xml.replace('<w:p><w:r><w:t xml:space="preserve">MARK', joined),
    )

    assert "MARKmore." == read(changed).answers["what_happened"]


def test_deleted_rows() -> None:
    """A row that was deleted under tracked changes is not read."""
    desk = blank()
    desk.write_row(CHILD, 1, *ROW)
    content = with_xml(
        desk.saved(),
        lambda xml: re.sub(
            r"<w:trPr>(<w:cantSplit/>)</w:trPr>(?=(?:(?!</w:tr>).)*Child A)",
            r"<w:trPr>\1<w:del w:id='1'/></w:trPr>",
            xml,
        ),
    )

    assert "children" not in read(content).answers


def test_boxes() -> None:
    """Boxes that are ticked count, also by hand; those that are not do not."""
    desk = blank()
    desk.tick("Which parallel processes are there?", "Coroner")
    desk.write("Which agencies knew the child?", "☐ Housing", "[x] Probation Service", "early_help")

    answers = read(desk.saved()).answers

    assert ["coroner"] == answers["parallel_processes"]
    assert ["probation", "early_help"] == answers["agencies_known"]


def test_boxes_of_a_case() -> None:
    """Boxes for what only the case has are read without knowing the case."""
    labels = {"Child A": "Child A", "Child B": "Child B"}
    offered = word_form(
        FORMS, "notification", Choices(DEFINITION.agency_names, {"children": labels})
    )

    content = word_document(offered, {"children": ["Child B"]})

    assert ["Child B"] == read(content, form_named("notification")).answers["children"]


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("On which day is the referral made?", "31/2/2026", "there is no such day; write one"),
        ("On which day is the referral made?", "last week", "this is not a day; write one"),
        ("Is a serious incident possible?", "perhaps", "answer yes or no"),
        (
            "Which agency is making the referral?",
            "Manchester Constabulary",
            "no agency has this name; choose one of the list or give its code; the nearest: "
            "Greater Manchester Police",
        ),
        (
            "Which parallel processes are there?",
            "A tribunal",
            "this is none of the choices: Police investigation; Crown Prosecution Service",
        ),
    ],
)
def test_what_cannot_be_read(question: str, text: str, why: str) -> None:
    """What cannot be read is refused with the place, the reason and the way out, not repeated."""
    faults = told(read(written(text, question=question).saved()))

    assert 1 == len(faults)
    assert faults[0].startswith(f"{question.rstrip('?')}: {why}")
    assert text not in faults[0].removeprefix(question)


def test_every_fault_at_once() -> None:
    """All that cannot be read is told together, and the rest is there."""
    desk = written("Words.")
    desk.write("On which day is the referral made?", "soon")
    desk.write("Is a serious incident possible?", "who knows")
    desk.write_row(CHILD, 1, "Child A", "3", "three", "f", "x", "none", "hurt", "Known", "None")

    result = read(desk.saved())

    assert [
        "On which day is the referral made",
        "Is a serious incident possible",
        "Which children is it about, row 1, How old is the child in whole years",
        "Which children is it about, row 1, What harm came to the child",
    ] == [fault.path for fault in result.faults]
    assert "Words." == result.answers["what_happened"]


def test_files_are_named() -> None:
    """The name of a file to attach is told, and the file itself comes beside the form."""
    form = form_named("report")
    desk = blank(form)
    desk.write("The report", "report v2.docx")

    result = read(desk.saved(), form)

    assert {"report": "report v2.docx"} == result.files
    assert {} == result.answers


def _cells(content: bytes) -> Sequence[str]:
    document = Document(io.BytesIO(content))
    return [
        "".join(text.text or "" for text in cell.iter(qn("w:t")))
        for table in document.tables
        for cell in xml_of(table).iter(qn("w:tc"))
    ]


def _span(content: bytes, words: str) -> tuple[int, int]:
    """Return where the table that has these words begins and ends in the XML."""
    spans: list[tuple[int, int]] = []

    def look(xml: str) -> str:
        at = xml.index(words)
        spans.append((xml.rindex("<w:tbl>", 0, at), xml.index("</w:tbl>", at) + len("</w:tbl>")))
        return xml

    with_xml(content, look)
    return spans[0]

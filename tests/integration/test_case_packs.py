"""
A case as a paper: everything that was written is in it, in words, and nothing is shown to somebody
who is kept from the case.
"""

from __future__ import annotations

import pytest

from pathway.documents.case_pack.pack import PARTS
from pathway.documents.paper import Facts, Grid, Heading, Paper
from pathway.errors import NotFound, Refused, WrongUsage
from tests.papers import letters, prints, texts_of, typed_in
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, PARTNERS, REASONS, Rehearsal

pytestmark = pytest.mark.either


def text_of(paper: Paper) -> str:
    """Return all that stands in a paper."""
    return "\n".join(texts_of(paper))


def in_rapid_review(desk: Rehearsal) -> str:
    """Return the reference of a case whose rapid review was concluded, with one dissent."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    returns = [item.id for item in desk.pathway.case(reference).items if "return" in item.kind]
    for item in returns:
        desk.do(reference, "waive", CHAIR, item)
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_rapid_review", CHAIR, recommended_outcome="cspr")
    desk.do(reference, "sign_off", PARTNERS[0])
    for_reason(desk, reference, "dissent", PARTNERS[1], "A thematic audit teaches the same.")
    return reference


def for_reason(
    desk: Rehearsal, reference: str, step: str, by: str, reason: str, **answers: str
) -> None:
    """Take a step for a reason."""
    filled = desk.filled(reference, step, by) | answers
    desk.pathway.take(reference, step, by=by, input=filled, reason=reason)


def test_everything_that_was_written_is_in_the_pack(desk: Rehearsal) -> None:
    """Nothing that somebody typed with a step is left out."""
    reference = in_rapid_review(desk)
    desk.do(reference, "add_recommendation", BU, text="Share what is known of the household.")
    desk.do(reference, "note", BU, text="The tenancy file\nis asked for.")
    words = letters(text_of(desk.pathway.documents.case_paper(reference, by=BU)))
    typed = [
        text
        for event in desk.pathway.history(reference)
        for text in [*typed_in(event.input), event.reason or "", event.late_reason or ""]
    ]

    assert len(typed) > 20
    assert [] == [text for text in typed if letters(text) not in words]


def test_a_pack_can_be_printed_in_each_format_under_a_name_without_names(desk: Rehearsal) -> None:
    """The file is called by the case's reference and the kind of paper."""
    reference = desk.endorsed()
    make = desk.pathway.documents.case_pack
    files = {
        form: make(reference, by=BU, format=form, watermark="DRAFT", circulation=["The chair"])
        for form in ("docx", "pdf", "html")
    }

    assert {f"{reference}-case-pack.{form}" for form in files} == {
        paper.name for paper in files.values()
    }
    assert files["docx"].content.startswith(b"PK")
    assert files["pdf"].content.startswith(b"%PDF")
    assert b"The chair" in files["html"].content


def test_every_word_of_a_pack_is_in_every_print(desk: Rehearsal) -> None:
    """Also what looks like markup."""
    reference = desk.refer(what_happened="<b>Burns</b> & #panic(1) on {{ one }} arm.")
    paper = desk.pathway.documents.case_paper(reference, by=BU, circulation=["The chair"])
    for kind, text in prints(paper).items():
        read = letters(text)

        assert [] == [text for text in texts_of(paper) if letters(text) not in read], kind


def test_the_referral_speaks_in_the_words_of_its_form(desk: Rehearsal) -> None:
    """Questions by their labels, codes by their titles, agencies by their names, days in full."""
    reference = desk.endorsed()
    paper = desk.pathway.documents.case_paper(reference, by=BU, parts=["referral"])
    (facts,) = [block for block in paper.blocks if isinstance(block, Facts)]
    answers = dict(facts.rows)

    assert "12 March 2026" == answers["On which day did the local authority become aware?"]
    assert "Northern Care Alliance" == answers["Which agency is making the referral?"]
    assert answers["Which parallel processes are there?"].startswith("Police investigation")


def test_children_are_told_by_their_labels(desk: Rehearsal) -> None:
    """Each under its label in the case, and never under a name."""
    paper = desk.pathway.documents.case_paper(desk.endorsed(), by=BU, parts=["children"])
    headings = [block.text for block in paper.blocks if isinstance(block, Heading)]

    assert ["The children", "Child A", "Child B"] == headings


def test_what_was_corrected_has_both_values(desk: Rehearsal) -> None:
    """Whoever reads it sees what was first said, who corrected it and why."""
    reference = desk.endorsed()
    for field, value in (("local_authority_aware_on", "2026-03-10"), ("children[0].age_years", 1)):
        correction = {
            "event": 1,
            "field": field,
            "value": value,
            "why": "Read from the wrong page.",
        }
        desk.pathway.take(reference, "correct", by=BU, input=correction, **REASONS)
    read = desk.pathway.documents.case_paper
    referral = text_of(read(reference, by=BU, parts=["referral"]))
    children = text_of(read(reference, by=BU, parts=["children"]))

    assert "was 12 March 2026; is 10 March 2026. Why: Read from the wrong page." in referral
    assert "was 0; is 1. Why: Read from the wrong page." in children
    assert "is 1." not in referral


def test_dissent_and_reasons_stand_with_the_decision(desk: Rehearsal) -> None:
    """A partner's dissent from the rapid review is told with their reasons."""
    reference = in_rapid_review(desk)
    words = text_of(desk.pathway.documents.case_paper(reference, by=BU, parts=["rapid-review"]))

    assert "Dissent from the rapid review" in words
    assert "Reasons: A thematic audit teaches the same." in words


def test_votes_are_told_together_with_who_was_against(desk: Rehearsal) -> None:
    """One table for a round of votes, beside what was voted on."""
    reference = in_rapid_review(desk)
    desk.do(reference, "sign_off", PARTNERS[2])
    desk.do(reference, "send_rapid_review", BU)
    desk.do(reference, "commission_cspr", PARTNERS[0], vote="for", reasons="Nobody had it whole.")
    for_reason(desk, reference, "commission_cspr", PARTNERS[1], "Too slow.", vote="against")
    paper = desk.pathway.documents.case_paper(reference, by=BU, parts=["decisions"])
    (votes,) = [
        block for block in paper.blocks if isinstance(block, Grid) and block.caption == "The votes"
    ]

    assert ["For", "Against"] == [str(getattr(row[1], "text", row[1])) for row in votes.rows]
    assert "Too slow." == votes.rows[1][3]
    assert "Dissent: " in text_of(paper)


def test_returns_show_at_a_glance_who_has_returned_what(desk: Rehearsal) -> None:
    """One row for each agency that was asked, with the day on which its return came in."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    police = "agency_return:police"
    desk.do(reference, "waive", CHAIR, police)
    paper = desk.pathway.documents.case_paper(reference, by=BU, parts=["returns"])
    glance = next(block for block in paper.blocks if isinstance(block, Grid))
    states = {str(row[0]): str(row[4]) for row in glance.rows}

    assert "Who has returned what" == glance.caption
    assert "Waived" == states.pop("Police")
    assert {"Requested\n\ndue 19 March 2026"} == set(states.values())


def test_duties_are_grouped_by_who_owes_them(desk: Rehearsal) -> None:
    """Each owner once, with what they owe; none of the ids that programs use."""
    reference = desk.endorsed()
    paper = desk.pathway.documents.case_paper(reference, by=BU, parts=["deadlines"])
    owners = [
        block.caption
        for block in paper.blocks
        if isinstance(block, Grid) and block.caption.startswith("Owed by")
    ]

    assert owners
    assert len(set(owners)) == len(owners)
    assert "panel_notification" not in text_of(paper)


def test_what_was_late_is_told_with_its_reason(desk: Rehearsal) -> None:
    """The duty, its day, when it was done, and why that was late."""
    reference = desk.refer()
    desk.clock("2026-03-24")  # Tue
    desk.pathway.take(reference, "submit", by=NURSE, late_reason="The ward was closed.")
    words = text_of(desk.pathway.documents.case_paper(reference, by=BU, parts=["deadlines"]))

    assert "Late duties" in words
    assert "The ward was closed." in words


def test_somebody_with_an_upheld_interest_gets_nothing(desk: Rehearsal) -> None:
    """Their steps are refused, and so is the pack."""
    reference = desk.endorsed()
    desk.do(reference, "declare_interest", NURSES_REP)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case", interest="interest:1")
    documents = desk.pathway.documents
    with pytest.raises(Refused) as refused:
        documents.case_pack(reference, by=NURSES_REP)
    with pytest.raises(Refused):
        desk.pathway.history(reference, by=NURSES_REP)
    with pytest.raises(Refused):
        documents.request_paper(reference, "police", by=NURSES_REP)

    assert ["interest"] == [reason.code for reason in refused.value.reasons]


def test_what_an_interest_keeps_somebody_from_is_left_out(desk: Rehearsal) -> None:
    """Whoever withdraws from one item reads the rest of the case."""
    reference = in_rapid_review(desk)
    waived = next(item for item in desk.pathway.case(reference).items if item.state == "waived")
    desk.do(reference, "declare_interest", NURSES_REP)
    chosen = {"interest": "interest:1", "outcome": "withdraws_item", "item": waived.id}
    desk.pathway.take(
        reference, "decide_interest", by=CHAIR, input={**chosen, "reasons": "Family."}, **REASONS
    )
    agency = waived.data["agency_name"]
    paper = desk.pathway.documents.case_paper(reference, by=NURSES_REP, parts=["returns"])
    whole = desk.pathway.documents.case_paper(reference, by=BU, parts=["returns"])

    history = desk.pathway.history(reference, by=NURSES_REP)

    assert agency in text_of(whole)
    assert agency not in text_of(paper)
    assert "left out" in text_of(paper)
    assert waived.id not in [event.item for event in history]
    assert len(history) < len(desk.pathway.history(reference))


def test_without_the_key_a_sentence_stands_where_words_would(desk: Rehearsal) -> None:
    """What needs no key is still told: the steps, the days, the duties."""
    reference = desk.endorsed()
    desk.key.unlink()
    words = text_of(desk.connect().documents.case_paper(reference, by=BU))

    assert "cannot be read" in words
    assert "Endorse the referral" in words


def test_a_damaged_entry_keeps_no_other_from_being_read(desk: Rehearsal) -> None:
    """It says that it cannot be read; all others are told."""
    reference = desk.endorsed()
    desk.do(reference, "note", BU, text="Kept whole.")
    first = "SELECT sealed FROM pathway_event WHERE seq = 1"
    desk.sql(f"UPDATE pathway_event SET sealed = ({first}) WHERE seq = 3")
    words = text_of(desk.pathway.documents.case_paper(reference, by=BU))

    assert "cannot be read" in words
    assert "Kept whole." in words


def test_an_unknown_part_or_format_is_refused(desk: Rehearsal) -> None:
    """The parts and formats that there are are named."""
    reference = desk.endorsed()
    with pytest.raises(NotFound, match="decisions"):
        desk.pathway.documents.case_pack(reference, by=BU, parts=["decision"])
    with pytest.raises(WrongUsage, match="docx, pdf, html"):
        desk.pathway.documents.case_pack(reference, by=BU, format="doc")


def test_a_part_that_was_asked_for_says_that_there_is_nothing(desk: Rehearsal) -> None:
    """The whole pack leaves such a part out, so that no heading stands without anything below."""
    reference = desk.endorsed()
    words = text_of(desk.pathway.documents.case_paper(reference, by=BU, parts=["plan"]))

    assert "There is nothing on record." in words
    assert PARTS["plan"].title not in text_of(desk.pathway.documents.case_paper(reference, by=BU))

"""The letter that asks an agency for its return: what, how and by when, and nothing of the case."""

from __future__ import annotations

import pytest

from pathway.documents.paper import Paper
from pathway.errors import NotFound, Refused
from tests.papers import texts_of
from tests.rehearsals import BU, CHAIR, NOTIFIER, Rehearsal, form

pytestmark = pytest.mark.either


def asked(desk: Rehearsal) -> str:
    """Return the reference of a case for which agencies are asked for their returns."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    return reference


def text_of(paper: Paper) -> str:
    """Return all that stands in a paper."""
    return "\n".join(texts_of(paper))


def test_it_says_what_is_due_and_to_whom_it_goes(desk: Rehearsal) -> None:
    """The agency, its representatives, the days, and whom to ask."""
    words = text_of(desk.pathway.documents.request_paper(asked(desk), "police", by=BU))

    for told in ("Police representative", "19 March 2026", "26 March 2026", BU):
        assert told in words


def test_it_names_nothing_of_the_case_but_its_reference(desk: Rehearsal) -> None:
    """Neither what happened nor where, and no child, by a label either."""
    reference = asked(desk)
    words = text_of(desk.pathway.documents.request_paper(reference, "police", by=BU))
    referral = form("practice_review")

    assert reference in words
    for kept in ("Child A", "Child B", referral["what_happened"], referral["incident_place"]):
        assert kept not in words


def test_where_the_case_is_shown_the_letter_leads_there(desk: Rehearsal) -> None:
    """Otherwise it names the command."""
    reference = asked(desk)
    shown = desk.connect(base_url="https://pathway.example.org").documents
    there = text_of(shown.request_paper(reference, "police", by=BU))
    here = text_of(desk.pathway.documents.request_paper(reference, "police", by=BU))

    assert f"https://pathway.example.org/cases/{reference}" in there
    assert "pathway take" not in there
    assert f"pathway take {reference} submit_return --item agency_return:police" in here


def test_the_file_is_named_by_reference_and_kind(desk: Rehearsal) -> None:
    """And by the agency, of which there are several."""
    reference = asked(desk)
    letter = desk.pathway.documents.request_letter(reference, "nhs_gm_icb", by=BU, format="html")

    assert f"{reference}-request-letter-nhs-gm-icb.html" == letter.name


def test_a_return_that_is_settled_is_not_asked_for(desk: Rehearsal) -> None:
    """The letter would ask for what the agency has done or need not do."""
    reference = asked(desk)
    desk.do(reference, "waive", CHAIR, "agency_return:police")
    with pytest.raises(Refused, match="settled already: waived"):
        desk.pathway.documents.request_paper(reference, "police", by=BU)


def test_an_agency_that_was_not_asked_gets_no_letter(desk: Rehearsal) -> None:
    """Those that were are named, the nearest first."""
    with pytest.raises(NotFound, match="police"):
        desk.pathway.documents.request_paper(asked(desk), "polices", by=BU)


def test_the_reminder_of_a_return_names_the_letter(desk: Rehearsal) -> None:
    """Whoever owes it learns where it says what to send; nothing of the case is in the mail."""
    asked(desk)
    for day in ("2026-03-17", "2026-03-23", "2026-03-24"):
        desk.clock(day, 10)
        desk.pathway.sweep()
        desk.pathway.dispatch()
    letters = [
        path.read_bytes() for path in desk.mail.glob("*") if b"rep.police@" in path.read_bytes()
    ]
    wanted = b"The request letter says what to send, in which form and by when"

    assert any(wanted in letter.replace(b"=\r\n", b"").replace(b"=\n", b"") for letter in letters)

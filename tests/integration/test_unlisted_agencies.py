"""Agencies that nobody knows, as a caller of the service meets them."""

from __future__ import annotations

import pytest

from pathway.errors import FormRefused, Refused, StepRefused
from tests.rehearsals import BU, COORDINATOR, NURSE, Rehearsal, form

pytestmark = pytest.mark.either


def test_a_referral_is_accepted_once_it_is_confirmed(desk: Rehearsal) -> None:
    """The history says that it was, and everything holds together."""
    answers = form("practice_review", agency="st_marys")
    with pytest.raises(FormRefused) as refused:
        desk.pathway.refer(answers, by=NURSE)
    case = desk.pathway.refer(answers, by=NURSE, unlisted=True)
    (first,) = desk.pathway.history(case.reference)

    assert [("input", "agency", "unlisted")] == [
        (reason.code, reason.path, reason.confirm) for reason in refused.value.reasons
    ]
    assert ("unlisted",) == first.confirmed
    assert ["unlisted"] == first.as_json()["confirmed"]
    assert [] == desk.pathway.verify()


def test_quality_assurance_falls_to_the_business_unit(desk: Rehearsal) -> None:
    """An agency that nobody works for needs no representative."""
    reference = desk.pathway.refer(
        form("practice_review", agency="st_marys"), by=NURSE, unlisted=True
    ).reference
    desk.do(reference, "submit", NURSE)

    assert (BU, COORDINATOR) == desk.pathway.explain(reference, "quality_assurance").owner.emails
    assert desk.step(reference, "endorse", BU).allowed


def test_a_draft_is_amended_once_it_is_confirmed(desk: Rehearsal) -> None:
    """What the case names by then is not asked about again."""
    reference = desk.refer()
    answers = form("practice_review", agencies_known=["police", "st_marys"])
    with pytest.raises(StepRefused) as refused:
        desk.pathway.amend(reference, answers, by=NURSE)
    desk.pathway.amend(reference, answers, by=NURSE, unlisted=True)
    again = desk.pathway.amend(reference, answers | {"what_happened": "More is known."}, by=NURSE)

    assert ["agencies_known[1]"] == [reason.path for reason in refused.value.reasons]
    assert 3 == again.version


def test_a_preview_is_confirmed_like_the_step(desk: Rehearsal) -> None:
    """And shows the agency's part."""
    reference = desk.endorsed()
    answers = {"asked_of": "st_marys", "what": "The register."}
    with pytest.raises(StepRefused):
        desk.pathway.preview(reference, "request_information", by=BU, input=answers)
    preview = desk.pathway.preview(
        reference, "request_information", by=BU, input=answers, unlisted=True
    )

    assert ["st_marys"] == [duty.owner.agency for duty in preview.deadlines_started]


def test_under_a_key_it_is_the_same_command(desk: Rehearsal) -> None:
    """
    A repeat that leaves the confirmation out is answered like the first; another form is another
    command.
    """
    answers = form("practice_review", agency="st_marys")
    with pytest.raises(FormRefused):
        desk.pathway.refer(answers, by=NURSE, key="k")
    first = desk.pathway.refer(answers, by=NURSE, key="k", unlisted=True)
    again = desk.pathway.refer(answers, by=NURSE, key="k", unlisted=True)
    without = desk.pathway.refer(answers, by=NURSE, key="k")
    with pytest.raises(Refused) as refused:
        desk.pathway.refer(answers | {"agency": "st_johns"}, by=NURSE, key="k", unlisted=True)

    assert {first.reference} == {again.reference, without.reference}
    assert ["key_reused"] == [reason.code for reason in refused.value.reasons]
    assert 1 == len(desk.pathway.cases())


def test_an_agency_is_known_once_somebody_works_for_it(desk: Rehearsal) -> None:
    """After an import nothing has to be confirmed."""
    row = "name,email,agency,roles,order\nHead teacher,head@example.org,st_marys,referrer,1\n"
    desk.pathway.people.import_file(row)

    assert (
        "draft"
        == desk.pathway.refer(
            form("practice_review", agency="st_marys"), by="head@example.org"
        ).state
    )

"""Agencies that nobody knows are asked about, and taken once they are confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pathway.errors import Reason
from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    MONDAY,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    in_rapid_review,
    in_triage,
    vote,
    with_panel,
)

UNLISTED = ("unlisted",)


def refused(desk: Desk, step: str, by: str, **answers: Any) -> tuple[Reason, ...]:
    """Return every reason why a step is refused, none where it is not."""
    outcome = desk.attempt(step, by, **answers)
    return outcome.reasons if isinstance(outcome, Refusal) else ()


def referring(**changes: Any) -> tuple[Reason, ...]:
    """Return what stands against a referral with a form that is changed."""
    return refused(Desk(MONDAY), "refer", REFERRER, input=form("practice_review") | changes)


def test_an_agency_that_nobody_knows_is_refused_with_its_path() -> None:
    """As a fault of the input that may be confirmed."""
    (reason,) = referring(agency="hosing")

    assert ("input", "agency", "unlisted") == (reason.code, reason.path, reason.confirm)
    assert (
        "the agency hosing is not known here; did you mean housing? (confirm it with --unlisted)"
        == reason.message
    )


def test_every_item_of_a_list_is_checked_and_reported() -> None:
    """Each with its place; those that are known are not."""
    reasons = referring(agencies_known=["police", "hosing", "st_marys"])

    assert ["agencies_known[1]", "agencies_known[2]"] == [reason.path for reason in reasons]


def test_the_nearest_are_found_by_their_names_too() -> None:
    """A code that is nothing like the right one may be the agency's name."""
    desk = Desk(MONDAY)
    desk.directory = replace(desk.directory, agency_names={"gmmh": "Mental health trust"})
    (reason,) = refused(
        desk, "refer", REFERRER, input=form("practice_review") | {"agency": "mental_health_trust"}
    )

    assert "did you mean gmmh (Mental health trust)?" in reason.message


def test_where_none_is_like_it_the_list_is_named() -> None:
    """A school that writes in once."""
    (reason,) = referring(agency="st_marys_primary")

    assert (
        "st_marys_primary is not known here; see `pathway people list` (confirm it with --unlisted)"
        in reason.message
    )


@pytest.mark.parametrize(
    "changes", [{"agency": "coroner"}, {"agencies_known": ["police", "coroner"]}]
)
def test_confirmed_it_is_taken_and_the_entry_says_so(changes: dict[str, Any]) -> None:
    """Who looked at it is who made the entry."""
    desk = Desk(MONDAY)
    event = desk.refer(form("practice_review") | changes, REFERRER, confirmed=UNLISTED)

    assert event.sealed is not None
    assert ["unlisted"] == event.sealed["confirmed"]


def test_an_entry_without_it_does_not_mention_it() -> None:
    """Most of them."""
    desk = Desk(MONDAY)
    event = desk.refer("practice_review", REFERRER)

    assert event.sealed is not None
    assert "confirmed" not in event.sealed


def test_the_definition_knows_the_partners_and_youth_justice() -> None:
    """Though nobody works for them."""
    desk = Desk(MONDAY)
    posts = tuple(post for post in desk.directory.appointments if post.agency != "youth_justice")
    desk.directory = replace(desk.directory, appointments=posts)

    assert () == refused(
        desk, "refer", REFERRER, input=form("practice_review") | {"agency": "youth_justice"}
    )


def test_an_agency_that_is_only_named_is_known() -> None:
    """Its last person left, and what it is called is kept."""
    desk = Desk(MONDAY)
    desk.directory = replace(desk.directory, agency_names={"coroner": "HM Coroner"})

    assert () == refused(
        desk, "refer", REFERRER, input=form("practice_review") | {"agency": "coroner"}
    )


def coroners_case() -> Desk:
    """Return a case in triage that was referred by a coroner, who is in no directory."""
    desk = Desk(MONDAY)
    desk.refer(form("practice_review") | {"agency": "coroner"}, REFERRER, confirmed=UNLISTED)
    desk.do("submit", REFERRER)
    desk.do("endorse", BU)
    return desk


def test_what_the_case_names_is_not_asked_about_again() -> None:
    """It was confirmed once; in another case it is asked about again."""
    asked = {"asked_of": "coroner", "what": "The date of the inquest."}

    assert () == refused(coroners_case(), "request_information", BU, input=asked)
    assert ["asked_of"] == [
        reason.path for reason in refused(in_triage(), "request_information", BU, input=asked)
    ]


def test_an_agency_that_was_asked_is_known_to_the_case() -> None:
    """By the duty that its answer is."""
    desk = in_triage()
    asked = {"asked_of": "coroner", "what": "The date of the inquest."}
    desk.take("request_information", BU, input=asked, confirmed=UNLISTED)

    assert () == refused(desk, "request_information", BU, input=asked)


def test_a_step_asks_about_every_agency_of_its_list() -> None:
    """Whom to ask for a return."""
    desk = in_triage()
    answers = desk.filled("notify_panel", NOTIFIER) | {"agencies": ["police", "ambulance"]}
    paths = [reason.path for reason in refused(desk, "notify_panel", NOTIFIER, input=answers)]
    desk.take("notify_panel", NOTIFIER, input=answers, confirmed=UNLISTED)

    assert ["agencies[1]"] == paths
    assert "agency_return:ambulance" in desk.case.items


def test_what_one_partner_proposed_the_others_vote_on() -> None:
    """The first of them looked at it; the vote that carries the step is the system's own."""
    desk = with_panel()
    answers = {"form": "thematic", "reasons": "To learn.", "agencies": ["police", "ambulance"]}
    first, *others = PARTNERS
    desk.take("decide_local_review", first, input=answers | {"vote": "for"}, confirmed=UNLISTED)
    vote(desk, "decide_local_review", *others)

    assert "local_review.gathering" == desk.case.state
    assert "agency_return:ambulance" in desk.case.items


def correcting(field: str, value: Any) -> dict[str, Any]:
    """Return the correction of the first entry."""
    return {"event": 1, "field": field, "value": value, "why": "Misread."}


def test_an_entry_with_a_confirmed_agency_can_be_corrected() -> None:
    """What it said already is not asked about again."""
    desk = coroners_case()

    assert () == refused(desk, "correct", BU, input=correcting("incident_on", "2026-03-10"))


def test_an_entry_that_names_an_agency_that_left_can_be_corrected() -> None:
    """It was known when the entry was made."""
    desk = in_triage()
    posts = tuple(post for post in desk.directory.appointments if post.agency != "public_health")
    desk.directory = replace(desk.directory, appointments=posts)

    assert () == refused(desk, "correct", BU, input=correcting("incident_on", "2026-03-10"))


def test_a_correction_to_an_agency_that_nobody_knows_is_asked_about() -> None:
    """At the value, and taken once it is confirmed."""
    desk = in_triage()
    correction = correcting("agencies_known[4]", "hosing")
    (reason,) = refused(desk, "correct", BU, input=correction)
    desk.take("correct", BU, input=correction, confirmed=UNLISTED)

    assert ("value", "unlisted") == (reason.path, reason.confirm)
    assert "hosing" in desk.case.memory.get("agencies_known", [])


def test_schemas_suggest_agencies_that_are_known() -> None:
    """Of the definition, whatever it calls them; and for a further return one that owes none."""
    desk = in_rapid_review()
    known = set(desk.directory.agencies())
    asked = {item.data.get("agency") for item in desk.case.items_of("agency_return")}
    properties = desk.schema("request_return", BU)["properties"]

    assert properties["agency"]["examples"][0] in known - asked


def test_a_program_can_still_fill_in_a_form() -> None:
    """Every agency in the examples of its schema is taken without being confirmed."""
    desk = in_triage()
    schema = desk.schema("notify_panel", NOTIFIER)["properties"]
    answers = desk.filled("notify_panel", NOTIFIER) | {
        "agencies": schema["agencies"]["examples"][0]
    }

    assert () == refused(desk, "notify_panel", NOTIFIER, input=answers)
    assert () == refused(
        desk, "request_information", CHAIR, input=desk.filled("request_information", CHAIR)
    )

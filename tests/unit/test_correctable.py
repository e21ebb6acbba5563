"""
What of an entry can be corrected: entries in one order, their fields with what they say, the value
by its type.
"""

from __future__ import annotations

from typing import Any

import pytest

from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.cases.entries import Correction, corrections_in
from pathway.workflows.deciding.correctable import schema_of_correction
from pathway.workflows.deciding.schema import filled
from pathway.workflows.history.events import Event
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    REFERRER,
    in_practice_review,
    in_rapid_review,
    in_triage,
    last_entry,
    referred,
)


def schema(desk: Desk, by: str = BU, **answers: Any) -> dict[str, Any]:
    """Return the schema of a correction for what is said so far."""
    attempt = desk.attempt_at("correct", by, input=answers)
    return schema_of_correction(desk.schema("correct", by), attempt)


def fields(desk: Desk, event: int) -> dict[str, str]:
    """Return what can be corrected of an entry, with what it says now."""
    titles: dict[str, str] = schema(desk, event=event)["properties"]["field"]["titles"]
    return titles


def value(desk: Desk, event: int, field: str) -> dict[str, Any]:
    """Return the schema of the value of a field."""
    value_schema: dict[str, Any] = schema(desk, event=event, field=field)["properties"]["value"]
    return value_schema


def correct(desk: Desk, event: int, field: str, to: Any) -> Event:
    """Correct an entry."""
    correction = {"event": event, "field": field, "value": to, "why": "Misread."}
    return desk.take("correct", BU, input=correction)


def test_the_entries_are_listed_latest_first() -> None:
    """Each by its step, with its item and what it is about, and the day as it is known by now."""
    desk = in_rapid_review()
    desk.do("waive", CHAIR, "agency_return:police")
    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=desk.today.replace(day=10))
    correct(desk, last_entry(desk, "record_fact"), "occurred_on", "2026-03-09")  # Mon
    event = schema(desk)["properties"]["event"]

    assert sorted(event["enum"], reverse=True) == event["enum"]
    assert [str(number) for number in event["enum"]] == list(event["titles"])
    assert (
        "record_fact (partners_told)  Mon 9 Mar 2026"
        == event["titles"][str(last_entry(desk, "record_fact"))]
    )
    assert (
        "waive agency_return:police  Mon 16 Mar 2026"
        == event["titles"][str(last_entry(desk, "waive"))]
    )
    assert "refer  Mon 16 Mar 2026" == event["titles"]["1"]


def test_whoever_made_an_entry_sees_their_own() -> None:
    """Nobody else's."""
    desk = in_triage()
    event = schema(desk, by=REFERRER)["properties"]["event"]

    assert {"1", "2"} == set(event["titles"])


def test_the_fields_are_offered_with_their_present_values() -> None:
    """
    The day first; every child's own; what says nothing only where it may; never what another step
    is there for.
    """
    offered = fields(in_triage(), 1)

    assert "referred_on" == next(iter(offered))
    assert "now Mon 16 Mar 2026" == offered["referred_on"]
    assert "now Thu 12 Mar 2026" == offered["local_authority_aware_on"]
    assert "now 3" == offered["children[1].age_years"]
    assert "now police; family_court" == offered["parallel_processes"]
    assert "now not given" == offered["household"]
    assert not {
        "charged_on",
        "kind",
        "possible_serious_incident",
        "children[0].label",
        "reason",
    } & set(offered)


def test_a_field_says_what_it_was_corrected_to() -> None:
    """By the last correction of it."""
    desk = in_triage()
    correct(desk, 1, "incident_on", "2026-03-11")
    correct(desk, 1, "incident_on", "2026-03-10")

    assert "now Tue 10 Mar 2026" == fields(desk, 1)["incident_on"]
    assert "2026-03-10" == value(desk, 1, "incident_on")["present"]


def test_an_entry_without_an_input_has_its_day() -> None:
    """Nothing else."""
    desk = in_triage()

    assert {"occurred_on": "now Mon 16 Mar 2026"} == fields(desk, last_entry(desk, "submit"))


def test_a_step_that_votes_carried_has_the_fields_of_the_proposal() -> None:
    """They were voted on, not the votes."""
    desk = in_practice_review()
    offered = fields(desk, last_entry(desk, "commission_cspr"))

    assert "occurred_on" == next(iter(offered))
    assert len(offered) > 1
    assert not {"vote", "proposal"} & set(offered)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("referred_on", {"type": "string", "format": "date", "present": "2026-03-16"}),
        (
            "children[0].harm",
            {"enum": ["died", "seriously_harmed", "none"], "present": "seriously_harmed"},
        ),
        ("children[1].age_years", {"type": "integer", "present": 3}),
        ("what_happened", {"type": "string", "minLength": 1}),
        ("agencies_known[4]", {"type": "string", "present": "housing"}),
        ("household", {"type": "string", "present": None}),
    ],
)
def test_the_value_is_of_the_fields_own_type(field: str, expected: dict[str, Any]) -> None:
    """With what it says now."""
    assert expected.items() <= value(in_triage(), 1, field).items()


@pytest.mark.parametrize(
    "corrected", [{}, {"event": 1}, {"event": 1, "field": "children[1].age_years"}]
)
def test_a_program_can_fill_in_each_schema(corrected: dict[str, Any]) -> None:
    """
    That of nothing said, of an entry, and of an entry and a field: the examples together are
    accepted.
    """
    desk = in_triage()
    input_of_it = filled(schema(desk, **corrected)) | corrected

    assert "correct" == desk.take("correct", BU, input=input_of_it).step


def test_every_example_of_a_value_is_accepted() -> None:
    """Of each field of the form for which any is."""
    desk = in_triage()
    refused = [
        field
        for field in fields(desk, 1)
        if isinstance(desk.attempt("correct", BU, input=_with_example(desk, field)), Refusal)
    ]

    assert [] == refused


def _with_example(desk: Desk, field: str) -> dict[str, Any]:
    return {
        "event": 1,
        "field": field,
        "value": value(desk, 1, field)["examples"][0],
        "why": "Misread.",
    }


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("local_authority_aware", "did you mean local_authority_aware_on?"),
        ("nothing_like_it_at_all", "it has referred_on, agency"),
        ("children[7].age_years", "children[1].age_years"),
        ("agencies_known[70]", "agencies_known"),
    ],
)
def test_a_field_that_the_entry_lacks_is_reported_at_the_field(field: str, message: str) -> None:
    """At once, though no value was said yet; the nearest is named."""
    outcome = in_triage().attempt("correct", BU, input={"event": 1, "field": field})
    assert isinstance(outcome, Refusal)
    (sentence,) = [reason.message for reason in outcome.reasons if reason.path == "field"]

    assert message in sentence


@pytest.mark.parametrize(
    "field", ["occurred_on", "children[0]", "children[0].label", "agencies_known[0]", "children"]
)
def test_a_place_in_the_entry_is_taken_for_a_field(field: str) -> None:
    """
    A table or a list as a whole, the day under its other name, and what another step corrects.
    """
    outcome = in_triage().attempt("correct", BU, input={"event": 1, "field": field})
    assert isinstance(outcome, Refusal)

    assert "field" not in [reason.path for reason in outcome.reasons]


def test_the_day_of_a_referral_stays_corrected() -> None:
    """
    It stands in the form as well: a second correction, of another field, leaves it as it was
    corrected.
    """
    desk = in_triage()
    correct(desk, 1, "occurred_on", "2026-03-13")  # Fri
    correct(desk, 1, "incident_on", "2026-03-11")

    assert "2026-03-13" == desk.case.opened_on.isoformat()
    assert "now Fri 13 Mar 2026" == fields(desk, 1)["referred_on"]


def test_the_day_of_the_form_is_not_the_day_of_its_amendment() -> None:
    """Correcting the one leaves the other."""
    desk = referred()
    desk.today = desk.today.replace(day=17)  # Tue
    desk.take(
        "amend", REFERRER, input=form("practice_review") | {"what_happened": "More is known."}
    )
    correct(desk, 2, "referred_on", "2026-03-13")

    assert "now Tue 17 Mar 2026" == fields(desk, 2)["occurred_on"]


def test_what_each_correction_changed_is_known_from_the_history() -> None:
    """From what to what, with the corrections before it."""
    desk = in_triage()
    correct(desk, 1, "incident_on", "2026-03-11")
    correct(desk, 1, "incident_on", "2026-03-10")
    correct(desk, 1, "household", "Two adults.")
    correct(desk, 2, "occurred_on", "2026-03-13")

    assert [
        Correction(4, 1, "incident_on", "2026-03-12", "2026-03-11"),
        Correction(5, 1, "incident_on", "2026-03-11", "2026-03-10"),
        Correction(6, 1, "household", None, "Two adults."),
        Correction(7, 2, "occurred_on", "2026-03-16", "2026-03-13"),
    ] == corrections_in(desk.events)


def test_a_correction_of_what_was_voted_on_is_known_too() -> None:
    """The value stands in the event that carried the proposal."""
    desk = in_practice_review()
    commissioned = last_entry(desk, "commission_cspr")
    name, field = next(
        (path, title) for path, title in fields(desk, commissioned).items() if path != "occurred_on"
    )
    correct(desk, commissioned, name, value(desk, commissioned, name)["examples"][0])
    (corrections,) = corrections_in(desk.events)

    assert (commissioned, name) == (corrections.event, corrections.field)
    assert corrections.before is not None or field == "now not given"

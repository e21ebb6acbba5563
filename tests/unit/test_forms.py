"""The referral forms: what they hold, and how their faults are told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import pytest

from pathway.errors import FormRefused, Reason
from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, form
from tests.routes import BU, REFERRER, opener, referred

DAY = date(2026, 6, 15)  # Mon


def faults(answers: dict[str, Any], by: str = BU, today: date = DAY) -> list[str]:
    """Return what is wrong with a form, each fault with its path."""
    outcome = Desk(today).attempt("refer", by, input=answers, on=today)
    return [str(reason) for reason in outcome.reasons] if isinstance(outcome, Refusal) else []


@pytest.mark.parametrize("kind", ["practice_review", "serious_offence", "good_outcome"])
def test_the_packaged_forms_are_accepted(kind: str) -> None:
    """Each of them opens a case that lacks nothing at submission."""
    desk = referred(kind)

    assert (kind, "draft") == (desk.case.kind, desk.case.state)
    assert [] == desk.codes("submit", opener(kind), late_reason="Waited.")


def test_five_faults_are_five_sentences() -> None:
    """All at once, each with the path where it stands and what to write instead."""
    answers = form("practice_review")
    answers["children"][0] |= {"harm": "bruised", "age_years": -1}
    answers["children"][1].pop("label")
    answers |= {"referred_on": "16 March", "agencies_knwon": ["police"]}

    assert [
        "referred_on: give a date such as 2026-03-12",
        "children[0].age_years: give a number from 0",
        "children[0].harm: choose one of 'died', 'seriously_harmed' or 'none'",
        "children[1].label: this is missing",
        "agencies_knwon: there is no such field here; did you mean agencies_known?",
    ] == faults(answers)


def test_no_sentence_repeats_what_was_written() -> None:
    """A name that was typed into a field by mistake stands in no message."""
    answers = form("practice_review") | {
        "kind": "Peter Miller",
        "agency": "Peter Miller",
        "incident_on": "Peter Miller",
    }

    assert 3 == len(faults(answers))
    assert not any("Miller" in fault for fault in faults(answers))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"children": []}, "children"),
        ({"children": "Child A"}, "children"),
        ({"children": [1]}, "children[0]"),
        ({"possible_serious_incident": "yes"}, "possible_serious_incident"),
        ({"agency": "Northern Care"}, "agency"),
        ({"incident_on": date(2026, 6, 16)}, "incident_on"),
        ({"agencies_known": ["police", "police"]}, "agencies_known"),
        ({"what_happened": "   "}, "what_happened"),
        ({"what_happened": None}, "what_happened"),
        ({"offence": "wounding"}, "offence"),
        ({"kind": None}, "kind"),
    ],
)
def test_each_fault_has_its_path(changes: dict[str, Any], path: str) -> None:
    """Wrong kinds of value, days to come, things named twice, fields of another form."""
    answers = {
        name: value
        for name, value in (form("practice_review") | changes).items()
        if value is not None
    }
    messages = faults(answers)

    assert 1 == len(messages)
    assert messages[0].startswith(f"{path}: ")


def test_labels_differ_and_care_status_makes_sense() -> None:
    """Two children of one label cannot be told apart; none and something else is neither."""
    answers = form("practice_review")
    answers["children"][1]["label"] = "Child A"
    other = form("practice_review")
    other["children"][0]["care_status"] = ["none", "looked_after"]

    assert ["children: something is named twice; name it once"] == faults(answers)
    assert ["children[0].care_status: none or something else, not both"] == faults(other)


def test_a_referral_of_tomorrow_is_refused() -> None:
    """The day stands in the form, so the path is the form's."""
    answers = form("practice_review") | {"referred_on": date(2026, 6, 16)}
    outcome = Desk(DAY).attempt("refer", BU, input=answers, on=date(2026, 6, 16))

    assert isinstance(outcome, Refusal)
    assert {"referred_on"} == {reason.path for reason in outcome.reasons}
    assert {"future_date", "input"} == {reason.code for reason in outcome.reasons}


def test_a_draft_may_lack_what_submission_asks_for() -> None:
    """Immediate safety is answered before the referral goes in."""
    desk = referred(immediate_safety=None, incident_place=None)
    outcome = desk.attempt("submit", REFERRER)

    assert isinstance(outcome, Refusal)
    assert ["guard.form_complete"] == [reason.code for reason in outcome.reasons]
    assert "immediate_safety, incident_place" in str(outcome.reasons[0])


def test_an_amended_form_keeps_its_kind() -> None:
    """The chair changes it, once there is more than a draft."""
    desk = referred()

    assert ["input"] == desk.codes(
        "amend", REFERRER, input=form("good_outcome") | {"referred_on": DAY.replace(month=3)}
    )
    assert [] == desk.codes("amend", REFERRER, input=form("practice_review"))


def test_a_case_remembers_no_words_of_its_form() -> None:
    """Codes, days and numbers stand in the header; labels and descriptions are sealed."""
    header = referred().events[0].content().decode()

    assert not [
        word for word in ("Child A", "baby", "family home", "British", "@") if word in header
    ]
    assert '"seriously_harmed"' in header


@pytest.mark.parametrize(
    "day",
    [
        1773619200,
        "1773619200",
        1773619200.0,
        "2026-03-16T00:00:00",
        datetime(2026, 3, 16, tzinfo=UTC),
        "16.3.2026",
    ],
)
def test_a_day_is_a_day_and_nothing_else(day: object) -> None:
    """Neither seconds since 1970, also in quotes, nor a time of a day."""
    answers = form("practice_review") | {"incident_on": day}

    assert ["incident_on: give a date such as 2026-03-12"] == faults(answers)


@pytest.mark.parametrize(
    ("age", "fault"),
    [
        (3.5, "give a whole number"),
        ("3.5", "give a whole number"),
        (True, "give a number"),
        (10**30, "give a number up to 30"),
        (float("inf"), "give a number"),
    ],
)
def test_what_is_not_a_whole_number_is_refused(age: object, fault: str) -> None:
    """Three and a half, yes, and what no database holds."""
    answers = form("practice_review")
    answers["children"][0]["age_years"] = age

    assert [f"children[0].age_years: {fault}"] == faults(answers)


@pytest.mark.parametrize("age", [3.0, "3", "3.0"])
def test_a_whole_number_may_be_written_with_a_point(age: object) -> None:
    """As spreadsheets write it."""
    answers = form("practice_review")
    answers["children"][0]["age_years"] = age

    assert [] == faults(answers)


@pytest.mark.parametrize(
    ("field", "value", "limit", "sentence"),
    [
        (
            "agencies_known",
            [f"a{number}" for number in range(41)],
            "maxItems",
            "more than 40 entries",
        ),
        ("what_happened", "x" * 200_001, "maxLength", "more than 200000 characters"),
    ],
)
def test_the_limits_of_a_form_are_in_its_schema(
    field: str, value: object, limit: str, sentence: str
) -> None:
    """So that a program knows them before it is refused."""
    answers = form("practice_review") | {field: value}
    schema = Desk(DAY).definition.forms.model("practice_review").model_json_schema()

    assert sentence in " ".join(faults(answers))
    assert limit in str(schema["properties"][field])


def test_of_very_many_faults_the_first_hundred_are_told() -> None:
    """And how many there are besides, in bounded time."""
    answers = form("practice_review") | {f"agencies_knwon{number}": 1 for number in range(20_000)}
    began = perf_counter()
    refused = FormRefused([Reason("input", fault) for fault in faults(answers)])

    assert (101, "there are 19900 more") == (len(refused.reasons), refused.reasons[-1].message)
    assert "20000 faults" in refused.message
    assert perf_counter() - began < 10

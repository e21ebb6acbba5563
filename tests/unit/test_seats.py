"""
Seats as data: a fourth partner who votes, signs and says its view; and seats that are parts, not
agencies' codes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.loading.definition_files import load
from tests.desk import Desk, directory
from tests.partnerships import partnership
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    NOTIFIER,
    PARTNERS,
    POLICE,
    in_triage,
    only_incident,
    settle_returns,
)

EDUCATION = "partner.education@example.org"
SEATS = 'seats = ["local_authority", "icb", "police"]'
FOUR = {
    'police = "police"\nyouth': 'police = "police"\neducation = "education_inclusion"\nyouth',
    SEATS: 'seats = ["local_authority", "icb", "police", "education"]',
    "carry = 3": "carry = 4",
    "carry_with_lead_partners = 2": "carry_with_lead_partners = 3",
    "signatures = 2": "signatures = 3",
}


def four() -> BoundDefinition:
    """Return the shipped definition with a seat for education."""
    return load(partnership(review=FOUR))


def with_education() -> Directory:
    """Return the invented people, and education's partner."""
    known = directory()
    number = max(appointment.person for appointment in known.appointments) + 1
    post = Appointment(
        number, EDUCATION, "Education partner", "education_inclusion", ("partner",), 1
    )
    return replace(known, appointments=(*known.appointments, post))


def in_sign_off() -> Desk:
    """Return a case whose rapid review the four partners are to sign."""
    desk = in_triage()
    desk.definition, desk.directory = four(), with_education()
    desk.do("notify_panel", NOTIFIER)
    settle_returns(desk)
    desk.do("convene", BU)
    report = desk.filled("conclude_rapid_review", CHAIR)
    desk.do("conclude_rapid_review", CHAIR, input=report | {"recommended_outcome": "cspr"})
    return desk


def with_panel() -> Desk:
    """Return a case of four signatures that the Panel has."""
    desk = in_sign_off()
    for partner in (*PARTNERS, EDUCATION):
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    return desk


def test_a_fourth_partner_gives_its_view() -> None:
    """What is missing is explained, until the fourth is in."""
    desk = in_triage()
    desk.definition, desk.directory = four(), with_education()
    desk.do("propose_notification", BU)
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "No neglect."})
    missing = desk.schema("decide_not_notifiable", LA)["required"]
    desk.do("record_view", EDUCATION, input={"view": "notify", "reasons": "School saw harm."})
    desk.do("decide_not_notifiable", LA)

    assert "views_missing" in missing
    assert ["education"] == only_incident(desk).data.get("dissent")


def test_a_fourth_partner_takes_part_in_the_rapid_review() -> None:
    """
    Its return is asked for, its attendance stands in the report, and the review is sent once it has
    signed.
    """
    desk = in_sign_off()
    sealed: dict[str, Any] = dict(desk.events[-1].sealed or {})
    attendance: dict[str, str] = sealed["input"]["attendance"]
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    early = desk.attempt("send_rapid_review", BU)
    desk.do("dissent", EDUCATION)
    sent = desk.do("send_rapid_review", BU)

    assert "agency_return:education_inclusion" in desk.case.items
    assert {"local_authority", "icb", "police", "education"} == set(attendance)
    assert "still to sign or dissent: education" in str(getattr(early, "reasons", ()))
    assert "rapid_review.panel_response" == sent.to_state
    assert ["education"] == desk.case.memory.get("dissent", {}).get("send_rapid_review")


def test_the_votes_of_four_carry_a_practice_review() -> None:
    """Three for change nothing; the fourth is the step."""
    desk = with_panel()
    for partner in PARTNERS:
        desk.do("commission_cspr", partner)
    before = desk.case.state
    desk.do("commission_cspr", EDUCATION)

    assert ("rapid_review.panel_response", "cspr.commissioning") == (before, desk.case.state)


def test_three_and_the_lead_partners_carry_it_too() -> None:
    """As the file's numbers say; the dissent is the seat's."""
    desk = with_panel()
    for partner in (LA, ICB, POLICE):
        desk.do("commission_cspr", partner)
    desk.do(
        "commission_cspr",
        EDUCATION,
        input=desk.filled("commission_cspr", EDUCATION) | {"vote": "against"},
    )
    desk.do("record_fact", BU, input={"fact": "lead_partners_decided", "step": "commission_cspr"})

    assert "cspr.commissioning" == desk.case.state
    assert ["education"] == desk.case.memory.get("dissent", {}).get("commission_cspr")


def test_two_against_fail_and_another_round_begins() -> None:
    """Whoever of the four they are."""
    desk = with_panel()
    desk.do("commission_cspr", LA)
    for partner in (POLICE, EDUCATION):
        desk.do(
            "commission_cspr",
            partner,
            input=desk.filled("commission_cspr", partner) | {"vote": "against"},
        )

    assert 1 == desk.case.memory.get("failed_rounds", {}).get("commission_cspr")
    assert {} == desk.case.memory.get("rounds", {})


def test_three_of_four_votes_carry_where_the_file_says_so() -> None:
    """The day is that of the last vote that it needs, whatever day the other was of."""
    desk = with_panel()
    desk.definition = load(partnership(review=FOUR | {"carry = 3": "carry = 3"}))
    day = desk.today
    desk.do(
        "commission_cspr",
        EDUCATION,
        input=desk.filled("commission_cspr", EDUCATION) | {"vote": "against"},
    )
    for partner in PARTNERS:
        desk.do("commission_cspr", partner)

    assert ("cspr.commissioning", day) == (desk.case.state, desk.events[-1].occurred_on)


def test_a_seat_may_have_several_agencies() -> None:
    """Two councils share the local authority's seat: whoever votes last for it votes."""
    loaded = load(
        partnership(
            review={
                'local_authority = "childrens_services"': 'local_authority = ["county", "city"]'
            }
        )
    )

    assert ("local_authority", "local_authority") == (
        loaded.seat_of("county"),
        loaded.seat_of("city"),
    )
    assert ("county", "city", "nhs_gm_icb", "police") == loaded.partners
    assert ("local_authority", "icb", "police") == loaded.seats


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {SEATS: 'seats = ["local_authority", "icb", "education"]'},
            "[votes]: unknown part education",
        ),
        ({SEATS: 'seats = ["local_authority", "icb", "icb"]'}, "[votes]: a seat is listed twice"),
        ({"carry = 3": "carry = 4"}, "[votes]: carry is more than the 3 seats"),
        ({"signatures = 2": "signatures = 4"}, "[votes]: signatures is more than the 3 seats"),
        ({"fail = 2": "fail = 0"}, "review.toml votes.fail: "),
        ({"carry = 3": "carry = 1"}, "[votes]: carry_with_lead_partners is more than carry"),
        (
            {"carry = 3": "carry = 2", "fail = 2": "fail = 1"},
            "[votes]: one round could both carry and fail: carry and fail together must be more than the seats",
        ),
        ({'icb = "nhs_gm_icb"': 'icb = "police"'}, "[agencies]: the agency police has two parts"),
        ({'icb = "nhs_gm_icb"\n': ""}, "[votes]: unknown part icb"),
        (
            {'local_authority = "childrens_services"\n': ""},
            "[agencies]: there is no part local_authority",
        ),
    ],
)
def test_seats_and_votes_that_make_no_sense_are_refused(
    changes: dict[str, str], fault: str
) -> None:
    """With the table."""
    with pytest.raises(ImportRefused) as refused:
        load(partnership(review=changes))
    reasons = [str(reason) for reason in refused.value.reasons]

    assert any(fault in reason for reason in reasons), reasons

"""Who may read what of a case, by the tables of the shipped definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pathway.workflows.access.parties import parties_for
from pathway.workflows.access.readers import reading_of
from pathway.workflows.access.reading import Reading
from pathway.workflows.definitions.checked import read
from pathway.workflows.definitions.reader_format import PARTS, Reader
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    LA,
    NOTIFIER,
    REFERRER,
    REP,
    REVIEWER,
    in_rapid_review,
    in_sign_off,
    in_triage,
    referred,
)

SCRUTINEER = "scrutineer@example.org"
POLICE_REP = "rep.police@example.org"
POLICE_RETURN = "agency_return:police"


def reading(desk: Desk, email: str) -> Reading:
    """Return what somebody may read of the case of a desk."""
    return reading_of(
        desk.definition, desk.case, desk.directory, desk.number(email), today=desk.today
    )


def test_the_business_unit_the_chair_and_the_scrutineer_read_everything() -> None:
    """From the draft on, whatever comes of the case."""
    desk = referred()

    assert [True] * 3 == [reading(desk, email).is_whole for email in (BU, CHAIR, SCRUTINEER)]


def test_whoever_reads_every_duty_has_none_looked_up() -> None:
    """It would make no difference, and takes time for each duty."""
    desk = in_rapid_review()
    own = reading(desk, BU)
    duties = list(desk.case.deadlines.values())

    assert len(duties) > 1
    assert duties == [duty for duty in duties if own.sees_deadline(duty)]
    assert ("deadlines", frozenset()) == (own.parts[PARTS.index("deadlines")], own.duties)


def test_a_partner_reads_nothing_of_a_draft() -> None:
    """The partnership has not received it yet."""
    assert () == reading(referred(), LA).parts


def test_a_partner_reads_everything_of_a_case_that_was_referred() -> None:
    """They decide on it."""
    assert PARTS == reading(in_triage(), LA).parts


def test_a_referrer_reads_the_form_while_it_is_a_draft() -> None:
    """It is theirs to change."""
    assert {"status", "referral", "children"} <= set(reading(referred(), REFERRER).parts)


def test_a_referrer_reads_the_status_alone_once_it_was_endorsed() -> None:
    """With what they wrote themselves."""
    assert ("status", "history") == reading(in_triage(), REFERRER).parts


def test_another_referrer_reads_nothing() -> None:
    """A referral is that of one agency."""
    assert () == reading(in_triage(), "referrer.education@example.org").parts


def test_a_representative_reads_their_own_agencys_return_and_no_other() -> None:
    """Before the meeting has shared anything."""
    desk = in_rapid_review()
    own = reading(desk, POLICE_REP)

    read = [item.id for item in desk.case.items.values() if own.sees_item(item)]
    assert [POLICE_RETURN] == read


def test_a_representative_reads_their_own_agencys_duties_alone() -> None:
    """Those of the other agencies are not theirs."""
    desk = in_rapid_review()
    own = reading(desk, POLICE_REP)

    read = {duty.item for duty in desk.case.deadlines.values() if own.sees_deadline(duty)}
    assert {POLICE_RETURN} == read


def test_from_the_meeting_on_a_representative_reads_what_it_shares() -> None:
    """All returns, the chronology and the report; not what the partners decide on."""
    own = reading(in_sign_off(), POLICE_REP)

    assert (True, False) == (
        own.sees("referral", "children", "returns", "chronology", "rapid-review"),
        own.sees("decisions"),
    )


def test_the_representative_of_the_agency_that_referred_reads_the_referral() -> None:
    """They checked it."""
    assert reading(in_triage(), REP).sees("status", "referral", "children")


def test_a_notifier_reads_what_a_notification_asks_for() -> None:
    """From the draft on, from which an incident may be notified of."""
    assert reading(referred(), NOTIFIER).sees("referral", "children", "decisions", "deadlines")


def test_a_reviewer_who_was_not_appointed_reads_nothing() -> None:
    """The role in the directory is not enough."""
    assert () == reading(in_sign_off(), REVIEWER).parts


def test_whoever_was_removed_reads_nothing() -> None:
    """Even of what was theirs."""
    desk = in_rapid_review()
    number = desk.number(POLICE_REP)
    remaining = [post for post in desk.directory.appointments if post.person != number]
    without = replace(desk.directory, appointments=tuple(remaining))

    own = reading_of(desk.definition, desk.case, without, number, today=desk.today)
    assert () == own.parts


def test_an_upheld_interest_leaves_nothing_to_read() -> None:
    """Not even to the chair."""
    desk = in_triage()
    desk.do("declare_interest", CHAIR, input={"nature": "A relative."})
    desk.do(
        "decide_interest",
        LA,
        input={"interest": "interest:1", "outcome": "withdraws_case", "reasons": "Close."},
    )

    assert () == reading(desk, CHAIR).parts


def test_whoever_has_a_duty_reads_it() -> None:
    """The representative is to check the referral, and may say by when."""
    desk = referred()
    desk.do("submit", REFERRER)
    own = reading(desk, REP)

    read = {duty.key for duty in desk.case.open_deadlines() if own.sees_deadline(duty)}
    assert {"quality_assurance"} == read


def test_an_entry_of_ones_own_is_read_and_no_other() -> None:
    """A referrer reads that they submitted, and not what the representative answered."""
    desk = in_triage()
    own = reading(desk, REFERRER)

    read = [event.step for event in desk.events if own.sees_entry(event)]
    assert ["refer", "submit"] == read


@pytest.mark.parametrize("of", ["all", "own"])
@pytest.mark.parametrize("role", ["any_reviewer", "anyone"])
def test_lists_look_everywhere_for_a_role_that_no_item_narrows(role: str, of: str) -> None:
    """A definition may give all its holders every item, whose agency is not theirs."""
    desk = referred()
    table = read(Reader, {"role": role, "of": of, "parts": ["returns"]})
    case = replace(desk.definition.case, reader=[table])
    definition = replace(desk.definition, files={**desk.definition.files, case.name: case})

    assert parties_for([definition], desk.directory, desk.number(REVIEWER)) is None
    assert parties_for([desk.definition], desk.directory, desk.number(REVIEWER)) is not None

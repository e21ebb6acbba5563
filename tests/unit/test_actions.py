"""
Actions: who goes on with one when its owner leaves, and what its date and its breach are then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pathway.workflows.people.in_charge import for_deadline
from pathway.workflows.people.recipients import recipients
from tests.desk import Desk, Refused
from tests.routes import BU, CHAIR, LA, away, breach, gone, in_local_review, only, states

OWNER = "author.camhs@example.org"
AGENCY_REP = "rep.camhs@example.org"
OTHER = "rep.housing@example.org"


def with_action(due: str = "2026-05-01") -> Desk:
    """Return a local review with an action of somebody at CAMHS."""
    desk = in_local_review()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"owner": OWNER, "due": due})
    return desk


def asked(desk: Desk) -> list[str]:
    """Return whose duty the action is now."""
    people = for_deadline(desk.definition, desk.case, only(desk, "action"), desk.directory)
    return [post.email for post in people.people]


def mailed(desk: Desk) -> list[str]:
    """Return who gets the mail of the action."""
    duty = only(desk, "action")
    return [
        post.email
        for post in recipients(desk.definition, desk.case, duty.owner, desk.directory, duty)
    ]


def test_the_owner_carries_it_out() -> None:
    """Whoever that is; the duty names them and the mail is theirs."""
    desk = with_action()

    assert [OWNER] == asked(desk) == mailed(desk)
    assert [] == desk.codes("start", OWNER, "action:1")
    assert ["not_permitted"] == desk.codes("start", AGENCY_REP, "action:1")


@pytest.mark.parametrize("left", [gone, away])
def test_meanwhile_it_is_for_the_agencys_representative(left: Callable[..., Desk]) -> None:
    """Removed or away: they may go on with it, are named, and are mailed."""
    desk = left(with_action(), OWNER)

    assert AGENCY_REP == asked(desk)[0] == mailed(desk)[0]
    for step in ("start", "submit_evidence"):
        desk.do(step, AGENCY_REP, "action:1")

    assert "evidence_submitted" == desk.case.items["action:1"].state


def test_whoever_submitted_evidence_in_their_place_does_not_verify_it() -> None:
    """Nobody verifies what they have done themselves; the business unit or the chair does."""
    desk = gone(with_action(), OWNER)
    desk.do("start", AGENCY_REP, "action:1")
    desk.do("submit_evidence", AGENCY_REP, "action:1")

    answers = desk.filled("verify", BU, "action:1")
    assert ["not_permitted"] == desk.codes("verify", AGENCY_REP, "action:1", input=answers)
    assert ["not_permitted"] == desk.codes(
        "reject_evidence", AGENCY_REP, "action:1", reason="Thin."
    )
    assert [] == desk.codes("verify", BU, "action:1", input=answers)


@pytest.mark.parametrize("by", [BU, CHAIR])
def test_it_is_given_to_somebody_else(by: str) -> None:
    """
    By the chair or the business unit, with reasons: the duty and its mail follow, its date stays.
    """
    desk = gone(with_action(), OWNER)

    desk.do("reassign", by, "action:1", input={"owner": OTHER})

    duty = only(desk, "action")
    assert (desk.number(OTHER), "housing") == (duty.owner.person, duty.owner.agency)
    assert [OTHER] == asked(desk) == mailed(desk)
    assert date(2026, 5, 1) == duty.due  # Fri
    assert [] == desk.codes("start", OTHER, "action:1")
    assert "not_permitted" in desk.codes("start", AGENCY_REP, "action:1")


@pytest.mark.parametrize("by", [LA, OWNER, OTHER])
def test_nobody_else_gives_it_away(by: str) -> None:
    """Neither a partner nor its owner."""
    desk = with_action()

    assert "not_permitted" in desk.codes(
        "reassign", by, "action:1", input={"owner": OTHER}, reason="Full."
    )


def test_it_is_given_to_nobody_who_has_left() -> None:
    """The owner is somebody of the directory."""
    desk = gone(with_action(), OTHER)

    assert ["input"] == desk.codes(
        "reassign", BU, "action:1", input={"owner": OTHER}, reason="Moved house."
    )


def test_given_away_overdue_it_stays_overdue() -> None:
    """Another owner makes nothing good."""
    desk = with_action("2026-03-20")
    desk.today = date(2026, 3, 24)  # Tue
    breach(desk)

    desk.do("reassign", BU, "action:1", input={"owner": OTHER})

    assert (["breached"], False) == (states(desk, "action"), only(desk, "action").breach_corrected)


@pytest.mark.parametrize("state", ["open", "in_progress", "evidence_submitted"])
def test_it_is_given_away_in_whatever_state_it_is(state: str) -> None:
    """What was done stays done."""
    desk = with_action()
    for step in {
        "open": [],
        "in_progress": ["start"],
        "evidence_submitted": ["start", "submit_evidence"],
    }[state]:
        desk.do(step, OWNER, "action:1")
    gone(desk, OWNER)

    desk.do("reassign", BU, "action:1", input={"owner": OTHER})

    assert state == desk.case.items["action:1"].state


def test_an_agency_without_a_representative_leaves_it_to_the_business_unit() -> None:
    """With its owner and its representative gone, somebody is asked still."""
    desk = gone(with_action(), OWNER, AGENCY_REP)

    assert BU == asked(desk)[0] == mailed(desk)[0]
    assert "not_permitted" not in desk.codes(
        "start", BU, "action:1", reason="Nobody is left there."
    )


def test_a_refusal_names_who_may_instead() -> None:
    """The representative, while the owner is gone."""
    desk = gone(with_action(), OWNER)
    refusal = str(desk.attempt("start", OTHER, "action:1"))

    assert AGENCY_REP in refusal


# ---- an entry that names somebody who has left ---------------------------------------------------


def correct(desk: Desk, field: str, value: str) -> None:
    """Correct the entry that added the action."""
    event = max(event.seq for event in desk.events if event.step == "add_action")
    desk.take(
        "correct",
        BU,
        input={"event": event, "field": field, "value": value, "why": "It was wrong."},
    )


def test_its_date_is_corrected_though_its_owner_has_left() -> None:
    """The owner stays who it was."""
    desk = with_action()
    owner = desk.case.items["action:1"].data.get("owner")
    gone(desk, OWNER)

    correct(desk, "due", "2026-04-17")

    assert date(2026, 4, 17) == only(desk, "action").due  # Fri
    assert owner == desk.case.items["action:1"].data.get("owner")


def test_its_owner_is_corrected_though_they_have_left() -> None:
    """It was somebody else's from the start."""
    desk = gone(with_action(), OWNER)

    correct(desk, "owner", OTHER)

    item = desk.case.items["action:1"]
    assert (desk.number(OTHER), "housing") == (item.data.get("owner"), item.data.get("agency"))
    assert [OTHER] == asked(desk) == mailed(desk)


def test_nobody_who_has_left_is_put_in_by_a_correction() -> None:
    """Only who was named there before may stay."""
    desk = gone(with_action(), OTHER)

    with pytest.raises(Refused):
        correct(desk, "owner", OTHER)

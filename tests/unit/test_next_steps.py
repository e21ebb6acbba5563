"""Which step a mail leads to: one that meets the duty, or the one that comes before it."""

from __future__ import annotations

from pathway.workflows.deciding.next_steps import next_steps
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    NOTIFIER,
    POLICE,
    REP,
    in_rapid_review,
    in_sign_off,
    in_triage,
    referred,
    reply,
    with_panel,
)


def steps(desk: Desk, deadline: str, person: str) -> list[tuple[str, str | None]]:
    """Return the steps with which somebody comes closer to meeting a duty, with their items."""
    duty = desk.case.deadlines[deadline]
    own = next_steps(desk.definition, desk.case, duty, desk.number(person), desk.situation())
    return [(step.step, step.item) for step in own]


def test_a_duty_of_the_case_leads_to_the_steps_that_meet_it() -> None:
    """Where there is a choice, all of it is offered."""
    desk = in_triage()

    assert [("propose_notification", None), ("put_to_subgroup", None)] == steps(desk, "triage", BU)
    assert [] == steps(desk, "triage", REP)


def test_a_step_that_cannot_be_taken_yet_is_not_offered() -> None:
    """The meeting comes before the signatures."""
    assert [] == steps(in_rapid_review(), "rapid_review_sign_off", LA)
    assert [("sign_off", None), ("dissent", None)] == steps(
        in_sign_off(), "rapid_review_sign_off", LA
    )


def test_a_step_of_an_item_leads_on_to_the_one_that_meets_the_duty() -> None:
    """A return is confirmed and sent before it can be accepted."""
    desk = in_rapid_review()
    item = "agency_return:police"
    duty = f"agency_return/{item}"
    rep = "rep.police@example.org"

    assert [("confirm_involvement", item), ("nil", item)] == steps(desk, duty, rep)
    desk.do("confirm_involvement", rep, item)
    assert ("submit_return", item) == steps(desk, duty, rep)[0]
    desk.do("submit_return", rep, item)
    assert ("accept_return", item) in steps(desk, duty, "reviews.police@example.org")


def test_a_fact_is_recorded_by_its_own_step() -> None:
    """It is told by the fact's title."""
    desk = in_triage()
    desk.do("put_to_subgroup", BU)
    duty = desk.case.deadlines["partners_told/incident:1"]
    own = next_steps(desk.definition, desk.case, duty, desk.number(NOTIFIER), desk.situation())

    assert "record_fact" in [step.step for step in own]
    assert any(step.title.startswith("Record: ") for step in own)


def test_a_vote_leads_to_what_is_voted_on() -> None:
    """The duty to vote names its round."""
    desk = with_panel("cspr")
    reply(desk, "agrees")
    desk.do("commission_cspr", LA)
    votes = {
        deadline.seat: steps(desk, deadline.id, person)
        for deadline in desk.case.open_deadlines("vote")
        for person in (ICB, POLICE)
        if (deadline.seat == "icb") is (person == ICB)
    }

    assert {"icb", "police"} == set(votes)
    assert [[("commission_cspr", None)]] * 2 == list(votes.values())


def test_nobody_is_led_to_what_is_not_theirs() -> None:
    """The referrer's own duty leads the chair nowhere."""
    assert [] == steps(referred("practice_review"), "draft", CHAIR)

"""Votes of the three partners, their views and their signatures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway.workflows.cases.panel import disagreement
from pathway.workflows.cases.votes import open_rounds
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    NOTIFIER,
    PARTNERS,
    POLICE,
    REVIEWER,
    approved,
    before_partners,
    decided_not_notifiable,
    in_practice_review,
    in_sign_off,
    only,
    only_incident,
    reply,
    settle_returns,
    states,
    vote,
    with_panel,
)

AGAINST = {"vote": "against"}
CONCLUDED = "action_plan.drafting"


def lead(desk: Desk, step: str, on: date | None = None) -> None:
    """Record that the lead partners decided that the step is taken."""
    desk.do(
        "record_fact",
        BU,
        input={"fact": "lead_partners_decided", "step": step},
        on=on or desk.today,
    )


def against(desk: Desk, step: str, partner: str) -> None:
    """Vote against, in the open round or beginning one."""
    desk.do(step, partner, input=desk.filled(step, partner) | AGAINST)


def test_the_third_vote_for_takes_the_step() -> None:
    """Two change nothing; the third is the step."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA, ICB)
    before = [(event.from_state, event.to_state) for event in desk.events[-2:]]
    vote(desk, "conclude_without_review", POLICE)

    assert [("rapid_review.panel_response",) * 2] * 2 == before
    assert CONCLUDED == desk.case.state == desk.events[-1].to_state
    assert [] == open_rounds(desk.case)


def test_the_step_is_of_the_day_of_the_last_of_the_three_votes() -> None:
    """A third vote that is recorded for an earlier day brings nothing forward."""
    desk = with_panel("cspr")
    desk.today = date(2026, 3, 20)  # Fri
    vote(desk, "commission_cspr", LA, on=date(2026, 3, 18))  # Wed
    vote(desk, "commission_cspr", ICB)

    vote(desk, "commission_cspr", POLICE, on=date(2026, 3, 17))  # Tue

    assert (
        date(2026, 3, 20) == desk.events[-1].occurred_on == only(desk, "cspr_publication").clock_on
    )  # Fri


@pytest.mark.parametrize("fact_first", [True, False])
def test_two_for_and_the_lead_partners_carry_it(fact_first: bool) -> None:
    """
    In either order, on the later of both days; the system takes the step, and the dissent goes with
    it.
    """
    desk = with_panel()
    against(desk, "conclude_without_review", POLICE)
    vote(desk, "conclude_without_review", LA)
    desk.today += timedelta(days=2)
    if fact_first:
        lead(desk, "conclude_without_review")
        assert "rapid_review.panel_response" == desk.case.state
    vote(desk, "conclude_without_review", ICB)
    if not fact_first:
        assert "rapid_review.panel_response" == desk.case.state
        desk.today += timedelta(days=1)
        lead(desk, "conclude_without_review")

    taken = desk.events[-1]
    assert (CONCLUDED, None, desk.today) == (taken.to_state, taken.actor, taken.occurred_on)
    assert ["police"] == desk.case.memory.get("dissent", {}).get("conclude_without_review")
    assert "" == taken.digest


def test_the_third_vote_need_not_be_in() -> None:
    """Two for and the lead partners are enough."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA, ICB)

    lead(desk, "conclude_without_review")

    assert CONCLUDED == desk.case.state


def test_a_step_that_stays_is_carried_once() -> None:
    """Answering the Panel ends its round: nothing takes it again."""
    desk = in_practice_review()
    reply(desk, "no_cspr_needed")
    vote(desk, "answer_panel", LA, ICB)

    lead(desk, "answer_panel")

    assert 1 == sum(event.actor is None and event.step == "answer_panel" for event in desk.events)
    assert "met" == only(desk, "panel_decision").state
    assert ["guard.panel_disagrees", "input", "input"] == desk.codes("answer_panel", LA)


def test_the_lead_partners_decision_counts_for_its_round() -> None:
    """A round that is begun anew starts without it."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA)
    lead(desk, "conclude_without_review")
    desk.do(
        "conclude_without_review",
        ICB,
        input={"vote": "for", "reasons": "Other reasons.", "learning": "Other."},
    )

    vote(desk, "conclude_without_review", POLICE)

    assert "rapid_review.panel_response" == desk.case.state


def test_two_against_fail_the_round() -> None:
    """It is recorded, and the next vote begins another."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA)
    against(desk, "conclude_without_review", ICB)
    against(desk, "conclude_without_review", POLICE)
    assert 1 == desk.case.memory.get("failed_rounds", {}).get("conclude_without_review")
    assert [] == open_rounds(desk.case)

    vote(desk, "conclude_without_review", *PARTNERS)

    assert CONCLUDED == desk.case.state


def test_a_vote_may_change_until_the_round_ends() -> None:
    """One vote a seat: the later one counts, a delegate's too."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA)
    against(desk, "conclude_without_review", ICB)
    vote(desk, "conclude_without_review", "delegate.icb@example.org")
    assert "rapid_review.panel_response" == desk.case.state

    vote(desk, "conclude_without_review", POLICE)

    assert CONCLUDED == desk.case.state


def test_a_vote_against_gives_its_reasons() -> None:
    """A vote for needs none."""
    desk = with_panel()
    answers = desk.filled("conclude_without_review", LA)

    assert ["reason_required"] == desk.codes("conclude_without_review", LA, input=answers | AGAINST)
    assert [] == desk.codes(
        "conclude_without_review", LA, input=answers | AGAINST | {"reason": "Too early."}
    )
    assert [] == desk.codes("conclude_without_review", LA, input=answers)


def test_another_input_begins_a_new_round() -> None:
    """Votes for the earlier input do not count for the new one."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA, ICB)
    other = {"vote": "for", "reasons": "Other reasons.", "learning": "Other."}

    desk.do("conclude_without_review", POLICE, input=other)

    (voting_round,) = open_rounds(desk.case)
    assert ["police"] == list(voting_round.votes)
    assert desk.case.version == voting_round.event


def test_the_very_same_input_joins_the_round() -> None:
    """Three partners may each hand in the same paper."""
    desk = with_panel()
    same = {"vote": "for", "reasons": "Agreed.", "learning": "Known."}

    for partner in PARTNERS:
        desk.take("conclude_without_review", partner, input=same)

    assert CONCLUDED == desk.case.state


def test_a_vote_names_the_open_rounds_digest_and_brings_nothing_else() -> None:
    """A digest of no open round, or an input beside it, is refused."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA)
    (voting_round,) = open_rounds(desk.case)
    named = {"vote": "for", "proposal": voting_round.digest}

    assert [] == desk.codes("conclude_without_review", ICB, input=named)
    assert ["input"] == desk.codes(
        "conclude_without_review", ICB, input=named | {"reasons": "Mine."}
    )
    assert "input" in desk.codes(
        "conclude_without_review", ICB, input=named | {"proposal": "0" * 64}
    )
    assert ["input"] == desk.codes("conclude_without_review", ICB, input=named | {"vote": "maybe"})


def test_a_disagreeing_reply_ends_open_rounds() -> None:
    """
    The partners begin anew, with an answer to the Panel; a vote of a day before the reply does not
    count.
    """
    desk = with_panel()
    vote(desk, "conclude_without_review", LA, ICB)
    desk.today += timedelta(days=3)
    reply(desk, "recommends_cspr")
    assert [] == open_rounds(desk.case)
    answers = desk.filled("conclude_without_review", LA)
    yesterday = desk.today - timedelta(days=1)

    assert "answer_to_panel" in answers
    without = {name: value for name, value in answers.items() if name != "answer_to_panel"}
    assert ["input"] == desk.codes("conclude_without_review", LA, input=without)
    assert ["guard.votes_after_reply"] == desk.codes(
        "conclude_without_review", LA, input=answers, on=yesterday, reason="Late."
    )
    vote(desk, "conclude_without_review", *PARTNERS)

    assert CONCLUDED == desk.case.state
    assert "met" == only(desk, "panel_decision").state


def test_a_vote_after_the_reply_counts_even_that_day() -> None:
    """What is recorded after the reply comes after it."""
    desk = with_panel()
    reply(desk, "recommends_cspr")

    vote(desk, "commission_cspr", *PARTNERS)

    assert "cspr.commissioning" == desk.case.state


@pytest.mark.parametrize(
    ("outcome", "response", "disagrees"),
    [
        ("cspr", "no_cspr_needed", True),
        ("cspr", "recommends_cspr", False),
        ("local_review", "recommends_cspr", True),
        ("local_review", "no_cspr_needed", False),
        ("no_further_review", "agrees", False),
        ("no_further_review", "national_review", False),
    ],
)
def test_what_a_disagreement_is(outcome: str, response: str, disagrees: bool) -> None:
    """A reply is measured against the outcome that was signed."""
    desk = with_panel(outcome)

    reply(desk, response)

    assert disagrees == (disagreement(desk.case) is not None)


def test_a_question_takes_nothing_back() -> None:
    """A disagreement stands while the Panel asks for more."""
    desk = with_panel()
    reply(desk, "recommends_cspr")

    reply(desk, "asks_for_information")

    assert disagreement(desk.case) is not None


def test_rounds_end_with_the_visit() -> None:
    """A state that is left takes its open votes with it."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA, ICB)
    desk.do("panel_takes_review", BU)
    desk.do("panel_returns_review", BU)

    vote(desk, "conclude_without_review", POLICE)

    assert "rapid_review.panel_response" == desk.case.state


def test_a_view_of_an_earlier_visit_has_passed() -> None:
    """
    After a decision not to notify, the notifier may still notify: the old view was of that visit.
    """
    desk = decided_not_notifiable()

    assert [] == desk.codes("notify_panel", NOTIFIER, input=desk.filled("notify_panel", NOTIFIER))
    desk.do("propose_notification", BU)

    assert {} == desk.case.memory.get("views", {})


def test_the_local_authority_decides_whether_to_notify() -> None:
    """Its own view binds it; other partners' views are dissent that is recorded."""
    desk = before_partners()
    desk.do("record_view", LA, input={"view": "do_not_notify", "reasons": "No neglect."})
    desk.do("record_view", ICB, input={"view": "notify", "reasons": "There is."})
    answers = {"reasons": "No neglect.", "views_missing": "The police were asked twice."}

    assert ["guard.local_authority_says_notify", "input"] == [
        *desk.codes("notify_panel", NOTIFIER, input=desk.filled("notify_panel", NOTIFIER)),
        *desk.codes("decide_not_notifiable", LA, input={"reasons": "No neglect."}),
    ]
    desk.do("decide_not_notifiable", LA, input=answers)

    assert ["icb"] == only_incident(desk).data.get("dissent")
    assert ["police"] == only_incident(desk).data.get("views_missing")


def test_a_notification_lists_missing_views_and_is_not_refused() -> None:
    """The notifier's own step gives the local authority's view where it was not given."""
    desk = before_partners()
    desk.do("record_view", ICB, input={"view": "do_not_notify", "reasons": "No neglect."})

    desk.do("notify_panel", NOTIFIER)

    assert ["icb"] == only_incident(desk).data.get("dissent")
    assert ["police"] == only_incident(desk).data.get("views_missing")


def test_a_rapid_review_needs_two_signatures_and_three_answers() -> None:
    """With two dissents it goes back to the meeting."""
    desk = in_sign_off()
    desk.do("sign_off", LA)
    desk.do("sign_off", ICB)
    assert ["guard.all_partners_signed"] == desk.codes(
        "send_rapid_review", BU, input=desk.filled("send_rapid_review", BU)
    )
    desk.do("dissent", POLICE)
    assert [] == desk.codes("send_rapid_review", BU, input=desk.filled("send_rapid_review", BU))

    desk.do("dissent", ICB)

    assert ["guard.all_partners_signed"] == desk.codes(
        "send_rapid_review", BU, input=desk.filled("send_rapid_review", BU)
    )


def test_what_is_signed_and_sent_is_the_very_report() -> None:
    """Another outcome or another hash is refused."""
    desk = in_sign_off()
    answers = desk.filled("sign_off", LA)

    assert ["input"] == desk.codes("sign_off", LA, input=answers | {"outcome": "cspr"})
    assert ["input"] == desk.codes("sign_off", LA, input=answers | {"report": "1f" * 32})
    assert ["reason_required"] == desk.codes("dissent", LA, input=answers)


def test_the_first_vote_asks_the_others() -> None:
    """
    Each partner who has not voted has three working days; a vote meets the duty of its own seat
    alone.
    """
    desk = with_panel("cspr")
    vote(desk, "commission_cspr", LA)
    asked = {deadline.seat: deadline.due for deadline in desk.case.open_deadlines("vote")}
    vote(desk, "commission_cspr", ICB)

    assert {"icb": date(2026, 3, 19), "police": date(2026, 3, 19)} == asked  # Thu
    assert ["police"] == [deadline.seat for deadline in desk.case.open_deadlines("vote")]
    assert ["met", "running"] == states(desk, "vote")


def test_the_end_of_a_round_asks_nobody_any_more() -> None:
    """
    Carried by two and the lead partners, the third need not vote; nothing else was begun or ended
    by the votes.
    """
    desk = with_panel()
    before = set(desk.case.deadlines)
    vote(desk, "conclude_without_review", LA, ICB)
    begun = {deadline.key for name, deadline in desk.case.deadlines.items() if name not in before}
    lead(desk, "conclude_without_review")

    assert {"vote"} == begun
    assert ["met", "stopped"] == states(desk, "vote")


def test_another_round_asks_again() -> None:
    """Two against end the round; the vote after that begins another one."""
    desk = with_panel()
    vote(desk, "conclude_without_review", LA)
    against(desk, "conclude_without_review", ICB)
    against(desk, "conclude_without_review", POLICE)
    ended = states(desk, "vote")
    vote(desk, "conclude_without_review", POLICE)

    assert ["met", "met"] == ended
    assert {"local_authority", "icb"} == {
        deadline.seat for deadline in desk.case.open_deadlines("vote")
    }


def test_withholding_one_publication_leaves_the_countdown_of_another() -> None:
    """Votes about an item touch no other item's duties."""
    desk = approved()
    desk.do("agree_plan", CHAIR)
    reply(desk, "recommends_cspr")
    vote(desk, "commission_cspr", *PARTNERS)
    desk.do("appoint_reviewer", LA)
    settle_returns(desk)
    desk.do("complete_fieldwork", REVIEWER)
    desk.do("submit_report", REVIEWER)
    vote(desk, "approve_report", *PARTNERS)
    for publication in ("publication", "publication:2"):
        desk.do("plan_publication", BU, publication, input={"planned_publication_on": "2026-09-01"})
    vote(desk, "withhold", *PARTNERS, item="publication:2")

    assert ["running", "stopped"] == states(desk, "publication_copies")

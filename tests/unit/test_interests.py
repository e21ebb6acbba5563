"""
Interests: declared, decided, upheld; what the person may no longer do, and who does it instead.
"""

from __future__ import annotations

from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    DEPUTY_CHAIR,
    LA,
    NOTIFIER,
    REFERRER,
    REP,
    before_partners,
    in_rapid_review,
    in_triage,
    referred,
    report,
)

SECOND_REP = "deputy.nca@example.org"


def declare(desk: Desk, by: str) -> str:
    """Declare an interest, and return its name."""
    desk.do("declare_interest", by)
    return f"interest:{len(desk.case.memory.get('interests', {}))}"


def decide(desk: Desk, by: str, interest: str, outcome: str, item: str | None = None) -> None:
    """Decide on an interest."""
    answers = {"interest": interest, "outcome": outcome, "reasons": "Known."} | (
        {"item": item} if item else {}
    )
    desk.do("decide_interest", by, input=answers)


def test_no_decision_is_taken_until_the_interest_is_decided() -> None:
    """The declarer takes no decision step; other steps go on."""
    desk = before_partners()
    name = declare(desk, LA)
    view = {"view": "notify", "reasons": "Harm."}
    assert ["interest"] == desk.codes("record_view", LA, input=view)

    decide(desk, CHAIR, name, "noted")

    assert [] == desk.codes("record_view", LA, input=view)


def test_an_undecided_interest_leaves_other_steps_open() -> None:
    """Submitting is no decision."""
    desk = referred()
    declare(desk, REFERRER)

    assert [] == desk.codes("submit", REFERRER)


def test_who_is_withdrawn_from_the_case_takes_nothing() -> None:
    """The part passes to the next in the list."""
    desk = referred()
    desk.do("submit", REFERRER)
    decide(desk, CHAIR, declare(desk, REP), "withdraws_case")

    assert "interest" in desk.codes("endorse", REP)
    assert "interest" in desk.codes("declare_interest", REP)
    desk.do("endorse", SECOND_REP)

    assert "subgroup_decision.triage" == desk.case.state


def test_where_all_are_withdrawn_the_business_unit_gives_reasons() -> None:
    """Both representatives out: their part falls to the business unit."""
    desk = referred()
    desk.do("submit", REFERRER)
    for rep in (REP, SECOND_REP):
        decide(desk, CHAIR, declare(desk, rep), "withdraws_case")
    answers = {name: "yes" for name in desk.schema("endorse", BU)["required"] if name != "reason"}

    assert ["reason_required"] == desk.codes("endorse", BU, input=answers)
    assert [] == desk.codes("endorse", BU, input=answers, reason="Both have an interest.")


def test_who_is_withdrawn_from_an_item_takes_the_rest() -> None:
    """Only the item is closed to them."""
    desk = in_rapid_review()
    rep = "rep.police@example.org"
    decide(desk, CHAIR, declare(desk, rep), "withdraws_item", "agency_return:police")

    assert ["interest"] == desk.codes("confirm_involvement", rep, "agency_return:police")
    assert [] == desk.codes(
        "confirm_involvement", "reviews.police@example.org", "agency_return:police"
    )
    assert [] == desk.codes("declare_interest", rep, input={"nature": "Another."})


def test_who_is_withdrawn_from_an_incident_takes_no_step_about_it() -> None:
    """Whoever comes next in the list does; of another incident they take every step."""
    desk = in_triage()
    report(desk)
    decide(desk, CHAIR, declare(desk, NOTIFIER), "withdraws_item", "incident:1")
    first, second = (
        desk.filled("notify_panel", NOTIFIER) | {"incident": name}
        for name in ("incident:1", "incident:2")
    )

    assert ["interest"] == desk.codes("notify_panel", NOTIFIER, input=first)
    assert [] == desk.codes("notify_panel", "notifier.two@example.org", input=first)
    assert "interest" not in desk.codes("notify_panel", NOTIFIER, input=second)
    assert [] == desk.codes(
        "record_fact", BU, input={"fact": "partners_told", "incident": "incident:1"}
    )


def test_what_an_incidents_duty_names_may_meet_it() -> None:
    """
    Where every notifier is withdrawn from the incident it falls to the local authority's partner.
    """
    desk = referred()
    for notifier in (NOTIFIER, "notifier.two@example.org"):
        decide(desk, CHAIR, declare(desk, notifier), "withdraws_item", "incident:1")

    assert [] == desk.codes("notify_panel", LA, input=desk.filled("notify_panel", LA))


def test_withdrawing_from_an_item_names_it() -> None:
    """Without the item it is refused."""
    desk = in_rapid_review()
    answers = {"interest": declare(desk, REP), "outcome": "withdraws_item", "reasons": "Known."}

    assert ["input"] == desk.codes("decide_interest", CHAIR, input=answers)


def test_a_chairs_interest_is_decided_by_a_partner() -> None:
    """Neither by the chair nor by the deputy."""
    desk = in_triage()
    name = declare(desk, CHAIR)
    answers = {"interest": name, "outcome": "none", "reasons": "Known."}

    assert "interest" in desk.codes("decide_interest", CHAIR, input=answers)
    assert "guard.interest_waits" in desk.codes("decide_interest", DEPUTY_CHAIR, input=answers)
    assert [] == desk.codes("decide_interest", LA, input=answers)


def test_all_others_interests_are_decided_by_the_chair() -> None:
    """A partner decides on a chair's alone."""
    desk = in_triage()
    answers = {"interest": declare(desk, NOTIFIER), "outcome": "none", "reasons": "Known."}

    assert "guard.interest_waits" in desk.codes("decide_interest", LA, input=answers)
    assert [] == desk.codes("decide_interest", CHAIR, input=answers)


def test_without_a_chair_left_a_partner_decides() -> None:
    """Both chairs withdrawn: their part falls to a partner."""
    desk = in_triage()
    for chair in (CHAIR, DEPUTY_CHAIR):
        decide(desk, LA, declare(desk, chair), "withdraws_case")
    answers = {"interest": declare(desk, NOTIFIER), "outcome": "none", "reasons": "Known."}

    assert [] == desk.codes("decide_interest", LA, input=answers)


def test_nobody_decides_on_their_own_interest() -> None:
    """With no chair left, a partner's own interest is another partner's to decide."""
    desk = in_triage()
    for chair in (CHAIR, DEPUTY_CHAIR):
        decide(desk, LA, declare(desk, chair), "withdraws_case")
    answers = {"interest": declare(desk, LA), "outcome": "none", "reasons": "Known."}

    assert "interest" in desk.codes("decide_interest", LA, input=answers)
    assert [] == desk.codes("decide_interest", "partner.icb@example.org", input=answers)


def test_a_withdrawn_notifiers_duty_falls_to_the_next() -> None:
    """Both notifiers out: the local authority's partner sends it."""
    desk = in_triage()
    for notifier in (NOTIFIER, "notifier.two@example.org"):
        decide(desk, CHAIR, declare(desk, notifier), "withdraws_case")

    desk.do("notify_panel", LA)

    assert "partner_la" == desk.events[-1].role


def test_a_case_remembers_persons_by_number_alone() -> None:
    """The header of a declaration holds no email and no words."""
    desk = in_triage()
    declare(desk, CHAIR)

    assert b"@" not in desk.events[-1].content()
    assert desk.number(CHAIR) == desk.case.memory.get("interests", {}).get("interest:1", {}).get(
        "person"
    )

"""
What becomes of a deadline beside being met: new dates, delays, waivers, and checks on impact.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.desk import calendar
from tests.routes import (
    BU,
    CHAIR,
    LA,
    breach,
    in_impact,
    in_practice_review,
    in_rapid_review,
    local_plan,
    only,
    states,
)


def test_three_impact_checks_are_met_one_by_one() -> None:
    """After three, six and twelve months; a check that is not named is the next."""
    desk = in_impact(local_plan())
    assert [3, 6, 12] == [deadline.months for deadline in desk.case.open_deadlines("impact_check")]

    desk.today = date(2026, 9, 16)
    desk.do("record_fact", BU, input={"fact": "impact_checked", "months": 6})
    desk.do("record_fact", BU, input={"fact": "impact_checked"})

    assert [12] == [deadline.months for deadline in desk.case.open_deadlines("impact_check")]


def test_an_impact_check_is_not_taken_before_its_time() -> None:
    """From ten working days before its day on; whoever will not wait waives it with reasons."""
    desk = in_impact(local_plan())
    first = calendar().add(date(2026, 6, 16), -10)
    desk.today = first - timedelta(days=1)
    refused = desk.attempt("record_fact", BU, input={"fact": "impact_checked", "months": 3})

    assert (
        f"the check after 3 months may be taken from {first} on; waive_deadline gives it up"
        in str(refused)
    )
    assert "impact_checked" not in desk.schema("record_fact", BU)["properties"]["fact"]["enum"]
    desk.today = first
    assert [] == desk.codes("record_fact", BU, input={"fact": "impact_checked", "months": 3})
    assert ["input"] == desk.codes("record_fact", BU, input={"fact": "impact_checked", "months": 6})


def test_more_work_stops_the_impact_checks_until_the_actions_are_done() -> None:
    """They start again when the plan is complete again."""
    desk = in_impact(local_plan())

    desk.do("more_work", CHAIR)
    assert {"stopped"} == set(states(desk, "impact_check"))
    desk.do("do_not_pursue", CHAIR, "action:2")
    desk.do("complete_actions", CHAIR)

    assert ["stopped"] * 3 + ["running"] * 3 == states(desk, "impact_check")


def test_a_rebased_action_keeps_its_first_date() -> None:
    """The due date moves with reasons; both days are kept."""
    desk = local_plan()
    desk.do(
        "add_action", BU, input=desk.filled("add_action", BU) | {"due": date(2026, 5, 29)}
    )  # Fri
    desk.today = date(2026, 6, 1)  # Mon
    breach(desk)

    desk.do("rebase", CHAIR, "action:1", input={"due": date(2026, 6, 30)})  # Tue

    moved = only(desk, "action")
    assert ("running", date(2026, 6, 30)) == (moved.state, moved.due)
    assert (
        "2026-05-29" == moved.moves[0]["due"] == desk.case.items["action:1"].data.get("first_due")
    )


def test_a_delay_stands_beside_the_due_date() -> None:
    """
    The due date stays; the delay is looked at every month, by recording it again or ending it.
    """
    desk = in_practice_review()
    answers = desk.filled("record_delay", LA) | {
        "duty": "cspr_publication",
        "revised_on": date(2026, 12, 1),
    }
    due = only(desk, "cspr_publication").due
    desk.do("record_delay", LA, input=answers)
    desk.do("record_delay", LA, input=answers)

    delayed = only(desk, "cspr_publication")
    assert (due, date(2026, 12, 1), True) == (delayed.due, delayed.revised, delayed.delayed)
    assert ["met", "running"] == states(desk, "delay_review")
    desk.do("end_delay", LA, input={"duty": "cspr_publication"})

    assert ["met", "met"] == states(desk, "delay_review")
    assert not only(desk, "cspr_publication").delayed


def test_delays_of_law_and_guidance_are_the_partners() -> None:
    """All other delays are the chair's, those of what a national body expects included."""
    rapid, practice = in_rapid_review(), in_practice_review()
    expected = rapid.filled("record_delay", CHAIR) | {"duty": "rapid_review_sent"}
    guidance = practice.filled("record_delay", LA) | {"duty": "cspr_publication"}

    assert [] == rapid.codes("record_delay", CHAIR, input=expected, reason="Trial.")
    assert ["guard.duty_to_delay", "input"] == rapid.codes(
        "record_delay", LA, input=expected, reason="Trial."
    )
    assert [] == practice.codes("record_delay", LA, input=guidance, reason="Trial.")
    assert ["input"] == practice.codes("record_delay", CHAIR, input=guidance, reason="Trial.")


def test_a_duty_that_ends_takes_its_delay_with_it() -> None:
    """Met, stopped or waived: neither the delay nor its review goes on."""
    desk = in_rapid_review()
    answers = desk.filled("record_delay", CHAIR) | {"duty": "rapid_review_meeting"}
    desk.do("record_delay", CHAIR, input=answers)

    desk.do("waive_deadline", CHAIR, input={"deadline": "rapid_review_meeting"})

    assert ["stopped"] == states(desk, "delay_review")
    assert not only(desk, "rapid_review_meeting").delayed


def test_only_local_duties_are_waived() -> None:
    """Law, guidance and what a national body expects are met or missed."""
    desk = in_rapid_review()

    assert ["input"] == desk.codes(
        "waive_deadline", CHAIR, input={"deadline": "rapid_review_sent"}, reason="Late."
    )

"""A report's way to the public: seven working days, a year on the page, what takes it down."""

from __future__ import annotations

from datetime import date, timedelta

from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    ICB,
    LA,
    PARTNERS,
    approved,
    breach,
    local_plan,
    only,
    states,
    vote,
    waive_checks,
    with_panel,
)

PUB = "publication"
TODAY = date(2026, 3, 16)  # Mon


def plan(desk: Desk, day: date) -> list[str]:
    """Return what stands against planning that day."""
    return desk.codes("plan_publication", BU, PUB, input={"planned_publication_on": day})


def copied(what: str = "report") -> Desk:
    """Return a case whose copies went out today, for a publication ten working days on."""
    desk = approved()
    desk.do("plan_publication", BU, PUB)
    desk.do("send_copies", BU, PUB, input=desk.filled("send_copies", BU, PUB) | {"what": what})
    return desk


def published() -> Desk:
    """Return a case whose report is on its page."""
    desk = copied()
    desk.today = date(2026, 3, 30)  # Mon
    desk.do("publish", BU, PUB)
    return desk


def test_copies_are_due_seven_working_days_before() -> None:
    """Each later plan moves the day, both ways."""
    desk = approved()
    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 4, 15)})  # Wed
    assert date(2026, 4, 2) == only(desk, "publication_copies").due  # Thu, over Easter

    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 4, 1)})  # Wed

    assert date(2026, 3, 23) == only(desk, "publication_copies").due  # Mon
    assert ["2026-04-15"] == [move["clock_on"] for move in only(desk, "publication_copies").moves]


def test_nothing_is_published_within_seven_working_days_of_the_copies() -> None:
    """The seventh working day after them is the first."""
    desk = copied()
    answers = desk.filled("publish", BU, PUB)

    desk.today = date(2026, 3, 24)  # Tue
    assert ["guard.copies_sent_in_time"] == desk.codes("publish", BU, PUB, input=answers)
    desk.today = date(2026, 3, 25)  # Wed

    assert [] == desk.codes("publish", BU, PUB, input=answers)


def test_moved_earlier_the_seven_days_are_tested_again() -> None:
    """
    Once the copies went out, an earlier day of publication must leave them seven; no clock starts.
    """
    desk = copied()

    assert ["input"] == plan(desk, date(2026, 3, 24))  # Tue
    assert [] == plan(desk, date(2026, 3, 25))  # Wed
    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 3, 25)})

    assert ["met"] == states(desk, "publication_copies")


def test_what_is_published_is_what_was_copied() -> None:
    """The very same hash, and the report only where the copies were the report's."""
    desk, other = copied(), copied("improvements")
    desk.today = other.today = date(2026, 3, 30)  # Mon
    answers = desk.filled("publish", BU, PUB)

    assert ["input"] == desk.codes("publish", BU, PUB, input=answers | {"document": "1f" * 32})
    assert ["guard.copies_were_the_improvements"] == desk.codes(
        "publish_improvements", BU, PUB, input=answers
    )
    assert ["guard.copies_were_the_report"] == other.codes("publish", BU, PUB, input=answers)
    other.do("publish_improvements", BU, PUB)

    assert ("improvements_published", "met") == (
        other.case.items[PUB].state,
        only(other, "cspr_publication").state,
    )


def test_a_revised_report_is_copied_again() -> None:
    """Once a new day is planned; until then nothing counts down to the old one."""
    desk = copied()

    desk.do("revise", BU, PUB)

    assert ["met"] == states(desk, "publication_copies")
    assert "sha256" not in desk.case.items[PUB].data
    desk.do("plan_publication", BU, PUB)

    assert ["met", "running"] == states(desk, "publication_copies")


def test_withholding_takes_the_partners_votes_and_stops_the_copies() -> None:
    """Resumed, it is planned anew."""
    desk = approved()
    desk.do("plan_publication", BU, PUB)
    vote(desk, "withhold", *PARTNERS, item=PUB)
    assert ["stopped"] == states(desk, "publication_copies")
    assert "action_plan.drafting" == desk.case.state

    desk.do("resume_publication", LA, PUB)
    desk.do("plan_publication", BU, PUB)

    assert ["stopped", "running"] == states(desk, "publication_copies")


def test_a_report_stays_for_a_year() -> None:
    """It is withdrawn once the year has run; that is a prompt and never a breach."""
    desk = published()
    desk.today = date(2027, 3, 29)  # Mon
    assert ["guard.kept_long_enough"] == desk.codes("withdraw_report", BU, PUB)
    desk.today = date(2027, 4, 30)  # Fri

    desk.do("withdraw_report", BU, PUB)

    assert ("withdrawn", "met") == (
        desk.case.items[PUB].state,
        only(desk, "publication_kept").state,
    )


def test_a_report_taken_down_begins_again() -> None:
    """A partner takes it down for a court order or a privacy error; the year stops."""
    desk = published()

    assert ["not_permitted", "input", "input", "input"] == desk.codes("take_down", BU, PUB)
    desk.do("take_down", ICB, PUB)

    assert ("preparing", "stopped") == (
        desk.case.items[PUB].state,
        only(desk, "publication_kept").state,
    )


def test_a_report_taken_down_after_closing_goes_its_way_again() -> None:
    """In a closed case the publication steps are open to it, and to no other."""
    desk = copied()
    desk.do("agree_plan", CHAIR)
    desk.today = date(2026, 3, 30)  # Mon
    desk.do("publish", BU, PUB)
    desk.do("complete_actions", CHAIR)
    waive_checks(desk)
    desk.do("accept_impact", LA)
    assert ["running", "running"] == [
        only(desk, key).state for key in ("publication_kept", "national_repository")
    ]
    desk.do("take_down", LA, PUB)

    desk.do("plan_publication", BU, PUB)
    desk.do("send_copies", BU, PUB)
    desk.today += timedelta(days=14)
    desk.do("publish", BU, PUB)

    assert ("closed", "published") == (desk.case.state, desk.case.items[PUB].state)
    assert ["stopped", "running"] == states(desk, "publication_kept")


def test_a_local_report_needs_no_copies() -> None:
    """
    It goes from preparation to the public; the repository and the six months are the Panel's
    reports'.
    """
    desk = local_plan()
    desk.do("open_publication", BU)

    assert "guard.panel_publication" in desk.codes("send_copies", BU, PUB)
    desk.do("publish", BU, PUB)

    assert "published" == desk.case.items[PUB].state
    assert [] == states(desk, "national_repository")
    assert ["running"] == states(desk, "publication_kept")


def test_a_panel_report_is_not_published_from_preparation() -> None:
    """Copies go out first."""
    assert "guard.local_publication" in approved().codes("publish", BU, PUB)


def test_a_local_publication_is_opened_once_a_report_was_accepted() -> None:
    """The second one is numbered."""
    desk = local_plan()
    desk.do("open_publication", BU)
    desk.do("open_publication", BU)

    assert ["publication", "publication:2"] == [
        item.id for item in desk.case.items_of("publication")
    ]
    assert "guard.local_report_or_briefing" in approved().codes("open_publication", BU)


def test_the_briefing_of_a_rapid_review_that_ended_without_another_may_be_published() -> None:
    """It needs no copies, like a local report."""
    desk = with_panel("no_further_review")
    vote(desk, "conclude_without_review", *PARTNERS)
    desk.do("open_publication", BU)
    desk.do("publish", BU, PUB)

    assert "published" == desk.case.items[PUB].state


def test_the_repository_wants_a_published_report() -> None:
    """Of a practice review, and not before it is published."""
    desk = copied()
    refused = desk.attempt("record_fact", BU, input={"fact": "national_repository_sent"})
    assert "no report of a practice review has been published" in str(refused)
    desk.today = date(2026, 3, 30)
    desk.do("publish", BU, PUB)

    assert [] == desk.codes("record_fact", BU, input={"fact": "national_repository_sent"})


# ---- plans that are past, withheld and revised ---------------------------------------------------


def due_days(desk: Desk) -> list[tuple[str, date]]:
    """Return state and due day of each duty to send copies."""
    duties = [duty for duty in desk.case.deadlines.values() if duty.key == "publication_copies"]
    return [(duty.state, duty.due) for duty in duties]


def test_revised_after_the_planned_day_nothing_counts_down_to_a_day_that_is_past() -> None:
    """
    Planned for Wednesday, revised a week later: no breach, until a new plan starts the countdown
    again.
    """
    desk = approved()
    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 4, 1)})  # Wed
    desk.do("send_copies", BU, PUB)
    desk.today = date(2026, 4, 8)  # Wed
    desk.do("revise", BU, PUB)
    assert [("met", date(2026, 3, 23))] == due_days(desk)  # Mon
    breach(desk)
    assert [("met", date(2026, 3, 23))] == due_days(desk)  # Mon

    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 4, 30)})  # Thu

    assert [("met", date(2026, 3, 23)), ("running", date(2026, 4, 21))] == due_days(
        desk
    )  # Mon, Tue


def test_withheld_before_the_copies_and_resumed_it_is_planned_again() -> None:
    """The countdown stops with the vote; resuming alone starts nothing."""
    desk = approved()
    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 4, 1)})  # Wed
    vote(desk, "withhold", *PARTNERS, item=PUB)
    desk.today = date(2026, 5, 6)  # Wed
    desk.do("resume_publication", BU, PUB)
    assert ["stopped"] == states(desk, "publication_copies")

    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 6, 1)})  # Mon

    assert [("stopped", date(2026, 3, 23)), ("running", date(2026, 5, 20))] == due_days(
        desk
    )  # Mon, Wed


def test_planned_again_and_withheld_again_each_duty_keeps_its_own_day() -> None:
    """Three preparations, each with the day that was planned in it, the last moved once."""
    desk = approved()
    for day in (date(2026, 4, 1), date(2026, 6, 1)):  # Wed, Mon
        desk.do("plan_publication", BU, PUB, input={"planned_publication_on": day})
        vote(desk, "withhold", *PARTNERS, item=PUB)
        desk.do("resume_publication", BU, PUB)
    for day in (date(2026, 7, 1), date(2026, 7, 8)):  # Wed, Wed
        desk.do("plan_publication", BU, PUB, input={"planned_publication_on": day})

    assert [
        ("stopped", date(2026, 3, 23)),  # Mon
        ("stopped", date(2026, 5, 20)),  # Wed
        ("running", date(2026, 6, 29)),  # Mon
    ] == due_days(desk)


def test_a_plan_for_a_day_that_leaves_the_copies_no_time_is_overdue_at_once() -> None:
    """
    It is planned all the same, since the day may have been set elsewhere; the duty says that it is
    late.
    """
    desk = approved()

    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 3, 20)})  # Fri

    assert [("running", date(2026, 3, 11))] == due_days(desk)  # Wed before
    assert only(desk, "publication_copies").overdue(desk.now)


def test_taken_down_and_prepared_again_it_needs_a_plan() -> None:
    """The year stops, and nothing counts down to the day of the first publication."""
    desk = published()
    desk.today = date(2026, 6, 1)  # Mon
    desk.do("take_down", LA, PUB)
    assert ["met"] == states(desk, "publication_copies")
    assert ["stopped"] == states(desk, "publication_kept")

    desk.do("plan_publication", BU, PUB, input={"planned_publication_on": date(2026, 7, 1)})  # Wed

    assert ["met", "running"] == states(desk, "publication_copies")


def test_the_deadline_for_publishing_stays_through_withholding() -> None:
    """Six months from the decision, whatever is withheld meanwhile."""
    desk = approved()
    due = only(desk, "cspr_publication").due
    vote(desk, "withhold", *PARTNERS, item=PUB)
    desk.do("resume_publication", BU, PUB)

    assert ("running", due) == (
        only(desk, "cspr_publication").state,
        only(desk, "cspr_publication").due,
    )

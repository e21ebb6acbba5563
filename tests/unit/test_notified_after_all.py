"""Incidents decided on and notified after all, and the day on which awareness began."""

from __future__ import annotations

from datetime import date

from tests.desk import form
from tests.incidents import child, decide, notification
from tests.routes import (
    BU,
    ICB,
    LA,
    NOTIFIER,
    PARTNERS,
    REFERRER,
    REP,
    approved,
    breach,
    decided_not_notifiable,
    in_fieldwork,
    in_rapid_review,
    in_triage,
    not_serious,
    only,
    referred,
    report,
    settle_returns,
    states,
    vote,
)

# ---- decided, and notified after all -------------------------------------------------------------


def test_notified_after_all_on_the_same_day_of_awareness_is_late() -> None:
    """
    Two months later by the day that was known all the time: the duty is taken up again, and asks
    why it is late.
    """
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-03-12")
    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=answers)

    desk.do("notify_panel", NOTIFIER, input=answers)

    duty = only(desk, "panel_notification")
    assert ("met_late", date(2026, 3, 19), date(2026, 5, 5)) == (
        duty.state,
        duty.due,
        duty.met_on,
    )  # Thu, Tue


def test_notified_after_all_without_a_day_is_late_too() -> None:
    """The day that is on record counts where no other one is given."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue

    assert ["late_reason_required"] == desk.codes(
        "notify_panel", NOTIFIER, input=notification("Child A", "Child B")
    )


def test_notified_after_all_by_an_earlier_day_is_late() -> None:
    """A day that was not told before, earlier than the known one, wins no time."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-03-10")

    assert ["late_reason_required"] == desk.codes("notify_panel", NOTIFIER, input=answers)


def test_notified_after_all_on_new_information_is_in_time() -> None:
    """What became known since is a new round, with five working days of its own."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = notification("Child A", "Child B", local_authority_aware_on="2026-04-30")

    assert [] == desk.codes("notify_panel", NOTIFIER, input=answers)
    desk.take("notify_panel", NOTIFIER, input=answers)

    assert ["stopped", "met"] == states(desk, "panel_notification")


def test_proposed_and_notified_on_new_information_is_in_time() -> None:
    """The way round by a proposal with a new day gives the same: the first round stays stopped."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-04-30"}
    desk.do("propose_notification", BU, input=answers)
    desk.do("record_view", LA, input={"view": "notify"})

    desk.take("notify_panel", NOTIFIER, input=notification("Child A", "Child B"))

    assert ["stopped", "met"] == states(desk, "panel_notification")
    assert ["stopped", "met"] == states(desk, "partners_told")


def test_partners_told_before_the_decision_and_written_down_after_it_counts() -> None:
    """What occurred counts: the fact is of a day before the duty was stopped."""
    desk = in_triage()
    desk.today = date(2026, 3, 18)  # Wed
    desk.do("propose_notification", BU)
    decide(desk, "incident:1")
    assert ["stopped"] == states(desk, "partners_told")

    desk.do("record_fact", BU, input={"fact": "partners_told"}, on=date(2026, 3, 17))  # Tue

    assert ["met"] == states(desk, "partners_told")
    assert ["stopped"] == states(desk, "panel_notification")


def test_proposed_and_notified_after_all_is_late() -> None:
    """The way round by a proposal with the known day gives the same."""
    desk = decided_not_notifiable()
    desk.today = date(2026, 5, 5)  # Tue
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": "2026-03-12"}
    desk.do("propose_notification", BU, input=answers)
    for partner in (LA, ICB):
        desk.do("record_view", partner, input={"view": "notify"})

    assert ["late_reason_required"] == desk.codes(
        "notify_panel", NOTIFIER, input=notification("Child A", "Child B")
    )


# ---- the day of awareness ------------------------------------------------------------------------


def test_amending_another_field_leaves_the_earlier_day_of_a_fact() -> None:
    """The form still says Friday the 13th, the fact says Tuesday the 10th: due Tuesday the 17th."""
    desk = referred(local_authority_aware_on=date(2026, 3, 13))
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 10))
    answers = form("practice_review") | {
        "local_authority_aware_on": date(2026, 3, 13),
        "media_interest": "A paper rang.",
    }

    desk.do("amend", REFERRER, input=answers)

    assert date(2026, 3, 17) == only(desk, "panel_notification").due  # Tue
    assert date(2026, 3, 17) == only(desk, "partners_told").due  # Tue


def test_the_earlier_day_survives_return_and_amendment() -> None:
    """In a draft that came back from quality assurance as well."""
    desk = referred(local_authority_aware_on=date(2026, 3, 13))
    desk.do("submit", REFERRER)
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 10))
    desk.do("return_to_referrer", REP)
    answers = form("practice_review") | {"local_authority_aware_on": date(2026, 3, 16)}

    desk.do("amend", REFERRER, input=answers)

    assert date(2026, 3, 17) == only(desk, "panel_notification").due  # Tue


def test_a_breached_notification_does_not_run_again_from_a_later_day() -> None:
    """Neither a fact nor a proposal of a later day takes the breach back."""
    desk = in_triage()
    desk.today = date(2026, 3, 23)  # Mon
    breach(desk)
    desk.do("record_fact", BU, input={"fact": "local_authority_aware_on"})
    answers = desk.filled("propose_notification", BU) | {"local_authority_aware_on": desk.today}
    desk.do("propose_notification", BU, input=answers)

    duty = only(desk, "panel_notification")
    assert ("breached", date(2026, 3, 19)) == (duty.state, duty.due)  # Thu


def test_a_proposal_that_names_the_other_incident_moves_nothing_of_the_first() -> None:
    """Each incident has a day of its own."""
    desk = not_serious(children=[child("Child A", harm="none"), child("Child B")])
    report(desk, "Child A", aware_on=date(2026, 3, 16))
    report(desk, "Child B", aware_on=date(2026, 3, 9))

    dues = [desk.case.deadlines[f"panel_notification/incident:{number}"].due for number in (1, 2)]
    assert [date(2026, 3, 23), date(2026, 3, 16)] == dues  # Mon, Mon


def test_a_fact_names_the_incident_where_there_are_two() -> None:
    """It is asked for, and touches no other one's day."""
    desk = in_rapid_review()
    report(desk)
    report(desk, "Child B")
    answers = {"fact": "local_authority_aware_on"}
    assert ["input"] == desk.codes("record_fact", BU, input=answers)

    desk.do(
        "record_fact", BU, input=answers | {"incident": "incident:3"}, on=date(2026, 3, 9)
    )  # Mon

    assert date(2026, 3, 16) == desk.case.deadlines["panel_notification/incident:3"].due  # Mon
    assert date(2026, 3, 23) == desk.case.deadlines["panel_notification/incident:2"].due  # Mon


def test_an_approved_report_does_not_end_an_incident_s_duty() -> None:
    """A practice review comes to its plan with it still to be decided."""
    desk = in_fieldwork()
    report(desk)
    settle_returns(desk)
    desk.do("complete_fieldwork", "reviewer@example.net")
    desk.do("submit_report", "reviewer@example.net")
    vote(desk, "approve_report", *PARTNERS)

    assert "running" == desk.case.deadlines["panel_notification/incident:2"].state
    decide(desk, "incident:2")

    assert "stopped" == desk.case.deadlines["panel_notification/incident:2"].state
    assert approved().case.state == desk.case.state

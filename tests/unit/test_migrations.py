"""
A running case moved to another version: only what a changed rule concerns is re-dated, and nothing
else moves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pathway.workflows.loading.definition_files import load
from tests.desk import Desk
from tests.routes import (
    BU,
    CHAIR,
    LA,
    PARTNERS,
    REFERRER,
    REP,
    approved,
    before_partners,
    breach,
    in_fieldwork,
    in_impact,
    in_local_review,
    in_rapid_review,
    in_triage,
    last_entry,
    local_plan,
    only,
    referred,
    report,
    settle_returns,
    vote,
    with_panel,
)
from tests.versions import migrate, other_version, take_migration_back, texts

TITLE = {'title = "Closed"': 'title = "Case closed"'}
CHASE = (
    'starts = ["send_rapid_review", { step = "record_panel_response", when = "reply_is_question" }]\n'
    "due = { working_days = "
)
QUALITY = 'title = "Quality assure the referral"\nstarts = ["submit"]\ndue = { working_days = '
TRIAGE = (
    'title = "Triage the referral"\nstarts = ["endorse", { step = "reopen", to = "subgroup_decision.triage" }]\n'
    "due = { working_days = "
)
OUTCOME = {"recommended_outcome": "cspr"}


def duties_of(desk: Desk) -> dict[str, tuple[object, ...]]:
    """Return of every duty its state and its days."""
    deadlines = desk.case.deadlines.values()
    return {
        duty.id: (duty.state, duty.clock_on, duty.due, duty.rule, duty.met_on, duty.breaches)
        for duty in deadlines
    }


def with_returns_of_two_kinds() -> Desk:
    """
    Return a practice review that took a return along from its rapid review, where it had 8 working
    days.
    """
    desk = in_rapid_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("request_return", BU, input=desk.filled("request_return", BU) | {"agency": "camhs"})
    desk.do(
        "conclude_rapid_review", CHAIR, input=desk.filled("conclude_rapid_review", CHAIR) | OUTCOME
    )
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    vote(desk, "commission_cspr", *PARTNERS)
    return desk


def suspended() -> Desk:
    """Return a local review that stands still."""
    desk = in_local_review()
    desk.today = date(2026, 4, 1)  # Wed
    desk.do("suspend", CHAIR, input={"review_on": date(2026, 5, 29)})
    return desk


def with_two_incidents() -> Desk:
    """Return a rapid review with a further incident, overdue by now."""
    desk = in_rapid_review()
    report(desk)
    desk.today = date(2026, 3, 26)  # Thu
    breach(desk)
    return desk


def planned() -> Desk:
    """Return a publication whose day is planned."""
    desk = approved()
    desk.do("plan_publication", BU, "publication")
    return desk


def delayed() -> Desk:
    """Return a practice review whose publication is delayed."""
    desk = in_fieldwork()
    desk.do(
        "record_delay", LA, input=desk.filled("record_delay", LA) | {"duty": "cspr_publication"}
    )
    return desk


def rebased() -> Desk:
    """Return a plan with an action that was overdue and rebased."""
    desk = local_plan()
    desk.do("add_action", BU, input=desk.filled("add_action", BU) | {"due": date(2026, 3, 20)})
    desk.today = date(2026, 3, 24)  # Tue
    breach(desk)
    desk.do("rebase", CHAIR, "action:1", input={"due": date(2026, 5, 29)})
    return desk


MADE: list[Callable[[], Desk]] = [
    before_partners,
    delayed,
    planned,
    rebased,
    suspended,
    with_panel,
    with_returns_of_two_kinds,
    with_two_incidents,
    lambda: in_impact(local_plan()),
]


@pytest.mark.parametrize("made", MADE)
def test_nothing_moves_whose_rule_is_the_same(made: Callable[[], Desk]) -> None:
    """
    Only a title differs: a return that was asked for in a rapid review keeps its 8 working days.
    """
    desk = made()
    before = duties_of(desk)

    migrate(desk, other_version(**TITLE))

    assert before == duties_of(desk)


@pytest.mark.parametrize("made", MADE)
def test_taken_back_everything_is_as_it_was(made: Callable[[], Desk]) -> None:
    """Whatever the other version changed."""
    desk = made()
    case, first, before = desk.case, desk.definition, duties_of(desk)
    migrate(desk, other_version(**{f"{CHASE}10": f"{CHASE}20", f"{TRIAGE}1": f"{TRIAGE}3"}))

    take_migration_back(desk, case, first)

    assert before == duties_of(desk)


def test_a_changed_rule_moves_its_own_duty_alone() -> None:
    """The chase after 20 working days instead of 10; no other duty has another day."""
    desk = with_panel()
    before = duties_of(desk)

    migrate(desk, other_version(**{f"{CHASE}10": f"{CHASE}20"}))

    moved = [name for name, now in duties_of(desk).items() if now != before[name]]
    assert ["panel_reply_chase"] == moved
    assert date(2026, 4, 15) == only(desk, "panel_reply_chase").due  # Wed after Easter


def test_what_ended_before_stays_as_it_ended() -> None:
    """A duty that was met in time by its rule is not late by another one."""
    desk = referred(possible_serious_incident=False, local_authority_aware_on=None)
    desk.do("submit", REFERRER)
    desk.today = date(2026, 3, 20)  # Fri, the fourth working day
    desk.do("endorse", REP)
    before = only(desk, "quality_assurance")

    migrate(desk, other_version(**{f"{QUALITY}5": f"{QUALITY}3"}))

    assert before == only(desk, "quality_assurance")


def test_a_breach_by_the_earlier_rule_remains_a_breach() -> None:
    """Triage was due on Tuesday and is given three days on Thursday: overdue it was."""
    desk = in_triage(possible_serious_incident=False, local_authority_aware_on=None)
    desk.today = date(2026, 3, 19)  # Thu
    breach(desk)

    migrate(desk, other_version(**{f"{TRIAGE}1": f"{TRIAGE}5"}))

    triage = only(desk, "triage")
    assert ("running", date(2026, 3, 23), False) == (
        triage.state,
        triage.due,
        triage.breach_corrected,
    )  # Mon


def test_an_incident_s_days_are_the_incident_s_after_a_migration() -> None:
    """
    Another rule for the notification moves each incident's own, and an earlier day still moves it.
    """
    desk = in_triage()
    rule = 'of = "incident"\ndue = { working_days = 5 }\nmet_by = ["notify_panel", "notify_panel_again"]'
    shorter = rule.replace("working_days = 5", "working_days = 3")
    files = texts("2026.2")
    assert rule in files["incident.toml"]
    migrate(desk, load(files | {"incident.toml": files["incident.toml"].replace(rule, shorter)}))
    assert date(2026, 3, 17) == only(desk, "panel_notification").due  # Tue

    desk.do(
        "record_fact", BU, input={"fact": "local_authority_aware_on"}, on=date(2026, 3, 11)
    )  # Wed

    assert date(2026, 3, 16) == only(desk, "panel_notification").due  # Mon
    assert date(2026, 3, 18) == only(desk, "partners_told").due  # Wed


def test_a_migration_and_then_a_correction() -> None:
    """The corrected day counts by the rule of the new version."""
    desk = with_panel()
    desk.today += timedelta(days=1)
    migrate(desk, other_version(**{f"{CHASE}10": f"{CHASE}20"}))
    event = last_entry(desk, "send_rapid_review")
    correction = {
        "event": event,
        "field": "occurred_on",
        "value": "2026-03-13",
        "why": "Read from the wrong page.",
    }

    desk.take("correct", BU, input=correction)

    chase = only(desk, "panel_reply_chase")
    assert (date(2026, 3, 13), 20) == (
        chase.clock_on,
        desk.calendar.between(chase.clock_on, chase.due),
    )

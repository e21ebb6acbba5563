"""
A duplicate that was closed by mistake: reopened, its incidents are possible again, or as they were
decided.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, PARTNERS, Rehearsal

FRIDAY, THURSDAY = date(2026, 3, 13), date(2026, 3, 12)
SIN = "panel_notification/incident:1"
FURTHER = {"incidents": [{"incident": "incident:1", "same_as": "further"}]}

pytestmark = pytest.mark.either


def closed_by_mistake(desk: Rehearsal, **more: Any) -> tuple[str, str]:
    """Return a case that was closed as the duplicate of another, and that one."""
    surviving, duplicate = desk.refer(), desk.refer(local_authority_aware_on=FRIDAY)
    same = [{"child": "Child A", "same_as": 1}, {"child": "Child B", "same_as": 2}]
    answers = {"surviving": surviving, "children": same} | more
    desk.pathway.take(duplicate, "close_as_duplicate", by=BU, input=answers)
    return duplicate, surviving


def reopen(desk: Rehearsal, duplicate: str) -> None:
    """Reopen it."""
    desk.do(duplicate, "reopen", CHAIR)


def incidents(desk: Rehearsal, reference: str) -> list[str]:
    """Return the states of a case's incidents."""
    return [item.state for item in desk.pathway.case(reference).items if item.kind == "incident"]


def on_to_triage(desk: Rehearsal, reference: str) -> None:
    """Submit and endorse a draft."""
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "endorse", NURSES_REP)


def decide(desk: Rehearsal, reference: str) -> None:
    """Let the local authority decide that the only incident is not notifiable."""
    desk.do(reference, "propose_notification", BU)
    for partner in PARTNERS:
        desk.do(reference, "record_view", partner, view="do_not_notify", reasons="No neglect.")
    desk.do(reference, "decide_not_notifiable", PARTNERS[0])


def test_its_incident_is_possible_again_with_its_own_day(desk: Rehearsal) -> None:
    """The clock runs as it did, through quality assurance as well."""
    duplicate, _ = closed_by_mistake(desk)
    reopen(desk, duplicate)
    on_to_triage(desk, duplicate)

    clock = desk.pathway.explain(duplicate, SIN)
    assert ["possible"] == incidents(desk, duplicate)
    assert ("running", FRIDAY, date(2026, 3, 20)) == (clock.state, clock.clock_on, clock.due)  # Fri
    assert [] == desk.pathway.verify()


def test_the_other_case_keeps_its_own_incident(desk: Rehearsal) -> None:
    """Its day is that of its own form."""
    duplicate, surviving = closed_by_mistake(desk)
    reopen(desk, duplicate)

    assert ["possible"] == incidents(desk, surviving)
    assert THURSDAY == desk.pathway.explain(surviving, SIN).clock_on


def test_a_further_incident_goes_back_where_it_came_from(desk: Rehearsal) -> None:
    """Nothing is notified twice: the other case is asked for its own alone."""
    duplicate, surviving = closed_by_mistake(desk, **FURTHER)
    assert ["possible", "possible"] == incidents(desk, surviving)
    reopen(desk, duplicate)

    assert ["possible"] == incidents(desk, duplicate)
    assert ["possible", "handed_over"] == incidents(desk, surviving)
    assert "stopped" == desk.pathway.explain(surviving, "panel_notification/incident:2").state
    assert "running" == desk.pathway.explain(duplicate, SIN).state
    assert [] == desk.pathway.verify()


def test_what_was_notified_there_meanwhile_is_notified(desk: Rehearsal) -> None:
    """No second notification of the same incident is asked for."""
    duplicate, surviving = closed_by_mistake(desk)
    desk.do(surviving, "notify_panel", NOTIFIER)
    desk.clock("2026-03-24")  # Tue
    reopen(desk, duplicate)

    assert ["notified"] == incidents(desk, duplicate)
    met = desk.pathway.explain(duplicate, SIN)
    assert ("met", date(2026, 3, 16)) == (met.state, met.met_on)  # Mon
    assert [] == desk.pathway.verify()


def test_what_was_decided_there_meanwhile_is_decided(desk: Rehearsal) -> None:
    """Not notifiable there, not notifiable here; it may still be proposed anew."""
    duplicate, surviving = closed_by_mistake(desk)
    on_to_triage(desk, surviving)
    decide(desk, surviving)
    reopen(desk, duplicate)
    on_to_triage(desk, duplicate)
    assert ["not_notifiable"] == incidents(desk, duplicate)
    assert "stopped" == desk.pathway.explain(duplicate, SIN).state
    desk.do(duplicate, "propose_notification", BU, local_authority_aware_on="2026-03-13")

    assert ["possible"] == incidents(desk, duplicate)
    assert "running" == desk.pathway.explain(duplicate, SIN).state


def test_a_breach_from_before_closing_is_still_a_breach(desk: Rehearsal) -> None:
    """Reopened after its day it is overdue as it was."""
    surviving, duplicate = desk.refer(), desk.refer(local_authority_aware_on=FRIDAY)
    desk.clock("2026-03-23")  # Mon
    desk.pathway.sweep()
    same = [{"child": "Child A", "same_as": 1}, {"child": "Child B", "same_as": 2}]
    desk.pathway.take(
        duplicate, "close_as_duplicate", by=BU, input={"surviving": surviving, "children": same}
    )
    assert "stopped" == desk.pathway.explain(duplicate, SIN).state
    reopen(desk, duplicate)

    clock = desk.pathway.explain(duplicate, SIN)
    assert ("breached", date(2026, 3, 20)) == (clock.state, clock.due)  # Fri


def test_it_cannot_close_over_its_incident_either(desk: Rehearsal) -> None:
    """Reopened it is a case like every other, and may be closed as a duplicate again."""
    duplicate, surviving = closed_by_mistake(desk)
    reopen(desk, duplicate)
    codes = [reason.code for reason in desk.step(duplicate, "withdraw", NURSE).reasons]
    assert "guard.no_incident_possible" in codes
    same = [{"child": "Child A", "same_as": 1}, {"child": "Child B", "same_as": 2}]
    desk.pathway.take(
        duplicate, "close_as_duplicate", by=BU, input={"surviving": surviving, "children": same}
    )

    assert ["handed_over"] == incidents(desk, duplicate)
    assert [] == desk.pathway.verify()

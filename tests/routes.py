"""The ways that lead a case where a test begins, taken by the people who would take them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.item import Item
from tests.desk import Desk, form

REFERRER = "referrer.nca@example.org"
REP = "rep.nca@example.org"
BU = "business.unit@example.org"
COORDINATOR = "coordinator@example.org"
CHAIR = "chair@example.org"
DEPUTY_CHAIR = "deputy.chair@example.org"
NOTIFIER = "notifier@example.org"
LA, ICB, POLICE = "partner.la@example.org", "partner.icb@example.org", "partner.police@example.org"
PARTNERS = (LA, ICB, POLICE)
REVIEWER = "reviewer@example.net"
MONDAY = date(
    2026, 3, 16
)  # Mon; the practice review form is of this day, awareness of Thu 12 March
OPENERS = {"practice_review": REFERRER, "serious_offence": "referrer.yjs@example.org"}
REPS = {
    "practice_review": REP,
    "serious_offence": "rep.yjs@example.org",
    "good_outcome": "rep.education@example.org",
}


def referred(kind: str = "practice_review", **changes: Any) -> Desk:
    """Return a case in draft, referred on the day of its form."""
    answers = form(kind) | changes
    desk = Desk(answers["referred_on"])
    desk.refer({name: value for name, value in answers.items() if value is not None}, opener(kind))
    return desk


def opener(kind: str) -> str:
    """Return who refers a case of that kind."""
    return OPENERS.get(kind, "referrer.education@example.org")


def in_triage(kind: str = "practice_review", **changes: Any) -> Desk:
    """Return an endorsed case."""
    desk = referred(kind, **changes)
    desk.do("submit", opener(kind))
    desk.do("endorse", REPS[kind])
    return desk


def not_serious(kind: str = "practice_review", **changes: Any) -> Desk:
    """Return a case before the subgroup in which no serious incident is possible."""
    quiet = {"possible_serious_incident": False, "local_authority_aware_on": None}
    desk = in_triage(kind, **(quiet | changes))
    desk.do("put_to_subgroup", BU)
    return desk


def before_partners() -> Desk:
    """Return a case in which the partners say whether the incident is notifiable."""
    desk = in_triage()
    desk.do("propose_notification", BU)
    return desk


def decided_not_notifiable() -> Desk:
    """Return a case of which the local authority decided that it is not notifiable."""
    desk = before_partners()
    for partner in PARTNERS:
        desk.do("record_view", partner, input={"view": "do_not_notify", "reasons": "No neglect."})
    desk.do("decide_not_notifiable", LA)
    return desk


def report(
    desk: Desk, label: str = "Child A", aware_on: date | None = None, **answers: Any
) -> None:
    """Report a further incident in which a child was seriously harmed."""
    child = {"child": label, "harm": "seriously_harmed", "abuse_or_neglect": "suspected"}
    incident = {"children": [child], "local_authority_aware_on": aware_on or desk.today}
    desk.do("report_incident", BU, input=desk.filled("report_incident", BU) | incident | answers)


def in_rapid_review() -> Desk:
    """Return a case whose notification was sent on the day of its referral."""
    desk = in_triage()
    desk.do("notify_panel", NOTIFIER)
    return desk


def settle_returns(desk: Desk) -> None:
    """Waive every open return."""
    for item in desk.case.items_of("agency_return"):
        if item.state in ("requested", "involved", "submitted"):
            desk.do("waive", CHAIR, item.id)


def in_sign_off(outcome: str = "no_further_review") -> Desk:
    """Return a case whose rapid review the partners are to sign."""
    desk = in_rapid_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do(
        "conclude_rapid_review",
        CHAIR,
        input=desk.filled("conclude_rapid_review", CHAIR) | {"recommended_outcome": outcome},
    )
    return desk


def with_panel(outcome: str = "no_further_review") -> Desk:
    """Return a case whose rapid review the Panel has."""
    desk = in_sign_off(outcome)
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    return desk


def reply(desk: Desk, response: str, **answers: Any) -> None:
    """Record a reply of the Panel."""
    desk.do(
        "record_panel_response",
        BU,
        input=desk.filled("record_panel_response", BU) | {"response": response},
        **answers,
    )


def vote(desk: Desk, step: str, *partners: str, item: str | None = None, **answers: Any) -> None:
    """Let partners vote for a step, one after the other."""
    for partner in partners:
        desk.do(step, partner, item, **answers)


def in_practice_review() -> Desk:
    """Return a case in which a practice review was decided on."""
    desk = with_panel("cspr")
    vote(desk, "commission_cspr", *PARTNERS)
    return desk


def in_fieldwork() -> Desk:
    """Return a case whose reviewer is at work."""
    desk = in_practice_review()
    desk.do("appoint_reviewer", LA)
    return desk


def in_approval() -> Desk:
    """Return a case whose report waits for the partners' approval."""
    desk = in_fieldwork()
    settle_returns(desk)
    desk.do("complete_fieldwork", REVIEWER)
    desk.do("submit_report", REVIEWER)
    return desk


def approved() -> Desk:
    """Return a case whose report is approved; its publication is being prepared."""
    desk = in_approval()
    vote(desk, "approve_report", *PARTNERS)
    return desk


def in_local_review() -> Desk:
    """Return a case in which the chair decided for a local review."""
    desk = not_serious()
    desk.do("decide_local_review", CHAIR)
    return desk


def local_plan() -> Desk:
    """Return a case whose local report was accepted."""
    desk = in_local_review()
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_meeting", CHAIR)
    desk.do("accept_report", DEPUTY_CHAIR)
    return desk


def in_impact(desk: Desk) -> Desk:
    """Return the case with its plan agreed and every action done."""
    desk.do("add_action", BU)
    desk.do("agree_plan", CHAIR)
    desk.do("do_not_pursue", CHAIR, "action:1")
    desk.do("complete_actions", CHAIR)
    return desk


def waive_checks(desk: Desk) -> None:
    """Waive every impact check that waits, with reasons."""
    for check in desk.case.open_deadlines("impact_check"):
        desk.do("waive_deadline", CHAIR, input={"deadline": check.id})


def only(desk: Desk, key: str) -> Deadline:
    """Return the one deadline of that key."""
    (deadlines,) = [deadline for deadline in desk.case.deadlines.values() if deadline.key == key]
    return deadlines


def only_incident(desk: Desk) -> Item:
    """Return the one incident of the case."""
    (incident,) = desk.case.items_of("incident")
    return incident


def states(desk: Desk, key: str) -> list[str]:
    """Return the states of every deadline of that key, the oldest first."""
    return [deadline.state for deadline in desk.case.deadlines.values() if deadline.key == key]


def last_entry(desk: Desk, step: str) -> int:
    """Return the number of the last entry of a step."""
    return max(event.seq for event in desk.events if event.step == step)


def gone(desk: Desk, *emails: str) -> Desk:
    """Let people leave the directory."""
    remaining = tuple(post for post in desk.directory.appointments if post.email not in emails)
    desk.directory = replace(desk.directory, appointments=remaining)
    return desk


def away(desk: Desk, *emails: str) -> Desk:
    """Let people be recorded as absent."""
    absent = frozenset(desk.number(email) for email in emails)
    desk.directory = replace(desk.directory, absent=absent)
    return desk


def breach(desk: Desk) -> None:
    """Record every due day that has passed, as the sweep does."""
    for late in [
        deadline
        for deadline in desk.case.open_deadlines()
        if deadline.state == "running" and deadline.overdue(desk.now)
    ]:
        desk.breach(late)

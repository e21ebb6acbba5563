"""
Turns of work that come again in every case: notifications, views, votes, signatures, returns,
recommendations, actions, checkpoints, facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pathway.demo.people import AUTHORS, BU, CHAIR, NOTIFIER, PARTNERS, REPS
from pathway.demo.script import Act, Day, act, day

Acts = tuple[Act, ...]


def notified(
    reference: str,
    *agencies: str,
    by: str = NOTIFIER,
    late: str | None = None,
    reasons: str | None = None,
) -> Act:
    """Notify the Panel, which also asks agencies for their returns."""
    answers: dict[str, Any] = {"national_reference": reference, "agencies": list(agencies)}
    if reasons is not None:
        answers["reasons"] = reasons
    return act("notify_panel", by, late=late, **answers)


def views(view: str, *partners: str, reasons: str) -> Acts:
    """Let partners say whether to notify; all three unless some are named."""
    return tuple(
        act("record_view", partner, view=view, reasons=reasons) for partner in partners or PARTNERS
    )


def votes(
    step: str, item: str | None = None, /, partners: Sequence[str] = PARTNERS, **answers: Any
) -> Acts:
    """
    Let all partners vote for a step, the three unless others are named; the first vote carries what
    is voted on.
    """
    first, *others = partners
    return (vote(step, first, item, **answers), *(vote(step, partner, item) for partner in others))


def vote(step: str, by: str, item: str | None = None, /, **answers: Any) -> Act:
    """Let one partner vote for a step."""
    return act(step, by, item, vote="for", **answers)


def against(step: str, by: str, item: str | None = None, /, *, reason: str) -> Act:
    """Let one partner vote against a step, with the reason."""
    return act(step, by, item, reason=reason, vote="against")


def signed(*partners: str) -> Acts:
    """Let partners sign the rapid review; all three unless some are named."""
    return tuple(act("sign_off", partner) for partner in partners or PARTNERS)


def rapid_review_agreed(
    outcome: str,
    *,
    concluded: str,
    signed_on: str,
    sent: str,
    agreed: str,
    partners: Sequence[str] = PARTNERS,
) -> tuple[Day, ...]:
    """Return the days on which a rapid review is concluded, signed, sent, and agreed by the Panel."""
    return (
        day(concluded, act("conclude_rapid_review", CHAIR, recommended_outcome=outcome)),
        day(signed_on, signed(*partners)),
        day(sent, act("send_rapid_review", BU)),
        day(agreed, act("record_panel_response", BU, response="agrees")),
    )


def involved(*agencies: str, turn: int = 1) -> Acts:
    """Let agencies say that they knew the child."""
    return tuple(
        act("confirm_involvement", REPS[agency], returned(agency, turn)) for agency in agencies
    )


def not_involved(*agencies: str, turn: int = 1) -> Acts:
    """Let agencies send a nil return."""
    return tuple(act("nil", REPS[agency], returned(agency, turn)) for agency in agencies)


def submitted(*agencies: str, turn: int = 1) -> Acts:
    """Let the authors of agencies submit summary and chronology."""
    return tuple(
        act("submit_return", AUTHORS[agency], returned(agency, turn)) for agency in agencies
    )


def accepted(*agencies: str, turn: int = 1) -> Acts:
    """Let the representatives of agencies accept what their authors submitted."""
    return tuple(act("accept_return", REPS[agency], returned(agency, turn)) for agency in agencies)


def returned(agency: str, turn: int = 1) -> str:
    """Return the id of an agency's return; the second one of an agency is numbered."""
    return f"agency_return:{agency}" + (f":{turn}" if turn > 1 else "")


def recommended(*texts: str, source: str) -> Acts:
    """Let the business unit write recommendations down."""
    return tuple(act("add_recommendation", BU, text=text, source=source) for text in texts)


def answered(number: int, answer: str, reasons: str, by: str = CHAIR) -> Act:
    """Answer a recommendation by its number."""
    return act(
        "answer_recommendation",
        by,
        recommendation=f"recommendation:{number}",
        answer=answer,
        reasons=reasons,
    )


def planned(what: str, owner: str, due: str, *recommendations: int, sought: str) -> Act:
    """Add an action that answers recommendations by their numbers."""
    named = [f"recommendation:{number}" for number in recommendations]
    return act(
        "add_action",
        BU,
        what=what,
        owner=owner,
        due=due,
        outcome_sought=sought,
        recommendations=named,
    )


def started(agency: str, number: int) -> Act:
    """Let an agency's representative begin an action, by its number."""
    return act("start", REPS[agency], f"action:{number}")


def evidenced(agency: str, number: int) -> Act:
    """Let an agency's representative submit the evidence for an action."""
    return act("submit_evidence", REPS[agency], f"action:{number}")


def verified(number: int, seen: str) -> Act:
    """Let the business unit verify an action by what it saw."""
    return act("verify", BU, f"action:{number}", seen=seen)


def no_actions_needed(reason: str) -> Act:
    """Let the chair decide that no action is needed."""
    return act("no_actions_needed", CHAIR, reason=reason)


def checkpoint(timeliness: str, quality: str) -> Act:
    """Record the monthly look at a review."""
    return act("record_checkpoint", BU, timeliness=timeliness, quality=quality)


def family_contacted(by: str, *, who: str, how: str, reply: str, clearance: str) -> Act:
    """Record that somebody got in touch with the family."""
    return act("record_family_contact", by, who=who, how=how, reply=reply, clearance=clearance)


def publication_planned(on: str) -> Act:
    """Set the day of publication, written as `2027-03-31`."""
    return act("plan_publication", BU, "publication", planned_publication_on=on)


def plan_reviewed(text: str, by: str = CHAIR) -> Act:
    """Write the note that meets the plan review."""
    return act("note", by, text=text, meets="plan_review")


def fact(
    name: str, by: str = BU, /, *, late: str | None = None, on: str | None = None, **answers: Any
) -> Act:
    """Record that something happened."""
    return act("record_fact", by, late=late, on=on, fact=name, **answers)


def impact(months: int, measure: str, difference: str) -> Act:
    """Record the impact check after so many months."""
    return fact(
        "impact_checked", months=months, measure=measure, difference_for_children=difference
    )

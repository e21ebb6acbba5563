"""
Turns of work that come again in every case: views, votes, signatures, returns, recommendations,
actions, facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pathway.demo.people import AUTHORS, BU, CHAIR, PARTNERS, REPS
from pathway.demo.script import Act, act

Acts = tuple[Act, ...]


def views(view: str, *partners: str, reasons: str) -> Acts:
    """Let partners say whether to notify; all three unless some are named."""
    return tuple(
        act("record_view", one, view=view, reasons=reasons) for one in partners or PARTNERS
    )


def votes(
    step: str, item: str | None = None, /, partners: Sequence[str] = PARTNERS, **said: Any
) -> Acts:
    """
    Let all partners vote for a step, the three unless others are named; the first vote carries what
    is voted on.
    """
    first, *others = partners
    return (vote(step, first, item, **said), *(vote(step, one, item) for one in others))


def vote(step: str, by: str, item: str | None = None, /, **said: Any) -> Act:
    """Let one partner vote for a step."""
    return act(step, by, item, vote="for", **said)


def against(step: str, by: str, item: str | None = None, /, *, reason: str) -> Act:
    """Let one partner vote against a step, with the reason."""
    return act(step, by, item, reason=reason, vote="against")


def signed(*partners: str) -> Acts:
    """Let partners sign the rapid review; all three unless some are named."""
    return tuple(act("sign_off", one) for one in partners or PARTNERS)


def involved(*agencies: str, turn: int = 1) -> Acts:
    """Let agencies say that they knew the child."""
    return tuple(act("confirm_involvement", REPS[one], returned(one, turn)) for one in agencies)


def not_involved(*agencies: str, turn: int = 1) -> Acts:
    """Let agencies send a nil return."""
    return tuple(act("nil", REPS[one], returned(one, turn)) for one in agencies)


def submitted(*agencies: str, turn: int = 1) -> Acts:
    """Let the authors of agencies submit summary and chronology."""
    return tuple(act("submit_return", AUTHORS[one], returned(one, turn)) for one in agencies)


def accepted(*agencies: str, turn: int = 1) -> Acts:
    """Let the representatives of agencies accept what their authors submitted."""
    return tuple(act("accept_return", REPS[one], returned(one, turn)) for one in agencies)


def returned(agency: str, turn: int = 1) -> str:
    """Return the id of an agency's return; the second one of an agency is numbered."""
    return f"agency_return:{agency}" + (f":{turn}" if turn > 1 else "")


def recommended(*texts: str, source: str) -> Acts:
    """Let the business unit write recommendations down."""
    return tuple(act("add_recommendation", BU, text=one, source=source) for one in texts)


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


def plan_reviewed(text: str, by: str = CHAIR) -> Act:
    """Write the note that meets the plan review."""
    return act("note", by, text=text, meets="plan_review")


def fact(
    name: str, by: str = BU, /, *, late: str | None = None, on: str | None = None, **said: Any
) -> Act:
    """Record that something happened."""
    return act("record_fact", by, late=late, on=on, fact=name, **said)


def impact(months: int, measure: str, difference: str) -> Act:
    """Record the impact check after so many months."""
    return fact(
        "impact_checked", months=months, measure=measure, difference_for_children=difference
    )

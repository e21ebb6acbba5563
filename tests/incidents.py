"""Steps that concern one incident of a case, and the reasons against them."""

from __future__ import annotations

from typing import Any

from pathway.workflows.attempts.refusals import Refusal
from tests.desk import Desk, form
from tests.routes import (
    BU,
    CHAIR,
    LA,
    NOTIFIER,
    PARTNERS,
    in_triage,
    settle_returns,
)

NO = {"view": "do_not_notify", "reasons": "No neglect."}


def child(label: str, **changes: Any) -> dict[str, Any]:
    """Return a child who was seriously harmed, abuse being suspected."""
    own: dict[str, Any] = form("practice_review")["children"][0]
    return own | {"label": label} | changes


def reasons(desk: Desk, step: str, by: str, **answers: Any) -> list[str]:
    """Return the reasons against a step."""
    outcome = desk.attempt(step, by, **answers)
    assert isinstance(outcome, Refusal)
    return [str(reason) for reason in outcome.reasons]


def notification(*labels: str, **answers: Any) -> dict[str, Any]:
    """Return a notification of those children."""
    return {
        "national_reference": "SIN-1",
        "children": list(labels),
        "partners_told": True,
    } | answers


def decide(desk: Desk, incident: str) -> None:
    """Let the local authority decide that an incident is not notifiable."""
    for partner in PARTNERS:
        desk.do("record_view", partner, input=NO | {"incident": incident})
    desk.do(
        "decide_not_notifiable",
        LA,
        input=desk.filled("decide_not_notifiable", LA) | {"incident": incident},
    )


def sent_to_panel(desk: Desk) -> Desk:
    """Return the case with its rapid review sent to the Panel."""
    settle_returns(desk)
    desk.do("convene", BU)
    desk.do("conclude_rapid_review", CHAIR)
    for partner in PARTNERS:
        desk.do("sign_off", partner)
    desk.do("send_rapid_review", BU)
    return desk


def two_children(**changes: Any) -> Desk:
    """Return a case of which one incident harmed two children."""
    return in_triage(children=[child("Child A"), child("Child B")], **changes)


def separated() -> Desk:
    """Return a rapid review of which one child was moved into an incident of its own."""
    desk = two_children()
    desk.do("notify_panel", NOTIFIER, input=notification("Child A", separate=["Child B"]))
    return desk

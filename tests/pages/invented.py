"""
Letters about invented cases, as the pictures in the docs show them and the tests of pages look at
them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from pathway.notifications.writing.compose import Letter, Line, compose, message_id
from pathway.notifications.writing.letters import EarlierEscalation, Task

TODAY = date(2026, 11, 24)  # Tue


def line(number: int, deadline: str, duty: str, due: date, rung: str, days: int | None) -> Line:
    """Return one duty of an invented case."""
    return Line(f"PR-2026-{number:04}", duty, due, rung, days, provisional=False, deadline=deadline)


REMINDER = replace(
    line(
        14,
        "panel_notification",
        "Send the serious incident notification to the Panel",
        date(2026, 11, 27),
        "-3wd",
        3,
    ),
    about="Serious incident 1",
    whose="Children's services, the notifying officer",
    tasks=(
        Task("Send the serious incident notification", "/cases/PR-2026-0014/steps/notify_panel"),
    ),
)
ESCALATED = replace(
    line(
        9,
        "agency_return",
        "Submit the agency's summary and chronology",
        date(2026, 11, 17),
        "escalate+5wd",
        -5,
    ),
    owner="the representative",
    about="Police",
    whose="Police, the representative",
    reminded=(date(2026, 11, 13), date(2026, 11, 17), date(2026, 11, 20)),
    chain=(EarlierEscalation(date(2026, 11, 18), ("the business unit", "the chair")),),
)
PLAN = line(8, "action_plan", "Agree the action plan", date(2026, 12, 7), "start", 9)
PUBLICATION = line(
    2, "publication", "Complete and publish the practice review", date(2029, 5, 24), "start", None
)
DIGEST = (
    ESCALATED,
    line(
        3,
        "told",
        "Tell the Panel, Ofsted and DfE of the decision to carry out a practice review",
        date(2026, 11, 20),
        "+2wd",
        -2,
    ),
    replace(
        line(11, "sign_off", "Sign the rapid review", TODAY, "0", 0),
        whose="the partners who are still to sign",
        tasks=(
            Task("Sign the rapid review", "/cases/PR-2026-0011/steps/sign_off"),
            Task("Dissent from the rapid review", "/cases/PR-2026-0011/steps/dissent"),
        ),
    ),
    REMINDER,
    replace(line(5, "chase", "Chase the Panel's reply", TODAY, "0", 0), prompt=True),
    replace(PLAN, moved_from=date(2026, 12, 2), sequence=1),
    replace(PUBLICATION, provisional=True),
    Line(
        "PR-2026-0007",
        "",
        None,
        "told",
        None,
        provisional=False,
        sentence="The Panel was notified.",
    ),
)
LETTERS = {"digest": DIGEST, "reminder": (REMINDER,), "escalation": (ESCALATED,)}


def page(lines: tuple[Line, ...], base_url: str | None = "https://pathway.example.org") -> str:
    """Return the HTML of a letter of that Tuesday that says these lines."""
    identity, sent_at = (
        message_id("picture", secret="invented"),
        datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    )
    letter = Letter(
        "chair@example.org",
        identity,
        sent_at,
        base_url,
        "Pathway <no-reply@example.org>",
        lines,
        help="Sam Hill (the business unit), 01632 960001",
        is_digest=len(lines) > 1,
    )
    body = compose(letter).get_body(("html",))
    return str(body.get_content()) if body else ""

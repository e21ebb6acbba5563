"""Convening the meeting of a review, with or without a meeting on record."""

from __future__ import annotations

from typing import Any

from pathway.workflows.history.case import Case
from tests.desk import Desk
from tests.rehearsals import BU
from tests.routes import in_rapid_review, settle_returns
from tests.sittings import FIRST, SECOND, invited

MEETING = "MT-2026-0001"
DAY = "2026-04-09"  # Thu


def gathered(*meetings: Case) -> Desk:
    """Return a case whose meeting is to be convened, and which knows of these meetings."""
    desk = in_rapid_review()
    settle_returns(desk)
    desk.others |= {meeting.reference: meeting for meeting in meetings}
    return desk


def schema(desk: Desk) -> dict[str, Any]:
    """Return what convening asks for."""
    properties: dict[str, Any] = desk.schema("convene", BU)["properties"]
    return properties


def test_a_meeting_on_record_is_offered_with_its_day_and_agencies() -> None:
    """One that has the case on its agenda."""
    desk = gathered(invited().case)
    fields = schema(desk)
    desk.do("convene", BU, input=desk.filled("convene", BU) | {"meeting": MEETING})

    assert MEETING == fields["meeting"]["const"]
    assert [DAY] == fields["meeting_on"]["examples"]
    (agencies,) = fields["invited"]["examples"]
    assert "Greater Manchester Police" in agencies
    assert "rapid_review.meeting" == desk.case.state


def test_a_meeting_that_is_named_is_on_its_own_day() -> None:
    """Otherwise the two records would differ."""
    desk = gathered(invited().case)
    answers = desk.filled("convene", BU) | {"meeting": MEETING, "meeting_on": "2026-04-10"}
    refused = desk.attempt("convene", BU, input=answers)

    assert "MT-2026-0001 is planned for Thu 9 Apr 2026; give that day, or move the meeting" in str(
        refused
    )


def test_other_meetings_are_not_offered() -> None:
    """Without the case on the agenda, or cancelled; the case is then convened as before."""
    cancelled = invited()
    cancelled.take("cancel", BU, reason="Too few can come.")
    for meeting in (invited(cases=[SECOND]).case, cancelled.case):
        desk = gathered(meeting)
        fields = schema(desk)

        assert FIRST == desk.case.reference
        assert MEETING not in str(fields)
        assert [["Representatives of all agencies"]] == fields["invited"]["examples"]
        assert [] == desk.codes("convene", BU, input=desk.filled("convene", BU))

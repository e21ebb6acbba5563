"""An entry of a meeting that was held may have been wrong; the correction stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pathway.workflows.cases import meetings
from pathway.workflows.history.evolve import replay
from tests.desk import Desk
from tests.rehearsals import BU, CHAIR
from tests.routes import last_entry
from tests.sittings import FIRST, ICB, LA, held, invited

WHY = "Read from the wrong page."
FRIDAY = date(2026, 4, 10)


def wrong(desk: Desk, step: str, field: str, value: Any) -> dict[str, Any]:
    """Return a correction of the last entry of a step."""
    return {"event": last_entry(desk, step), "field": field, "value": value, "why": WHY}


def correct(desk: Desk, step: str, field: str, value: Any) -> None:
    """Correct the last entry of a step."""
    desk.take("correct", BU, input=wrong(desk, step, field, value))


def test_attendance_is_corrected() -> None:
    """The quorum is counted again, and both entries stay on record."""
    desk = held()
    before = desk.events[last_entry(desk, "hold") - 1]
    correct(desk, "hold", "members[2].took_part", "apologies")
    came = meetings.took_part(desk.case)
    missed = [
        member.data.get("agency")
        for member in meetings.members(desk.case)
        if member.data.get("owner") not in came
    ]

    assert ["nhs_gm_icb"] == missed
    assert not meetings.is_quorate(desk.case)
    assert before in desk.events
    assert desk.case == replay("MT-2026-0001", desk.events)


def test_a_whole_row_of_attendance_is_corrected() -> None:
    """Where one answer alone would not do: a substitute is named with it."""
    desk = held()
    alone = wrong(desk, "hold", "members[1].took_part", "represented")
    substitute = {"member": LA, "took_part": "represented", "by": "rep.childrens@example.org"}
    refused = desk.codes("correct", BU, input=alone)
    correct(desk, "hold", "members[1]", substitute)

    assert ["input"] == refused
    assert 1 == len(meetings.record_of(desk.case)["attendance"].get("represented", {}))


def test_a_corrected_day_leaves_to_deal_with_what_was_done_on_the_other() -> None:
    """It was held on another day than the plan now says; a note settles that."""
    desk = held()
    correct(desk, "plan", "day", FRIDAY.isoformat())
    findings = desk.case.memory["findings"]
    desk.take("note", BU, input={"text": "Both are now as they were.", "settles": "finding:1"})

    assert FRIDAY == meetings.day_of(desk.case)
    assert ["guard.on_the_day_of_the_meeting", "clock_after_met"] == [
        finding["code"] for finding in findings.values()
    ]
    assert "settled_by" in desk.case.memory["findings"]["finding:1"]


def test_minutes_are_corrected_after_they_were_agreed() -> None:
    """The wrong file was given."""
    desk = held()
    desk.take("record_minutes", BU, input={"minutes": {"name": "m.docx", "sha256": "0f" * 32}})
    desk.take("agree_minutes", CHAIR)
    correct(desk, "record_minutes", "minutes", {"name": "n.docx", "sha256": "1f" * 32})

    assert "1f" * 32 == meetings.record_of(desk.case)["minutes"].get("sha256")


def test_before_it_is_held_a_plan_is_changed_by_steps_that_tell_the_members() -> None:
    """A corrected day would leave the wrong one in their calendars."""
    desk = invited()

    assert ["wrong_state"] == desk.codes("correct", BU, input=wrong(desk, "plan", "day", FRIDAY))


def test_an_answer_about_interests_is_given_again() -> None:
    """It is in the case too, where a correction here would not reach it."""
    desk = invited()
    declared = {"interests": [{"case": FIRST, "nature": "Kin."}]}
    desk.take("declare", ICB, "member:3", input=declared)
    number = last_entry(desk, "declare")
    desk.take("cancel", BU, reason="Too few can come.")
    answers = {"event": number, "field": "occurred_on", "value": "2026-03-13", "why": WHY}

    assert ["input"] == desk.codes("correct", BU, input=answers)


@pytest.mark.parametrize("field", ["members", "chair"])
def test_who_is_a_member_is_not_corrected(field: str) -> None:
    """Members open duties; a correction must not."""
    desk = held()
    value = [LA] if field == "members" else LA

    assert ["input"] == desk.codes("correct", BU, input=wrong(desk, "plan", field, value))

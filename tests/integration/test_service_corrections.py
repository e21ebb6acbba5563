"""Corrections, suspensions and holds as a caller of the service meets them."""

from __future__ import annotations

from datetime import date

import pytest

from pathway.errors import StepRefused
from pathway.service.views.history import CorrectionView
from tests.rehearsals import BU, CHAIR, NOTIFIER, Rehearsal


def notified(desk: Rehearsal) -> str:
    """Return a case whose notification was sent, in time by the day on record."""
    reference = desk.endorsed()
    said = desk.filled(reference, "notify_panel", NOTIFIER)
    desk.pathway.take(reference, "notify_panel", by=NOTIFIER, input=said)
    return reference


def correct(desk: Rehearsal, reference: str, event: int, field: str, value: object) -> None:
    """Correct an entry as the business unit."""
    said = {"event": event, "field": field, "value": value, "why": "Read from the wrong page."}
    desk.pathway.take(reference, "correct", by=BU, input=said)


def test_a_correction_is_recorded_and_everything_holds_together(desk: Rehearsal) -> None:
    """
    The history names the entry that is corrected, the first one stays, and the replay is what is
    stored.
    """
    reference = notified(desk)

    correct(desk, reference, 1, "local_authority_aware_on", "2026-03-02")

    first, *_, last = desk.pathway.history(reference)
    assert ("correct", BU) == (last.step, last.by)
    assert (
        CorrectionView(1, "local_authority_aware_on", "2026-03-12", "2026-03-02") == last.corrects
    )
    assert (
        CorrectionView(5, "local_authority_aware_on", "2026-03-12", "2026-03-02"),
    ) == first.corrected_by
    assert first.input is not None
    assert "2026-03-12" == first.input["local_authority_aware_on"]
    assert date(2026, 3, 9) == desk.pathway.explain(reference, "panel_notification").due  # Mon
    assert [] == desk.pathway.verify()


def test_findings_stand_in_the_case_and_with_the_doctor_until_a_note_settles_them(
    desk: Rehearsal,
) -> None:
    """Each tells the entry, what is wrong and the correction that brought it to light."""
    reference = notified(desk)
    correct(desk, reference, 1, "local_authority_aware_on", "2026-03-02")

    found = desk.pathway.case(reference).findings
    assert {("late_reason_required", 4, 5)} == {
        (one.code, one.event, one.corrected_by) for one in found
    }
    assert [(reference, one.id) for one in found] == [
        (one.case, one.id) for one in desk.pathway.attention().findings
    ]
    assert "warning" == next(one.level for one in desk.pathway.doctor() if one.what == "findings")
    for one in found:
        said = {"text": "Looked at with the partners.", "settles": one.id}
        desk.pathway.take(reference, "note", by=BU, input=said)

    assert () == desk.pathway.case(reference).findings
    assert "ok" == next(one.level for one in desk.pathway.doctor() if one.what == "findings")


def test_a_re_dated_duty_is_reminded_of_anew(desk: Rehearsal) -> None:
    """The rungs of the earlier due day do not stand for those of the new one."""
    reference = desk.endorsed()
    correct(desk, reference, 1, "local_authority_aware_on", "2026-03-13")
    desk.clock("2026-03-20", 8)
    desk.pathway.sweep()

    told = [one for message in desk.pathway.mail.list() for one in message.notices]
    dues = {
        one.due
        for one in told
        if one.deadline == "panel_notification/incident:1" and one.rung == "0"
    }
    assert {date(2026, 3, 20)} == dues  # Fri


def test_a_suspended_review_is_not_swept(desk: Rehearsal) -> None:
    """No breach and no reminder of what stands still, and the case says since when."""
    reference = desk.deliberated(
        "practice_review", possible_serious_incident=False, local_authority_aware_on=None
    )
    desk.do(reference, "decide_local_review", CHAIR)
    desk.do(reference, "suspend", CHAIR, review_on="2027-06-01")
    standing = [one for one in desk.pathway.deadlines(reference) if one.suspended_on]
    desk.clock("2027-05-28", 8)
    desk.pathway.sweep()

    case = desk.pathway.case(reference)
    assert standing
    assert case.suspended_on is not None
    assert {"running"} == {
        one.state for one in case.deadlines if one.id in {still.id for still in standing}
    }
    assert not [one for one in desk.told("+3wd") if one[1] in {still.id for still in standing}]
    assert [] == desk.pathway.verify()


def test_urgent_and_held_cases_say_so(desk: Rehearsal) -> None:
    """Until it is taken back."""
    reference = desk.endorsed()
    desk.do(reference, "prioritise", CHAIR, priority="urgent")
    held = desk.do(reference, "legal_hold", BU, hold="placed")
    assert (True, True) == (held.urgent, held.legal_hold)

    desk.do(reference, "prioritise", CHAIR, priority="normal")
    lifted = desk.do(reference, "legal_hold", BU, hold="lifted")
    assert (False, False) == (lifted.urgent, lifted.legal_hold)


def test_a_correction_that_is_none_is_refused_whole(desk: Rehearsal) -> None:
    """Nothing of what was typed stands in the refusal, and the case is as it was."""
    reference = desk.endorsed()
    said = {"event": 1, "field": "children[0].label", "value": "Secret", "why": "Wrong."}
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "correct", by=BU, input=said)

    assert "Secret" not in str(refused.value)
    assert 3 == desk.pathway.case(reference).version

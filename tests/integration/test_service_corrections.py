"""Corrections, suspensions and holds as a caller of the service meets them."""

from __future__ import annotations

from datetime import date

import pytest

from pathway.errors import StepRefused
from pathway.service.views.history import CorrectionView
from tests.rehearsals import BU, CHAIR, NOTIFIER, Rehearsal

pytestmark = pytest.mark.either


def notified(desk: Rehearsal) -> str:
    """Return a case whose notification was sent, in time by the day on record."""
    reference = desk.endorsed()
    answers = desk.filled(reference, "notify_panel", NOTIFIER)
    desk.pathway.take(reference, "notify_panel", by=NOTIFIER, input=answers)
    return reference


def correct(desk: Rehearsal, reference: str, event: int, field: str, value: object) -> None:
    """Correct an entry as the business unit."""
    correction = {
        "event": event,
        "field": field,
        "value": value,
        "why": "Read from the wrong page.",
    }
    desk.pathway.take(reference, "correct", by=BU, input=correction)


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


def test_findings_are_shown_without_the_duties_of_the_day(desk: Rehearsal) -> None:
    """Where nobody asks for these."""
    correct(desk, notified(desk), 1, "local_authority_aware_on", "2026-03-02")
    desk.clock("2026-09-01")
    whole, short = desk.pathway.attention(), desk.pathway.attention(duties=False)

    assert whole.findings
    assert whole.overdue
    assert (whole.findings, whole.warnings) == (short.findings, short.warnings)
    assert ((), (), ()) == (short.overdue, short.due_today, short.due_soon)


def test_findings_are_shown_by_case_and_doctor_until_a_note_settles_them(
    desk: Rehearsal,
) -> None:
    """Each tells the entry, what is wrong and the correction that brought it to light."""
    reference = notified(desk)
    correct(desk, reference, 1, "local_authority_aware_on", "2026-03-02")

    findings = desk.pathway.case(reference).findings
    assert {("late_reason_required", 4, 5)} == {
        (finding.code, finding.event, finding.corrected_by) for finding in findings
    }
    assert [(reference, finding.id) for finding in findings] == [
        (finding.case, finding.id) for finding in desk.pathway.attention().findings
    ]
    assert "warning" == next(
        finding.level for finding in desk.pathway.doctor() if finding.what == "findings"
    )
    for finding in findings:
        answers = {"text": "Looked at with the partners.", "settles": finding.id}
        desk.pathway.take(reference, "note", by=BU, input=answers)

    assert () == desk.pathway.case(reference).findings
    assert "ok" == next(
        finding.level for finding in desk.pathway.doctor() if finding.what == "findings"
    )


def test_a_re_dated_duty_is_reminded_of_again(desk: Rehearsal) -> None:
    """The rungs of the earlier due day do not stand for those of the new one."""
    reference = desk.endorsed()
    correct(desk, reference, 1, "local_authority_aware_on", "2026-03-13")
    desk.clock("2026-03-20", 8)
    desk.pathway.sweep()

    notices = [notice for message in desk.pathway.mail.list() for notice in message.notices]
    dues = {
        notice.due
        for notice in notices
        if notice.deadline == "panel_notification/incident:1" and notice.rung == "0"
    }
    assert {date(2026, 3, 20)} == dues  # Fri


def test_a_suspended_review_is_not_swept(desk: Rehearsal) -> None:
    """No breach and no reminder of what stands still, and the case says since when."""
    reference = desk.deliberated(
        "practice_review", possible_serious_incident=False, local_authority_aware_on=None
    )
    desk.do(reference, "decide_local_review", CHAIR)
    desk.do(reference, "suspend", CHAIR, review_on="2027-06-01")
    standing = [deadline for deadline in desk.pathway.deadlines(reference) if deadline.suspended_on]
    desk.clock("2027-05-28", 8)
    desk.pathway.sweep()

    case = desk.pathway.case(reference)
    assert standing
    assert case.suspended_on is not None
    assert {"running"} == {
        deadline.state
        for deadline in case.deadlines
        if deadline.id in {still.id for still in standing}
    }
    assert not [
        notice for notice in desk.told("+3wd") if notice[1] in {still.id for still in standing}
    ]
    assert [] == desk.pathway.verify()


def test_urgent_and_held_cases_are_marked(desk: Rehearsal) -> None:
    """Until it is taken back."""
    reference = desk.endorsed()
    desk.do(reference, "prioritise", CHAIR, priority="urgent")
    held = desk.do(reference, "legal_hold", BU, hold="placed")
    assert (True, True) == (held.urgent, held.legal_hold)

    desk.do(reference, "prioritise", CHAIR, priority="normal")
    lifted = desk.do(reference, "legal_hold", BU, hold="lifted")
    assert (False, False) == (lifted.urgent, lifted.legal_hold)


def test_an_invalid_correction_is_refused_whole(desk: Rehearsal) -> None:
    """Nothing of what was typed stands in the refusal, and the case is as it was."""
    reference = desk.endorsed()
    correction = {"event": 1, "field": "children[0].label", "value": "Secret", "why": "Wrong."}
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(reference, "correct", by=BU, input=correction)

    assert "Secret" not in str(refused.value)
    assert 3 == desk.pathway.case(reference).version

"""A suspended review: what stands still, what never stops, and what may be done meanwhile."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.workflows.deadlines.suspension import suspended_on
from tests.desk import Desk, calendar
from tests.routes import BU, CHAIR, NOTIFIER, in_local_review, only

SUSPENDED = date(2026, 4, 1)  # Wed, two days before Good Friday
RESUMED = date(2026, 4, 22)  # Wed


def suspended() -> Desk:
    """Return a local review that the chair suspended."""
    desk = in_local_review()
    desk.today = SUSPENDED
    desk.do("suspend", CHAIR, input={"review_on": date(2026, 5, 29)})
    return desk


def test_local_deadlines_go_on_with_the_working_days_they_had_left() -> None:
    """
    Three weeks of suspension put the meeting off by the working days in them; the first date is
    kept.
    """
    desk = suspended()
    before = only(desk, "local_meeting")
    desk.today = RESUMED

    desk.do("resume", CHAIR)

    after = only(desk, "local_meeting")
    assert calendar().between(SUSPENDED, before.due) == calendar().between(RESUMED, after.due)
    assert before.due.isoformat() == after.moves[-1]["due"]
    assert {"from": "2026-04-01", "to": "2026-04-22"} == after.moves[-1]["suspended"]
    assert before.clock_on == after.clock_on


def test_every_day_from_the_clock_to_the_due_day_is_counted_or_skipped() -> None:
    """
    The days of the suspension are among those skipped, each with its reason; none stands there
    twice.
    """
    desk = suspended()
    desk.today = RESUMED
    desk.do("resume", CHAIR)

    meeting = only(desk, "local_meeting")
    days = [skipped["day"] for skipped in meeting.skipped]
    assert sorted(set(days)) == days
    assert (meeting.due - meeting.clock_on).days - len(days) == 40
    assert {"day": "2026-04-03", "why": "Good Friday"} in meeting.skipped
    assert {"day": "2026-04-02", "why": "the review was suspended"} in meeting.skipped


def test_nothing_local_becomes_overdue_during_a_pause() -> None:
    """
    A due day that passes during the suspension is no lateness, also for what is done meanwhile.
    """
    desk = suspended()
    desk.today = date(2027, 1, 4)  # Mon
    standing = [deadline for deadline in desk.case.open_deadlines() if deadline.paused_on]

    assert standing
    assert not [deadline.id for deadline in standing if deadline.overdue(desk.now)]


def test_law_guidance_and_expected_never_stop() -> None:
    """
    What is no local deadline has no day from which it stands still; nor has the review of the
    suspension.
    """
    desk = suspended()

    running = [
        deadline
        for deadline in desk.case.open_deadlines()
        if deadline.paused_on is None and deadline.due >= SUSPENDED
    ]
    assert {"suspension_review"} == {
        deadline.key for deadline in running if deadline.status == "local"
    }
    assert date(2026, 5, 29) == only(desk, "suspension_review").due  # Fri


def test_a_suspended_case_is_moved_by_a_notification_only() -> None:
    """
    Other steps that move it are refused; those that stay are taken; what leads on ends the
    suspension.
    """
    desk = suspended()

    assert "guard.not_suspended" in desk.codes("convene", BU)
    desk.do("note", BU)
    desk.do("propose_notification", BU)

    assert desk.case.memory.get("suspended") is None
    assert not [deadline.id for deadline in desk.case.open_deadlines() if deadline.paused_on]
    assert [] == desk.codes("notify_panel", NOTIFIER, input=desk.filled("notify_panel", NOTIFIER))


def test_suspending_again_is_the_review_of_it() -> None:
    """The day from which everything stands still stays; the review has a new day."""
    desk = suspended()
    desk.today = date(2026, 5, 28)  # Thu

    desk.do("suspend", CHAIR, input={"review_on": date(2026, 6, 30)})

    assert SUSPENDED == suspended_on(desk.case)
    assert ["met", "running"] == [
        deadline.state
        for deadline in desk.case.deadlines.values()
        if deadline.key == "suspension_review"
    ]


def test_only_a_suspended_review_is_resumed() -> None:
    """There is nothing to resume otherwise."""
    assert ["guard.is_suspended"] == in_local_review().codes("resume", CHAIR)


@given(st.integers(0, 60), st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_no_working_day_is_gained_or_lost(wait: int, length: int) -> None:
    """
    Whenever it begins and however long it lasts, what was not overdue keeps the working days it had
    left.
    """
    desk = in_local_review()
    desk.today = date.fromordinal(desk.today.toordinal() + wait)
    desk.do("suspend", CHAIR, input={"review_on": date.fromordinal(desk.today.toordinal() + 1)})
    begun, before = desk.today, dict(desk.case.deadlines)
    desk.today = date.fromordinal(desk.today.toordinal() + length)
    desk.do("resume", CHAIR)

    for name, old in before.items():
        new = desk.case.deadlines[name]
        if new.is_open and old.paused_on:
            assert calendar().between(begun, old.due) == calendar().between(desk.today, new.due)
        elif new.is_open:
            assert old.due == new.due

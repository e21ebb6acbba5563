"""
Days added to the calendar and taken away again: what moves, what is recorded, who notices, and what
is refused.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from pathway import Pathway
from pathway.errors import CalendarUnknown, NotFound, PathwayError, Refused, WrongUsage
from pathway.service.deadlines.calendar_changes import CalendarChange
from pathway.service.host_hooks import Authorised
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, PARTNERS, Rehearsal, form

pytestmark = pytest.mark.either

FUNERAL = date(2026, 3, 19)  # Thu; the day on which the notification of the shipped form is due
DAY_AFTER = date(2026, 3, 20)  # Fri
NEAR = "panel_notification/incident:1"
TOLD = "partners_told/incident:1"
FAR = "triage"  # due on Tue 17 March
NOTICED = "SELECT deadline, due, rung FROM pathway_notice WHERE deadline = ? ORDER BY id"


def due(desk: Rehearsal, reference: str, deadline: str) -> date:
    """Return the day by which a duty is due."""
    return desk.pathway.explain(reference, deadline).due


def moved(change: CalendarChange) -> set[tuple[str, str, date, date]]:
    """Return case, deadline and both days of what moved."""
    return {(move.case, move.deadline, move.from_, move.to) for move in change.moved}


@pytest.fixture
def reference(desk: Rehearsal) -> str:
    """Return a case in triage, whose notification is due on Thu 19 March."""
    return desk.endorsed()


def test_a_proclaimed_day_moves_what_runs_over_it(desk: Rehearsal, reference: str) -> None:
    """
    Both statutory duties; the history names them with their days; triage is due before; all holds
    together.
    """
    done = desk.pathway.holidays.add(
        FUNERAL, "State funeral", reason="Proclaimed in the Gazette.", by=CHAIR
    )
    event = desk.pathway.history(reference)[-1]

    assert {(reference, NEAR, FUNERAL, DAY_AFTER), (reference, TOLD, FUNERAL, DAY_AFTER)} == moved(
        done
    )
    assert date(2026, 3, 17) == due(desk, reference, FAR)
    assert ("recount", "system") == (event.step, event.by)
    assert {NEAR: "2026-03-20", TOLD: "2026-03-20"} == event.moved
    assert "State funeral" in [day["why"] for day in desk.pathway.explain(reference, NEAR).skipped]
    assert done.calendar == desk.pathway.explain(reference, NEAR).calendar
    assert [] == desk.pathway.verify()


def test_a_closure_moves_local_duties_alone(desk: Rehearsal, reference: str) -> None:
    """Several days at once; weekends and bank holidays among them are left out."""
    done = desk.pathway.holidays.add(
        date(2026, 3, 17), "Installation move", to=date(2026, 3, 22), closure=True
    )

    assert [17, 18, 19, 20] == [day.day.day for day in done.days]
    assert {(reference, FAR, date(2026, 3, 17), date(2026, 3, 23))} == moved(done)
    assert FUNERAL == due(desk, reference, NEAR)
    assert "Installation move" in [
        day["why"] for day in desk.pathway.explain(reference, FAR).skipped
    ]
    assert [] == desk.pathway.verify()


def test_a_preview_shows_the_same_and_changes_nothing(desk: Rehearsal, reference: str) -> None:
    """Not a row is different; then the change does what was said."""
    before = desk.contents()
    preview = desk.pathway.holidays.add(FUNERAL, "State funeral", preview=True)

    assert before == desk.contents()
    done = desk.pathway.holidays.add(FUNERAL, "State funeral")
    assert (preview.moved, preview.calendar) == (done.moved, done.calendar)
    assert len(done.moved) == 2
    assert reference == done.moved[0].case


def test_what_is_taken_away_brings_every_day_back(desk: Rehearsal, reference: str) -> None:
    """
    Due days and the calendar's name are as before; who added and removed it, when and why, stays on
    record.
    """
    before = desk.pathway.explain(reference, NEAR)
    desk.pathway.holidays.add(FUNERAL, "State funeral", by=CHAIR, reason="Announced.")
    back = desk.pathway.holidays.remove(FUNERAL, by=BU, reason="Withdrawn.", preview=False)
    after = desk.pathway.explain(reference, NEAR)
    (day,) = desk.pathway.holidays.list(every=True)

    assert (before.due, before.calendar, before.skipped) == (
        after.due,
        after.calendar,
        after.skipped,
    )
    assert 2 == len(after.moves)
    assert {"from": DAY_AFTER, "to": FUNERAL} == {
        "from": back.moved[0].from_,
        "to": back.moved[0].to,
    }
    assert (CHAIR, "Announced.", BU, "Withdrawn.") == (
        day.added_by,
        day.reason,
        day.removed_by,
        day.removed_reason,
    )
    assert "State funeral" not in [holiday.name for holiday in desk.pathway.holidays.list(2026)]
    assert [] == desk.pathway.verify()


def test_a_closure_on_a_day_later_proclaimed_has_two_names(desk: Rehearsal, reference: str) -> None:
    """Each is taken away by itself, and each counts as long as it is kept."""
    desk.pathway.holidays.add(FUNERAL, "Installation move", closure=True)
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    both = {
        (holiday.name, holiday.source)
        for holiday in desk.pathway.holidays.list(2026)
        if holiday.day == FUNERAL
    }
    desk.pathway.holidays.remove(FUNERAL)

    assert {("Installation move", "closure"), ("State funeral", "proclaimed")} == both
    assert FUNERAL == due(desk, reference, NEAR)
    assert ["Installation move"] == [
        holiday.name for holiday in desk.pathway.holidays.list(2026) if holiday.day == FUNERAL
    ]


@pytest.mark.usefixtures("reference")
def test_the_owner_is_reminded_of_the_new_day(desk: Rehearsal) -> None:
    """The rungs before the day, and the day itself, come on the days that belong to it."""
    desk.pathway.sweep()
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    for day in ("2026-03-17", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23"):
        desk.clock(day)
        desk.pathway.sweep()
    reminders = [(str(day), str(rung)) for _, day, rung in desk.sql(NOTICED, [NEAR])]

    assert ("2026-03-20", "start") in reminders
    assert ("2026-03-20", "0") in reminders
    assert ("2026-03-19", "0") not in reminders
    assert ("2026-03-20", "breach") in reminders
    assert ("2026-03-19", "breach") not in reminders


def test_a_breach_by_a_day_proclaimed_late_is_corrected(desk: Rehearsal, reference: str) -> None:
    """What was overdue runs again; met on that day it was met in time."""
    desk.clock("2026-03-20")
    desk.pathway.sweep()
    breached = desk.pathway.explain(reference, NEAR).state
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    again = desk.pathway.explain(reference, NEAR)

    assert ("breached", "running", True) == (breached, again.state, again.breach_corrected)
    assert [] == desk.pathway.verify()


def test_what_becomes_overdue_is_breached_by_the_next_sweep(
    desk: Rehearsal, reference: str
) -> None:
    """The day is taken away after the earlier due day has passed."""
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    desk.clock("2026-03-20")
    desk.pathway.sweep()
    running = desk.pathway.explain(reference, NEAR).state
    desk.pathway.holidays.remove(FUNERAL)
    desk.pathway.sweep()

    assert ("running", "breached") == (running, desk.pathway.explain(reference, NEAR).state)
    assert [] == desk.pathway.verify()


def test_a_connection_that_was_open_before_counts_by_the_new_calendar(
    desk: Rehearsal, reference: str
) -> None:
    """A worker or a host that has read the calendar already notices that it was changed."""
    with_calendar = desk.pathway.explain(reference, NEAR)
    other = Pathway.connect(desk.address, key_file=desk.key)
    other.holidays.add(FUNERAL, "State funeral")
    other.close()
    later = desk.refer()

    assert FUNERAL == with_calendar.due
    assert DAY_AFTER == due(desk, later, NEAR)


def test_a_damaged_case_is_named_and_does_not_stop_others(desk: Rehearsal, reference: str) -> None:
    """Once it is mended, the next sweep counts it anew by itself."""
    sound = desk.endorsed()
    (document,) = desk.sql(
        "SELECT document FROM pathway_deadline WHERE case_id = 1 AND id = ?", [NEAR]
    )[0]
    desk.sql("UPDATE pathway_deadline SET document = 'x' WHERE case_id = 1 AND id = ?", [NEAR])
    done = desk.pathway.holidays.add(FUNERAL, "State funeral")
    failed = desk.pathway.sweep().failed
    desk.sql(
        "UPDATE pathway_deadline SET document = ? WHERE case_id = 1 AND id = ?", [document, NEAR]
    )
    desk.pathway.sweep()

    assert (reference,) == done.failed
    assert {sound} == {move.case for move in done.moved}
    assert 1 == failed
    assert DAY_AFTER == due(desk, reference, NEAR)
    assert [] == desk.pathway.verify()


def test_a_step_recounts_what_nobody_has_recounted_yet(desk: Rehearsal, reference: str) -> None:
    """
    The program ended between the change and the cases: met on the new due day, the duty is met in
    time.
    """
    of_case = "UPDATE pathway_case SET document = ? WHERE reference = ?"
    ((document,),) = desk.sql("SELECT document FROM pathway_case WHERE reference = ?", [reference])
    desk.sql(of_case, ["x", reference])
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    desk.sql(of_case, [document, reference])
    desk.clock("2026-03-20")  # Fri
    answers = desk.filled(reference, "notify_panel", NOTIFIER)
    desk.pathway.take(reference, "notify_panel", by=NOTIFIER, input=answers)
    steps = [event.step for event in desk.pathway.history(reference)][-3:]

    assert "recount" in steps
    assert "met" == desk.pathway.explain(reference, NEAR).state
    assert [] == desk.pathway.verify()


@pytest.mark.postgresql
def test_a_step_that_began_before_the_change_is_done_again_by_the_new_calendar(
    desk: Rehearsal,
) -> None:
    """
    Nothing is stored that was counted by a calendar that is no more: the step finds it changed and
    begins again.
    """
    changes: list[str] = []

    def meanwhile(user: str) -> Authorised:
        if not changes:
            changes.append("once")
            desk.pathway.holidays.add(FUNERAL, "State funeral")
        return Authorised(user)

    slow = Pathway.connect(desk.address, key_file=desk.key, authoriser=meanwhile)
    case = slow.refer(form("practice_review"), by=NURSE)
    slow.close()

    assert DAY_AFTER == due(desk, case.reference, NEAR)


def test_a_move_to_another_version_is_taken_back_after_the_calendar_was_changed(
    desk: Rehearsal, reference: str
) -> None:
    """The case is as before the move, and its days are those of the calendar that is."""
    desk.pathway.definitions.load(_next_version(desk))
    desk.pathway.migrate(reference, to="2099.1")
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    back = desk.pathway.migrate(reference, to=None)

    assert ["take_back_migration"] == [event.step for event in back.events]
    assert DAY_AFTER == due(desk, reference, NEAR)
    assert [] == desk.pathway.verify()


def _next_version(desk: Rehearsal) -> dict[str, str]:
    """Return the definition that is loaded, under another version."""
    (stored,) = desk.pathway.definitions.list()
    files = stored.files
    return {
        name: text.replace('version = "2026.1"', 'version = "2099.1"')
        for name, text in files.items()
    }


REFUSED: dict[str, tuple[dict[str, Any], type[PathwayError]]] = {
    "a bank holiday": ({"day": date(2026, 5, 25), "name": "Mine"}, Refused),
    "a weekend": ({"day": date(2026, 3, 21), "name": "Mine"}, Refused),
    "a closed weekend": ({"day": date(2026, 3, 21), "name": "Mine", "closure": True}, Refused),
    "beyond the table": ({"day": date(2199, 3, 21), "name": "Mine"}, CalendarUnknown),
    "no name": ({"day": FUNERAL, "name": " "}, WrongUsage),
    "a name of two lines": ({"day": FUNERAL, "name": "a\nb"}, WrongUsage),
    "backwards": ({"day": FUNERAL, "name": "Mine", "to": date(2026, 3, 1)}, WrongUsage),
    "years": ({"day": FUNERAL, "name": "Mine", "to": date(2029, 3, 1)}, WrongUsage),
    "no such person": ({"day": FUNERAL, "name": "Mine", "by": "nobody@example.org"}, NotFound),
    "a nurse": ({"day": FUNERAL, "name": "Mine", "by": NURSE}, Refused),
    "a partner": ({"day": FUNERAL, "name": "Mine", "by": PARTNERS[0]}, Refused),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_impossible_change_is_refused(desk: Rehearsal, what: str) -> None:
    """And nothing is stored."""
    change, error = REFUSED[what]
    before = desk.contents()
    with pytest.raises(error) as refused:
        desk.pathway.holidays.add(**change)

    assert error is type(refused.value)
    assert before == desk.contents()


@pytest.mark.parametrize(
    ("day", "closure", "error", "code"),
    [
        (date(2026, 5, 25), False, Refused, "published"),
        (FUNERAL, True, Refused, "other_source"),
        (date(2026, 3, 18), False, NotFound, ""),
    ],
)
def test_only_what_was_added_is_taken_away(
    desk: Rehearsal, day: date, closure: bool, error: type[PathwayError], code: str
) -> None:
    """A published day, a day of the other kind and a day that was never added stay as they are."""
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    with pytest.raises(error) as refused:
        desk.pathway.holidays.remove(day, closure=closure)

    assert code in "".join(reason.code for reason in refused.value.reasons)
    assert "State funeral" in [holiday.name for holiday in desk.pathway.holidays.list(2026)]


def test_a_day_is_added_once(desk: Rehearsal) -> None:
    """A second time it is not worked anyhow; nor is it a closure then."""
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    for closure in (False, True):
        with pytest.raises(Refused):
            desk.pathway.holidays.add(FUNERAL, "Again", closure=closure)

    assert 1 == len(desk.pathway.holidays.list(every=True))


def test_a_newer_table_is_taken_over(desk: Rehearsal) -> None:
    """
    An earlier version's knew less far and of a bank holiday that is none: days move, and what was
    added stays.
    """
    desk.pathway.holidays.add(date(2026, 3, 18), "Installation move", closure=True)
    fresh = desk.contents()["pathway_holiday"]
    desk.sql("UPDATE pathway_setting SET value = '2025' WHERE name = 'holidays_published_to'")
    desk.sql("UPDATE pathway_setting SET value = 'earlier' WHERE name = 'calendar'")
    desk.sql(
        "INSERT INTO pathway_holiday VALUES ('2026-03-19', 'Gone', 'holidays library, GB subdivision ENG')"
    )
    reference = desk.refer()
    before = desk.pathway.explain(reference, NEAR)
    change = desk.pathway.holidays.renew(preview=True)
    done = desk.pathway.holidays.renew()
    after = desk.pathway.explain(reference, NEAR)

    assert (DAY_AFTER, True) == (before.due, before.provisional)
    assert (FUNERAL, False) == (after.due, after.provisional)
    assert {(reference, NEAR), (reference, TOLD)} == {
        (move.case, move.deadline) for move in done.moved
    }
    assert (change.moved, change.calendar) == (done.moved, after.calendar)
    assert fresh == desk.contents()["pathway_holiday"]
    assert ["Installation move"] == [
        holiday.name for holiday in desk.pathway.holidays.list(every=True)
    ]
    # What was put in by hand above is on record as such; the cases are in order.
    assert {"calendar", "setting"} == {finding.what for finding in desk.pathway.verify()}


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2027-12-30", "ok"),
        ("2027-12-31", "warning"),
        ("2028-01-01", "warning"),
        ("2029-06-01", "warning"),
    ],
)
def test_doctor_warns_a_year_before_the_horizon(desk: Rehearsal, day: str, level: str) -> None:
    """
    The table is published to the end of 2028; a year before, and ever after, a newer one is asked
    for.
    """
    desk.clock(day)
    finding = next(finding for finding in desk.pathway.doctor() if finding.what == "calendar")

    assert level == finding.level
    assert "to the end of 2028" in finding.message


def test_doctor_reports_how_many_days_were_added(desk: Rehearsal) -> None:
    """Proclaimed days and closures."""
    desk.pathway.holidays.add(FUNERAL, "State funeral")
    desk.pathway.holidays.add(date(2026, 12, 29), "Christmas", to=date(2026, 12, 31), closure=True)
    finding = next(finding for finding in desk.pathway.doctor() if finding.what == "calendar")

    assert "1 proclaimed, 3 closures" in finding.message


@pytest.fixture
def five(desk: Rehearsal) -> tuple[str, str]:
    """
    Return two cases: a looked-after child who died, with an action of a day; and a rapid review
    under way.
    """
    answers = form("practice_review")
    children = deepcopy(answers["children"])
    children[0] |= {"harm": "died", "care_status": ["looked_after"]}
    died = desk.endorsed(children=children)
    desk.do(died, "add_action", BU, owner="rep.police@example.org", due="2026-03-19")
    review = desk.endorsed()
    desk.do(review, "notify_panel", NOTIFIER, agencies=["housing"])
    return died, review


def test_a_proclamation_with_five_running_deadlines(desk: Rehearsal, five: tuple[str, str]) -> None:
    """
    Law, guidance, expected and local move by a working day; a date that was set stays, and is aimed
    for before.
    """
    died, review = five
    wanted = [
        (died, "looked_after_death_notification/child:1", "law"),
        (died, NEAR, "guidance"),
        (review, "rapid_review_sent", "expected"),
        (review, "rapid_review_meeting", "local"),
    ]
    before = {name: due(desk, reference, name) for reference, name, _ in wanted}
    done = desk.pathway.holidays.add(FUNERAL, "State funeral")
    moves = {(move.case, move.deadline, move.status): (move.from_, move.to) for move in done.moved}
    action = desk.pathway.explain(died, "action/action:1")

    assert {name: moves[reference, name, status] for reference, name, status in wanted} == {
        name: (day, _working_day_after(day)) for name, day in before.items()
    }
    assert (FUNERAL, date(2026, 3, 18), ()) == (action.due, action.practical, action.moves)
    assert [] == desk.pathway.verify()


def test_a_closure_with_five_running_deadlines(desk: Rehearsal, five: tuple[str, str]) -> None:
    """Only what is local moves, and the local date that was set is aimed for before."""
    died, review = five
    done = desk.pathway.holidays.add(FUNERAL, "Installation move", closure=True)

    assert {"local"} == {move.status for move in done.moved}
    assert {"rapid_review_meeting", "action/action:1"} <= {move.deadline for move in done.moved}
    assert {FUNERAL} == {due(desk, died, "looked_after_death_notification"), due(desk, died, NEAR)}
    assert {review} == {move.case for move in done.moved if move.deadline == "rapid_review_meeting"}


def _working_day_after(day: date) -> date:
    """Return the next day that is neither a weekend nor at Easter, counted by hand."""
    closed = {date(2026, 4, 3), date(2026, 4, 6), FUNERAL}
    later = (date.fromordinal(day.toordinal() + number) for number in range(1, 9))
    return next(day for day in later if day.weekday() < 5 and day not in closed)

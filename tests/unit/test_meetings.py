"""A meeting by its rules: its day and duties, its members and their interests, its quorum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathway.workflows.cases import meetings
from pathway.workflows.definitions.meetings import of_cases, of_meetings
from pathway.workflows.history.case import Case
from pathway.workflows.history.evolve import replay
from pathway.workflows.loading.definition_files import load, packaged, packaged_definition
from pathway.workflows.reminders.ladders import notices_of_event
from tests.desk import Desk
from tests.rehearsals import BU, CHAIR, PARTNERS
from tests.sittings import (
    FIRST,
    ICB,
    LA,
    MONDAY,
    POLICE,
    SECOND,
    THURSDAY,
    attendance,
    held,
    invited,
    plan,
    planned,
    represented,
)

NONE: dict[str, list[str]] = {"interests": []}


def due(desk: Desk, name: str) -> date:
    """Return when a duty is due."""
    return desk.case.deadlines[name].due


def state(desk: Desk, name: str) -> str:
    """Return the state of a duty."""
    return desk.case.deadlines[name].state


def told(desk: Desk, role: str) -> list[str]:
    """Return the emails of those whom the last event tells in a role."""
    notices = notices_of_event(desk.definition, desk.case, desk.events[-1], desk.calendar)
    people = [notice.person for notice in notices if notice.role == role]
    return [desk.directory.of(person)[0].email for person in people]


def test_a_definition_has_two_halves() -> None:
    """Meetings have their own files; agencies and seats are those of the case's file."""
    definition = packaged_definition("four_partners")
    own = definition.meetings
    assert own is not None
    both = definition.of_both

    assert set(both) == {*of_cases(both), *of_meetings(both)}
    assert not set(definition.files) & set(own.files)
    assert definition.hash == own.hash
    assert (definition.seats, 4) == (own.seats, len(own.seats))


def test_a_definition_need_not_have_meetings() -> None:
    """Without the file of meetings there are none."""
    texts = packaged() | {
        "review.toml": packaged()["review.toml"].replace('meeting = "meeting"\n', "")
    }
    own = {name: text for name, text in texts.items() if not name.startswith(("meeting", "member"))}

    assert load(own).meetings is None


def test_duties_are_counted_back_from_the_day() -> None:
    """Ten, five and one working days before it, with Easter left out."""
    desk = invited()

    assert date(2026, 3, 24) == due(desk, "meeting_invitations")  # Tue
    assert date(2026, 3, 31) == due(desk, "meeting_papers")  # Tue
    assert date(2026, 4, 8) == due(desk, "meeting_interests/member:1")  # Wed
    assert date(2026, 4, 13) == due(desk, "meeting_attendance")  # Mon


def test_at_short_notice_a_working_day_is_left() -> None:
    """What would have been due before it was planned is due on the next working day."""
    desk = planned(day=MONDAY + timedelta(days=2))

    assert MONDAY + timedelta(days=1) == due(desk, "meeting_invitations")
    assert MONDAY + timedelta(days=1) == due(desk, "meeting_papers")


def test_nothing_is_due_after_the_meeting_that_is_for_it() -> None:
    """Planned for the same day, all is due on that day."""
    desk = planned(day=MONDAY)

    assert {MONDAY} == {due(desk, "meeting_invitations"), due(desk, "meeting_papers")}


def test_duties_move_with_the_day_and_both_days_are_kept() -> None:
    """A later day moves what is to be done before it."""
    desk = invited()
    later = THURSDAY + timedelta(days=7)
    desk.take(
        "reschedule",
        CHAIR,
        input={"day": later, "starts": "14:00", "ends": "15:30"},
        reason="The chair is away.",
    )

    assert date(2026, 4, 9) == due(desk, "meeting_papers")
    assert [(THURSDAY, "10:00"), (later, "14:00")] == [
        (sitting.day, sitting.starts) for sitting in meetings.sittings(desk.case)
    ]


def test_a_day_that_has_passed_is_planned_only_as_of_then() -> None:
    """And an end before the beginning, or a time that is none, is a fault at its place."""
    desk = planned()
    faults = desk.attempt(
        "reschedule",
        BU,
        input={"day": MONDAY - timedelta(days=1), "starts": "25:00", "ends": "9"},
        reason="Why.",
    )
    backwards = desk.codes(
        "reschedule", BU, input={"day": THURSDAY, "starts": "12:00", "ends": "10:00"}, reason="Why."
    )

    assert ["day", "starts", "ends"] == [reason.path for reason in faults.reasons]  # type: ignore[union-attr]
    assert ["input"] == backwards


def test_nobody_is_told_before_they_are_invited() -> None:
    """Planning, and changes before the invitation, tell nobody; interests are not asked yet."""
    desk = planned()
    quiet = told(desk, "invitee")
    desk.take("change_agenda", BU, input={"add": [SECOND]})
    quiet += told(desk, "invitee")
    asked = [duty.id for duty in desk.case.open_deadlines("meeting_interests")]
    desk.take("invite", BU)

    assert ([], []) == (quiet, asked)
    assert [CHAIR, *PARTNERS] == told(desk, "invitee")
    assert 4 == len(desk.case.open_deadlines("meeting_interests"))


def test_whoever_joins_or_leaves_is_told_and_nobody_else() -> None:
    """The others have nothing to change in their calendars."""
    desk = invited()
    desk.take("change_members", CHAIR, input={"add": ["rep.icb@example.org"], "remove": [ICB]})

    assert ["rep.icb@example.org"] == told(desk, "joiner")
    assert [ICB] == told(desk, "leaver")
    assert [] == told(desk, "invitee")
    assert "stopped" == state(desk, "meeting_interests/member:3")
    assert "running" == state(desk, "meeting_interests/member:5")


def test_the_chair_leaves_only_after_another_was_named() -> None:
    """There is always somebody who chairs; nobody joins twice."""
    desk = invited()
    refused = desk.codes("change_members", BU, input={"remove": [CHAIR]})
    twice = desk.codes("change_members", BU, input={"add": [LA]})
    desk.take("change_members", BU, input={"chair": LA})

    assert (["input"], ["input"]) == (refused, twice)
    assert [] == desk.codes("change_members", LA, input={"remove": [CHAIR]})


def test_each_member_answers_for_themselves() -> None:
    """Nobody else may, and what they answer ends their own duty."""
    desk = invited()
    other = desk.codes("declare", ICB, "member:2", input=NONE)
    desk.take("declare", LA, "member:2", input=NONE)

    assert ["not_permitted"] == other
    assert ("met", "running") == (
        state(desk, "meeting_interests/member:2"),
        state(desk, "meeting_interests/member:3"),
    )


def test_a_case_that_joins_is_asked_for_anew() -> None:
    """Those who had answered are asked again; those who had not have one duty for all."""
    desk = invited()
    desk.take("declare", LA, "member:2", input=NONE)
    desk.take("change_agenda", BU, input={"add": [SECOND]})
    again = desk.case.deadlines["meeting_interests/member:2.2"]
    waiting = [duty.id for duty in desk.case.open_deadlines("meeting_interests")]
    desk.take("declare", LA, "member:2", input={"interests": [{"case": SECOND, "nature": "Kin."}]})

    assert again.is_open
    assert 4 == len(waiting)
    assert "met" == state(desk, "meeting_interests/member:2.2")
    assert [SECOND] == desk.case.items["member:2"].data.get("interests")


def test_an_interest_names_a_case_of_the_agenda() -> None:
    """And each case once."""
    desk = invited()
    elsewhere = {"interests": [{"case": SECOND, "nature": "Kin."}]}
    twice = {"interests": [{"case": FIRST, "nature": "Kin."}] * 2}

    assert ["input"] == desk.codes("declare", LA, "member:2", input=elsewhere)
    assert ["input"] == desk.codes("declare", LA, "member:2", input=twice)


def test_without_cases_nobody_is_asked() -> None:
    """A practitioner event may be about none."""
    desk = invited(kind="practitioner_event", cases=[])

    assert [] == desk.case.open_deadlines("meeting_interests")
    assert ["guard.cases_on_the_agenda"] == desk.codes("declare", LA, "member:2", input=NONE)


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ((CHAIR, *PARTNERS), []),
        ((CHAIR, LA, ICB), ["police"]),
        ((LA, ICB, POLICE), []),
        ((CHAIR,), ["local_authority", "icb", "police"]),
    ],
)
def test_the_quorum_is_somebody_of_each_seat(present: tuple[str, ...], missing: list[str]) -> None:
    """The chair counts as a member, and has no seat."""
    desk = held(attendance(present))

    assert missing == meetings.record_of(desk.case).get("attendance", {}).get("missing")
    assert (not missing) == meetings.is_quorate(desk.case)


def test_a_member_who_is_represented_took_part() -> None:
    """Somebody else sat for their seat."""
    desk = held(represented(POLICE, "rep.police@example.org"))

    assert meetings.is_quorate(desk.case)


def test_attendance_is_recorded_anew() -> None:
    """What was recorded first is gone from the record, and stays in the history."""
    desk = held(represented(POLICE, "rep.police@example.org"))
    desk.take("amend_attendance", BU, input=attendance((CHAIR, LA)))
    record = meetings.record_of(desk.case).get("attendance", {})

    assert ["icb", "police"] == record.get("missing")
    assert {} == record.get("represented", {})


def test_attendance_says_it_of_each_member_once() -> None:
    """One who is left out, or stands there twice, is asked for."""
    desk = held()
    all_of_them = attendance((CHAIR, *PARTNERS))["members"]

    assert ["input"] == desk.codes("amend_attendance", BU, input={"members": all_of_them[1:]})
    assert "input" in desk.codes(
        "amend_attendance", BU, input={"members": [*all_of_them, all_of_them[0]]}
    )


def test_a_meeting_is_held_on_its_day() -> None:
    """On another day it is moved first, so that both days are on record."""
    desk = invited()
    answers = attendance((CHAIR,))
    early = desk.codes("hold", BU, input=answers)
    desk.today = THURSDAY + timedelta(days=4)
    late = desk.codes("hold", BU, input=answers)

    assert ["guard.on_the_day_of_the_meeting"] == early == late
    assert [] == desk.codes("hold", BU, input=answers, on=THURSDAY)


def test_a_cancelled_meeting_asks_for_nothing_more() -> None:
    """Its members are told, and every duty is stopped."""
    desk = invited()
    wanted = desk.codes("cancel", BU)
    desk.take("cancel", BU, reason="Too few can come.")

    assert ["reason_required"] == wanted
    assert [CHAIR, *PARTNERS] == told(desk, "invitee")
    assert [] == desk.case.open_deadlines()


def test_minutes_are_written_agreed_and_followed_up() -> None:
    """The chair agrees what is on record; actions outlive the meeting."""
    desk = held()
    too_soon = desk.codes("agree_minutes", CHAIR)
    desk.take(
        "add_meeting_action", BU, input={"what": "Tell.", "owner": LA, "due": date(2026, 5, 1)}
    )
    desk.take("record_minutes", BU, input={"minutes": {"name": "m.docx", "sha256": "0f" * 32}})
    other = desk.codes("agree_minutes", BU)
    desk.take("agree_minutes", CHAIR)
    open_then = [duty.id for duty in desk.case.open_deadlines()]
    desk.take("do_meeting_action", LA, "meeting_action:1", input={})

    assert ["guard.minutes_recorded"] == too_soon
    assert ["not_permitted"] == other
    assert ["meeting_action/meeting_action:1"] == open_then
    assert ("minuted", []) == (desk.case.state, desk.case.open_deadlines())


def test_the_record_has_no_words_of_anybody() -> None:
    """Place, link, subject and natures are sealed: headers have codes and days."""
    desk = planned(place="Secret place", link="https://secret.example.org", about="Secret matter")
    desk.take("invite", BU)
    desk.take(
        "declare", LA, "member:2", input={"interests": [{"case": FIRST, "nature": "Secret kin"}]}
    )
    headers = b"".join(event.content() for event in desk.events)

    assert b"secret" not in headers.lower()
    assert b"@" not in headers


def test_replaying_the_history_gives_the_meeting() -> None:
    """As for cases."""
    desk = held()

    assert desk.case == replay("MT-2026-0001", desk.events)


def test_a_plan_with_faults_says_all_of_them() -> None:
    """Nobody and nothing unknown is planned with."""
    desk = planned()
    faulty = plan(chair="nobody@example.org", cases=["PR-2020-0001"], kind="party")
    fresh = replace(desk, case=Case("MT-2026-0002"), events=[])

    assert 3 == fresh.codes("plan", BU, input=faulty).count("input")
    assert ["not_permitted"] == fresh.codes("plan", LA, input=plan())

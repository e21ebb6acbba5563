"""The sweep: which rung on which day, to whom, and what is left out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway import Pathway
from pathway.service.deadlines.sweeping import SLICE
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.mail import NoticeView
from pathway.storage.database.packed_documents import packed
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    NOTIFIER,
    NURSE,
    NURSES_REP,
    PARTNERS,
    Rehearsal,
    instant,
)

Told = list[tuple[str, str, str]]
NEWS = """
    SELECT rung, recipient FROM pathway_message_notice
    WHERE message_id > ? AND deadline = ? ORDER BY notice_id, message_id
"""


def days(first: str, last: str) -> list[str]:
    """Return every day from the first to the last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [
        (start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1)
    ]


def swept(desk: Rehearsal, deadline: str, first: str, last: str) -> Told:
    """
    Sweep once a day, and return day, rung and recipient of what was told of one deadline, in order.
    """
    notices: Told = []
    for day in days(first, last):
        desk.clock(day)
        (known,) = desk.sql("SELECT coalesce(max(id), 0) FROM pathway_message")[0]
        desk.pathway.sweep()
        notices += [(day, str(rung), str(to)) for rung, to in desk.sql(NEWS, [known, deadline])]
    return notices


def without_who(notices: Told) -> list[tuple[str, str]]:
    """Return day and rung, each once."""
    return list(dict.fromkeys((day, rung) for day, rung, _ in notices))


def aware(desk: Rehearsal, day: str) -> str:
    """Return a case in triage whose local authority became aware on that day."""
    return desk.endorsed(local_authority_aware_on=date.fromisoformat(day))


def test_the_statutory_ladder(desk: Rehearsal) -> None:
    """
    Start; 3 and 1 working days before; on the day; each working day after; breach at once; partners
    after three.
    """
    aware(desk, "2026-03-16")  # Mon: due Mon 23 March
    notices = swept(desk, "panel_notification/incident:1", "2026-03-16", "2026-03-27")

    assert [
        ("2026-03-17", "start"),  # Tue: the digest of the next morning
        ("2026-03-18", "-3wd"),  # Wed
        ("2026-03-20", "-1wd"),  # Fri
        ("2026-03-23", "0"),  # Mon
        ("2026-03-24", "breach"),  # Tue
        ("2026-03-24", "+1wd"),
        ("2026-03-25", "+2wd"),  # Wed
        ("2026-03-26", "+3wd"),  # Thu
        ("2026-03-26", "escalate+3wd"),
        ("2026-03-27", "+4wd"),  # Fri
    ] == without_who(notices)
    assert {BU, CHAIR} == {to for _, rung, to in notices if rung == "breach"}
    assert list(PARTNERS) == [to for _, rung, to in notices if rung == "escalate+3wd"]
    assert {NOTIFIER} == {to for _, rung, to in notices if rung not in ("breach", "escalate+3wd")}


def test_the_local_ladder(desk: Rehearsal) -> None:
    """
    Start; 2 working days before; on the day; 3 and 5 after, the chair with the last; a breach tells
    nobody.
    """
    desk.endorsed("good_outcome", referred_on=date(2026, 3, 16))
    desk.do("PR-2026-0001", "put_to_subgroup", BU)
    desk.do("PR-2026-0001", "decide_good_outcome_review", CHAIR, agencies=["housing"])
    notices = swept(desk, "agency_return/agency_return:housing", "2026-03-16", "2026-04-30")

    assert [
        ("2026-03-17", "start", "rep.housing@example.org"),  # Tue
        ("2026-04-13", "-2wd", "rep.housing@example.org"),  # Mon
        ("2026-04-15", "0", "rep.housing@example.org"),  # Wed: 20 working days, Easter left out
        ("2026-04-20", "+3wd", "rep.housing@example.org"),  # Mon
        ("2026-04-22", "+5wd", "rep.housing@example.org"),  # Wed
        ("2026-04-22", "escalate+5wd", CHAIR),
    ] == notices


def test_the_hard_stop_goes_to_the_chair_at_once(desk: Rehearsal) -> None:
    """Its breach does, on the day after; a breach of another local duty tells nobody."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["housing"])
    notices = swept(
        desk, "agency_return_hard_stop/agency_return:housing", "2026-03-16", "2026-04-20"
    )

    assert ("2026-03-31", "breach", CHAIR) in notices  # Tue after Mon 30 March
    assert {"2026-03-31", "2026-04-08"} == {
        day for day, _, to in notices if to == CHAIR
    }  # Wed, 5 working days after


def test_the_ladder_of_an_action(desk: Rehearsal) -> None:
    """
    14, 7 and 1 days before, on the day; rep after 1, chair after 10, the agency's partner after 20
    working days.
    """
    reference = desk.endorsed()
    desk.do(reference, "add_action", BU, owner="rep.police@example.org", due="2026-04-20")  # Mon
    notices = swept(desk, "action/action:1", "2026-03-16", "2026-05-20")

    assert [
        ("2026-03-17", "start", "rep.police@example.org"),  # Tue
        ("2026-04-02", "-14d", "rep.police@example.org"),  # Thu: Mon 6 April is Easter Monday
        ("2026-04-13", "-7d", "rep.police@example.org"),  # Mon
        ("2026-04-17", "-1d", "rep.police@example.org"),  # Fri: the 19th is a Sunday
        ("2026-04-20", "0", "rep.police@example.org"),  # Mon
        ("2026-04-21", "escalate+1wd", "rep.police@example.org"),  # Tue
        ("2026-05-05", "escalate+10wd", CHAIR),  # Tue: 4 May is a bank holiday
        ("2026-05-19", "escalate+20wd", "partner.police@example.org"),  # Tue
    ] == notices


def test_rungs_of_days_before_it_was_recorded_are_left_out(desk: Rehearsal) -> None:
    """Awareness was eight days ago: start is told, however late, and what comes from now on."""
    desk.clock("2026-03-20")  # Fri
    aware(desk, "2026-03-12")  # Thu: due Thu 19 March
    notices = swept(desk, "panel_notification/incident:1", "2026-03-20", "2026-03-25")

    assert [
        ("2026-03-20", "start"),  # Fri
        ("2026-03-20", "breach"),
        ("2026-03-23", "+2wd"),  # Mon
        ("2026-03-24", "+3wd"),  # Tue
        ("2026-03-24", "escalate+3wd"),
        ("2026-03-25", "+4wd"),  # Wed
    ] == without_who(notices)


def test_after_an_outage_one_reminder_catches_up(desk: Rehearsal) -> None:
    """
    Three weeks without a sweep: one reminder, the breach and the escalation, not one for every day
    missed.
    """
    aware(desk, "2026-03-16")  # Mon
    swept(desk, "panel_notification/incident:1", "2026-03-17", "2026-03-17")  # Tue
    before = len(desk.pathway.mail.list())
    notices = swept(desk, "panel_notification/incident:1", "2026-04-14", "2026-04-14")  # Tue
    people = [message.to for message in desk.pathway.mail.list()[before:]]

    assert {"breach", "+14wd", "escalate+3wd"} == {
        rung for _, rung, _ in notices
    }  # two Easter holidays lie between
    assert 1 == len([to for _, _, to in notices if to == NOTIFIER])
    assert len(set(people)) == len(people)


@pytest.mark.parametrize("times", [1, 3])
def test_a_second_sweep_on_the_same_day_announces_nothing_twice(
    desk: Rehearsal, times: int
) -> None:
    """However often it runs, each recipient has each rung once."""
    aware(desk, "2026-03-16")  # Mon
    for day in days("2026-03-16", "2026-03-26"):
        desk.clock(day)
        for _ in range(times):
            desk.pathway.sweep()
    notices = [(to, deadline, rung) for to, deadline, rung in desk.told() if deadline]

    assert len(set(notices)) == len(notices)


def test_a_delayed_duty_rests(desk: Rehearsal) -> None:
    """
    While a delay is recorded no reminder after the due day comes; the due day stands, and so does
    the breach.
    """
    reference = aware(desk, "2026-03-16")  # Mon: due Mon 23 March
    desk.do(reference, "record_delay", PARTNERS[0], duty="panel_notification/incident:1")
    notices = swept(desk, "panel_notification/incident:1", "2026-03-16", "2026-03-27")
    view = desk.pathway.explain(reference, "panel_notification")

    assert ["start", "-3wd", "-1wd", "0", "breach", "escalate+3wd"] == list(
        dict.fromkeys(r for _, r, _ in notices)
    )
    assert date(2026, 3, 23) == view.due
    assert view.delay is not None
    assert view.delay.runs


def test_a_re_dated_duty_is_reminded_of_again(desk: Rehearsal) -> None:
    """
    A corrected form moves the clock: the rungs of the new day are told though those of the old
    were.
    """
    reference = desk.refer(
        local_authority_aware_on=date(2026, 3, 10), possible_serious_incident=True
    )
    desk.clock("2026-03-16")  # Mon: due Tue 17 March, so -1wd is today and left out
    desk.pathway.sweep()
    desk.clock("2026-03-17")  # Tue
    desk.pathway.sweep()
    wrong = {
        "event": 1,
        "field": "local_authority_aware_on",
        "value": "2026-03-16",
        "why": "The duty team's record.",
    }
    desk.pathway.take(reference, "correct", by=NURSE, input=wrong)
    notices = swept(desk, "panel_notification/incident:1", "2026-03-17", "2026-03-23")
    due = {
        notice.due
        for notice in _notices(desk, "panel_notification/incident:1")
        if notice.rung == "0"
    }

    assert [
        ("2026-03-18", "start"),  # Wed: the day has changed
        ("2026-03-18", "-3wd"),
        ("2026-03-20", "-1wd"),  # Fri
        ("2026-03-23", "0"),  # Mon
    ] == without_who(notices)
    assert {date(2026, 3, 17), date(2026, 3, 23)} == due  # Tue, Mon


def test_a_prompt_is_sent_on_its_day_and_never_breached(desk: Rehearsal) -> None:
    """A chase of the Panel's reply has reminders and no breach."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["housing"])
    desk.do(reference, "nil", "rep.housing@example.org", "agency_return:housing")
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_rapid_review", CHAIR)
    for partner in PARTNERS:
        desk.do(reference, "sign_off", partner)
    desk.do(reference, "send_rapid_review", BU)
    notices = swept(desk, "panel_reply_chase", "2026-03-16", "2026-04-20")

    assert ("2026-03-30", "0", BU) in notices  # Mon
    assert not [rung for _, rung, _ in notices if "breach" in rung]
    assert ("running", False) == (_chase(desk, reference).state, _chase(desk, reference).overdue)


def test_an_escalation_goes_to_the_next_where_the_first_was_removed(desk: Rehearsal) -> None:
    """The business unit's manager left the directory: the coordinator is told."""
    aware(desk, "2026-03-16")  # Mon
    desk.sql(
        "DELETE FROM pathway_appointment WHERE person_id = (SELECT id FROM pathway_person WHERE email = ?)",
        [BU],
    )
    desk.clock("2026-03-24")  # Tue
    desk.pathway.sweep()
    recipients = {
        to for to, deadline, _ in desk.told("breach") if deadline == "panel_notification/incident:1"
    }

    assert {COORDINATOR, CHAIR} == recipients


def test_a_met_duty_is_not_mentioned_again(desk: Rehearsal) -> None:
    """Its notice was written and had no message yet when the duty was done: none is made."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.do(
        reference, "endorse", NURSES_REP
    )  # quality_assurance starts and is met before any sweep
    desk.pathway.sweep()

    assert "quality_assurance" not in {deadline for _, deadline, _ in desk.told()}


def test_a_failing_case_does_not_stop_the_sweep(desk: Rehearsal) -> None:
    """
    One case's stored document was damaged: the others are swept, the failure is counted, and again
    next time.
    """
    first, second, third = (aware(desk, "2026-03-16") for _ in range(3))  # Mon
    desk.sql("UPDATE pathway_case SET document = 'no JSON' WHERE reference = ?", [second])
    desk.clock("2026-03-24")  # Tue
    done, again = desk.pathway.sweep(), desk.pathway.sweep()
    states = {
        reference: desk.pathway.explain(reference, "panel_notification").state
        for reference in (first, third)
    }

    assert (3, 1) == (done.cases, done.failed)
    assert 1 == again.failed
    assert {first: "breached", third: "breached"} == states
    assert 0 < done.messages


def test_another_kind_of_damage_does_not_stop_it_either(desk: Rehearsal) -> None:
    """A deadline's document is JSON and no deadline."""
    first, second = (aware(desk, "2026-03-16") for _ in range(2))  # Mon
    desk.sql(
        "UPDATE pathway_deadline SET document = ? WHERE case_id = 1 AND id = 'panel_notification/incident:1'",
        [packed(b"[]")],
    )
    desk.clock("2026-03-24")  # Tue
    done = desk.pathway.sweep()

    assert 1 == done.failed
    assert "breached" == desk.pathway.explain(second, "panel_notification").state
    assert first != second


def test_what_the_clock_says_is_london_s_day(desk: Rehearsal) -> None:
    """At 23:30 in UTC on the due day it is the next day in London in summer: overdue."""
    desk.endorsed()
    desk.clock("2026-06-22")  # Mon
    desk.pathway.sweep()
    desk.do("PR-2026-0001", "request_information", BU, asked_of="housing", due="2026-06-23")  # Tue
    desk.pathway.clock.set(instant("2026-06-23", 22))  # Tue 23:00 in London
    before = desk.pathway.sweep().breaches
    desk.pathway.clock.set(instant("2026-06-23", 23))  # Wed 00:00 in London

    assert (0, 1) == (before, desk.pathway.sweep().breaches)


def _chase(desk: Rehearsal, reference: str) -> DeadlineView:
    return desk.pathway.explain(reference, "panel_reply_chase")


def _notices(desk: Rehearsal, deadline: str) -> list[NoticeView]:
    notices = [notice for message in desk.pathway.mail.list() for notice in message.notices]
    return [notice for notice in notices if notice.deadline == deadline]


def test_many_breaches_are_recorded_a_few_at_a_time(desk: Rehearsal) -> None:
    """Others can write between the transactions, and the work is linear in the duties."""
    agencies = [f"a{number}" for number in range(15)]
    people = "".join(f"Ann,ann@{name}.example.org,{name},rep,1\n" for name in agencies)
    desk.pathway.people.import_file(f"name,email,agency,roles,order\n{people}")
    case = desk.endorsed(agencies_known=["police", *agencies])
    desk.do(case, "notify_panel", NOTIFIER)
    desk.clock("2026-05-18")  # Mon
    heard: list[int] = []
    listening = Pathway.connect(
        desk.address, key_file=desk.key, listener=lambda events: heard.append(len(events))
    )
    swept = listening.sweep()
    again = listening.sweep()
    listening.close()

    assert SLICE < swept.breaches == sum(heard)
    assert SLICE >= max(heard)
    assert (1, 0) == (swept.cases, again.breaches)

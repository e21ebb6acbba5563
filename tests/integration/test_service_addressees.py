"""
Who is mailed of what: nobody what they may not do, and everybody who must act; breaches are heard
of, once.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_CHAIR,
    NOTIFIER,
    NURSES_DEPUTY,
    NURSES_REP,
    PARTNERS,
    Rehearsal,
    form,
)

SIN = "panel_notification/incident:1"
KEPT = "publication_kept/publication"
SECOND_NOTIFIER = "notifier.two@example.org"
LA = PARTNERS[0]

pytestmark = pytest.mark.either


def days(desk: Rehearsal, first: str, last: str, hour: int = 9) -> None:
    """Sweep and send on every day from the first to the last."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        desk.clock(day.isoformat(), hour)
        desk.pathway.sweep()
        desk.pathway.dispatch()
        day += timedelta(days=1)


def told_of(desk: Rehearsal, deadline: str, rung: str | None = None) -> set[str]:
    """Return who was told of a duty, under any rung or one."""
    return {to for to, about, _ in desk.told(rung) if about == deadline}


def sent_to(desk: Rehearsal, deadline: str) -> set[str]:
    """Return who got a message of a duty that really left."""
    sent = [message for message in desk.pathway.mail.list() if message.state == "sent"]
    return {
        message.to for message in sent for notice in message.notices if notice.deadline == deadline
    }


def shut_out(desk: Rehearsal, reference: str, person: str, judge: str = CHAIR) -> None:
    """Let somebody declare an interest that is upheld."""
    desk.do(reference, "declare_interest", person)
    desk.do(reference, "decide_interest", judge, outcome="withdraws_case")


# ---- the representative --------------------------------------------------------------------------


def opened_by_the_representative(desk: Rehearsal) -> str:
    """Return a referral in quality assurance whose first representative opened and submitted it."""
    answers = form(
        "practice_review", possible_serious_incident=False, local_authority_aware_on=None
    )
    reference = desk.pathway.refer(answers, by=NURSES_REP, again=True).reference
    desk.do(reference, "submit", NURSES_REP)
    return reference


def test_every_reminder_of_quality_assurance_goes_to_the_deputy(desk: Rehearsal) -> None:
    """The representative opened the case, and is mailed nothing that they may not do."""
    opened_by_the_representative(desk)
    days(desk, "2026-03-16", "2026-03-30")

    assert {NURSES_DEPUTY, CHAIR} == told_of(desk, "quality_assurance")
    assert {CHAIR} == told_of(desk, "quality_assurance", "escalate+5wd")


def test_with_the_deputy_away_the_business_unit_is_reminded(desk: Rehearsal) -> None:
    """It is the one that may endorse then."""
    desk.pathway.people.absent(NURSES_DEPUTY, date(2026, 3, 16), date(2026, 4, 30))
    reference = opened_by_the_representative(desk)
    days(desk, "2026-03-16", "2026-03-20")

    assert {BU} == told_of(desk, "quality_assurance")
    desk.do(reference, "endorse", BU)

    assert "subgroup_decision.triage" == desk.pathway.case(reference).state


# ---- the notifier --------------------------------------------------------------------------------


def test_with_both_notifiers_away_the_local_authority_s_partner_is_mailed_and_notifies(
    desk: Rehearsal,
) -> None:
    """One answer: who acts, whom the duty names, who is mailed."""
    for person in (NOTIFIER, SECOND_NOTIFIER):
        desk.pathway.people.absent(person, date(2026, 3, 16), date(2026, 4, 30))
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    days(desk, "2026-03-16", "2026-03-20")

    assert {LA} == told_of(desk, SIN)
    assert LA == desk.pathway.explain(reference, SIN).owner.emails[0]
    desk.do(reference, "notify_panel", LA)

    assert "rapid_review.gathering" == desk.pathway.case(reference).state


def test_who_goes_away_between_two_reminders_gets_no_more(desk: Rehearsal) -> None:
    """The later rungs go to the next."""
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    days(desk, "2026-03-16", "2026-03-17")
    assert {NOTIFIER} == told_of(desk, SIN)
    desk.pathway.people.absent(NOTIFIER, date(2026, 3, 18), date(2026, 4, 30))
    days(desk, "2026-03-18", "2026-03-23")

    assert {SECOND_NOTIFIER} == told_of(desk, SIN, "-3wd") == told_of(desk, SIN, "0")


# ---- whoever is barred ---------------------------------------------------------------------------


def test_breaches_go_to_the_next_person_who_may_hear_of_them(desk: Rehearsal) -> None:
    """
    The manager is shut out; chair, deputy and every notifier are away: coordinator and partners
    hear of it.
    """
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    shut_out(desk, reference, BU)
    for person in (NOTIFIER, SECOND_NOTIFIER, CHAIR, DEPUTY_CHAIR):
        desk.pathway.people.absent(person, date(2026, 3, 16), date(2026, 5, 30))
    days(desk, "2026-03-17", "2026-04-02")

    assert {COORDINATOR, *PARTNERS} == told_of(desk, SIN, "breach")
    assert {COORDINATOR, *PARTNERS} == sent_to(desk, SIN)
    assert BU not in told_of(desk, SIN)


def test_a_message_made_before_the_interest_goes_to_the_next_person(desk: Rehearsal) -> None:
    """It waited in the outbox for the manager: withheld there, and told to the coordinator."""
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 6))  # Fri: due Fri 13 March
    desk.clock("2026-03-16", 19)  # Mon evening: the breach is told on Tuesday
    desk.pathway.sweep()
    shut_out(desk, reference, BU)
    days(desk, "2026-03-17", "2026-03-18")

    assert {COORDINATOR, CHAIR} == {
        to for to in sent_to(desk, SIN) if to in (BU, COORDINATOR, CHAIR)
    }


def test_with_the_whole_business_unit_and_both_chairs_barred_a_partner_hears(
    desk: Rehearsal,
) -> None:
    """Nobody is told twice, and somebody is told."""
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    for person in (BU, COORDINATOR):
        shut_out(desk, reference, person)
    shut_out(desk, reference, CHAIR, LA)
    shut_out(desk, reference, DEPUTY_CHAIR, LA)
    days(desk, "2026-03-17", "2026-03-25")

    assert {*PARTNERS} == told_of(desk, SIN, "breach")


# ---- breaches ------------------------------------------------------------------------------------


def breaches_told(desk: Rehearsal) -> list[str]:
    """Return who was told of the breach of the notification, one entry a message."""
    return sorted(to for to, about, _ in desk.told("breach") if about == SIN)


def test_a_duty_done_late_before_mail_leaves_is_announced_as_a_breach(desk: Rehearsal) -> None:
    """Due on Friday, sent on Sunday: business unit and chair hear of it on Monday morning, once."""
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 13))  # Fri: due Fri 20 March
    desk.clock("2026-03-21", 1)  # Sat
    desk.pathway.sweep()
    desk.pathway.dispatch()
    desk.clock("2026-03-22", 12)  # Sun
    desk.do(reference, "notify_panel", NOTIFIER)
    days(desk, "2026-03-23", "2026-03-27")

    assert "met_late" == desk.pathway.explain(reference, SIN).state
    assert [BU, CHAIR] == breaches_told(desk)
    assert {BU, CHAIR} <= sent_to(desk, SIN)


def test_a_duty_done_late_without_a_sweep_between_is_announced_too(desk: Rehearsal) -> None:
    """The step itself records the breach."""
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 13))  # Fri: due Fri 20 March
    desk.clock("2026-03-24")  # Tue
    desk.do(reference, "notify_panel", NOTIFIER)
    days(desk, "2026-03-24", "2026-03-27")

    assert [BU, CHAIR] == breaches_told(desk)


def test_a_breach_that_proves_wrong_before_mail_leaves_is_not_announced(
    desk: Rehearsal,
) -> None:
    """Written down on Sunday, sent on Friday."""
    reference = desk.endorsed(local_authority_aware_on=date(2026, 3, 13))  # Fri: due Fri 20 March
    desk.clock("2026-03-21", 1)  # Sat
    desk.pathway.sweep()
    desk.clock("2026-03-22", 12)  # Sun
    desk.do(reference, "notify_panel", NOTIFIER, on="2026-03-20")
    days(desk, "2026-03-23", "2026-03-27")

    assert "met" == desk.pathway.explain(reference, SIN).state
    assert [] == breaches_told(desk)


def test_a_duty_a_thousand_working_days_overdue_is_still_announced(desk: Rehearsal) -> None:
    """
    Nobody looked for four years: one reminder, the breach and the escalation, and the next day's
    again.
    """
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    days(desk, "2030-06-03", "2030-06-04")

    rungs = [rung for to, about, rung in desk.told() if about == SIN and to == NOTIFIER]
    assert rungs
    assert 1000 < int(rungs[-1].removeprefix("+").removesuffix("wd"))
    assert [BU, CHAIR] == breaches_told(desk)


# ---- actions -------------------------------------------------------------------------------------


def local_review(desk: Rehearsal) -> str:
    """Return a local review with an action that is due on Fri 1 May."""
    reference = desk.deliberated(
        "practice_review", possible_serious_incident=False, local_authority_aware_on=None
    )
    desk.do(reference, "decide_local_review", CHAIR)
    desk.do(reference, "add_action", BU, owner="author.camhs@example.org", due="2026-05-01")
    return reference


def action(desk: Rehearsal, reference: str) -> tuple[str, str, str, bool]:
    """
    Return an action's due day by the item and by its deadline, its rating, and whether it is
    overdue.
    """
    case = desk.pathway.case(reference)
    (item,) = [item for item in case.items if item.kind == "action"]
    duty = desk.pathway.explain(reference, "action")
    return item.data["due"], duty.due.isoformat(), item.data["brag"], duty.overdue


def test_item_deadline_and_rating_agree_through_a_standstill(desk: Rehearsal) -> None:
    """
    Suspended from April to June: the action has the working days that it had left, and turns red
    after them.
    """
    reference = local_review(desk)
    desk.clock("2026-04-01")  # Wed
    desk.do(reference, "suspend", CHAIR, review_on="2026-06-01")
    desk.clock("2026-05-20")  # Wed
    desk.pathway.sweep()
    assert ("green", False) == action(desk, reference)[2:]
    desk.clock("2026-06-01")  # Mon
    desk.do(reference, "resume", CHAIR)

    assert ("2026-06-29", "2026-06-29", "green", False) == action(desk, reference)  # Mon
    desk.clock("2026-06-16")  # Tue
    assert "amber" == action(desk, reference)[2]
    desk.clock("2026-06-30")  # Tue
    desk.pathway.sweep()

    assert ("2026-06-29", "2026-06-29", "red", True) == action(desk, reference)


def test_a_rebased_action_is_red_when_it_is_overdue_and_not_before(desk: Rehearsal) -> None:
    """Rebased during the suspension."""
    reference = local_review(desk)
    desk.clock("2026-04-01")  # Wed
    desk.do(reference, "suspend", CHAIR, review_on="2026-06-01")
    desk.clock("2026-05-20")  # Wed
    desk.do(reference, "rebase", CHAIR, item="action:1", due="2026-06-30")
    desk.clock("2026-06-01")  # Mon
    desk.do(reference, "resume", CHAIR)
    by_item, by_duty, _, _ = action(desk, reference)
    assert by_item == by_duty
    for later, overdue in ((0, False), (1, True)):
        day = date.fromisoformat(by_duty) + timedelta(days=later)
        desk.clock(day.isoformat())
        desk.pathway.sweep()

        assert ("red" if overdue else "amber", overdue) == action(desk, reference)[2:]


def test_an_action_whose_owner_has_left_is_mailed_to_the_agency_s_representative(
    desk: Rehearsal,
) -> None:
    """Until it is given to somebody else, who gets the mail from then on."""
    reference = local_review(desk)
    desk.pathway.people.remove("author.camhs@example.org")
    days(desk, "2026-04-15", "2026-04-20")
    assert {"rep.camhs@example.org"} == told_of(desk, "action/action:1", "-14d")
    desk.do(reference, "reassign", BU, item="action:1", owner="rep.housing@example.org")
    days(desk, "2026-04-21", "2026-05-01")

    assert {"rep.housing@example.org"} == told_of(desk, "action/action:1", "0")


def test_a_letter_that_cannot_be_written_does_not_end_the_list(desk: Rehearsal) -> None:
    """It says why, and the other messages are told as ever."""
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    days(desk, "2026-03-16", "2026-03-17")
    desk.sql(
        "UPDATE pathway_notice SET rung = 'soon' WHERE id = (SELECT min(notice_id) FROM pathway_message_notice)"
    )
    subjects = [message.subject for message in desk.pathway.mail.list()]
    refused = [
        subject
        for subject in subjects
        if subject.startswith("(no letter can be written: The rung of a line")
    ]

    assert 0 < len(refused) < len(subjects)


# ---- prompts -------------------------------------------------------------------------------------


def published(desk: Rehearsal, on: str) -> str:
    """Return a local report that was published on a day."""
    desk.clock(on)
    reference = local_review(desk)
    desk.do(reference, "do_not_pursue", CHAIR, item="action:1")
    for item in [
        item.id for item in desk.pathway.case(reference).items if item.kind == "agency_return"
    ]:
        desk.do(reference, "waive", CHAIR, item=item)
    desk.do(reference, "convene", BU)
    desk.do(reference, "conclude_meeting", CHAIR)
    desk.do(reference, "accept_report", DEPUTY_CHAIR)
    desk.do(reference, "open_publication", BU)
    desk.do(reference, "publish", BU, item="publication")
    return reference


def prompted(desk: Rehearsal, first: str, last: str) -> list[str]:
    """Return the days on which the business unit was prompted to take the report from the page."""
    prompted_on: list[str] = []
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        before = len([notice for notice in desk.told() if notice[1] == KEPT])
        days(desk, day.isoformat(), day.isoformat())
        if len([notice for notice in desk.told() if notice[1] == KEPT]) > before:
            prompted_on.append(day.isoformat())
        day += timedelta(days=1)
    return prompted_on


def test_what_may_not_be_done_before_a_saturday_is_prompted_on_the_monday(desk: Rehearsal) -> None:
    """Kept until Sat 20 March 2027: on the Friday it could not be taken from the page yet."""
    reference = published(desk, "2026-03-20")  # Fri
    assert ["2027-03-22"] == prompted(desk, "2027-03-15", "2027-03-24")  # Mon

    desk.do(reference, "withdraw_report", BU, item="publication")

    assert "met" == desk.pathway.explain(reference, KEPT).state


def test_a_prompt_over_easter_waits_for_the_tuesday(desk: Rehearsal) -> None:
    """Kept until Good Friday 26 March 2027; Easter Monday is no working day either."""
    published(desk, "2026-03-26")  # Thu

    assert ["2027-03-30"] == prompted(desk, "2027-03-22", "2027-04-01")  # Tue


def test_a_prompt_of_a_working_day_comes_on_that_day(desk: Rehearsal) -> None:
    """Kept until Tue 23 March 2027."""
    published(desk, "2026-03-23")  # Mon

    assert ["2027-03-23"] == prompted(desk, "2027-03-19", "2027-03-25")  # Tue

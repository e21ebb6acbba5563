"""
One digest a person a morning; what cannot wait goes within working hours; what is done is not told.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from pathway.notifications.errors import MailNotSent
from pathway.service.pathway import Pathway
from pathway.service.views.mail import MessageView
from pathway.settings import Settings
from pathway.testing import FakeMailer
from pathway.workflows.calendar.working_days import london_time
from tests.rehearsals import (
    BU,
    CHAIR,
    COORDINATOR,
    NOTIFIER,
    NURSE,
    NURSES_DEPUTY,
    NURSES_REP,
    PARTNERS,
    Rehearsal,
    form,
)

pytestmark = pytest.mark.either

QUIET: dict[str, Any] = {"possible_serious_incident": False, "local_authority_aware_on": None}


class Refusing(FakeMailer):
    """Takes no message now."""

    def send(self, message: EmailMessage) -> None:
        """Refuse it."""
        super().send(message)
        raise MailNotSent("The postbox is shut.", retry=True)


def at(desk: Rehearsal, day: str, hour: int, minute: int = 0) -> datetime:
    """Move the clock to an hour of London clocks."""
    return desk.pathway.clock.set(london_time(date.fromisoformat(day), hour, minute))


def passed(desk: Rehearsal) -> list[MessageView]:
    """Let the worker do one pass, and return the messages that it made."""
    known = len(desk.pathway.mail.list())
    desk.pathway.sweep()
    desk.pathway.dispatch()
    return desk.pathway.mail.list()[known:]


def rungs(message: MessageView) -> list[str]:
    """Return the rungs that a message tells, in order."""
    return sorted(str(notice.rung) for notice in message.notices)


def test_what_starts_with_time_left_waits_for_the_morning(desk: Rehearsal) -> None:
    """
    Referred at 09:00 with five days to go: nothing today, nothing at 07:59, a digest at 08:00.
    """
    desk.refer(**QUIET)
    today = passed(desk)
    at(desk, "2026-03-17", 7, 59)  # Tue
    early = passed(desk)
    at(desk, "2026-03-17", 8)
    (digest,) = passed(desk)

    assert [] == today == early
    assert (NURSE, "digest", ["start"], "sent") == (
        digest.to,
        digest.kind,
        rungs(digest),
        digest.state,
    )


def test_what_starts_with_a_day_to_go_goes_at_once(desk: Rehearsal) -> None:
    """Where a serious incident is possible the form is to be submitted by tomorrow."""
    desk.refer()
    messages = passed(desk)

    assert ["urgent"] == list({message.kind for message in messages})
    assert (NURSE, ["start"]) in [(message.to, rungs(message)) for message in messages]


@pytest.mark.parametrize(
    ("day", "hour"), [("2026-03-16", 19), ("2026-03-21", 12), ("2026-04-06", 12)]
)
def test_nothing_goes_out_of_hours(desk: Rehearsal, day: str, hour: int) -> None:
    """
    Monday evening, Saturday noon, Easter Monday: it waits for the next opening, and goes with its
    digest.
    """
    at(desk, day, hour)
    desk.refer(
        referred_on=date.fromisoformat(day), local_authority_aware_on=date.fromisoformat(day)
    )
    quiet = passed(desk)
    opening = {"2026-03-16": "2026-03-17", "2026-03-21": "2026-03-23", "2026-04-06": "2026-04-07"}[
        day
    ]
    at(desk, opening, 7, 59)
    early = passed(desk)
    at(desk, opening, 8)
    messages = passed(desk)

    assert [] == quiet == early
    assert NURSE in {message.to for message in messages}
    assert {1} == set(Counter(message.to for message in messages).values())


def test_a_person_with_forty_duties_gets_one_mail(desk: Rehearsal) -> None:
    """Forty cases to submit, of which some are overdue by then: one digest, one line a duty."""
    for _ in range(40):
        desk.refer(**QUIET)
    at(desk, "2026-03-17", 8)  # Tue
    first = [message for message in passed(desk) if message.to == NURSE]
    at(desk, "2026-03-23", 8)  # Mon: the due day
    second = [message for message in passed(desk) if message.to == NURSE]

    assert [("digest", 40)] == [(message.kind, len(message.notices)) for message in first]
    assert [("digest", 40)] == [(message.kind, len(message.notices)) for message in second]
    assert {"0"} == {str(notice.rung) for notice in second[0].notices}


def test_a_digest_takes_what_waited_overnight_along(desk: Rehearsal) -> None:
    """The breach recorded on the morning after and the reminder of the day come in one message."""
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))  # Mon
    at(desk, "2026-03-23", 8)  # Mon: the notification is due
    passed(desk)
    at(desk, "2026-03-24", 0, 5)  # Tue
    night = passed(desk)
    at(desk, "2026-03-24", 8)
    messages = passed(desk)

    assert [] == night
    assert {1} == set(Counter(message.to for message in messages).values())
    assert {"breach"} < {
        rung for message in messages if message.to == BU for rung in rungs(message)
    }


def test_what_comes_after_the_digest_waits_for_the_next(desk: Rehearsal) -> None:
    """A person has one digest a day; what is urgent comes besides."""
    desk.refer(**QUIET)
    at(desk, "2026-03-17", 8)  # Tue
    passed(desk)
    at(desk, "2026-03-17", 10)
    desk.refer(**QUIET)
    desk.refer("practice_review", referred_on=date(2026, 3, 17))
    today = [message for message in passed(desk) if message.to == NURSE]
    at(desk, "2026-03-18", 8)  # Wed
    morning = [message for message in passed(desk) if message.to == NURSE]

    assert [("urgent", 1)] == [(message.kind, len(message.notices)) for message in today]
    assert ["digest"] == [message.kind for message in morning]
    assert {"PR-2026-0002", "PR-2026-0003"} == {str(notice.case) for notice in morning[0].notices}


def test_what_is_late_for_the_digest_of_its_day_comes_with_the_next(desk: Rehearsal) -> None:
    """A correction brings a reminder of today after this morning's digest: it is not lost."""
    reference = desk.refer(local_authority_aware_on=date(2026, 3, 16))
    at(desk, "2026-03-18", 8)  # Wed
    passed(desk)
    at(desk, "2026-03-18", 10)
    amended = form(
        "practice_review", local_authority_aware_on="2026-03-13"
    )  # Fri: due Fri 20 March
    desk.pathway.amend(reference, amended, by=NURSE)
    today = [message for message in passed(desk) if message.to == NOTIFIER]
    at(desk, "2026-03-19", 8)  # Thu: one working day before
    (digest,) = [message for message in passed(desk) if message.to == NOTIFIER]

    assert [] == today
    assert {"-1wd", "start"} <= set(rungs(digest))
    assert {"2026-03-20"} == {str(notice.due) for notice in digest.notices}


def test_two_weeks_off_are_caught_up_by_one_digest(desk: Rehearsal) -> None:
    """
    Each breach with its true day, and one message a person, whatever the hour at which the worker
    starts.
    """
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))  # Mon: due Mon 23 March
    desk.refer()
    at(desk, "2026-03-17", 8)  # Tue
    passed(desk)
    at(desk, "2026-03-31", 14)  # Tue
    messages = passed(desk)
    breaches = [
        event.occurred_on
        for event in desk.pathway.history("PR-2026-0001")
        if event.step == "breach"
    ]

    assert {1} == set(Counter(message.to for message in messages).values())
    assert {"sent"} == {message.state for message in messages}
    assert {"digest"} == {message.kind for message in messages if message.to in (BU, NOTIFIER)}
    assert date(2026, 3, 24) in breaches  # Tue: the day after the notification was due


def test_a_met_duty_is_never_reminded_of(desk: Rehearsal) -> None:
    """
    Its digest was made and not sent yet when the duty was done: the line goes, and with the last
    one the mail.
    """
    first, second = desk.refer(**QUIET), desk.refer(**QUIET)
    at(desk, "2026-03-23", 8)  # Mon
    desk.pathway.sweep()
    desk.do(first, "submit", NURSE)
    kept = FakeMailer()
    desk.pathway.dispatch(kept)
    (mail,) = [email for email in kept.sent if email["To"] == NURSE]
    (sent,) = [message for message in desk.pathway.mail.list() if message.to == NURSE]
    desk.do(second, "submit", NURSE)

    assert second in str(mail)
    assert first not in str(mail)
    assert {second} == {str(notice.case) for notice in sent.notices}


def test_a_mail_of_nothing_but_done_duties_is_withheld(desk: Rehearsal) -> None:
    """It is kept with what it would have told, and says why it stayed."""
    reference = desk.refer(**QUIET)
    at(desk, "2026-03-17", 8)  # Tue
    desk.pathway.sweep()
    desk.do(reference, "submit", NURSE)
    done = desk.pathway.dispatch(FakeMailer())
    (kept,) = [message for message in desk.pathway.mail.list() if message.to == NURSE]

    assert 0 == done.dead == done.failed
    assert ("withheld", "duty_past", 1) == (kept.state, kept.last_error, len(kept.notices))


def test_a_withdrawn_rep_gets_none(desk: Rehearsal) -> None:
    """
    An upheld interest between the digest's making and its sending: the deputy is told at once
    instead.
    """
    reference = desk.refer(**QUIET)
    desk.do(reference, "submit", NURSE)
    at(desk, "2026-03-17", 8)  # Tue
    desk.pathway.sweep()
    desk.do(reference, "declare_interest", NURSES_REP)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case")
    kept = FakeMailer()
    desk.pathway.dispatch(kept)
    tos = {str(email["To"]) for email in kept.sent if reference in str(email)}

    assert NURSES_REP not in tos
    assert NURSES_DEPUTY in tos


def test_an_absent_person_s_lines_go_to_the_next(desk: Rehearsal) -> None:
    """Those of the deputy's own come with them, in one message."""
    reference = desk.refer(**QUIET)
    desk.do(reference, "submit", NURSE)
    desk.pathway.people.absent(NURSES_REP, date(2026, 3, 17), date(2026, 3, 20))
    at(desk, "2026-03-17", 8)  # Tue
    messages = passed(desk)

    assert NURSES_REP not in {message.to for message in messages}
    assert NURSES_DEPUTY in {message.to for message in messages}


def test_a_moved_duty_is_announced_with_its_new_day(desk: Rehearsal) -> None:
    """The notice of the old day is left out of the digest that was made before it moved."""
    reference = desk.refer(local_authority_aware_on=date(2026, 3, 16))
    at(desk, "2026-03-17", 8)  # Tue
    desk.pathway.sweep()
    amended = form("practice_review", local_authority_aware_on="2026-03-13")  # Fri
    desk.pathway.amend(reference, amended, by=NURSE)
    desk.pathway.dispatch(FakeMailer())
    at(desk, "2026-03-18", 8)  # Wed
    passed(desk)
    due_days = [
        str(notice.due)
        for message in desk.pathway.mail.list(state="sent")
        for notice in message.notices
        if notice.deadline == "panel_notification/incident:1"
    ]

    assert {"2026-03-20"} == set(due_days)  # Fri


def test_the_hour_and_the_days_are_set(desk: Rehearsal) -> None:
    """Digests at 07:00 every day, Sunday too; what is urgent keeps to the working hours."""
    own = Settings(mail_folder=str(desk.mail), digest_hour=7, digest_days="daily")
    pathway = Pathway.connect(desk.address, key_file=desk.key, settings=own)
    at(desk, "2026-03-21", 12)  # Sat
    pathway.refer(form("practice_review", referred_on=date(2026, 3, 21), **QUIET), by=NURSE)
    at(desk, "2026-03-22", 7)  # Sun
    pathway.sweep()
    sunday = [(message.to, message.kind) for message in pathway.mail.list()]
    pathway.close()

    assert [(NURSE, "digest")] == sunday


def test_a_digest_is_made_once_by_several_workers(desk: Rehearsal) -> None:
    """Whoever comes second finds nothing left, and what came between waits for the next morning."""
    desk.endorsed()
    at(desk, "2026-03-17", 8)  # Tue
    other = desk.connect()
    desk.pathway.sweep()
    before = len(desk.pathway.mail.list())
    again = other.sweep()

    assert 0 < before == len(desk.pathway.mail.list())
    assert 0 == again.messages == again.notices


def test_no_digest_is_made_while_a_sweep_is_behind(desk: Rehearsal) -> None:
    """A dispatch that comes before the sweep after an outage does not make half a digest."""
    desk.endorsed()
    at(desk, "2026-03-31", 9)  # Tue
    before = desk.pathway.dispatch(FakeMailer())
    messages = passed(desk)

    assert (0, 0) == (before.written, before.sent)
    assert {1} == set(Counter(message.to for message in messages).values())


def test_a_case_that_fails_is_shown_and_holds_up_no_other(desk: Rehearsal) -> None:
    """
    Doctor names it while it fails, the others' digests go out, and it is swept when it is mended.
    """
    first, second = desk.endorsed(), desk.endorsed()
    (document,) = desk.sql("SELECT document FROM pathway_case WHERE reference = ?", [first])[0]
    desk.sql("UPDATE pathway_case SET document = 'no JSON' WHERE reference = ?", [first])
    at(desk, "2026-03-24", 8)  # Tue
    messages = passed(desk)
    ill = [finding for finding in desk.pathway.doctor() if finding.what == "sweep"]
    desk.sql("UPDATE pathway_case SET document = ? WHERE reference = ?", [document, first])
    desk.pathway.sweep()
    well = [finding for finding in desk.pathway.doctor() if finding.what == "sweep"]

    assert {second} == {str(notice.case) for message in messages for notice in message.notices}
    assert "fault" == ill[0].level
    assert f"{first} (verification_failed, 1 times)" in ill[0].message
    assert ["ok"] == [finding.level for finding in well]
    assert "breached" == desk.pathway.explain(first, "panel_notification").state


def test_a_worker_that_starts_at_night_waits_for_the_morning(desk: Rehearsal) -> None:
    """What should have gone at 08:00 does not go at 23:00: nobody is written to at night."""
    desk.refer(**QUIET)
    at(desk, "2026-03-17", 23)  # Tue
    night = passed(desk)
    at(desk, "2026-03-18", 8)  # Wed
    morning = passed(desk)

    assert [] == night
    assert [NURSE] == [message.to for message in morning]


def test_a_retry_does_not_go_out_at_night(desk: Rehearsal) -> None:
    """What failed at 17:59 is tried again at 08:00."""
    at(desk, "2026-03-16", 17, 59)  # Mon
    desk.refer()
    refusing = Refusing()
    desk.pathway.dispatch(refusing)
    at(desk, "2026-03-16", 20)
    desk.pathway.dispatch(refusing)
    at_night = [message.attempts for message in desk.pathway.mail.list()]
    desk.pathway.clock.set(london_time(date(2026, 3, 17), 8) + timedelta(minutes=2))  # Tue
    desk.pathway.dispatch(refusing)

    assert {1} == set(at_night)
    assert 2 in [message.attempts for message in desk.pathway.mail.list()]


def test_partners_have_a_digest_each(desk: Rehearsal) -> None:
    """An escalation goes to three seats: three messages, each with one line a duty."""
    desk.endorsed()
    at(desk, "2026-03-17", 8)  # Tue
    passed(desk)
    at(desk, "2026-03-26", 8)  # Thu: three working days after
    messages = passed(desk)

    assert {1} == {sum(message.to == partner for message in messages) for partner in PARTNERS}
    assert COORDINATOR not in {message.to for message in messages}


def test_an_escalation_names_the_chain(desk: Rehearsal) -> None:
    """
    Whose duty it is, on which days they were reminded, and who was told before: by role and by
    nothing else.
    """
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))  # Mon: due Mon 23 March
    for day in range(17, 27):
        at(desk, f"2026-03-{day}", 8)
        passed(desk)
    desk.pathway.dispatch()
    escalated = [
        message
        for message in desk.pathway.mail.list()
        if "escalate+3wd" in rungs(message) and message.to == PARTNERS[0]
    ]
    _, text = desk.pathway.mail.show(escalated[0].id)
    sentences = " ".join(text.split())

    assert (
        "The notifying officer was reminded 5 times: first on Wed 18 Mar 2026, last on Wed 25 Mar 2026."
        in sentences
    )
    assert "The business unit and the chair were told on Tue 24 Mar 2026." in sentences
    assert "Notifying officer" not in sentences  # as the directory names the person


def test_a_retry_of_an_escalation_is_the_same_message(desk: Rehearsal) -> None:
    """Byte for byte, though others were told in between."""
    desk.endorsed(local_authority_aware_on=date(2026, 3, 16))
    for day in ("2026-03-20", "2026-03-23", "2026-03-24"):
        at(desk, day, 8)
        desk.pathway.sweep()
        kept = Refusing()
        desk.pathway.dispatch(kept)
    first = {str(email["Message-ID"]): email.as_bytes() for email in kept.sent}
    at(desk, "2026-03-24", 9)
    again = FakeMailer()
    desk.pathway.dispatch(again)
    second = {str(email["Message-ID"]): email.as_bytes() for email in again.sent}

    assert first
    assert first == {name: second[name] for name in first}


def test_no_digest_is_made_before_its_hour(desk: Rehearsal) -> None:
    """
    Nor by what an outage held back, where urgent mail may leave earlier in the day: one digest
    catches up at its hour, and what is urgent does not wait for it.
    """
    desk.endorsed()
    desk.pathway = desk.connect(digest_hour=11)
    at(desk, "2026-03-31", 8, 30)  # Tue
    early = passed(desk)
    at(desk, "2026-03-31", 10, 59)
    later = passed(desk)
    at(desk, "2026-03-31", 11)
    digests = passed(desk)

    assert {"urgent"} == {message.kind for message in early}
    assert [] == later
    assert "digest" in {message.kind for message in digests}
    assert 1 == max(Counter(message.to for message in digests if message.kind == "digest").values())


def test_a_line_that_cannot_be_written_takes_no_others_with_it(desk: Rehearsal) -> None:
    """The digest leaves without it; it is tried alone and given up, and the list tells of it."""
    desk.endorsed()
    desk.pathway.refer(form("practice_review"), by=NURSE, again=True)
    at(desk, "2026-03-18", 8)  # Wed
    desk.pathway.sweep()
    message = next(message for message in desk.pathway.mail.list() if len(message.notices) > 1)
    spoilt = next(notice for notice in message.notices if notice.deadline)
    for table in ("pathway_message_notice", "pathway_notice"):
        desk.sql(
            f"UPDATE {table} SET rung = '+!wd' WHERE deadline = '{spoilt.deadline}' AND rung = '{spoilt.rung}'"
        )
    mailer = FakeMailer()
    desk.pathway.dispatch(mailer)
    desk.clock("2026-03-19")  # Thu
    desk.pathway.sweep()
    desk.pathway.dispatch(mailer)
    states = {entry.id: entry.state for entry in desk.pathway.mail.list()}

    assert mailer.to(message.to)
    assert "sent" == states[message.id]
    assert "dead" in states.values()

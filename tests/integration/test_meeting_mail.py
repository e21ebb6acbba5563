"""What those who are invited are told, and what their calendars take in."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest

from pathway.testing import FakeMailer
from tests.rehearsals import BU, CHAIR, PARTNERS, Rehearsal
from tests.sittings import ICB, LA, Sittings

pytestmark = pytest.mark.either

SECRETS = ("Secret about", "Secret nature")


@pytest.fixture
def sittings(desk: Rehearsal) -> Sittings:
    """Return the meetings of a rehearsal with a case before the subgroup."""
    made = Sittings(desk)
    made.case()
    send(desk)
    return made


def send(desk: Rehearsal) -> FakeMailer:
    """Send what is waiting, and return the mailer that got it."""
    mailer = FakeMailer()
    desk.pathway.sweep()
    desk.pathway.dispatch(mailer)
    return mailer


def words(letter: EmailMessage) -> str:
    """Return the text of an email."""
    body = letter.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def entries(letter: EmailMessage) -> list[tuple[str, Any]]:
    """Return the method and the event of each meeting that is attached."""
    attached: list[tuple[str, Any]] = []
    for part in letter.iter_attachments():
        if str(part.get_filename()).startswith("MT-"):
            calendar: Any = icalendar.Calendar.from_ical(part.get_content())
            assert part.get_param("method") == str(calendar["METHOD"])
            attached.append((str(calendar["METHOD"]), calendar.walk("VEVENT")[0]))
    return attached


def test_an_invitation_says_when_where_and_which_cases(sittings: Sittings) -> None:
    """It is a request that a calendar takes in, and nothing that was said of a child."""
    sittings.invited(about=SECRETS[0], link="https://meet.example.org/room")
    letters = send(sittings.desk).to(LA)
    method, event = entries(letters[0])[0]
    text = words(letters[0])

    assert 1 == len(letters)
    assert "Thu 9 Apr 2026, 10:00 to 12:00" in text
    assert "Where: Town hall." in text
    assert "Link: https://meet.example.org/room" in text
    assert "On the agenda: PR-2026-0001." in text
    assert "REQUEST" == method
    assert "MT-2026-0001: Meeting of the subgroup" == str(event["SUMMARY"])
    assert ("2026-04-09T09:00:00+00:00", "2026-04-09T11:00:00+00:00") == (
        event["DTSTART"].dt.isoformat(),
        event["DTEND"].dt.isoformat(),
    )
    assert "FALSE" == event["ATTENDEE"].params["RSVP"]
    assert not any(secret in letters[0].as_string() for secret in SECRETS)


def test_a_calendar_moves_the_meeting(sittings: Sittings) -> None:
    """The same UID with a higher SEQUENCE, and the new day."""
    reference = sittings.invited().reference
    before = entries(send(sittings.desk).to(ICB)[0])[0][1]
    sittings.desk.pathway.meetings.take(
        reference,
        "reschedule",
        by=BU,
        input={"day": "2026-04-16", "starts": "14:00", "ends": "15:00", "place": "Library"},
        reason="The hall is closed.",
    )
    letter = send(sittings.desk).to(ICB)[0]
    method, after = entries(letter)[0]

    assert "REQUEST" == method
    assert str(before["UID"]) == str(after["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert date(2026, 4, 16) == after["DTSTART"].dt.date()
    assert "Library" == str(after["LOCATION"])
    assert "The hall is closed." not in letter.as_string()


def test_a_calendar_takes_a_cancelled_meeting_out(sittings: Sittings) -> None:
    """For everybody; and for somebody who leaves, for them alone."""
    reference = sittings.invited().reference
    before = entries(send(sittings.desk).to(LA)[0])[0][1]
    meetings = sittings.desk.pathway.meetings
    meetings.take(reference, "change_members", by=BU, input={"remove": [LA]})
    left = send(sittings.desk)
    meetings.take(reference, "cancel", by=BU, reason="Too few can come.")
    cancelled = send(sittings.desk)

    assert [LA] == [str(letter["To"]) for letter in left.sent]
    assert "CANCEL" == entries(left.sent[0])[0][0]
    assert str(before["UID"]) == str(entries(left.sent[0])[0][1]["UID"])
    assert {CHAIR, *PARTNERS} - {LA} == {str(letter["To"]) for letter in cancelled.sent}
    assert {"CANCEL"} == {entries(letter)[0][0] for letter in cancelled.sent}
    assert "not on Thu 9 Apr 2026" in str(cancelled.sent[0]["Subject"])


def test_a_letter_of_several_changes_has_the_latest_entry(sittings: Sittings) -> None:
    """What was planned first would only be moved at once."""
    reference = sittings.invited().reference
    sittings.desk.pathway.meetings.take(
        reference,
        "reschedule",
        by=BU,
        input={"day": "2026-04-16", "starts": "14:00", "ends": "15:00"},
        reason="Room.",
    )
    letter = send(sittings.desk).to(LA)[0]

    assert [date(2026, 4, 16)] == [event["DTSTART"].dt.date() for _, event in entries(letter)]


def test_whoever_is_away_is_invited_all_the_same(sittings: Sittings) -> None:
    """They may be back by then."""
    sittings.desk.pathway.people.absent(LA, date(2026, 3, 16), date(2026, 3, 20))
    sittings.invited()

    assert LA in {str(letter["To"]) for letter in send(sittings.desk).sent}


def test_members_are_reminded_of_their_interests(sittings: Sittings) -> None:
    """Until they have answered; what they declare stands in no email."""
    reference = sittings.invited().reference
    send(sittings.desk)
    sittings.desk.pathway.meetings.declare(reference, {"PR-2026-0001": SECRETS[1]}, by=ICB)
    sittings.desk.clock("2026-04-01")
    mailer = send(sittings.desk)
    reminded = {str(letter["To"]) for letter in mailer.sent if "interest" in words(letter)}

    assert LA in reminded
    assert ICB not in reminded
    assert not any(SECRETS[1] in letter.as_string() for letter in mailer.sent)


def test_a_letter_that_is_sent_again_says_the_same(sittings: Sittings) -> None:
    """Whatever has changed since: it tells of the event that it was made for."""
    reference = sittings.invited().reference
    sittings.desk.pathway.sweep()
    shown = [message for message in sittings.desk.pathway.mail.list() if message.to == LA][-1]
    before = sittings.desk.pathway.mail.show(shown.id)[1]
    sittings.desk.pathway.meetings.take(reference, "cancel", by=BU, reason="Too few can come.")

    assert before == sittings.desk.pathway.mail.show(shown.id)[1]


def test_what_is_told_is_stored_nowhere_in_plain(sittings: Sittings) -> None:
    """Place, link, subject and natures are sealed; no table has them, nor their journal."""
    reference = sittings.invited(
        place="Marker place", link="https://marker.example.org", about="Marker about"
    ).reference
    sittings.desk.pathway.meetings.declare(reference, {"PR-2026-0001": "Marker kin"}, by=ICB)
    send(sittings.desk)
    rows = str(sittings.desk.contents())

    assert "Marker" not in rows
    assert "marker" not in rows

"""
Due dates as calendars read them: known by the same UID for as long as a duty lives, and moved by a
higher number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.addresses import ascii_domain
from pathway.notifications.errors import AddressRefused, LetterRefused
from pathway.notifications.writing.calendars import Entry, calendar_of, uid
from pathway.notifications.writing.compose import compose
from tests.calendars import events, parsed
from tests.letters import DUTY, LETTER, TOLD

STAMP = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))
HOST = "pathway.example.org"
URL = f"https://{HOST}"
ENTRY = Entry(
    "PR-2026-0001",
    "agency_return/agency_return:police",
    "Send the return; Tŷ, £",
    date(2026, 11, 27),
    0,
)
NAMES = st.from_regex(
    r"[a-z_]{1,20}(/[a-z_]{1,20}:[a-z0-9_]{1,10}(\.[0-9]{1,2})?)?", fullmatch=True
)


def read(
    *entries: Entry, stamp: datetime = STAMP, base_url: str | None = URL
) -> list[dict[str, str]]:
    """
    Return the events of a calendar as another program reads them, each property as it is written.
    """
    return events(calendar_of(entries, stamp, HOST, base_url))


def test_a_due_date_is_one_whole_day_without_an_alarm() -> None:
    """It says case, duty, day and where to go, blocks nobody's time, and rings for nothing."""
    made = parsed(calendar_of([ENTRY], STAMP, HOST, URL))
    (event,) = made.walk("VEVENT")

    assert ("PUBLISH", "2.0") == (str(made["METHOD"]), str(made["VERSION"]))
    assert date(2026, 11, 27) == event.decoded("DTSTART")
    assert "PR-2026-0001: Send the return; Tŷ, £" == str(event["SUMMARY"])
    assert f"Due Fri 27 Nov 2026.\nOpen the case: {URL}/cases/PR-2026-0001\n" in str(
        event["DESCRIPTION"]
    )
    assert {
        "UID": uid(ENTRY.reference, ENTRY.deadline, HOST),
        "DTSTAMP": "20261124T080000Z",
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "URL": f"{URL}/cases/PR-2026-0001",
    }.items() <= read(ENTRY)[0].items()
    assert not {"ATTENDEE", "ORGANIZER", "LOCATION", "DTEND"} & set(event)
    assert [] == made.walk("VALARM")


def test_the_instant_of_a_calendar_is_in_utc() -> None:
    """As RFC 5545 wants it, whatever zone it was given in; all entries have the same."""
    entries = (ENTRY, replace(ENTRY, deadline="other"))
    stamps = [entry["DTSTAMP"] for entry in read(*entries, stamp=STAMP.astimezone(TOKYO))]

    assert ["20261124T080000Z"] * 2 == stamps


def test_without_a_page_no_link_leads_nowhere() -> None:
    """Nor is anybody told to type a command."""
    (event,) = read(ENTRY, base_url=None)

    assert "pathway case" not in event["DESCRIPTION"]
    assert "URL" not in event


def test_what_has_ended_is_cancelled() -> None:
    """A calendar that has it takes it out."""
    (event,) = read(replace(ENTRY, cancelled=True, sequence=2))

    assert ("CANCELLED", "2") == (event["STATUS"], event["SEQUENCE"])
    assert event["DESCRIPTION"].startswith("This duty is done\\, has ended or is another's.")


def test_a_prompt_is_not_due_and_a_provisional_day_says_so() -> None:
    """The words are those of the letters."""
    (event,) = read(replace(ENTRY, prompt=True, provisional=True))

    assert event["DESCRIPTION"].startswith(
        "Reminder for Fri 27 Nov 2026. The date is provisional and may change."
    )


@given(
    NAMES, NAMES, st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 50), st.booleans()
)
def test_a_uid_is_stable_and_of_one_duty(
    deadline: str, other: str, day: date, sequence: int, cancelled: bool
) -> None:
    """
    Whatever becomes of a duty it keeps its UID; no other duty has it, and it tells nothing of
    either.
    """
    entry = replace(ENTRY, deadline=deadline)
    (first,) = read(entry)
    (later,) = read(
        replace(entry, due=day, sequence=sequence, cancelled=cancelled), stamp=datetime.now(UTC)
    )
    (another,) = read(replace(entry, deadline=other))
    (of_case,) = read(replace(entry, reference="PR-2026-0002"))

    assert first["UID"] == later["UID"]
    assert (first["UID"] == another["UID"]) is (deadline == other)
    assert first["UID"] != of_case["UID"]
    assert f"{sequence}" == later["SEQUENCE"]
    assert 32 == len(first["UID"].removesuffix(f"@{HOST}"))


@given(st.text(min_size=1))
def test_any_title_makes_one_property_or_is_refused(title: str) -> None:
    """A title cannot begin another line of the file."""
    try:
        made = calendar_of([replace(ENTRY, duty=title)], STAMP, HOST, URL)
    except LetterRefused:
        return

    assert len(read(ENTRY)[0]) == len(parsed(made).walk("VEVENT")[0])
    assert [] == [line for line in made.split(b"\r\n") if len(line) > 75]


@pytest.mark.parametrize(
    "field",
    [
        {"reference": "Needle"},
        {"deadline": "Needle"},
        {"duty": "Send\nthe return"},
        {"duty": " "},
        {"sequence": -1},
    ],
)
def test_what_is_neither_code_nor_title_is_refused(field: dict[str, Any]) -> None:
    """And not repeated."""
    with pytest.raises(LetterRefused) as refused:
        replace(ENTRY, **field)

    assert "Needle" not in str(refused.value)


def test_an_invalid_domain_is_refused() -> None:
    """It would be part of every UID."""
    with pytest.raises(AddressRefused):
        calendar_of([ENTRY], STAMP, "example.org\nUID:1")
    assert "xn--bcher-kva.example" == ascii_domain("bücher.example", "sender")


def test_a_letter_brings_its_dates_along() -> None:
    """
    As a file beside text and HTML, with the UID that the person's own calendar has; a retry has the
    same bytes.
    """
    line = replace(
        DUTY, deadline=ENTRY.deadline, sequence=1, rung="start", moved_from=date(2026, 11, 26)
    )
    letter = replace(LETTER, lines=(line, TOLD, replace(DUTY, reference="PR-2026-0002")))
    message = compose(letter)
    (attached,) = message.iter_attachments()
    assert isinstance(attached, EmailMessage)
    (event,) = parsed(attached.get_content()).walk("VEVENT")

    assert "multipart/mixed" == message.get_content_type()
    assert ["multipart/alternative", "text/calendar"] == [
        part.get_content_type() for part in message.iter_parts()
    ]
    assert ("dates.ics", "attachment") == (
        attached.get_filename(),
        attached.get_content_disposition(),
    )
    assert "PUBLISH" == attached.get_param("method")
    assert (uid(line.reference, line.deadline, HOST), 1) == (str(event["UID"]), event["SEQUENCE"])
    assert message.as_bytes() == compose(letter).as_bytes()
    assert message.as_bytes().isascii()


def test_a_letter_without_a_known_deadline_has_no_file() -> None:
    """
    What only tells has no date; a line that names no deadline could never be moved or taken out
    again.
    """
    assert [] == list(compose(replace(LETTER, lines=(TOLD, DUTY))).iter_attachments())
    assert "dates.ics" not in compose(replace(LETTER, lines=(TOLD, DUTY))).as_string()


def test_a_calendar_without_dates_is_valid() -> None:
    """RFC 5545, 3.6, asks for one component at least: it is the time zone."""
    made = parsed(calendar_of([], STAMP, HOST))

    assert ["VTIMEZONE"] == [component.name for component in made.subcomponents]


def test_a_feed_says_how_often_to_read_it_and_a_letter_does_not() -> None:
    """Without a hint Outlook and others read it once a day."""
    feed = calendar_of([ENTRY], STAMP, HOST, refreshed=timedelta(hours=6))

    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in feed
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in feed
    assert b"PT6H" not in calendar_of([ENTRY], STAMP, HOST)

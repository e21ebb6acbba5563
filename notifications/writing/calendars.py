"""
Due dates as a calendar: pure, so that the same dates at the same instant are the same bytes.

An entry is known by its UID, which stays the same as long as the duty lives. Of two entries with
one UID, a calendar keeps the one with the higher SEQUENCE or, if that is equal, the later one. So a
duty that moves also moves in the calendar, a duty that is done disappears, and one that is reopened
comes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from pathway.errors import WrongUsage
from pathway.notifications.addresses import ascii_domain
from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.days import day_words
from pathway.notifications.writing.invitations import Invitation
from pathway.notifications.writing.letters import is_deadline, is_one_line
from pathway.notifications.writing.phrases import case_link
from pathway.workflows.calendar.working_days import LONDON
from pathway.workflows.history.references import OF_ANY, noun_of

PRODUCT = "-//Pathway//practice-review-pathway//EN"
NAME = "Pathway due dates"
ZONE = "Europe/London"
# What the UID of a meeting is made from, in place of a deadline's id.
MEETING = "meeting"
REFRESHED = timedelta(hours=6)
FOOTER = "This entry gives no details of the case. Please do not add any."


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One due date in a calendar; like a letter, it holds only codes and words of the definition file.

    Args:
        reference: The case.
        deadline: The deadline's id; the UID is made from it and the case.
        duty: The duty's title.
        sequence: How many entries the case's history had then: whatever changes a date adds one.
        cancelled: The duty is met, stopped, waived or another's, so a calendar removes it.
        prompt: It is a prompt or a chase, which is never overdue.
        provisional: The date is later than the bank holidays published so far.

    Raises:
        LetterRefused: A field holds what does not belong in it.
    """

    reference: str
    deadline: str
    duty: str
    due: date
    sequence: int
    cancelled: bool = False
    prompt: bool = False
    provisional: bool = False

    def __post_init__(self) -> None:
        if not (
            OF_ANY.fullmatch(self.reference)
            and is_deadline(self.deadline)
            and is_one_line(self.duty)
        ):
            raise LetterRefused(
                "An entry of a calendar is not made of a reference, a deadline's id and a title."
            )
        if self.sequence < 0:
            raise LetterRefused(
                f"The history of {self.reference} has a negative number of entries."
            )


def is_installed() -> bool:
    """Return whether calendars can be made here."""
    return find_spec("icalendar") is not None


def calendar_of(
    entries: Iterable[Entry],
    stamp: datetime,
    domain: str,
    base_url: str | None = None,
    *,
    refreshed: timedelta | None = None,
) -> bytes:
    """
    Return the calendar (RFC 5545) with these entries, each a whole day and without an alarm.

    Args:
        stamp: The instant at which it is made.
        domain: The sender's domain, so that no other system makes the same UID.
        base_url: Where the host shows cases; None if it does not.
        refreshed: How often a program that subscribes to it had best read it again.

    Raises:
        WrongUsage: The extra that makes calendars is not installed.
        AddressRefused: The domain is not one.
    """
    # The library declares only some of its types.
    ical: Any = _library()
    calendar = ical.Calendar()
    host = ascii_domain(domain, "sender")
    for name, words in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", NAME),
    ):
        calendar[name] = ical.vText(words)
    if refreshed is not None:
        # RFC 7986, and the older name that Outlook reads.
        calendar.add("refresh-interval", refreshed, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", ical.vDuration(refreshed))
    # Made once for all entries. Put as what they are, since `add` takes as long to find that out as
    # it takes to write them.
    shared = {
        "dtstamp": ical.vDDDTypes(stamp.astimezone(UTC)),
        # A due date does not make anybody busy on that day.
        "transp": ical.vText("TRANSPARENT"),
    }
    for entry in entries:
        event = ical.Event(shared)
        event.update(_properties(ical, entry, host, case_link(entry.reference, base_url)))
        calendar.add_component(event)
    if not calendar.subcomponents:
        # RFC 5545, 3.6: a calendar has one component at least.
        calendar.add_component(ical.Timezone.from_tzid(ZONE))
    content: bytes = calendar.to_ical()
    return content


def meeting_of(
    reference: str,
    invitation: Invitation,
    stamp: datetime,
    *,
    domain: str,
    organiser: str,
    attendee: str,
) -> bytes:
    """
    Return a meeting as a request, or as its cancellation, that a calendar takes in (RFC 5546).

    No answer is asked for: whether somebody comes is recorded in the meeting.

    Args:
        organiser: The address that the email comes from.
        attendee: The address that it goes to.

    Raises:
        WrongUsage: The extra that makes calendars is not installed.
        AddressRefused: The domain is not one.
    """
    ical: Any = _library()
    calendar = ical.Calendar()
    method = "CANCEL" if invitation.cancelled else "REQUEST"
    for name, words in (("prodid", PRODUCT), ("version", "2.0"), ("method", method)):
        calendar.add(name, words)
    event = ical.Event()
    for name, value in (
        ("uid", uid(reference, MEETING, ascii_domain(domain, "sender"))),
        ("dtstamp", stamp),
        ("dtstart", _at(invitation.day, invitation.starts)),
        ("dtend", _at(invitation.day, invitation.ends)),
        ("sequence", invitation.sequence),
        ("status", "CANCELLED" if invitation.cancelled else "CONFIRMED"),
        ("summary", f"{reference}: {invitation.kind}"),
        ("description", "\n".join([*invitation.sentences(), FOOTER])),
        ("organizer", f"mailto:{organiser}"),
    ):
        event.add(name, value)
    where = invitation.place or invitation.link
    if where:
        event.add("location", where)
    event.add("attendee", f"mailto:{attendee}", parameters={"RSVP": "FALSE"})
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _at(day: date, written: str) -> datetime:
    """Return a time of a day in London as an instant, which every calendar shows in its own zone."""
    at = datetime.combine(day, time.fromisoformat(written), LONDON)
    return at.astimezone(UTC)


def uid(reference: str, deadline: str, host: str) -> str:
    """Return the UID of a duty, which is always the same and reveals nothing of it."""
    digest = hashlib.sha256(json.dumps([reference, deadline]).encode()).hexdigest()
    return f"{digest[:32]}@{host}"


def _library() -> ModuleType:
    try:
        import icalendar
    except ModuleNotFoundError as error:
        sentence = "Calendars are made by icalendar: install `practice-review-pathway[calendar]`."
        raise WrongUsage(sentence) from error
    return icalendar


def _properties(ical: Any, entry: Entry, host: str, link: str) -> dict[str, object]:
    properties = {
        "uid": ical.vUid(uid(entry.reference, entry.deadline, host)),
        "dtstart": ical.vDDDTypes(entry.due),
        "sequence": ical.vInt(entry.sequence),
        "status": ical.vText("CANCELLED" if entry.cancelled else "CONFIRMED"),
        "summary": ical.vText(f"{entry.reference}: {entry.duty}"),
        "description": ical.vText("\n".join(_description(entry, link))),
    }
    if link:
        properties["url"] = ical.vUri(link)
    return properties


def _description(entry: Entry, link: str) -> list[str]:
    status = "This duty is done, has ended or is another's." if entry.cancelled else _due(entry)
    if link:
        return [status, f"Open the {noun_of(entry.reference)}: {link}", FOOTER]
    return [status, FOOTER]


def _due(entry: Entry) -> str:
    label = "Reminder for" if entry.prompt else "Due"
    later = " The date is provisional and may change." if entry.provisional else ""
    return f"{label} {day_words(entry.due)}.{later}"

"""
Due dates as a calendar: pure, so that the same dates at the same instant are the same bytes.

An entry is known by its UID, which is the same for as long as the duty lives; of two with one UID a
calendar keeps the one with the higher SEQUENCE, of two with the same the later. So a duty that
moves, moves there too, one that is done disappears, and one that is opened again comes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from pathway.errors import WrongUsage
from pathway.notifications.addresses import ascii_domain
from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.days import day_words
from pathway.notifications.writing.letters import REFERENCE, is_deadline, is_one_line
from pathway.notifications.writing.phrases import case_link

PRODUCT = "-//Pathway//practice-review-pathway//EN"
NAME = "Pathway due dates"
FOOTER = "This entry gives no details of the case. Please do not add any."


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One due date in a calendar; like a letter it holds codes and words of the definition file.

    Args:
        reference: The case.
        deadline: The deadline's id: with the case what the UID is made from.
        duty: The duty's title.
        sequence: How many entries the history of the case had then: whatever changes a date adds
            one.
        cancelled: The duty is met, stopped, waived or another's: a calendar takes it out.
        prompt: It is a prompt or a chase, never overdue.
        provisional: The date lies beyond the bank holidays published so far.

    Raises:
        LetterRefused: A field holds what it is not for.
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
            REFERENCE.fullmatch(self.reference)
            and is_deadline(self.deadline)
            and is_one_line(self.duty)
        ):
            raise LetterRefused(
                "An entry of a calendar is not made of a reference, a deadline's id and a title."
            )
        if self.sequence < 0:
            raise LetterRefused(f"The history of {self.reference} cannot have less than no entry.")


def is_installed() -> bool:
    """Say whether calendars can be made here."""
    return find_spec("icalendar") is not None


def calendar_of(
    entries: Iterable[Entry], stamp: datetime, domain: str, base_url: str | None = None
) -> bytes:
    """
    Return the calendar (RFC 5545) with these entries, one whole day each, that nothing rings for.

    Args:
        stamp: The instant at which it is made.
        domain: The sender's own, so that no other system makes the same UID.
        base_url: Where the host shows cases; None where nobody does.

    Raises:
        WrongUsage: The extra that makes calendars is not installed.
        AddressRefused: The domain is none.
    """
    # Its types are only partly declared.
    ical: Any = _library()
    made, host = ical.Calendar(), ascii_domain(domain, "sender")
    for name, words in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", NAME),
    ):
        made.add(name, words)
    for entry in entries:
        event = ical.Event()
        for name, value in _properties(entry, stamp, host, case_link(entry.reference, base_url)):
            event.add(name, value)
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def uid(reference: str, deadline: str, host: str) -> str:
    """Return what a calendar knows a duty by: always the same, and telling nothing of it."""
    digest = hashlib.sha256(json.dumps([reference, deadline]).encode()).hexdigest()
    return f"{digest[:32]}@{host}"


def _library() -> ModuleType:
    try:
        import icalendar
    except ModuleNotFoundError as error:
        sentence = "Calendars are made by icalendar: install `practice-review-pathway[calendar]`."
        raise WrongUsage(sentence) from error
    return icalendar


def _properties(entry: Entry, stamp: datetime, host: str, link: str) -> list[tuple[str, object]]:
    return [
        ("uid", uid(entry.reference, entry.deadline, host)),
        ("dtstamp", stamp),
        ("dtstart", entry.due),
        ("sequence", entry.sequence),
        ("status", "CANCELLED" if entry.cancelled else "CONFIRMED"),
        # A due date keeps nobody from a meeting on that day.
        ("transp", "TRANSPARENT"),
        ("summary", f"{entry.reference}: {entry.duty}"),
        ("description", "\n".join(_description(entry, link))),
        *([("url", link)] if link else []),
    ]


def _description(entry: Entry, link: str) -> list[str]:
    said = "This duty is done, has ended or is another's." if entry.cancelled else _due(entry)
    return [
        said,
        f"Open the case: {link}"
        if link
        else f"To see the case, run: pathway case {entry.reference}",
        FOOTER,
    ]


def _due(entry: Entry) -> str:
    label = "Reminder for" if entry.prompt else "Due"
    later = " The date is provisional and may change." if entry.provisional else ""
    return f"{label} {day_words(entry.due)}.{later}"

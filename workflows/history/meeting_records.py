"""What is remembered of a meeting; `memory` tells how it is written."""

from __future__ import annotations

from typing import TypedDict

from pathway.workflows.history.item_data import SetDayRecord


class AttendanceRecord(TypedDict, total=False):
    """
    Who took part in a meeting, by their numbers in the directory.

    Args:
        present: The members who came.
        apologies: The members who sent apologies.
        represented: Who came in place of a member, by that member's number.
        missing: The seats of the quorum for which nobody came.
        quorate: Whether the quorum was there.
    """

    present: list[int]
    apologies: list[int]
    represented: dict[str, int]
    missing: list[str]
    quorate: bool


class MinutesRecord(TypedDict, total=False):
    """The minutes: the hash of the document, and the event that recorded it."""

    sha256: str
    event: int


class MeetingRecord(TypedDict, total=False):
    """
    What is on record about a meeting. Its place and its link stay sealed.

    Args:
        days: The days for which it was planned, by the event that set each.
        times: When it begins and ends on that day, such as 10:00, by the same events.
        chair: Who chairs it.
        cases: The cases on its agenda.
        invited: The event with which the members were invited first.
        papers_on: The day on which the papers went out.
        attendance: Who took part.
        minutes: The latest minutes.
    """

    days: dict[str, SetDayRecord]
    times: dict[str, list[str]]
    chair: int
    cases: list[str]
    invited: int
    papers_on: str
    attendance: AttendanceRecord
    minutes: MinutesRecord

"""What a case remembers of its items, with its type; `memory` tells how it is written."""

from __future__ import annotations

from typing import TypedDict


class AwarenessRecord(TypedDict, total=False):
    """A day on which the local authority is said to have become aware, and of which round it is."""

    on: str
    round: int


class NotificationRecord(TypedDict, total=False):
    """A notification that was sent: the day, the event, and the children whom it is about."""

    on: str
    event: int
    children: list[int]


class ViewRecord(TypedDict, total=False):
    """
    A partner's view of an incident.

    Args:
        view: notify or do_not_notify.
        visit: During which visit of the incident to its possible state it was given.
    """

    view: str
    on: str
    visit: int


class OriginRecord(TypedDict, total=False):
    """The case and the incident there from which an incident was handed over."""

    case: str
    incident: str


class SetDayRecord(TypedDict, total=False):
    """A date that somebody set, and the day on which they set it."""

    on: str
    day: str


class ItemData(TypedDict, total=False):
    """
    All that is remembered of an item: a return, an incident, an action, a publication; of a meeting,
    a member or an action.

    Args:
        agency: The agency whose return it is, or whose person owns the action.
        round: Of a return, the round that it serves; of an incident, how often it has been possible
            with a day of its own; of a member, how often they were asked for interests.
        summary: The hash of a return's summary.
        chronology: The hash of its chronology.
        submitted_by: Who submitted the return or the evidence.
        waived_by: The step that waived the return.
        children: The ordinals of the children harmed in an incident.
        visit: How often the incident has been possible.
        reported: It is decided on in any state of the case.
        told: The days on which the local authority is said to have become aware of it, by event.
        sent: Its notification.
        views: The partners' views, by seat and event.
        dissent: The seats whose view went against the decision.
        views_missing: The seats that gave no view.
        given_by: From which case and incident it was handed over.
        owner: Who owns the action, or who the member of a meeting is.
        dates: Its due dates, by the event that set each.
        first_due: The first of them.
        recommendations: The recommendations that the action answers.
        part: Its place among the actions of the event that opened it, counted from 0.
        evidence: The hash of its evidence.
        blocked: Something keeps it from going on.
        panel: The publication is of a practice review, and not of a local report.
        plans: The planned days of publication, by the event that set each.
        what: What the copies are of: report or improvements.
        sha256: The hash of that document.
        copies_on: The day on which the copies went out.
        published_on: The day of publication.
        revisions: The events that revised the publication.
        taken_down: It was published before and taken down.
        answered: The cases of a meeting for which the member said whether they have an interest.
        interests: Those in which they declared one.
        asked_on: The day on which the member was asked for that.
        left_by: The event with which the member left the meeting.
    """

    agency: str
    round: int
    summary: str
    chronology: str
    submitted_by: int
    waived_by: str
    children: list[int]
    visit: int
    reported: bool
    told: dict[str, AwarenessRecord]
    sent: NotificationRecord
    views: dict[str, dict[str, ViewRecord]]
    dissent: list[str]
    views_missing: list[str]
    given_by: OriginRecord
    owner: int
    dates: dict[str, SetDayRecord]
    first_due: str
    recommendations: list[str]
    part: int
    evidence: str
    blocked: bool
    panel: bool
    plans: dict[str, SetDayRecord]
    what: str
    sha256: str
    copies_on: str
    published_on: str
    revisions: list[int]
    taken_down: bool
    answered: list[str]
    interests: list[str]
    asked_on: str
    left_by: int

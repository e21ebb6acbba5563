"""
The records in the tables of what a case remembers; `memory` tells how they are written.
"""

from __future__ import annotations

from typing import TypedDict

from pathway.workflows.calendar.moments import MomentMembers


class FormRecord(TypedDict, total=False):
    """
    What is kept of the referral form, whose words stay sealed.

    Args:
        missing: The fields that the kind of referral asks for and the form leaves out.
        given: The fields that were answered.
        event: The event of the latest form.
        events: The events of all forms, the earliest first.
        incident: The serious incident that the form tells of.
    """

    missing: list[str]
    given: list[str]
    event: int
    events: list[int]
    incident: str


class PeopleRecord(TypedDict, total=False):
    """
    Who had a part that keeps them from a later one.

    Args:
        opener: Who opened the case.
        submitters: Everybody who submitted the referral; None for somebody of a host's who is not
            in the directory.
        concluder: Who concluded the meeting of the rapid review.
    """

    opener: int
    submitters: list[int | None]
    concluder: int


class ChildEntry(TypedDict, total=False):
    """
    What one event tells about a child.

    Args:
        on: The day of the event.
        harm: died, seriously_harmed or none.
        abuse_or_neglect: known, suspected or no.
        change: It changed after the referral.
    """

    on: str
    harm: str
    abuse_or_neglect: str
    change: bool


class ChildRecord(TypedDict, total=False):
    """
    A child of the case.

    Args:
        age_years: In whole years; 0 for a child unborn or under one.
        care_status: Codes such as looked_after.
        entries: What was told about it, by event.
    """

    age_years: float
    care_status: list[str]
    entries: dict[str, ChildEntry]


class FactSubject(TypedDict, total=False):
    """What a fact is about: one item or one child."""

    item: str
    child: int


class FactEntry(MomentMembers, FactSubject, total=False):
    """When a fact happened, and what it is about."""


class InterestRecord(TypedDict, total=False):
    """
    An interest that somebody declared.

    Args:
        outcome: declared until it is decided, or follows, of somebody who is kept out of a linked
            case; then none, noted, withdraws_item or withdraws_case.
        event: The event that declared it.
        item: The item from which it withdraws the person.
        source: The linked case out of which the person is kept.
    """

    person: int
    outcome: str
    event: int
    item: str
    source: str


class PapersRecord(TypedDict, total=False):
    """What was done for the papers of the subgroup."""

    interests_asked: bool
    processes_listed: bool


class ProcessEntry(TypedDict, total=False):
    """
    What one event tells about a process beside the review.

    Args:
        on: The day of the event.
        listed: The process was merely listed among the papers.
        hold: Somebody may not be spoken to; whom stays sealed.
        until: The last day of the hold.
    """

    on: str
    listed: bool
    hold: bool
    until: str


class LegalHoldRecord(TypedDict, total=False):
    """A legal hold in force, by the event that placed it."""

    event: int


class RapidReviewRecord(TypedDict, total=False):
    """What the partners sign: the outcome that is recommended, and the hash of the report."""

    outcome: str
    sha256: str


class SignOffRecord(TypedDict, total=False):
    """
    A partner's answer to the rapid review.

    Args:
        how: signed or dissented.
    """

    how: str
    on: str


class ReplyRecord(TypedDict, total=False):
    """
    A reply of the national Panel.

    Args:
        disagrees: It wants another outcome than the one that was signed.
    """

    on: str
    response: str
    disagrees: bool


class PanelRecord(TypedDict, total=False):
    """The Panel's replies, and the days on which it was answered, by event."""

    replies: dict[str, ReplyRecord]
    answers: dict[str, str]


class VoteRecord(TypedDict, total=False):
    """
    A partner's vote.

    Args:
        vote: for or against.
    """

    vote: str
    on: str
    person: int


class RoundRecord(TypedDict, total=False):
    """
    An open round of votes.

    Args:
        digest: The digest of the event that carries what is voted on.
        event: That event's number.
        votes: By seat.
        lead_decided_on: The day on which the lead partners decided to take the step in spite of a
            dissent.
    """

    digest: str
    event: int
    votes: dict[str, VoteRecord]
    lead_decided_on: str


class RecommendationRecord(TypedDict, total=False):
    """
    A recommendation, whose words stay sealed.

    Args:
        answer: waiting, accepted, rejected or another of the definition's answers.
        event: The event that made it.
        part: Its place among the recommendations of that event, counted from 0.
    """

    answer: str
    event: int
    part: int


class DuplicateRecord(TypedDict, total=False):
    """
    Of which case this one is a duplicate.

    Args:
        case: The case that survives.
        children: The ordinal there of each child here.
        incidents: The incident there of each incident here that is known there.
        handed_over: The incidents that were handed over.
    """

    case: str
    children: dict[str, int]
    incidents: dict[str, str]
    handed_over: list[str]


class CorrectionRecord(TypedDict, total=False):
    """
    A correction.

    Args:
        entry: The event that it corrects.
        on: The day to which it corrects that event's own day.
    """

    entry: int
    on: str


class FileRecord(TypedDict, total=False):
    """
    A file that is stored here.

    Args:
        event: The event with which it was stored first.
        size: In bytes.
        kind: What kind of file it is, such as `docx`.
    """

    event: int
    size: int
    kind: str


class FindingRecord(TypedDict, total=False):
    """
    Something that is left to be dealt with.

    Args:
        code: `guard.NAME`, `form_lacks.FIELD`, late_reason_required or another.
        event: The event that it concerns.
        step: The step that would be refused now.
        deadline: A duty by its id.
        fact: The fact that was given a later day.
        met_by: The event that met the duty.
        entry: The entry whose correction left the finding.
        corrected_by: That correction's event.
        settled_by: The event of the note that dealt with it.
    """

    code: str
    event: int
    step: str
    deadline: str
    fact: str
    met_by: int
    entry: int
    corrected_by: int
    settled_by: int


# A standstill: the day of the suspension, and the day on which the review went on.
StandstillRecord = TypedDict("StandstillRecord", {"from": str, "to": str}, total=False)

# A migration, by the hashes of both definitions.
MigrationRecord = TypedDict("MigrationRecord", {"from": str, "to": str}, total=False)

"""
What a case remembers: every table that guards, clocks, choices and screens read, with its type.

It is plain JSON, so that an event's effects can be a merge patch to it. Days are ISO dates. It
holds no names: people are numbers of the directory, and children are ordinals of the form. An event
is known by its number, which is text where it is the name of a member.

No member is required, since a patch has the shape of what it changes. What is not known is left
out; a null in a patch forgets a member, and so `Changes.forget` is the only way to write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypedDict

from pathway.workflows.history.access_records import GlassRecord, RestrictionRecord
from pathway.workflows.history.ledger_entries import EndingEntry, StartEntry
from pathway.workflows.history.meeting_records import MeetingRecord
from pathway.workflows.history.records import (
    ChildRecord,
    CorrectionRecord,
    DuplicateRecord,
    FactEntry,
    FileRecord,
    FindingRecord,
    FormRecord,
    InterestRecord,
    LegalHoldRecord,
    MigrationRecord,
    PanelRecord,
    PapersRecord,
    PeopleRecord,
    ProcessEntry,
    RapidReviewRecord,
    RecommendationRecord,
    RoundRecord,
    SignOffRecord,
    StandstillRecord,
)


class Memory(TypedDict, total=False):
    """
    All that a case remembers.

    Args:
        agency: The agency that refers.
        agencies_known: The agencies that the form says are known to the child.
        form: What is kept of the referral form.
        people: Who had a part that keeps them from a later one.
        children: By ordinal.
        facts: When each fact happened, by its name and the event.
        endorsed: The referral was endorsed.
        urgent: The case is marked as urgent.
        legal_hold: The legal hold in force.
        papers: What was done for the papers of the subgroup.
        processes_on_form: The processes beside the review that the form lists.
        processes: Those on record, each by event.
        links: Linked cases: linked, or duplicate for one that this case has taken over from.
        interests: By `interest:1` and so on.
        decided: The step with which the latest decision in favour of a review was taken.
        cspr: The case is a practice review.
        rapid_review: What the partners sign.
        rapid_reviews: The events that began a rapid review.
        rapid_review_sent: The day on which the latest was sent.
        signed_outcome: The outcome that was signed.
        sign_offs: The partners' answers, by seat.
        dissent: The seats that dissented, by step.
        panel: What the national Panel replied.
        rounds: Open rounds of votes, by the step, with `@` and the item where it is about one.
        failed_rounds: How many rounds have failed, by the same names.
        return_round: The number of the latest round of agency returns.
        reviewers: The reviewers who were appointed.
        report: The hash of the report of a practice review.
        local_report: The hash of the accepted report.
        recommendations: By `recommendation:1` and so on.
        plan_agreed: A plan was agreed.
        duplicate_of: Of which case this one is a duplicate.
        corrections: By the event of the correction.
        findings: What is left to be dealt with, by `finding:1` and so on.
        standstills: By the event that suspended the review.
        meeting: Of a meeting, what is on record about it.
        meetings: The meetings from which steps were recorded, by the event of the step.
        migrations: Changes of definition, by event.
        starts: The events that started duties, by the rule's key.
        ends: The events that ended duties, by the rule's key.
        files: The files that are stored here, by their SHA-256.
        personal_data: How many finds that may be personal data were confirmed, by the event and
            their kind.
        closings: The days on which the case was closed, by event.
        stages: The stages that the case has left, each with the event of the first time.
        restriction: The restriction to people who need to know, if one is in force.
        glass: Who opened the restricted case in an emergency, by person.
        host: What a host's own effects remember, under names of its own.
    """

    agency: str
    agencies_known: list[str]
    form: FormRecord
    people: PeopleRecord
    children: dict[str, ChildRecord]
    facts: dict[str, dict[str, FactEntry]]
    endorsed: bool
    urgent: bool
    legal_hold: LegalHoldRecord
    papers: PapersRecord
    processes_on_form: list[str]
    processes: dict[str, dict[str, ProcessEntry]]
    links: dict[str, Literal["linked", "duplicate"]]
    interests: dict[str, InterestRecord]
    decided: str
    cspr: bool
    rapid_review: RapidReviewRecord
    rapid_reviews: list[int]
    rapid_review_sent: str
    signed_outcome: str
    sign_offs: dict[str, SignOffRecord]
    dissent: dict[str, list[str]]
    panel: PanelRecord
    rounds: dict[str, RoundRecord]
    failed_rounds: dict[str, int]
    return_round: int
    reviewers: list[int]
    report: str
    local_report: str
    recommendations: dict[str, RecommendationRecord]
    plan_agreed: bool
    duplicate_of: DuplicateRecord
    corrections: dict[str, CorrectionRecord]
    findings: dict[str, FindingRecord]
    standstills: dict[str, StandstillRecord]
    meeting: MeetingRecord
    meetings: dict[str, str]
    migrations: dict[str, MigrationRecord]
    starts: dict[str, dict[str, StartEntry]]
    ends: dict[str, dict[str, EndingEntry]]
    files: dict[str, FileRecord]
    personal_data: dict[str, dict[str, int]]
    closings: dict[str, str]
    stages: dict[str, int]
    restriction: RestrictionRecord
    glass: dict[str, GlassRecord]
    host: Mapping[str, object]

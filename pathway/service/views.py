"""
What callers are shown: plain, typed and complete, with the JSON shapes that scripts rely on.

Every view has `as_json`, whose members keep their names and meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.errors import Reason


@dataclass(frozen=True, slots=True)
class OwnerView:
    """Whose duty it is, and the emails of the people in charge now, in their order."""

    role: str
    agency: str | None
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """
    A dated duty with how it was counted.

    Args:
        due_at: The instant by which it is due, where it is counted in hours; `due` is its London
            day. In JSON `due` is the instant then.
    """

    reference: str
    id: str
    key: str
    title: str
    item: str | None
    child: int | None
    seat: str | None
    about: str | None
    occurrence: int
    owner: OwnerView
    status: str
    state: str
    rule: str
    clock_on: date
    due: date
    practical: date
    provisional: bool
    met_on: date | None
    overdue: bool
    days_left: int
    grade: str
    source: str
    skipped: tuple[Mapping[str, str], ...]
    calendar: str
    moves: tuple[Mapping[str, Any], ...] = ()
    delayed: bool = False
    revised: date | None = None
    breach_corrected: bool = False
    breaches: tuple[Mapping[str, Any], ...] = ()
    prompt: bool = False
    suspended_on: date | None = None
    due_at: datetime | None = None
    clock_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        delay = {"revised": _iso(self.revised), "runs": self.delayed} if self.revised else None
        return {
            "case": self.reference,
            "id": self.id,
            "key": self.key,
            "title": self.title,
            "item": self.item,
            "child": self.child,
            "seat": self.seat,
            "about": self.about,
            "occurrence": self.occurrence,
            "owner": {
                "role": self.owner.role,
                "agency": self.owner.agency,
                "emails": list(self.owner.emails),
            },
            "status": self.status,
            "state": self.state,
            "rule": self.rule,
            "clock_on": (self.clock_at or self.clock_on).isoformat(),
            "due": (self.due_at or self.due).isoformat(),
            "practical": self.practical.isoformat(),
            "provisional": self.provisional,
            "met_on": _iso(self.met_on),
            "overdue": self.overdue,
            "days_left": self.days_left,
            "status_grade": self.grade,
            "source": self.source,
            "skipped": [dict(day) for day in self.skipped],
            "calendar": self.calendar,
            "moves": [dict(move) for move in self.moves],
            "delay": delay,
            "breach_corrected": self.breach_corrected,
            "breaches": [dict(breach) for breach in self.breaches],
            "prompt": self.prompt,
            "suspended_on": _iso(self.suspended_on),
        }


@dataclass(frozen=True, slots=True)
class ItemView:
    """An incident, an agency return, an action or a publication."""

    id: str
    kind: str
    state: str
    title: str
    data: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "title": self.title,
            **self.data,
        }


@dataclass(frozen=True, slots=True)
class SeatView:
    """
    A safeguarding partners' seat, the name of its agency, and the emails of those who answer for
    it now.
    """

    seat: str
    name: str
    emails: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {"seat": self.seat, "name": self.name, "emails": list(self.emails)}


@dataclass(frozen=True, slots=True)
class WantedView:
    """
    The answers that are awaited from each safeguarding partner.

    Args:
        step: The step with which a partner answers.
        item: What it is about, where that is not the case.
        given: The seats whose answer is in.
        missing: Those whose answer is still awaited.
    """

    step: str
    title: str
    item: str | None
    given: tuple[SeatView, ...]
    missing: tuple[SeatView, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "step": self.step,
            "title": self.title,
            "item": self.item,
            "given": [seat.as_json() for seat in self.given],
            "missing": [seat.as_json() for seat in self.missing],
        }


@dataclass(frozen=True, slots=True)
class ProcessView:
    """
    A process that runs beside the case.

    Args:
        process: Its code.
        hold: The number of the entry that says who may not be spoken to, where somebody may not.
        until: The last day of that hold, where it has one.
    """

    process: str
    title: str
    hold: int | None = None
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "process": self.process,
            "title": self.title,
            "hold": self.hold,
            "until": _iso(self.until),
        }


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What is voted on: by whom it was proposed, when, and what it says."""

    event: int
    by: str | None
    on: date
    input: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "event": self.event,
            "by": self.by,
            "on": self.on.isoformat(),
            "input": dict(self.input),
        }


@dataclass(frozen=True, slots=True)
class FindingView:
    """
    Something that a step left to be dealt with; a note settles it.

    Args:
        event: The entry that it is about.
        code: `guard.NAME`, `late_reason_required`, `clock_after_met`, `later_day`,
            `form_lacks.FIELD` and others.
        corrected_by: The number of the correction that left it, where one did.
    """

    id: str
    event: int
    step: str | None
    code: str
    deadline: str | None
    corrected_by: int | None
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "id": self.id,
            "event": self.event,
            "step": self.step,
            "code": self.code,
            "deadline": self.deadline,
            "corrected_by": self.corrected_by,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class CaseView:
    """
    One case: its state, its items, its deadlines, and what there is to deal with.

    Args:
        wanted: Answers that are awaited from the partners.
        processes: Those that run beside it, each with its hold on whom one may speak to, if any.
        events: What the call that returned this recorded, in order; empty where it only read.
    """

    reference: str
    kind: str
    state: str
    state_title: str
    line: str
    outcome: str | None
    version: int
    opened_on: date
    changed_on: date
    definition: Mapping[str, str]
    items: tuple[ItemView, ...]
    deadlines: tuple[DeadlineView, ...]
    findings: tuple[FindingView, ...] = ()
    wanted: tuple[WantedView, ...] = ()
    processes: tuple[ProcessView, ...] = ()
    children: int = 0
    recommendations: Mapping[str, str] = field(default_factory=dict[str, str])
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    urgent: bool = False
    legal_hold: bool = False
    suspended_on: date | None = None
    events: tuple[EventView, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "reference": self.reference,
            "kind": self.kind,
            "state": self.state,
            "state_title": self.state_title,
            "outcome": self.outcome,
            "version": self.version,
            "opened_on": self.opened_on.isoformat(),
            "changed_on": self.changed_on.isoformat(),
            "definition": dict(self.definition),
            "items": [item.as_json() for item in self.items],
            "deadlines": [deadline.as_json() for deadline in self.deadlines],
            "findings": [finding.as_json() for finding in self.findings],
            "wanted": [answers.as_json() for answers in self.wanted],
            "processes": [process.as_json() for process in self.processes],
            "children": self.children,
            "recommendations": dict(self.recommendations),
            "links": dict(self.links),
            "urgent": self.urgent,
            "legal_hold": self.legal_hold,
            "suspended_on": _iso(self.suspended_on),
        }


@dataclass(frozen=True, slots=True)
class StepView:
    """
    A step that leads on from the case's state: whether this person may take it, what is missing,
    and what input it takes.

    Args:
        proposal: What is voted on, where a round of votes is open.
    """

    name: str
    title: str
    item: str | None
    to: str | None
    allowed: bool
    reasons: tuple[Reason, ...]
    input_schema: Mapping[str, Any]
    proposal: ProposalView | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "step": self.name,
            "title": self.title,
            "item": self.item,
            "to": self.to,
            "allowed": self.allowed,
            "reasons": [reason.as_json() for reason in self.reasons],
            "input_schema": dict(self.input_schema),
            "proposal": self.proposal.as_json() if self.proposal else None,
        }


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """
    What a correction changed.

    Args:
        event: The entry at the other end: for a correction, the entry that it corrects; for an
            entry, its correction.
        field: `occurred_on`, or the value's place in the input.
        before: What the field said until then; None where it was empty.
    """

    event: int
    field: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {"event": self.event, "field": self.field, "from": self.before, "to": self.after}


@dataclass(frozen=True, slots=True)
class EventView:
    """
    One entry of a history.

    Args:
        input: What was first said with it; later corrections are in `corrected_by`.
        confirmed: What was accepted after a warning: `unlisted` agencies, a referral made `again`.
        deadlines: Those it started or ended, by id, with the state it left them in.
        moved: Those that it moved to another due day, by id, with that day.
    """

    case: str
    seq: int
    step: str
    item: str | None
    by: str | None
    role: str
    deputy: bool
    occurred_on: date
    occurred_at: datetime | None
    recorded_at: datetime
    from_state: str
    to_state: str
    item_to: str | None
    input: Mapping[str, Any] | None
    reason: str | None
    late_reason: str | None
    hash: str
    previous_hash: str
    confirmed: tuple[str, ...] = ()
    corrects: CorrectionView | None = None
    corrected_by: tuple[CorrectionView, ...] = ()
    deadlines: Mapping[str, str] = field(default_factory=dict[str, str])
    moved: Mapping[str, str] = field(default_factory=dict[str, str])

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "case": self.case,
            "seq": self.seq,
            "step": self.step,
            "item": self.item,
            "by": self.by,
            "role": self.role,
            "deputy": self.deputy,
            "occurred_on": self.occurred_on.isoformat(),
            "occurred_at": self.occurred_at.isoformat() if self.occurred_at else None,
            "recorded_at": self.recorded_at.isoformat(),
            "from": self.from_state,
            "to": self.to_state,
            "item_to": self.item_to,
            "input": dict(self.input) if self.input is not None else None,
            "reason": self.reason,
            "late_reason": self.late_reason,
            "confirmed": list(self.confirmed),
            "hash": self.hash,
            "previous_hash": self.previous_hash,
            "corrects": self.corrects.as_json() if self.corrects else None,
            "corrected_by": [correction.as_json() for correction in self.corrected_by],
            "deadlines": dict(self.deadlines),
            "moved": dict(self.moved),
        }


@dataclass(frozen=True, slots=True)
class PersonView:
    """
    One person's part in one agency.

    Args:
        agency: Its code.
        agency_name: Its name in the directory, else in the definition, else its code in words.
        absences: The first and last day of each absence that ends today or later.
    """

    name: str
    email: str
    agency: str
    agency_name: str
    roles: tuple[str, ...]
    order: int
    is_absent: bool
    absences: tuple[tuple[date, date], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "name": self.name,
            "email": self.email,
            "agency": self.agency,
            "agency_name": self.agency_name,
            "roles": list(self.roles),
            "order": self.order,
            "absent": self.is_absent,
            "absences": [
                {"from": first.isoformat(), "to": last.isoformat()} for first, last in self.absences
            ],
        }


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What would follow from a step; nothing was changed."""

    events: tuple[EventView, ...]
    case: CaseView
    started: tuple[DeadlineView, ...]
    ended: tuple[DeadlineView, ...]
    moved: tuple[DeadlineView, ...]
    opened: tuple[ItemView, ...]
    told: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "preview": True,
            "events": [event.as_json() for event in self.events],
            "case": self.case.as_json(),
            "deadlines_started": [deadline.as_json() for deadline in self.started],
            "deadlines_ended": [deadline.as_json() for deadline in self.ended],
            "deadlines_moved": [deadline.as_json() for deadline in self.moved],
            "items_opened": [item.as_json() for item in self.opened],
            "told": list(self.told),
        }


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of the outbox."""

    id: int
    to: str
    subject: str
    kind: str
    notices: tuple[Mapping[str, Any], ...]
    state: str
    attempts: int
    message_id: str
    created_at: datetime
    sent_at: datetime | None
    last_error: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "id": self.id,
            "to": self.to,
            "subject": self.subject,
            "kind": self.kind,
            "notices": [dict(notice) for notice in self.notices],
            "state": self.state,
            "attempts": self.attempts,
            "message_id": self.message_id,
            "created_at": self.created_at.isoformat(),
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
            "last_error": self.last_error,
        }


@dataclass(frozen=True, slots=True)
class AttentionView:
    """
    What needs attention on one day.

    Args:
        due_soon: Due after that day, and within the next five working days.
        findings: What corrections left to be dealt with, each with the reference of its case.
        warnings: What `doctor` warns of, including dead letters: `what`, `level` and `message`.
        opened: Cases that were opened in the last seven days and are not closed, the newest first.
    """

    today: date
    overdue: tuple[DeadlineView, ...]
    due_today: tuple[DeadlineView, ...]
    due_soon: tuple[DeadlineView, ...]
    findings: tuple[tuple[str, FindingView], ...]
    warnings: tuple[Mapping[str, str], ...]
    opened: tuple[CaseView, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        findings = [
            {"case": reference, **finding.as_json()} for reference, finding in self.findings
        ]
        return {
            "today": self.today.isoformat(),
            "overdue": [deadline.as_json() for deadline in self.overdue],
            "due_today": [deadline.as_json() for deadline in self.due_today],
            "due_soon": [deadline.as_json() for deadline in self.due_soon],
            "findings": findings,
            "warnings": [dict(warning) for warning in self.warnings],
            "opened": [case.as_json() for case in self.opened],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

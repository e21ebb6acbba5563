"""Meetings, as callers are shown them: when and where, who is in them, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pathway.errors import Reason
from pathway.service.views.cases import FindingView, ItemView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.shapes import NOT_IN_JSON, AsJson, View

TookPart = Literal["present", "represented", "apologies", "absent"]


@dataclass(frozen=True, slots=True)
class SittingView(View):
    """
    A day for which a meeting was planned.

    Args:
        set_on: The day on which it was set.
        starts: When it begins, such as 10:00.
        ends: When it ends.
    """

    set_on: date
    day: date
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class SubstituteView(View):
    """Somebody who came in place of a member; empty texts where they left the directory."""

    email: str
    name: str
    agency: str
    agency_name: str

    @property
    def in_words(self) -> str:
        """Return their name and agency."""
        return f"{self.name} ({self.agency_name})" if self.agency_name else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView(View):
    """
    A member of a meeting.

    Args:
        id: Such as `member:1`.
        seat: The safeguarding partners' seat that the agency has, if it has one.
        chairs: Whether they chair the meeting.
        unanswered: The cases for which they have not said whether they have an interest.
            Interests in cases of which the reader may read nothing are left out, but their own.
        interests: The cases in which they declared one.
        undecided: The cases in which nobody has decided on their interest yet.
        left_out_of: The cases from which an upheld interest keeps them: they see no papers of them.
        took_part: How they took part; None before that is on record.
        represented_by: Whoever came in their place.
    """

    id: str
    email: str
    name: str
    agency: str
    agency_name: str
    seat: str | None
    chairs: bool
    unanswered: tuple[str, ...]
    interests: tuple[str, ...]
    left_out_of: tuple[str, ...]
    undecided: tuple[str, ...] = ()
    took_part: TookPart | None = None
    represented_by: SubstituteView | None = None

    @property
    def interests_in_words(self) -> str:
        """Return what they answered about interests, and what follows from it."""
        settled = {*self.left_out_of, *self.undecided}
        dismissed = [case for case in self.interests if case not in settled]
        parts = (
            ("upheld in {}: no papers, and leaves the meeting for it", self.left_out_of),
            ("declared in {}, still to be decided", self.undecided),
            ("declared in {}, not upheld", dismissed),
            ("not answered yet for {}", self.unanswered),
        )
        words = [text.format(", ".join(cases)) for text, cases in parts if cases]
        return "; ".join(words) or "none declared"


@dataclass(frozen=True, slots=True)
class DecidedView(View):
    """
    A step of a case that was recorded for a meeting.

    Args:
        event: Its number in the case's history.
        by: The email of the person who took it; None if they were removed.
        typed_by: The email of the person who recorded it on their behalf; None where they took it
            themselves.
    """

    event: int
    step: str
    title: str
    on: date
    by: str | None
    typed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaCaseView(View):
    """
    A case on the agenda. To somebody who may read nothing of it, its reference alone is shown.

    Args:
        decided: The decisions recorded for this meeting, in order.
        left_out: The emails of the members whom an upheld interest keeps from the case.
        undecided: The emails of the members whose interest in it is not decided on yet.
        damaged: Why the case cannot be read, if it cannot.
    """

    reference: str
    kind_title: str
    state: str
    state_title: str
    decided: tuple[DecidedView, ...] = ()
    left_out: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    damaged: str | None = None


@dataclass(frozen=True, slots=True)
class QuorumView(View):
    """
    Who must take part.

    Args:
        seats: The seats that must be represented.
        members: The least number of members.
        missing: The seats that were not represented.
        is_there: Whether there was a quorum; None before attendance is on record.
    """

    seats: tuple[str, ...]
    members: int
    missing: tuple[str, ...] = ()
    is_there: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView(View):
    """
    One meeting.

    Args:
        kind: The kind of meeting, such as `subgroup`.
        line: What happens in this state, in a sentence. Not in the JSON.
        version: The number of entries in its history.
        earlier: The days for which it was planned before, in order.
        place: Where it is; None if not given, or not readable without the key.
        link: The link, likewise.
        about: What else it is about, likewise.
        minutes: The minutes by `name` and `sha256`, if they are on record.
        items: What is on record about members and actions.
        warnings: What may be wrong with it, such as a day that is not a working day.
        parts: The parts of which whoever asked may read anything; what is in no such part is left
            out.
        findings: What corrections left to be dealt with.
    """

    reference: str
    kind: str
    kind_title: str
    state: str
    state_title: str
    line: str = field(metadata=NOT_IN_JSON)
    version: int
    opened_on: date
    day: date
    starts: str
    ends: str
    earlier: tuple[SittingView, ...]
    place: str | None
    link: str | None
    about: str | None
    members: tuple[MemberView, ...]
    cases: tuple[AgendaCaseView, ...]
    quorum: QuorumView
    invited: bool
    papers_on: date | None
    guests: tuple[str, ...]
    minutes: Mapping[str, str]
    actions: tuple[ItemView, ...]
    deadlines: tuple[DeadlineView, ...]
    warnings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    findings: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow(View):
    """
    A meeting in a list.

    Args:
        day: None where it cannot be read.
        overdue: How many of its duties are overdue.
        damaged: Why it cannot be read, if it cannot.
    """

    reference: str
    kind: str
    kind_title: str
    state: str
    state_title: str
    day: date | None = None
    starts: str = ""
    ends: str = ""
    cases: tuple[str, ...] = ()
    members: int = 0
    overdue: int = 0
    damaged: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView(View):
    """
    The outcome of recording one decision of a meeting.

    Args:
        done: Whether it is on record, now or from an earlier call.
        state: The state of the case afterwards; None if it was refused.
        code: Why it was refused, as a code.
        message: Why it was refused, in a sentence.
        reasons: Every reason.
    """

    case: str
    step: str
    item: str | None
    done: bool
    state: str | None = None
    state_title: str | None = None
    code: str | None = None
    message: str | None = None
    reasons: tuple[Annotated[Reason, AsJson(Reason.as_json)], ...] = ()


@dataclass(frozen=True, slots=True)
class PapersView(View):
    """
    The cases whose papers a person may have at a meeting.

    Args:
        cases: Those whose papers they may have.
        left_out: Those that an upheld interest keeps from them.
    """

    cases: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """
    A step to record for a meeting: what was decided about a case on its agenda.

    Args:
        case: Its reference.
        input: What the step asks for, as for `take`.
        on_behalf_of: The email of the person whose step it is, if somebody else records it; as for
            `take`.
    """

    case: str
    step: str
    item: str | None = None
    input: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reason: str | None = None
    late_reason: str | None = None
    on_behalf_of: str | None = None

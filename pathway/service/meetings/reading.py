"""Meetings as callers are shown them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pathway.errors import KeyMissing
from pathway.service.access.readers import keeps_cases, reading
from pathway.service.cases.reading.cases import finding_views
from pathway.service.cases.reading.deadlines import deadline_views
from pathway.service.cases.reading.items import in_order, item_view
from pathway.service.cases.reading.meeting_words import Sealed, sealed_of
from pathway.service.meetings.agenda_cases import AgendaCases
from pathway.service.people.agency_names import agency_name
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.meetings import (
    MeetingRow,
    MeetingView,
    MemberView,
    QuorumView,
    SittingView,
    SubstituteView,
    TookPart,
)
from pathway.storage.cases.list_rows import CaseRow
from pathway.workflows.access.reading import Reading as Readable
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases import meetings
from pathway.workflows.cases.meetings import Sitting
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import MEETING_ACTION

KINDS = "meeting_kinds"


def meeting_view(unit: UnitOfWork, meeting: Case) -> MeetingView:
    """Return one meeting as callers are shown it; without the key, without what only it opens."""
    return Reading(unit, meeting).view()


def meeting_rows(unit: UnitOfWork, rows: Iterable[CaseRow]) -> list[MeetingRow]:
    """
    Return the meetings of a list of which the reader may read anything; what cannot be read, with
    `damaged`, is for whoever keeps the cases.
    """
    listed = [_meeting_row(unit, row) for row in rows]
    return [row for row in listed if row is not None and (not row.damaged or keeps_cases(unit))]


def _meeting_row(unit: UnitOfWork, row: CaseRow) -> MeetingRow | None:
    try:
        meeting = unit.cases.get(row.reference)
        return Reading(unit, meeting).row() if reading(unit, meeting).parts else None
    except Exception as error:  # noqa: BLE001 - one meeting must not end a list
        why = why_unreadable(row.reference, error)
        return MeetingRow(
            reference=row.reference,
            kind=row.kind,
            kind_title=row.kind,
            state=row.state,
            state_title=row.state,
            damaged=why,
        )


def _cut(view: MeetingView, own: Readable) -> MeetingView:
    """Return a meeting without what is in parts that its reader may not read."""
    if not own.sees("summary"):
        view = replace(
            view, place=None, link=None, about=None, warnings=(), earlier=(), findings=()
        )
    if not own.sees("record"):
        view = replace(view, guests=(), minutes={})
    return view


@dataclass
class Reading:
    """One meeting, with what its view is made of."""

    unit: UnitOfWork
    meeting: Case

    @cached_property
    def definition(self) -> BoundDefinition:
        """Return the definition that it follows."""
        return self.unit.definition_of(self.meeting)

    @cached_property
    def sittings(self) -> list[Sitting]:
        """Return the days for which it was planned, the latest last."""
        return meetings.sittings(self.meeting)

    @cached_property
    def agenda(self) -> AgendaCases:
        """Return the cases on its agenda."""
        return AgendaCases(self.unit, self.meeting)

    def view(self) -> MeetingView:
        """Return it as callers are shown it."""
        unit, meeting, definition = self.unit, self.meeting, self.definition
        state = next(
            (state for state in definition.case.state if state.name == meeting.state), None
        )
        record, sealed, now = meetings.record_of(meeting), self._sealed, self.sittings[-1]
        papers_on, own = record.get("papers_on"), reading(unit, meeting)
        items = [item for item in meeting.items_of(MEETING_ACTION) if own.sees_item(item)]
        duties = [duty for duty in meeting.deadlines.values() if own.sees_deadline(duty)]
        members = [item for item in meetings.members(meeting) if own.sees_item(item)]
        view = MeetingView(
            reference=meeting.reference,
            kind=meeting.kind,
            kind_title=self._kind_title(),
            state=meeting.state,
            state_title=definition.state_title(meeting.state),
            line=state.line if state else "",
            version=meeting.version,
            opened_on=meeting.opened_on,
            day=now.day,
            starts=now.starts,
            ends=now.ends,
            earlier=tuple(_sitting_view(sitting) for sitting in self._earlier()),
            place=sealed.words.get("place"),
            link=sealed.words.get("link"),
            about=sealed.words.get("about"),
            members=tuple(self._member(item) for item in members),
            cases=tuple(self.agenda.views()) if own.sees("summary") else (),
            quorum=self._quorum(),
            invited=meetings.are_invited(meeting),
            papers_on=date.fromisoformat(papers_on) if papers_on else None,
            guests=sealed.guests,
            minutes=sealed.minutes,
            actions=tuple(item_view(unit, definition, meeting, item) for item in in_order(items)),
            deadlines=tuple(deadline_views(unit, definition, meeting, duties)),
            warnings=tuple(self._warnings()),
            parts=own.parts,
            findings=tuple(finding_views(meeting)),
        )
        return _cut(view, own)

    def row(self) -> MeetingRow:
        """Return it as a list shows it."""
        meeting, now = self.meeting, self.sittings[-1]
        late = [duty for duty in meeting.deadlines.values() if duty.overdue(self.unit.now)]
        return MeetingRow(
            reference=meeting.reference,
            kind=meeting.kind,
            kind_title=self._kind_title(),
            state=meeting.state,
            state_title=self.definition.state_title(meeting.state),
            day=now.day,
            starts=now.starts,
            ends=now.ends,
            cases=tuple(meetings.agenda(meeting)),
            members=len(meetings.members(meeting)),
            overdue=len(late),
        )

    @cached_property
    def _sealed(self) -> Sealed:
        try:
            return sealed_of(self.unit, self.meeting, self.meeting.version)
        except KeyMissing:  # made with another key
            return Sealed()

    def _earlier(self) -> list[Sitting]:
        """Return the earlier days, without a change of the place alone."""
        now = self.sittings[-1]
        when = (now.day, now.starts, now.ends)
        return [
            sitting
            for sitting in self.sittings[:-1]
            if (sitting.day, sitting.starts, sitting.ends) != when
        ]

    def _kind_title(self) -> str:
        titles = self.definition.lists.get(KINDS, {})
        return titles.get(self.meeting.kind, self.meeting.kind.replace("_", " "))

    def _member(self, item: Item) -> MemberView:
        person, agency = item.data.get("owner", 0), item.data.get("agency", "")
        named = self.unit.names.get(person)
        attendance = meetings.record_of(self.meeting).get("attendance", {})
        substitute = attendance.get("represented", {}).get(str(person))
        return MemberView(
            id=item.id,
            email=named.email if named else "",
            name=named.name if named else "",
            agency=agency,
            agency_name=agency_name(self.unit, agency),
            seat=self.definition.seat_of(agency),
            chairs=meetings.record_of(self.meeting).get("chair") == person,
            unanswered=tuple(meetings.unanswered(self.meeting, item)),
            interests=self._told(person, item.data.get("interests", ())),
            left_out_of=self._told(person, self.agenda.shut_to(person)),
            undecided=self._told(person, self.agenda.undecided_of(person)),
            took_part=self._took_part(person),
            represented_by=self._substitute(substitute) if substitute is not None else None,
        )

    def _told(self, person: int, cases: Iterable[str]) -> tuple[str, ...]:
        """
        Return the cases, of those in which a member has an interest, for which the reader is told
        of it: their own, and where they may read the case.
        """
        if self.unit.reader in (None, person):
            return tuple(cases)
        return tuple(name for name in cases if name in self.agenda.open_to_reader)

    def _substitute(self, person: int) -> SubstituteView:
        named = self.unit.names.get(person)
        posts = self.unit.directory.of(person)
        agency = posts[0].agency if posts else ""
        return SubstituteView(
            email=named.email if named else "",
            name=named.name if named else "",
            agency=agency,
            agency_name=agency_name(self.unit, agency) if agency else "",
        )

    def _took_part(self, person: int) -> TookPart | None:
        record = meetings.record_of(self.meeting).get("attendance")
        if record is None:
            return None
        if person in record.get("present", ()):
            return "present"
        if str(person) in record.get("represented", {}):
            return "represented"
        return "apologies" if person in record.get("apologies", ()) else "absent"

    def _quorum(self) -> QuorumView:
        record = meetings.record_of(self.meeting).get("attendance")
        seats = meetings.quorum_seats(self.definition)
        needed = meetings.quorum_members(self.definition)
        if record is None:
            return QuorumView(seats, needed)
        missing = tuple(record.get("missing", ()))
        return QuorumView(seats, needed, missing, meetings.is_quorate(self.meeting))

    def _warnings(self) -> Iterator[str]:
        day, calendar = self.sittings[-1].day, self.unit.calendar
        if self.meeting.state in ("planned", "invited"):
            why = calendar.why_closed(day)
            if why:
                yield f"{day_words(day)} is not a working day: {why}."
            if day < self.unit.today:
                yield f"{day_words(day)} has passed: record who took part, or cancel the meeting."
            present = {self.definition.seat_of(self._agency(item)) for item in self._members}
            absent = [
                seat for seat in meetings.quorum_seats(self.definition) if seat not in present
            ]
            if absent:
                seats = ", ".join(self._seat_name(seat) for seat in absent)
                yield f"Nobody is invited for {seats}, so there can be no quorum."
        if self._quorum().is_there is False:
            yield "There was no quorum, so no decisions of this meeting can be recorded."
            decided = [case.reference for case in self.agenda.views() if case.decided]
            if decided:
                yield f"Decisions were recorded from it all the same: see {', '.join(decided)}."

    @property
    def _members(self) -> list[Item]:
        return meetings.members(self.meeting)

    def _agency(self, item: Item) -> str:
        return item.data.get("agency", "")

    def _seat_name(self, seat: str) -> str:
        codes = self.definition.agencies_of(seat)
        return " and ".join(agency_name(self.unit, code) for code in codes) or seat


def _sitting_view(sitting: Sitting) -> SittingView:
    return SittingView(sitting.set_on, sitting.day, sitting.starts, sitting.ends)

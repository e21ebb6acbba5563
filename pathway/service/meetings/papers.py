"""The papers of a meeting: its agenda, and a template for its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pathway.documents.paper import Block, Bullets, Facts, Grid, Heading, Paper, Paragraph
from pathway.service.views.meetings import AgendaCaseView, DecidedView, MeetingView, MemberView
from pathway.workflows.calendar.in_words import full_day_with_weekday
from pathway.workflows.definitions.partnership import AgendaItem

NO_DETAILS = "Cases are named only by their references. Keep this paper as secure as the cases."
TOOK_PART = {
    "present": "Present",
    "represented": "Represented",
    "apologies": "Apologies",
    "absent": "Absent",
}
NOTES = "Notes:"


def agenda(meeting: MeetingView, points: Sequence[AgendaItem]) -> Paper:
    """Return the agenda of a meeting."""
    return _paper(meeting, "Agenda", PointsOf(meeting, points, with_notes=False))


def minutes(meeting: MeetingView, points: Sequence[AgendaItem]) -> Paper:
    """
    Return a template for the minutes: who took part, the agenda, and what is on record.
    """
    return _paper(meeting, "Minutes", PointsOf(meeting, points, with_notes=True))


@dataclass(frozen=True, slots=True)
class PointsOf:
    """
    The points of a meeting, as they stand in one of its papers.

    Args:
        with_notes: With what was decided, and room for notes.
    """

    meeting: MeetingView
    points: Sequence[AgendaItem]
    with_notes: bool

    def blocks(self) -> Iterator[Block]:
        """Yield the points in order; those of each case follow one another, case by case."""
        number = 0
        for group in _grouped(self._own()):
            cases = self.meeting.cases if group[0].each_case else (None,)
            for case in cases:
                if case is not None:
                    number += 1
                    yield Heading(f"{number}. {case.reference}")
                    yield from self._of_case(case, group)
                    continue
                for point in group:
                    number += 1
                    yield Heading(f"{number}. {point.title}")
                    yield from self._of_point(point)

    def _own(self) -> list[AgendaItem]:
        return [
            point for point in self.points if not point.kinds or self.meeting.kind in point.kinds
        ]

    def _of_case(self, case: AgendaCaseView, points: Sequence[AgendaItem]) -> Iterator[Block]:
        if case.left_out:
            names = ", ".join(_name(self.meeting, email) for email in case.left_out)
            yield Paragraph(f"{names}: to leave for this case, because of an interest.", "warning")
        if case.undecided:
            names = ", ".join(_name(self.meeting, email) for email in case.undecided)
            yield Paragraph(f"An interest is still to be decided: {names}.", "warning")
        for point in points:
            yield Heading(point.title, 2)
            yield from self._of_point(point)
        if self.with_notes and case.decided:
            yield Heading("On record from this meeting", 2)
            yield Bullets([self._decided(step) for step in case.decided])

    def _decided(self, step: DecidedView) -> str:
        words = f"{step.title}, {full_day_with_weekday(step.on)}"
        if step.typed_by is None:
            return words
        by = _name(self.meeting, step.by) if step.by else "somebody who was removed"
        typist = _name(self.meeting, step.typed_by)
        return f"{words}, by {by}, recorded on their behalf by {typist}"

    def _of_point(self, point: AgendaItem) -> Iterator[Block]:
        if point.line:
            yield Paragraph(point.line)
        if self.with_notes:
            yield Paragraph(NOTES)


def _paper(meeting: MeetingView, name: str, points: PointsOf) -> Paper:
    blocks: list[Block] = [
        Facts(list(_facts(meeting))),
        Heading("Members"),
        _members(meeting, with_part=points.with_notes),
    ]
    if meeting.guests:
        blocks += [Paragraph("Also took part:"), Bullets(list(meeting.guests))]
    blocks += points.blocks()
    if points.with_notes and meeting.actions:
        blocks += [Heading("Actions on record"), _actions(meeting)]
    blocks.append(Paragraph(NO_DETAILS, "note"))
    return Paper(
        title=f"{name}: {meeting.kind_title}",
        blocks=blocks,
        reference=meeting.reference,
        marking="OFFICIAL-SENSITIVE",
    )


def _facts(meeting: MeetingView) -> Iterator[tuple[str, str]]:
    yield "Meeting", meeting.reference
    yield "When", f"{full_day_with_weekday(meeting.day)}, {meeting.starts} to {meeting.ends}"
    for name, value in (("Where", meeting.place), ("Link", meeting.link), ("About", meeting.about)):
        if value:
            yield name, value
    chairs = [member.name for member in meeting.members if member.chairs]
    if chairs:
        yield "Chair", ", ".join(chairs)
    if meeting.cases:
        yield "Cases", ", ".join(case.reference for case in meeting.cases)


def _members(meeting: MeetingView, *, with_part: bool) -> Grid:
    rows: list[list[str]] = []
    for member in meeting.members:
        row = [member.name, member.agency_name, _sentence(member.interests_in_words)]
        if with_part:
            row.append(_took_part(member))
        rows.append(row)
    columns = ["Name", "Agency", "Interests"]
    if with_part:
        columns.append("Took part")
    return Grid(columns, rows, caption="Who is invited, for which agency")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _took_part(member: MemberView) -> str:
    if member.took_part is None:
        return "Not on record yet"
    words = TOOK_PART[member.took_part]
    if member.represented_by is None:
        return words
    return f"{words} by {member.represented_by.in_words}"


def _actions(meeting: MeetingView) -> Grid:
    rows = [
        [
            str(action.id),
            str(action.data.get("owner") or ""),
            str(action.data.get("due") or ""),
            action.title,
        ]
        for action in meeting.actions
    ]
    return Grid(["Action", "Who", "By", "State"], rows, caption="Actions of the meeting")


def _grouped(points: Sequence[AgendaItem]) -> Iterator[list[AgendaItem]]:
    """Yield points that follow one another and are all of each case, or all of the meeting."""
    group: list[AgendaItem] = []
    for point in points:
        if group and group[-1].each_case != point.each_case:
            yield group
            group = []
        group.append(point)
    if group:
        yield group


def _name(meeting: MeetingView, email: str) -> str:
    """Return the name of a member, or the email of somebody else."""
    return next((member.name for member in meeting.members if member.email == email), email)

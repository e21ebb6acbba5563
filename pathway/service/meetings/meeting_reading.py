"""Reading meetings: lists, single ones, and their papers."""

from __future__ import annotations

from collections.abc import Callable

from pathway.documents.paper import Paper
from pathway.errors import NotFound
from pathway.service.access.readers import note_read, read_as, reading, required_reading
from pathway.service.meetings import papers
from pathway.service.meetings.reading import meeting_rows, meeting_view
from pathway.service.readable import readable
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.meetings import MeetingRow, MeetingView, PapersView
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import MEETING, is_meeting


class MeetingReading:
    """The meetings of one database, to be read."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def get(self, reference: str, *, by: str | None = None) -> MeetingView:
        """
        Return a meeting, with what the person who asks may read of it. Without the key, its place,
        link, guests and minutes are left out.

        Args:
            by: Who reads, as for `Pathway.case`; so in all reads.

        Raises:
            NotFound: There is no such meeting, and the nearest references are named; or nobody has
                that email.
            Refused: They may read nothing of it.
        """
        with self._installation.reading() as unit:
            return meeting_view(unit, _readable_meeting(unit, reference, by))

    # ---- papers ----------------------------------------------------------------------------------

    def agenda(self, reference: str, *, by: str | None = None) -> Paper:
        """Return the agenda of a meeting, which names cases only by their references."""
        return self._paper(reference, papers.agenda, by, "summary")

    def minutes(self, reference: str, *, by: str | None = None) -> Paper:
        """
        Return a template for the minutes: who took part, the agenda with room for notes, and the
        decisions and actions on record.
        """
        return self._paper(reference, papers.minutes, by, "summary", "record", "plan")

    def papers(self, reference: str, *, by: str | None = None) -> PapersView:
        """
        Return the cases on the agenda whose papers a person may have. One that cannot be read is
        left out.

        Raises:
            Refused: They may not read what the meeting is about.
        """
        with self._installation.reading() as unit:
            meeting = _readable_meeting(unit, reference, by, "summary")
            cases: list[str] = []
            left_out: list[str] = []
            agenda = meetings.agenda(meeting)
            known = readable(unit, agenda)
            for name in agenda:
                may_read = name in known and "summary" in reading(unit, known[name]).parts
                (cases if may_read else left_out).append(name)
            return PapersView(tuple(cases), tuple(left_out))

    def list(
        self, *, state: str | None = None, case: str | None = None, by: str | None = None
    ) -> list[MeetingRow]:
        """
        Return the meetings that the person who asks may read, in the order in which they were
        planned. One that cannot be read, whose `damaged` says why, is for whoever keeps the cases.

        Args:
            state: Only those in this state.
            case: Only those with this case on their agenda.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            note_read(unit, "", "status")
            rows = meeting_rows(unit, unit.cases.find(state=state, prefix=MEETING))
        return [row for row in rows if case is None or row.damaged or case in row.cases]

    def _paper(
        self, reference: str, made: Callable[..., Paper], by: str | None, *parts: str
    ) -> Paper:
        with self._installation.reading() as unit:
            meeting = _readable_meeting(unit, reference, by, *parts)
            unit.need_key()
            points = unit.definition_of(meeting).case.agenda
            return made(meeting_view(unit, meeting), points)


def _readable_meeting(unit: UnitOfWork, reference: str, by: str | None, *parts: str) -> Case:
    """
    Return a meeting for somebody who may read it.

    Raises:
        NotFound: There is no meeting of that reference.
        Refused: They may read nothing of it, or not all of these parts.
    """
    read_as(unit, by)
    meeting = loaded_meeting(unit, reference)
    own = required_reading(unit, meeting, *parts)
    note_read(unit, reference, *(parts or own.parts))
    return meeting


def loaded_meeting(unit: UnitOfWork, reference: str) -> Case:
    """
    Return a meeting.

    Raises:
        NotFound: There is no meeting of that reference.
    """
    check_meeting(reference)
    return unit.cases.get(reference)


def check_meeting(reference: str) -> None:
    """
    Check that a reference is that of a meeting.

    Raises:
        NotFound: It is not.
    """
    if not is_meeting(reference):
        raise NotFound("meeting", reference, hint="See `pathway meeting list`.")

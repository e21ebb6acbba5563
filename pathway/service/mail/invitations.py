"""The meeting that a letter tells of, as it was after the event that it tells of."""

from __future__ import annotations

from pathway.errors import KeyMissing
from pathway.notifications.writing.invitations import Invitation
from pathway.service.cases.reading.meeting_words import Sealed, sealed_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases import meetings
from pathway.workflows.definitions.format import Telling
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import replay

KINDS = "meeting_kinds"
CANCELLED = "cancelled"


def invitation(unit: UnitOfWork, event: Event, telling: Telling, role: str) -> Invitation:
    """
    Return what somebody is told of a meeting after an event, whatever has changed since; a retry
    says the same. Without the key it does not say where the meeting is.
    """
    history = unit.cases.events(event.reference, opened=False)
    meeting = replay(event.reference, (past for past in history if past.seq <= event.seq))
    sitting, words = meetings.sittings(meeting)[-1], _words(unit, meeting)
    titles = unit.definition_of(meeting).lists.get(KINDS, {})
    return Invitation(
        kind=titles.get(meeting.kind, meeting.kind.replace("_", " ")),
        day=sitting.day,
        starts=sitting.starts,
        ends=sitting.ends,
        place=words.get("place", ""),
        link=words.get("link", ""),
        cases=meetings.agenda(meeting),
        sequence=event.seq,
        cancelled=meeting.state == CANCELLED or role == meetings.LEAVER,
        in_calendar=telling.calendar,
    )


def _words(unit: UnitOfWork, meeting: Case) -> dict[str, str]:
    try:
        sealed = sealed_of(unit, meeting, meeting.version)
    except KeyMissing:  # made with another key
        sealed = Sealed()
    return dict(sealed.words)

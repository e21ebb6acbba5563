"""
Serious incidents of a case, each an item with the children harmed and the days it became known.

One notification covers one incident, however many children it harmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.history.item_data import (
    AwarenessRecord,
    NotificationRecord,
    OriginRecord,
    ViewRecord,
)
from pathway.workflows.known_names import INCIDENT

POSSIBLE, NOTIFIED, NOT_NOTIFIABLE = "possible", "notified", "not_notifiable"
NOT_MET, HANDED_OVER, STRUCK = "not_met", "handed_over", "struck"
NOTIFY, DO_NOT_NOTIFY = "notify", "do_not_notify"
EVERY_STATE = (POSSIBLE, NOTIFIED, NOT_NOTIFIABLE, NOT_MET, HANDED_OVER, STRUCK)


def incident_states(*states: str) -> tuple[str, ...]:
    """Return the states as names that include the kind of item; every state where none is named."""
    return tuple(f"{INCIDENT}:{state}" for state in states or EVERY_STATE)


@dataclass(frozen=True, slots=True)
class Incident:
    """
    One serious incident.

    Args:
        children: The ordinals of the children said to have been harmed in it.
        round: How often it has been possible with a day of its own; each round has its own
            notification duty.
        visit: How often it has been possible; a view belongs to one such visit.
        reported: It was opened by a report or handed over, so that it is decided on in any state of
            the case.
        told: The days on which the local authority is said to have become aware of it, by the event
            that says so.
        sent: The day on which its notification was sent, and by which event.
        views: Each partner's view, by seat and event.
        given_by: The case and the incident there that it was handed over from.
    """

    id: str
    state: str
    children: tuple[int, ...]
    round: int
    visit: int
    reported: bool
    told: Mapping[str, AwarenessRecord]
    sent: NotificationRecord | None
    views: Mapping[str, Mapping[str, ViewRecord]]
    given_by: OriginRecord | None

    @property
    def is_possible(self) -> bool:
        """Return whether it is still to be decided whether it is notifiable."""
        return self.state == POSSIBLE

    def days_told(self) -> Iterator[str]:
        """Return every day on which the local authority is said to have become aware of it."""
        return (entry["on"] for entry in self.told.values())

    def aware_on(self) -> date | None:
        """Return the day from which its present notification duty runs: the earliest on record."""
        days = [entry["on"] for entry in self.told.values() if entry["round"] == self.round]
        return date.fromisoformat(min(days)) if days else None

    def view(self, seat: str, by: date | None = None) -> str | None:
        """
        Return a partner's latest view of the incident during its present visit, or None.

        Args:
            by: The last day that counts; every day where it is left out.
        """
        # The day on which a view was given counts, not the order in which views were typed.
        views = sorted(
            (entry["on"], int(event), entry["view"])
            for event, entry in self.views.get(seat, {}).items()
            if entry["visit"] == self.visit
        )
        if by is not None:
            views = [view for view in views if view[0] <= by.isoformat()]
        if not views:
            return None
        return views[-1][2]

    def seats_with(self, view: str) -> list[str]:
        """Return the seats whose latest view is this one."""
        return [seat for seat in self.views if self.view(seat) == view]


def incidents_of(case: Case, *states: str) -> list[Incident]:
    """Return the incidents of a case, in those states if any are named, in order of opening."""
    incidents = [incident_from(item) for item in case.items_of(INCIDENT)]
    return [incident for incident in incidents if not states or incident.state in states]


def possible_incidents(case: Case) -> list[Incident]:
    """Return the incidents that are still to be decided on."""
    return incidents_of(case, POSSIBLE)


def incident_from(item: Item) -> Incident:
    """Return the typed view of an incident's item."""
    return Incident(
        id=item.id,
        state=item.state,
        children=tuple(item.data.get("children", ())),
        round=item.data.get("round", 1),
        visit=item.data.get("visit", 1),
        reported=item.data.get("reported", False),
        told=item.data.get("told", {}),
        sent=item.data.get("sent"),
        views=item.data.get("views", {}),
        given_by=item.data.get("given_by"),
    )

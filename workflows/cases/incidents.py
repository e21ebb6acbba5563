"""
Serious incidents of a case: each an item, with the children harmed in it and the days on which it
became known.

One notification covers one incident, however many children it harmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.history.case import Case, Item
from pathway.workflows.known_names import INCIDENT

POSSIBLE, NOTIFIED, NOT_NOTIFIABLE = "possible", "notified", "not_notifiable"
NOT_MET, HANDED_OVER, STRUCK = "not_met", "handed_over", "struck"
NOTIFY, DO_NOT_NOTIFY = "notify", "do_not_notify"
EVERY_STATE = (POSSIBLE, NOTIFIED, NOT_NOTIFIABLE, NOT_MET, HANDED_OVER, STRUCK)


def incident_states(*states: str) -> tuple[str, ...]:
    """Return states of incidents as they are declared; every one where none is named."""
    return tuple(f"{INCIDENT}:{state}" for state in states or EVERY_STATE)


@dataclass(frozen=True, slots=True)
class Incident:
    """
    One serious incident.

    Args:
        children: The ordinals of the children said to have been harmed in it.
        round: How often it has been possible with a day of its own; each has its own notification
            duty.
        visit: How often it has been possible; views belong to one such time.
        reported: It was opened by a report or handed over, so that it is decided on wherever the
            case is.
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
    told: Mapping[str, Mapping[str, Any]]
    sent: Mapping[str, Any] | None
    views: Mapping[str, Mapping[str, Mapping[str, Any]]]
    given_by: Mapping[str, str] | None

    @property
    def is_possible(self) -> bool:
        """Return whether it is still to be decided whether it is notifiable."""
        return self.state == POSSIBLE

    def days_told(self) -> Iterator[str]:
        """Return every day on which the local authority is said to have become aware of it."""
        return (entry["on"] for entry in self.told.values())

    def aware_on(self) -> date | None:
        """
        Return the day from which its present notification duty runs: the earliest that was told of
        it.
        """
        days = [entry["on"] for entry in self.told.values() if entry["round"] == self.round]
        return date.fromisoformat(min(days)) if days else None

    def view(self, seat: str, by: date | None = None) -> str | None:
        """
        Return the view of a partner as given last, by the day on which it was given, since it is
        possible.

        Args:
            by: The last day that counts; every day where it is left out.
        """
        given = [
            named for named in self.views.get(seat, {}).items() if named[1]["visit"] == self.visit
        ]
        if by is not None:
            given = [named for named in given if named[1]["on"] <= by.isoformat()]
        ordered = sorted(given, key=lambda named: (named[1]["on"], int(named[0])))
        return ordered[-1][1]["view"] if ordered else None

    def seats_with(self, view: str) -> list[str]:
        """Return the seats whose view this is."""
        return [seat for seat in self.views if self.view(seat) == view]


def incidents_of(case: Case, *states: str) -> list[Incident]:
    """
    Return the incidents of a case in the order in which they were opened, of those states if any
    are named.
    """
    incidents = [incident_from(item) for item in case.items_of(INCIDENT)]
    return [incident for incident in incidents if not states or incident.state in states]


def possible_incidents(case: Case) -> list[Incident]:
    """Return the incidents of which it is still to be decided whether they are notifiable."""
    return incidents_of(case, POSSIBLE)


def incident_from(item: Item) -> Incident:
    """Return the typed view of an incident's item."""
    return Incident(
        id=item.id,
        state=item.state,
        children=tuple(item["children"] or ()),
        round=item["round"] or 1,
        visit=item["visit"] or 1,
        reported=bool(item["reported"]),
        told=item["told"] or {},
        sent=item["sent"],
        views=item["views"] or {},
        given_by=item["given_by"],
    )

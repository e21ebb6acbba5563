"""
Effects on serious incidents: opened, viewed, decided on, notified, handed over.

They keep only codes and days, never words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Unpack

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases.children import tell_of_child
from pathway.workflows.cases.incidents import (
    DO_NOT_NOTIFY,
    NOTIFIED,
    NOTIFY,
    POSSIBLE,
    Incident,
    incident_from,
    incident_states,
    incidents_of,
)
from pathway.workflows.cases.notifiable import (
    form_days,
    incidents_notified,
    incidents_possible,
    incidents_to_decide,
    incidents_to_notify,
    meant,
    number_of,
    waiting_days,
)
from pathway.workflows.history.changes import Changes, next_number
from pathway.workflows.history.item_data import (
    AwarenessRecord,
    ItemData,
    NotificationRecord,
    ViewRecord,
)
from pathway.workflows.history.ledger import Subject
from pathway.workflows.known_names import BEFORE_PROPOSAL, INCIDENT, LOCAL_AUTHORITY, RECORD_VIEW
from pathway.workflows.steps.effects.incident_fields import (
    ChildNow,
    FurtherNotificationFields,
    NotificationFields,
    ProposalFields,
    ReportFields,
    ViewFields,
)

FORM_TAKES_CHILDREN = 4  # by the national form; further children go into its free text


def open_incident(
    attempt: Attempt, changes: Changes, children: Iterable[int], /, **data: Unpack[ItemData]
) -> str:
    """Open an incident in which those children are said to have been harmed, and return its id."""
    number = f"{INCIDENT}:{next_number(changes.after, INCIDENT)}"
    state = attempt.definition.files[INCIDENT].initial
    data |= {"children": sorted(children), "round": 1, "visit": 1}
    changes.open_item(INCIDENT, number, state, data)
    return number


def become_aware(changes: Changes, incident: str, day: str) -> None:
    """Record that the local authority is said to have become aware of an incident on a day."""
    item = changes.after.items[incident]
    entry = AwarenessRecord(on=day, round=item.data.get("round", 1))
    changes.change_item(incident, told={str(changes.seq): entry})


@needs(items=(INCIDENT,))
def report_incident(attempt: Attempt, changes: Changes, fields: ReportFields) -> None:
    """Open a further incident, and keep what happened to each child."""
    numbers = [number_of(attempt, child.child) for child in fields.children]
    incident = open_incident(attempt, changes, numbers, reported=True)
    become_aware(changes, incident, fields.local_authority_aware_on.isoformat())
    _tell_of_children(attempt, changes, fields.children)
    changes.subject = Subject(item=incident)


@needs(items=(INCIDENT,), states=incident_states())
def propose_notification(attempt: Attempt, changes: Changes, fields: ProposalFields) -> None:
    """Make an incident possible: the one meant, or a new one of children who meet a criterion."""
    numbers = [
        number_of(attempt, child.child) for child in fields.children if child.criteria != ["none"]
    ]
    day = fields.local_authority_aware_on.isoformat()
    incident = meant(attempt, incidents_to_notify(attempt))
    if incident is None:
        number = open_incident(attempt, changes, numbers)
        _take_form_days(attempt, changes, number)
    else:
        number = incident.id
        _make_possible_again(attempt, changes, incident, day)
        move_along(attempt, changes, number)
        changes.change_item(number, children=sorted({*incident.children, *numbers}))
    become_aware(changes, number, day)
    for child in fields.children:
        tell_of_child(
            changes,
            number_of(attempt, child.child),
            harm=child.harm,
            abuse_or_neglect=child.abuse_or_neglect,
        )
    changes.subject = Subject(item=number)


@needs(
    items=(INCIDENT,), states=(*incident_states(POSSIBLE), *BEFORE_PROPOSAL), steps=(RECORD_VIEW,)
)
def record_view(attempt: Attempt, changes: Changes, fields: ViewFields) -> None:
    """Keep the partner's view of the incident under the seat."""
    incident = meant(attempt, incidents_to_decide(attempt))
    seat = attempt.seat
    if incident is not None and seat is not None:
        _give_view(changes, incident.id, seat, fields.view)
        changes.subject = Subject(item=incident.id, seat=seat)


@needs(items=(INCIDENT,), states=incident_states(POSSIBLE), seats=(LOCAL_AUTHORITY,))
def decide_not_notifiable(attempt: Attempt, changes: Changes) -> None:
    """Decide that the incident is not notifiable, and keep whose view differed or was missing."""
    incident = meant(attempt, incidents_to_decide(attempt))
    if incident is not None:
        _decide(attempt, changes, incident.id, dissenting=NOTIFY)


@needs(items=(INCIDENT,), states=incident_states(), seats=(LOCAL_AUTHORITY,))
def notify_panel(attempt: Attempt, changes: Changes, fields: NotificationFields) -> None:
    """Notify the incident; the day starts the clock of the rapid review that begins."""
    incident = meant(attempt, incidents_to_notify(attempt))
    numbers = [number_of(attempt, label) for label in fields.children]
    number = incident.id if incident else open_incident(attempt, changes, numbers)
    day = _iso(fields.local_authority_aware_on)
    if incident is not None and not incident.is_possible:
        _make_possible_again(attempt, changes, incident, day)
    if day is not None:
        become_aware(changes, number, day)
    if incident is None or incident_from(changes.after.items[number]).aware_on() is None:
        _take_form_days(attempt, changes, number)
    _give_view(changes, number, LOCAL_AUTHORITY, NOTIFY)
    _notify(attempt, changes, number, fields)
    changes.forget("rapid_review")
    changes.forget("panel")
    changes.remember(rapid_reviews=[*attempt.case.memory.get("rapid_reviews", []), changes.seq])
    for field in attempt.case.memory.get("form", {}).get("missing", []):
        changes.find(f"form_lacks.{field}")


@needs(items=(INCIDENT,), states=incident_states(POSSIBLE), seats=(LOCAL_AUTHORITY,))
def notify_panel_again(
    attempt: Attempt, changes: Changes, fields: FurtherNotificationFields
) -> None:
    """Notify a further incident; an earlier day than before moves the rapid review's clocks."""
    incident = meant(attempt, incidents_possible(attempt))
    if incident is not None:
        _give_view(changes, incident.id, LOCAL_AUTHORITY, NOTIFY)
        _notify(attempt, changes, incident.id, fields)


@needs(items=(INCIDENT,), states=incident_states(NOTIFIED), seats=(LOCAL_AUTHORITY,))
def notification_not_met(attempt: Attempt, changes: Changes) -> None:
    """Take back that the incident met the criteria; other incidents stay as they are."""
    incident = meant(attempt, incidents_notified(attempt))
    if incident is not None:
        _decide(attempt, changes, incident.id, dissenting=NOTIFY)
        changes.forget_of_item(incident.id, "sent")


def _notify(
    attempt: Attempt,
    changes: Changes,
    number: str,
    fields: NotificationFields | FurtherNotificationFields,
) -> None:
    """Record that the notification of an incident was sent, and what it says about the children."""
    _tell_of_children(attempt, changes, fields.now_known)
    incident = incident_from(changes.after.items[number])
    covered = [number_of(attempt, label) for label in fields.children]
    apart = [number_of(attempt, label) for label in fields.separate]
    if apart:
        _separate(attempt, changes, incident, apart)
    children = sorted({*incident.children, *covered} - {*apart})
    sent = NotificationRecord(on=changes.on.isoformat(), event=changes.seq, children=covered)
    _decide(attempt, changes, number, dissenting=DO_NOT_NOTIFY)
    changes.change_item(number, children=children, sent=sent)
    if len(covered) > FORM_TAKES_CHILDREN:
        changes.find("more_than_four_children")


def _separate(
    attempt: Attempt, changes: Changes, incident: Incident, children: Sequence[int]
) -> None:
    """Move children to a new incident of their own, with the day on which this one became known."""
    number = open_incident(attempt, changes, children, reported=True)
    day = incident.aware_on()
    if day is not None:
        become_aware(changes, number, day.isoformat())


def move_along(attempt: Attempt, changes: Changes, incident: str) -> None:
    """Move an incident to the state to which the case's step leads it, if it leads anywhere."""
    file = attempt.definition.files[INCIDENT]
    state = changes.after.items[incident].state
    for step in file.step:
        if attempt.step.name in step.by and file.covers(step.from_, state):
            changes.change_item(incident, step.to)
            return


def _decide(attempt: Attempt, changes: Changes, incident: str, *, dissenting: str) -> None:
    """
    Move the incident on, and keep with it the partners who dissented or gave no view.

    Args:
        dissenting: The view that goes against the decision.
    """
    before = incident_from(changes.after.items[incident])
    others = [seat for seat in attempt.definition.seats if seat != LOCAL_AUTHORITY]
    silent = [seat for seat in others if before.view(seat) is None]
    move_along(attempt, changes, incident)
    changes.change_item(incident, dissent=before.seats_with(dissenting), views_missing=silent)
    changes.subject = Subject(item=incident)


def _make_possible_again(
    attempt: Attempt, changes: Changes, incident: Incident, day: str | None
) -> None:
    """
    Make an incident that was decided on possible again.

    A new day of awareness begins a new round and so a new duty; with a day that is on record
    already, the stopped duty is taken up again as it was.
    """
    if incident.is_possible:
        return
    known = [entry["on"] for entry in incident.told.values() if entry["round"] == incident.round]
    is_new = day is not None and bool(known) and day not in known
    number = incident.round + 1 if is_new else incident.round
    # An entry that is decided again keeps the round that it had.
    number = attempt.situation.rounds.get(incident.id, number)
    changes.change_item(incident.id, round=number, visit=incident.visit + 1)


def _take_form_days(attempt: Attempt, changes: Changes, incident: str) -> None:
    """Give an incident the days of awareness that were recorded before there was any."""
    number = changes.after.items[incident].data.get("round", 1)
    entries = {
        event: AwarenessRecord(on=day, round=number)
        for event, day in waiting_days(attempt.case, incident).items()
    }
    changes.change_item(incident, told=entries)


def correct_form_day(changes: Changes, event: int) -> None:
    """Give the corrected day to the incidents that took it from the form."""
    number = str(event)
    day = form_days(changes.after).get(number)
    if day is None:
        return
    for incident in incidents_of(changes.after):
        if number in incident.told:
            changes.change_item(incident.id, told={number: {"on": day}})


def _give_view(changes: Changes, incident: str, seat: str, view: str) -> None:
    visit = incident_from(changes.after.items[incident]).visit
    entry = ViewRecord(view=view, on=changes.on.isoformat(), visit=visit)
    changes.change_item(incident, views={seat: {str(changes.seq): entry}})


def _tell_of_children(attempt: Attempt, changes: Changes, children: Iterable[ChildNow]) -> None:
    for child in children:
        number = number_of(attempt, child.child)
        tell_of_child(changes, number, harm=child.harm, abuse_or_neglect=child.abuse_or_neglect)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


EFFECTS: Mapping[str, Callable[..., None]] = {
    "report_incident": report_incident,
    "propose_notification": propose_notification,
    "record_view": record_view,
    "decide_not_notifiable": decide_not_notifiable,
    "notify_panel": notify_panel,
    "notify_panel_again": notify_panel_again,
    "notification_not_met": notification_not_met,
}

"""
Checks of what is said about incidents: which children are named or left out, and which days.

Each fault has its path. They are given beside the guards, so that every reason is given at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.attempts.numbers import CHILD_UNDER
from pathway.workflows.cases.children import Child, child_of
from pathway.workflows.cases.incidents import Incident
from pathway.workflows.cases.notifiable import (
    as_told,
    incidents_possible,
    incidents_to_notify,
    meant,
    number_of,
    waiting_days,
    why_not_notifiable,
)
from pathway.workflows.steps.effects.incident_fields import (
    ChildNow,
    FurtherNotificationFields,
    NotificationFields,
    ProposalFields,
    ReportFields,
)

Notification = NotificationFields | FurtherNotificationFields


@needs(numbers=(CHILD_UNDER,))
def notification_covers(attempt: Attempt, fields: NotificationFields) -> list[Reason]:
    """Return what is wrong with the children of a notification, and with its day."""
    incident = meant(attempt, incidents_to_notify(attempt))
    return [*_of_children(attempt, fields, incident), *_of_day(attempt, fields, incident)]


@needs(numbers=(CHILD_UNDER,))
def further_notification_covers(
    attempt: Attempt, fields: FurtherNotificationFields
) -> list[Reason]:
    """Return what is wrong with the children of a further notification, and with its day."""
    incident = meant(attempt, incidents_possible(attempt))
    if incident is None:
        return []
    return [*_of_children(attempt, fields, incident), *_not_before_awareness(attempt, incident)]


def aware_by_then(attempt: Attempt, fields: ProposalFields) -> list[Reason]:
    """Return a fault where the local authority would become aware after the day of the step."""
    return _aware_by_then(attempt, fields.local_authority_aware_on)


def report_is_possible(attempt: Attempt, fields: ReportFields) -> list[Reason]:
    """Return the faults of a report: a future day, or a child who was not harmed."""
    return [*_aware_by_then(attempt, fields.local_authority_aware_on), *_unharmed(fields)]


def _aware_by_then(attempt: Attempt, day: date) -> list[Reason]:
    if day <= attempt.on:
        return []
    return [Reason("input", "this day is after the day of the step", "local_authority_aware_on")]


def _unharmed(fields: ReportFields) -> list[Reason]:
    return [
        Reason(
            "input",
            "a report names the children who died or were seriously harmed",
            f"children[{place}].harm",
        )
        for place, child in enumerate(fields.children)
        if child.harm == "none"
    ]


def _of_children(
    attempt: Attempt, fields: Notification, incident: Incident | None
) -> Iterator[Reason]:
    known = {number_of(attempt, child.child): child for child in fields.now_known}
    covered = [number_of(attempt, label) for label in fields.children]
    for place, number in enumerate(covered):
        why = _why_not(attempt, number, known)
        if why is not None:
            sentence = (
                f"this child {why}, so no serious incident notification is sent for the child"
            )
            yield Reason("input", sentence, f"children[{place}]")
    yield from _left_out(attempt, fields, incident, covered=covered, known=known)


def _left_out(
    attempt: Attempt,
    fields: Notification,
    incident: Incident | None,
    covered: Sequence[int],
    known: Mapping[int, ChildNow],
) -> Iterator[Reason]:
    """Yield a fault for each child of the incident that should be named and is not mentioned."""
    left_out = {number_of(attempt, child.child) for child in fields.left_out}
    apart = [number_of(attempt, label) for label in fields.separate]
    for place, number in enumerate(apart):
        if incident is None or number not in incident.children or number in covered:
            why = (
                "only a child of this incident whom the notification does not name "
                "can be moved to a separate incident"
            )
            yield Reason("input", why, f"separate[{place}]")
    mentioned = {*covered, *left_out, *apart}
    for number in incident.children if incident is not None else ():
        if number not in mentioned and _why_not(attempt, number, known) is None:
            why = (
                f"child {number} of the form was harmed in this incident too: "
                "name the child, give a reason in left_out, or move the child in separate"
            )
            yield Reason("input", why, "children")


def _why_not(attempt: Attempt, number: int, known: Mapping[int, ChildNow]) -> str | None:
    child: Child = child_of(attempt.case, number)
    now = known.get(number)
    if now is not None:
        child = as_told(child, now.harm, now.abuse_or_neglect)
    return why_not_notifiable(child, attempt.definition.number(CHILD_UNDER))


def _of_day(
    attempt: Attempt, fields: NotificationFields, incident: Incident | None
) -> Iterator[Reason]:
    """Yield a fault where no day of awareness is known, or the notification would precede it."""
    day = fields.local_authority_aware_on
    lacks_day = not waiting_days(attempt.case)
    if incident is not None:
        lacks_day = incident.aware_on() is None
    if day is None and lacks_day:
        yield Reason("input", "no day is on record yet: give it here", "local_authority_aware_on")
    if day is not None and day > attempt.on:
        yield Reason(
            "input", "this day is after the day of the notification", "local_authority_aware_on"
        )
    if day is None and incident is not None:
        yield from _not_before_awareness(attempt, incident)


def _not_before_awareness(attempt: Attempt, incident: Incident) -> Iterator[Reason]:
    aware_on = incident.aware_on()
    if aware_on is not None and attempt.on < aware_on:
        why = (
            f"the local authority became aware of {incident.id} on {aware_on}, after this day; "
            "give another day with --on, or correct that one first"
        )
        yield Reason("guard.aware_before_notified", why)

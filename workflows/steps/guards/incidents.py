"""Guards of serious incidents: what may be viewed, decided on or notified, or is undecided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.attempts.needs import Needs
from pathway.workflows.cases.children import children_of
from pathway.workflows.cases.fact_choices import is_planning
from pathway.workflows.cases.incidents import (
    DO_NOT_NOTIFY,
    NOT_MET,
    NOT_NOTIFIABLE,
    NOTIFIED,
    NOTIFY,
    POSSIBLE,
    Incident,
    incident_states,
    incidents_of,
    possible_incidents,
)
from pathway.workflows.cases.notifiable import (
    fitting,
    incidents_notified,
    incidents_possible,
    incidents_to_decide,
    incidents_to_notify,
    may_be_notified,
    young_children,
)
from pathway.workflows.known_names import (
    BEFORE_PROPOSAL,
    INCIDENT,
    LOCAL_AUTHORITY,
    PLANNING_STATES,
    RECORD_VIEW,
)

Choices = Callable[[Attempt], Sequence[str]]


def _view_is(attempt: Attempt, choices: Choices, view: str) -> bool:
    incidents = fitting(attempt, choices(attempt))
    return any(incident.view(LOCAL_AUTHORITY) == view for incident in incidents)


def _may_notify(attempt: Attempt) -> bool:
    """Return whether the local authority's own view, if it has given one, allows a notification."""
    incidents = fitting(attempt, incidents_to_notify(attempt))
    return not incidents or any(may_be_notified(incident) for incident in incidents)


def _partners_agree(attempt: Attempt) -> bool:
    """Return whether enough partners to carry a vote wanted by that day to notify an incident."""
    wanted = attempt.definition.votes.carry
    incidents = fitting(attempt, incidents_to_notify(attempt))
    return any(len(_agreeing(attempt, incident)) >= wanted for incident in incidents)


def _agreeing(attempt: Attempt, incident: Incident) -> list[str]:
    return [seat for seat in attempt.definition.seats if incident.view(seat, attempt.on) == NOTIFY]


def _who_does_not_agree(attempt: Attempt) -> str:
    """Return the sentence that names the partners who have not agreed to notify."""
    incidents = fitting(attempt, incidents_to_notify(attempt))
    agreeing = [_agreeing(attempt, incident) for incident in incidents]
    missing = [
        seat for seat in attempt.definition.seats if not all(seat in seats for seats in agreeing)
    ]
    sentence = "the partners do not all agree, by that day, to notify the Panel"
    return f"{sentence}; still to say so with record_view: {', '.join(missing)}"


def _undecided(attempt: Attempt) -> str:
    names = ", ".join(incident.id for incident in possible_incidents(attempt.case))
    return (
        f"it has not been decided whether to notify {names}; "
        "notify, or decide that it is not notifiable, first"
    )


def serious_incident_possible(attempt: Attempt) -> bool:
    """Return whether a serious incident is possible."""
    return bool(possible_incidents(attempt.case))


def _screened(attempt: Attempt) -> bool:
    """Return whether every incident was decided on, or no child died or was seriously harmed."""
    decided = incidents_of(attempt.case, NOT_NOTIFIABLE, NOT_MET)
    return bool(decided) or not any(child.is_harmed for child in children_of(attempt.case))


def _another_is_notified(attempt: Attempt) -> bool:
    """Return whether another incident stays notified when one notification is taken back."""
    return len(incidents_of(attempt.case, NOTIFIED)) > 1


ON_POSSIBLE = Needs(items=(INCIDENT,), states=incident_states(POSSIBLE))
ON_NOTIFIED = Needs(items=(INCIDENT,), states=incident_states(NOTIFIED))
ON_DECISIONS = Needs(
    items=(INCIDENT,),
    states=(*incident_states(POSSIBLE, NOT_NOTIFIABLE, NOT_MET), *BEFORE_PROPOSAL),
    seats=(LOCAL_AUTHORITY,),
    steps=(RECORD_VIEW,),
)

GUARDS: Mapping[str, Guard] = {
    "serious_incident_possible": Guard(
        serious_incident_possible, "no serious incident is possible", ON_POSSIBLE
    ),
    "no_incident_possible": Guard(
        lambda attempt: not serious_incident_possible(attempt), _undecided, ON_POSSIBLE
    ),
    "takes_incidents": Guard(
        lambda attempt: not is_planning(attempt),
        "from here on a further incident is a new case: refer it, and link the two with link_case",
        Needs(states=PLANNING_STATES),
    ),
    "incident_to_decide": Guard(
        lambda attempt: bool(incidents_to_decide(attempt)),
        "there is no incident to decide on here; propose_notification puts one before the partners",
        ON_DECISIONS,
    ),
    "incident_possible": Guard(
        lambda attempt: bool(incidents_possible(attempt)),
        "no further incident is possible; report_incident records one",
        ON_POSSIBLE,
    ),
    "incident_notified": Guard(
        lambda attempt: bool(incidents_notified(attempt)), "no incident is notified", ON_NOTIFIED
    ),
    "last_possible_incident": Guard(
        lambda attempt: len(possible_incidents(attempt.case)) == 1,
        "another incident is possible as well",
        ON_POSSIBLE,
    ),
    "another_incident_notified": Guard(
        _another_is_notified, "no other incident is notified", ON_NOTIFIED
    ),
    "own_view_do_not_notify": Guard(
        lambda attempt: _view_is(attempt, incidents_to_decide, DO_NOT_NOTIFY),
        'the local authority has not recorded the view "do not notify"; record_view does it',
        ON_DECISIONS,
    ),
    "local_authority_says_notify": Guard(
        _may_notify,
        'the local authority\'s view is "do not notify"; record another view with record_view first',
        ON_DECISIONS,
    ),
    "child_may_be_notified_of": Guard(
        lambda attempt: bool(young_children(attempt)),
        "no child of the case is of an age that is notified",
    ),
    "partners_agree": Guard(_partners_agree, _who_does_not_agree, ON_DECISIONS),
    "screened_for_notification": Guard(
        _screened,
        "a child died or was seriously harmed and it has not been decided whether that is notifiable",
        Needs(items=(INCIDENT,), states=incident_states(NOT_NOTIFIABLE, NOT_MET)),
    ),
}

"""Effects on duplicates: incidents handed over to the case that survives, and brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.calendar.moments import Moment
from pathway.workflows.cases.incidents import (
    HANDED_OVER,
    NOTIFIED,
    POSSIBLE,
    Incident,
    incident_from,
    incident_states,
    incidents_of,
    possible_incidents,
)
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.item_data import OriginRecord
from pathway.workflows.history.ledger import MET, Ending, Subject, ending_entry
from pathway.workflows.known_names import (
    CLOSE_AS_DUPLICATE,
    HAND_BACK,
    INCIDENT,
    PANEL_NOTIFICATION,
    PARTNERS_TOLD,
    REOPEN,
    TAKE_OVER,
)
from pathway.workflows.steps.effects.incidents import become_aware, move_along, open_incident
from pathway.workflows.steps.effects.referral_fields import DuplicateFields
from pathway.workflows.steps.incident_choices import FURTHER


@needs(steps=(CLOSE_AS_DUPLICATE, TAKE_OVER), states=incident_states(POSSIBLE))
def close_as_duplicate(attempt: Attempt, changes: Changes, fields: DuplicateFields) -> None:
    """Remember the surviving case and who is who in it, and hand the possible incidents over."""
    same = {child.child: child.same_as for child in fields.children}
    ordinals = {
        str(number): same[label] for number, label in enumerate(attempt.situation.labels, start=1)
    }
    handed_over = [incident.id for incident in possible_incidents(attempt.case)]
    mapped = _mapped(attempt, fields, same, handed_over)
    changes.remember(
        duplicate_of={
            "case": fields.surviving,
            "children": ordinals,
            "incidents": mapped,
            "handed_over": handed_over,
        }
    )
    for incident in handed_over:
        move_along(attempt, changes, incident)


def _mapped(
    attempt: Attempt, fields: DuplicateFields, same: Mapping[str, int], handed_over: Sequence[str]
) -> dict[str, str]:
    """
    Return for each incident handed over which incident of the surviving case it is.

    Further incidents are left out. Where the input leaves a single incident unsaid, it is the same
    as the only incident there that harmed one of its children.
    """
    mapped = {
        pair.incident: pair.same_as for pair in fields.incidents if pair.incident in handed_over
    }
    unsaid = [incident for incident in handed_over if incident not in mapped]
    survivor = attempt.situation.others.get(fields.surviving)
    if len(unsaid) == 1 and survivor is not None:
        own = incident_from(attempt.case.items[unsaid[0]])
        children = {same[attempt.situation.labels[number - 1]] for number in own.children}
        alike = [
            other.id
            for other in incidents_of(survivor, POSSIBLE, NOTIFIED)
            if children & {*other.children} and other.id not in mapped.values()
        ]
        if len(alike) == 1:
            mapped[unsaid[0]] = alike[0]
    return {own: other for own, other in mapped.items() if other != FURTHER}


@needs(items=(INCIDENT,))
def take_over_incidents(attempt: Attempt, changes: Changes) -> None:
    """
    Take over the incidents and facts of a duplicate.

    Each incident joins one of this case or becomes a further one; the earliest day of each counts.
    """
    duplicate = attempt.command.input["duplicate"]
    changes.remember(links={duplicate: "duplicate"})
    for incident in attempt.command.input["incidents"]:
        _take_over(attempt, changes, incident, duplicate)
    for fact, entries in attempt.command.input["facts"].items():
        for entry in entries:
            changes.remember(facts={fact: {_name(changes, fact): entry}})


@needs(
    steps=(REOPEN, HAND_BACK),
    states=incident_states(HANDED_OVER),
    deadlines=(PANEL_NOTIFICATION, PARTNERS_TOLD),
)
def bring_back(attempt: Attempt, changes: Changes) -> None:
    """Take back the incidents that were handed over, as they were or as they were decided there."""
    handed_over = attempt.case.memory.get("duplicate_of", {}).get("handed_over", [])
    survivor = attempt.situation.others.get(
        attempt.case.memory.get("duplicate_of", {}).get("case") or ""
    )
    for incident in incidents_of(attempt.case, HANDED_OVER):
        if incident.id in handed_over:
            _bring_back(attempt, changes, incident, _decided_there(attempt, survivor, incident))
    changes.forget("duplicate_of")


def hand_back_incidents(attempt: Attempt, changes: Changes) -> None:
    """Give back the incidents that were taken over as further ones and are still undecided."""
    duplicate = attempt.command.input["duplicate"]
    changes.remember(links={duplicate: "linked"})
    for incident in possible_incidents(attempt.case):
        if incident.given_by is not None and incident.given_by["case"] == duplicate:
            move_along(attempt, changes, incident.id)


def _take_over(
    attempt: Attempt, changes: Changes, incident: Mapping[str, Any], duplicate: str
) -> None:
    own = incident["same_as"]
    if own is None:
        given_by = OriginRecord(case=duplicate, incident=incident["from"])
        own = open_incident(
            attempt, changes, incident["children"], reported=True, given_by=given_by
        )
    else:
        children = {*(changes.after.items[own].data.get("children", ())), *incident["children"]}
        changes.change_item(own, children=sorted(children))
    if incident["days"]:
        become_aware(changes, own, incident["days"][0])


def _name(changes: Changes, fact: str) -> str:
    """Return the name for the next entry of a fact by this event, which may record several."""
    names = changes.after.memory.get("facts", {}).get(fact, {})
    own = [name for name in names if name.partition(".")[0] == str(changes.seq)]
    return f"{changes.seq}.{len(own)}" if own else str(changes.seq)


def _decided_there(attempt: Attempt, survivor: Case | None, incident: Incident) -> Incident | None:
    """Return the incident that took this one over in the surviving case, if decided on there."""
    if survivor is None:
        return None
    mapped = attempt.case.memory.get("duplicate_of", {}).get("incidents", {}).get(incident.id)
    given_by = {"case": attempt.case.reference, "incident": incident.id}
    successors = [
        other
        for other in incidents_of(survivor)
        if other.id == mapped or other.given_by == given_by
    ]
    decided = [other for other in successors if other.state not in (POSSIBLE, HANDED_OVER)]
    return decided[0] if decided else None


def _bring_back(
    attempt: Attempt, changes: Changes, incident: Incident, decided: Incident | None
) -> None:
    if decided is None:
        move_along(attempt, changes, incident.id)
        # In a new visit, the views from before the incident was handed over no longer count.
        changes.change_item(incident.id, visit=incident.visit + 1, reported=True)
        return
    changes.change_item(incident.id, decided.state)
    if decided.sent is not None:
        changes.change_item(incident.id, sent={**decided.sent, "event": changes.seq})
    if decided.state == NOTIFIED and decided.sent is not None:
        _meet_notification(changes, incident.id, decided.sent["on"])


def _meet_notification(changes: Changes, incident: str, day: str) -> None:
    """Record that the duties to notify were met by the surviving case."""
    ending = Ending(
        changes.seq,
        Moment(date.fromisoformat(day)),
        MET,
        moved=False,
        subject=Subject(item=incident),
    )
    for key in (PANEL_NOTIFICATION, PARTNERS_TOLD):
        changes.remember(ends={key: {str(changes.seq): ending_entry(ending)}})


EFFECTS: Mapping[str, Effect] = {
    "close_as_duplicate": close_as_duplicate,
    "take_over_incidents": take_over_incidents,
    "hand_back_incidents": hand_back_incidents,
    "bring_back": bring_back,
}

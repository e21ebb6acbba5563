"""
Checks of an input against the case that no single field can make: each fault with its path.

Each is kept under the name of the effect that relies on it, and reads the same fields. They run
once the input is well formed, beside the guards, so that every reason is given at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt, Check
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases.children import children_of
from pathway.workflows.cases.incidents import POSSIBLE, incidents_of
from pathway.workflows.cases.lengths import due_by_rule, length_words
from pathway.workflows.deciding.corrections import CorrectionFields, revise
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import COPIES
from pathway.workflows.steps.choices import asked_agencies
from pathway.workflows.steps.effects.general import SuspensionFields
from pathway.workflows.steps.effects.incident_checks import (
    aware_by_then,
    further_notification_covers,
    notification_covers,
    report_is_possible,
)
from pathway.workflows.steps.effects.items import PublicationPlanFields
from pathway.workflows.steps.effects.meeting_checks import CHECKS as OF_MEETINGS
from pathway.workflows.steps.effects.plan import DelayFields
from pathway.workflows.steps.effects.referral_fields import (
    DuplicateFields,
    InformationRequestFields,
    ReferralFields,
)
from pathway.workflows.steps.effects.reviews import ReturnRequestFields
from pathway.workflows.steps.incident_choices import FURTHER

# A check that reads the step's input declares what it reads, as effects do.


def amended_form(attempt: Attempt, fields: ReferralFields) -> list[Reason]:
    """Return the faults of an amended form that changes its kind or drops what must stay."""
    known = attempt.case.document.get("kind")
    faults: list[Reason] = []
    if known is not None and fields.kind != known:
        faults.append(_fault("kind", f"the case is a {known}; the chair may change its kind"))
    if not fields.possible_serious_incident and strikes_too_late(attempt):
        why = (
            "a serious incident is possible since the referral was submitted; "
            "only a decision not to notify undoes it"
        )
        faults.append(_fault("possible_serious_incident", why))
    kept = children_kept(attempt)
    if len(fields.children) < kept:
        why = (
            f"the case holds {kept} children, whom incidents or an earlier submission name; "
            "keep each in its place, and use correct to change what was wrong"
        )
        faults.append(_fault("children", why))
    return faults


def children_kept(attempt: Attempt) -> int:
    """Return how many children an amended form must keep: all submitted or in other incidents."""
    kept = (
        len(children_of(attempt.case))
        if attempt.case.memory.get("people", {}).get("submitters")
        else 0
    )
    own = attempt.case.memory.get("form", {}).get("incident")
    for incident in incidents_of(attempt.case):
        if incident.id != own:
            kept = max([kept, *incident.children])
    return kept


def strikes_too_late(attempt: Attempt) -> bool:
    """Return whether the form's incident is possible and the referral was submitted already."""
    own = attempt.case.memory.get("form", {}).get("incident")
    if own is None or not attempt.case.memory.get("people", {}).get("submitters"):
        return False
    return attempt.case.items[own].state == POSSIBLE


def surviving_case(attempt: Attempt, fields: DuplicateFields) -> list[Reason]:
    """Return the faults of a surviving case that does not exist, is closed or does not match."""
    other = attempt.situation.others.get(fields.surviving)
    if other is None or fields.surviving == attempt.case.reference:
        return [_fault("surviving", "there is no other case with that reference")]
    is_closed = other.state in attempt.definition.case.finals
    reasons = [_fault("surviving", "that case is closed")] if is_closed else []
    return [*reasons, *_other_children(fields, other), *_other_incidents(fields, other)]


def _other_children(fields: DuplicateFields, other: Case) -> list[Reason]:
    """Return a fault unless each child is another child of the surviving case."""
    same = [child.same_as for child in fields.children]
    count = len(children_of(other))
    if len(set(same)) == len(same) and all(number <= count for number in same):
        return []
    return [
        _fault(
            "children",
            f"match each child with a different one of the {count} children of that case",
        )
    ]


def _other_incidents(fields: DuplicateFields, other: Case) -> list[Reason]:
    """Return a fault unless each incident is one of the surviving case, or a further one."""
    known = [incident.id for incident in incidents_of(other)]
    if all(pair.same_as in (*known, FURTHER) for pair in fields.incidents):
        return []
    listed = ", ".join(known) or "no incident"
    return [
        _fault("incidents", f"that case has {listed}; choose one of its incidents, or {FURTHER}")
    ]


def asked_in_time(attempt: Attempt, fields: InformationRequestFields) -> list[Reason]:
    """Return a fault where what is asked for would be due before it is asked."""
    if fields.due is None or fields.due >= attempt.on:
        return []
    return [_fault("due", "this day is before the request")]


@needs(deadlines=(COPIES,))
def copies_in_time(attempt: Attempt, fields: PublicationPlanFields) -> list[Reason]:
    """Return a fault where the day of publication comes too soon after the copies went out."""
    sent = attempt.item.data.get("copies_on") if attempt.item else None
    if not sent:
        return []
    # The rule counts back from publication to the last day for the copies.
    last_day = due_by_rule(attempt, COPIES, fields.planned_publication_on)
    if date.fromisoformat(sent) <= last_day:
        return []
    why = f"fewer than {length_words(attempt, COPIES)} after the copies went out"
    return [_fault("planned_publication_on", why)]


def not_asked_yet(attempt: Attempt, fields: ReturnRequestFields) -> list[Reason]:
    """Return a fault where the agency was asked already and still owes its return."""
    is_open = fields.agency in asked_agencies(attempt)
    return [_fault("agency", "this agency's return is open already")] if is_open else []


def later_than_due(attempt: Attempt, fields: DelayFields) -> list[Reason]:
    """Return a fault where a revised date is before the day on which it is recorded."""
    if fields.revised_on >= attempt.on:
        return []
    return [_fault("revised_on", "this day has already passed")]


def reviewed_later(attempt: Attempt, fields: SuspensionFields) -> list[Reason]:
    """Return a fault unless the suspension is to be reviewed on a later day."""
    if fields.review_on > attempt.on:
        return []
    return [_fault("review_on", "give a day after the day of the suspension")]


def correctable(attempt: Attempt, fields: CorrectionFields) -> list[Reason]:
    """Return why the entry cannot be corrected in this way, or nothing where it can."""
    revision = revise(attempt, fields)
    return revision if isinstance(revision, list) else []


def _fault(path: str, message: str) -> Reason:
    return Reason("input", message, path)


CHECKS: Mapping[str, Check] = {
    "record_form": amended_form,
    "close_as_duplicate": surviving_case,
    "propose_notification": aware_by_then,
    "report_incident": report_is_possible,
    "notify_panel": notification_covers,
    "notify_panel_again": further_notification_covers,
    "request_information": asked_in_time,
    "plan_publication": copies_in_time,
    "open_one_return": not_asked_yet,
    "record_delay": later_than_due,
    "suspend": reviewed_later,
    "correct": correctable,
    **OF_MEETINGS,
}

"""
Checks of an input against the case that no single field can make: each fault with its path.

Each is kept under the name of the effect that relies on it, and reads the same fields. They run
once the input is well formed, beside the guards, so that every reason is told at once.
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
from pathway.workflows.steps.effects.plan import DelayFields
from pathway.workflows.steps.effects.referral_fields import (
    DuplicateFields,
    InformationRequestFields,
    ReferralFields,
)
from pathway.workflows.steps.effects.reviews import ReturnRequestFields
from pathway.workflows.steps.incident_choices import FURTHER

# One that reads the step's input declares what it reads, as effects do.


def amended_form(attempt: Attempt, fields: ReferralFields) -> list[Reason]:
    """A form that is amended stays of its kind, and strikes no incident once it was submitted."""
    known = attempt.case.document.get("kind")
    faults: list[Reason] = []
    if known is not None and fields.kind != known:
        faults.append(_fault("kind", f"the case is a {known}; the chair may change its kind"))
    if not fields.possible_serious_incident and strikes_too_late(attempt):
        why = "a serious incident is possible since the referral was submitted; only a decision not to notify undoes it"
        faults.append(_fault("possible_serious_incident", why))
    kept = children_kept(attempt)
    if len(fields.children) < kept:
        why = f"the case holds {kept} children, whom incidents or an earlier submission name; keep each in its place"
        faults.append(_fault("children", f"{why}, and let correct say what was wrong of one"))
    return faults


def children_kept(attempt: Attempt) -> int:
    """
    Return how many children an amended form must have at least: those who were submitted, or are in
    an incident.
    """
    own = attempt.remembered("form", "incident")
    others = [
        number
        for incident in incidents_of(attempt.case)
        if incident.id != own
        for number in incident.children
    ]
    submitted = len(children_of(attempt.case)) if attempt.remembered("people", "submitters") else 0
    return max([submitted, *others])


def strikes_too_late(attempt: Attempt) -> bool:
    """Return whether the form's incident is possible and the referral was submitted already."""
    own: str | None = attempt.remembered("form", "incident")
    if own is None or not attempt.remembered("people", "submitters"):
        return False
    return attempt.case.items[own].state == POSSIBLE


def surviving_case(attempt: Attempt, fields: DuplicateFields) -> list[Reason]:
    """The surviving case exists, is open and has the children."""
    other = attempt.situation.others.get(fields.surviving)
    if other is None or fields.surviving == attempt.case.reference:
        return [_fault("surviving", "there is no other case of that reference")]
    is_closed = other.state in attempt.definition.case.finals
    reasons = [_fault("surviving", "that case is closed")] if is_closed else []
    return [*reasons, *_other_children(fields, other), *_other_incidents(fields, other)]


def _other_children(fields: DuplicateFields, other: Case) -> list[Reason]:
    """Each child is a child of the surviving case, and no two are the same."""
    same = [child.same_as for child in fields.children]
    count = len(children_of(other))
    if len(set(same)) == len(same) and all(number <= count for number in same):
        return []
    return [_fault("children", f"each child is another one of the {count} children of that case")]


def _other_incidents(fields: DuplicateFields, other: Case) -> list[Reason]:
    """Each incident is an incident of the surviving case, or is said to be a further one."""
    known = [incident.id for incident in incidents_of(other)]
    if all(pair.same_as in (*known, FURTHER) for pair in fields.incidents):
        return []
    return [
        _fault(
            "incidents", f"that case has {', '.join(known) or 'no incident'}; else say {FURTHER}"
        )
    ]


def asked_in_time(attempt: Attempt, fields: InformationRequestFields) -> list[Reason]:
    """What is asked for is due after it is asked."""
    due = fields.due
    return (
        [_fault("due", "this day is before the request")]
        if due is not None and due < attempt.on
        else []
    )


@needs(deadlines=(COPIES,))
def copies_in_time(attempt: Attempt, fields: PublicationPlanFields) -> list[Reason]:
    """Once the copies went out, the day of publication leaves them the time that they need."""
    sent: str | None = attempt.item["copies_on"] if attempt.item else None
    if sent and due_by_rule(attempt, COPIES, fields.planned_publication_on) < date.fromisoformat(
        sent
    ):
        why = f"fewer than {length_words(attempt, COPIES)} after the copies went out"
        return [_fault("planned_publication_on", why)]
    return []


def not_asked_yet(attempt: Attempt, fields: ReturnRequestFields) -> list[Reason]:
    """An agency that still owes its return is not asked again."""
    is_open = fields.agency in asked_agencies(attempt)
    return [_fault("agency", "this agency's return is open already")] if is_open else []


def later_than_due(attempt: Attempt, fields: DelayFields) -> list[Reason]:
    """A revised date is not before the day it is recorded."""
    return (
        [_fault("revised_on", "this day is past already")] if fields.revised_on < attempt.on else []
    )


def reviewed_later(attempt: Attempt, fields: SuspensionFields) -> list[Reason]:
    """A suspension is looked at again on a day after it."""
    is_later = fields.review_on > attempt.on
    return [] if is_later else [_fault("review_on", "give a day after that of the suspension")]


def correctable(attempt: Attempt, fields: CorrectionFields) -> list[Reason]:
    """The entry would still be itself with the corrected value."""
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
}

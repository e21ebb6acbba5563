"""
Checks of an input against the case that no single field can make: each fault with its path.

They run once the input is well formed, beside the guards, so that every reason is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from pathway.errors import Reason
from pathway.workflows.choices import asked_agencies, children_of, died_labels
from pathway.workflows.commands import Attempt
from pathway.workflows.corrections import revise
from pathway.workflows.rules import Rule, due_date

if TYPE_CHECKING:
    from pathway.workflows.inputs import general, plan, referral, subgroup

COPIES_BEFORE = Rule(working_days=-7)


def same_kind(attempt: Attempt) -> list[Reason]:
    """A form that is amended stays of its kind."""
    form = cast("referral.Referral", attempt.input)
    known = attempt.case.document.get("kind")
    if known is None or form.kind == known:
        return []
    return [_fault("kind", f"the case is a {known}; once it is submitted the chair may change its kind")]


def surviving_case(attempt: Attempt) -> list[Reason]:
    """The surviving case exists, is open and has the children."""
    chosen = cast("referral.Duplicate", attempt.input)
    other = attempt.situation.others.get(chosen.surviving)
    if other is None or chosen.surviving == attempt.case.reference:
        return [_fault("surviving", "there is no other case of that reference")]
    reasons = [] if other.state != "closed" else [_fault("surviving", "that case is closed")]
    same = [child.same_as for child in chosen.children]
    if len(set(same)) != len(same) or any(number > children_of(other) for number in same):
        count = children_of(other)
        reasons.append(_fault("children", f"each child is another one of the {count} children of that case"))
    return reasons


def new_aware_day(attempt: Attempt) -> list[Reason]:
    """After a decision not to notify, proposing again needs a new day."""
    day = cast("subgroup.Proposal", attempt.input).local_authority_aware_on
    if day.isoformat() in attempt.case.listed("awareness", "decided"):
        why = "it was decided on that day's incident already; a new one needs a new day"
        return [_fault("local_authority_aware_on", why)]
    return []


def asked_in_time(attempt: Attempt) -> list[Reason]:
    """What is asked for is due after it is asked."""
    due = cast("subgroup.InformationRequest", attempt.input).due
    return [_fault("due", "this day is before the request")] if due is not None and due < attempt.on else []


def copies_in_time(attempt: Attempt) -> list[Reason]:
    """Once the copies went out, the day of publication leaves them seven working days (statutory guidance)."""
    planned = cast("plan.PublicationPlan", attempt.input).planned_publication_on
    sent: str | None = attempt.item["copies_on"] if attempt.item else None
    if sent and due_date(COPIES_BEFORE, planned, attempt.situation.calendar).day < date.fromisoformat(sent):
        return [_fault("planned_publication_on", "fewer than 7 working days after the copies went out")]
    return []


def one_death(attempt: Attempt) -> list[Reason]:
    """One notification covers one death; harmed siblings share one."""
    sent = cast("subgroup.Notification | subgroup.FurtherNotification", attempt.input)
    died = set(died_labels(attempt)) & set(sent.children)
    return [_fault("children", "one notification covers one death; send another for each")] if len(died) > 1 else []


def not_asked_yet(attempt: Attempt) -> list[Reason]:
    """An agency that still owes its return is not asked again."""
    agency = cast("subgroup.ReturnRequest", attempt.input).agency
    return [_fault("agency", "this agency's return is open already")] if agency in asked_agencies(attempt) else []


def later_than_due(attempt: Attempt) -> list[Reason]:
    """A revised date is not before the day it is recorded."""
    revised = cast("general.Delay", attempt.input).revised_on
    return [_fault("revised_on", "this day is past already")] if revised < attempt.on else []


def reviewed_later(attempt: Attempt) -> list[Reason]:
    """A suspension is looked at again on a day after it."""
    review = cast("general.Suspension", attempt.input).review_on
    return [_fault("review_on", "give a day after that of the suspension")] if review <= attempt.on else []


def correctable(attempt: Attempt) -> list[Reason]:
    """The entry would still be itself with the corrected value."""
    found = revise(attempt)
    return found if isinstance(found, list) else []


def _fault(path: str, message: str) -> Reason:
    return Reason("input", message, path)


CHECKS: Mapping[str, Callable[[Attempt], list[Reason]]] = {
    "referral": same_kind,
    "duplicate": surviving_case,
    "proposal": new_aware_day,
    "information_request": asked_in_time,
    "publication_plan": copies_in_time,
    "notification": one_death,
    "further_notification": one_death,
    "return_request": not_asked_yet,
    "delay": later_than_due,
    "suspension": reviewed_later,
    "correction": correctable,
}

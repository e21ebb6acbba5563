"""Deadlines as callers are shown them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pathway.errors import NotFound
from pathway.service.access.readers import part_refused, required_reading
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView, DelayView, OwnerView
from pathway.workflows.access.reading import DEADLINES, Reading
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline


def deadline_views(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadlines: Iterable[Deadline]
) -> list[DeadlineView]:
    """Return deadlines as callers are shown them, the soonest first."""
    ordered = sorted(
        deadlines, key=lambda deadline: (deadline.due, deadline.opened_by, deadline.id)
    )
    return [deadline_view(unit, definition, case, deadline) for deadline in ordered]


def deadline_view(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, deadline: Deadline
) -> DeadlineView:
    """Return a deadline with the people in charge now and the rule's source."""
    rule = definition.deadlines.get(deadline.key)
    owners = for_deadline(definition, case, deadline, unit.directory).people
    emails = tuple(dict.fromkeys(post.email for post in owners))
    return DeadlineView(
        case=case.reference,
        id=deadline.id,
        key=deadline.key,
        title=rule.title if rule else deadline.key,
        item=deadline.item,
        child=deadline.child,
        seat=deadline.seat,
        about=deadline.about,
        occurrence=deadline.occurrence,
        owner=OwnerView(deadline.owner.role, deadline.owner.agency, emails),
        status=deadline.status,
        state=deadline.state,
        rule=deadline.rule,
        clock_on=deadline.clock_on,
        clock_at=deadline.clock_at,
        due=deadline.due,
        due_at=deadline.due_at,
        practical=deadline.practical,
        provisional=deadline.provisional,
        met_on=deadline.met_on,
        overdue=deadline.overdue(unit.now),
        days_left=unit.calendar.for_status(deadline.status).between(unit.today, deadline.due),
        status_grade=rule.grade if rule else "",
        source=rule.source if rule else "",
        skipped=_own(deadline.skipped),
        calendar=deadline.calendar,
        moves=_own(deadline.moves),
        delay=DelayView(deadline.revised, deadline.delayed) if deadline.revised else None,
        breach_corrected=deadline.breach_corrected,
        breaches=tuple(breach_views(deadline)),
        prompt=deadline.never_breached,
        suspended_on=deadline.paused_on,
    )


def _own(tables: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return tables of a deadline for a caller, whose they are: those of the case are kept."""
    return tuple(dict(table) for table in tables)


def breach_views(deadline: Deadline) -> list[Mapping[str, Any]]:
    """Return the recorded breaches of a deadline, and which of them a correction has undone."""
    return [
        {"event": number, "due": breach.due.isoformat(), "corrected": breach.corrected}
        for number, breach in deadline.breaches.items()
    ]


def readable_duty(unit: UnitOfWork, case: Case, name: str) -> Deadline:
    """
    Return a duty of a case that the reader may read.

    Args:
        name: As for `find_deadline`.

    Raises:
        NotFound: There is none of that name, or several.
        Refused: It is not theirs to read.
    """
    own = required_reading(unit, case)
    named = find_deadline(case, name, own)
    if not own.sees_deadline(named):
        raise part_refused(case, DEADLINES)
    return named


def find_deadline(case: Case, name: str, own: Reading) -> Deadline:
    """
    Return the deadline with that id, or the only one with that key, or the only open one with it.

    Args:
        own: What the reader may read: no other deadline is named to them.

    Raises:
        NotFound: There is none, or the key means several; their ids are named.
    """
    of_key = [deadline for deadline in case.deadlines.values() if deadline.key == name]
    # The first deadline of a key may have the key itself as its id, and be closed by now.
    with_id = case.deadlines.get(name)
    if with_id is not None and (name != with_id.key or len(of_key) == 1):
        return with_id
    open_ones = [deadline for deadline in of_key if deadline.is_open]
    for choice in (of_key, open_ones):
        if len(choice) == 1:
            return choice[0]
    if with_id is not None:
        return with_id
    known = [deadline for deadline in case.deadlines.values() if own.sees_deadline(deadline)]
    ids = ", ".join(deadline.id for deadline in known if deadline.key == name)
    if ids:
        raise NotFound("deadline", name, [], f"There are several; name one by its id: {ids}.")
    names = [*(deadline.key for deadline in known), *(deadline.id for deadline in known)]
    raise NotFound(
        "deadline", name, list(dict.fromkeys(names)), f"See `pathway deadlines {case.reference}`."
    )

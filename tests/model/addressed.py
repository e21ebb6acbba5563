"""
Whom notices are addressed to: nobody who is away, was removed, or is kept from the case or the item
they tell of.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner
from pathway.workflows.history.events import Event
from pathway.workflows.people.recipients import recipients
from pathway.workflows.reminders.ladders import notices_of_event
from pathway.workflows.reminders.notices import Notice
from tests.desk import Desk
from tests.model.exploring import Graph
from tests.model.people import Mixture, mixtures
from tests.model.signature import unseen

Resolve = Callable[[BoundDefinition, Case, Owner, Directory, Deadline | None], list[Appointment]]


def wrongly_addressed(graph: Graph, resolve: Resolve = recipients) -> Iterator[str]:
    """Return every notice that goes to somebody who must not be told, or to nobody."""
    seen = set[Hashable]()
    for node in graph.nodes.values():
        desk = node.desk
        yield from _wrong(
            desk,
            [notice for duty in unseen(desk, seen) for notice in _of_ladder(desk, duty)],
            resolve,
        )
    for _, edge in graph.edges:
        desk, mark = edge.taken.desk, (edge.move.step, edge.taken.desk.case.state)
        if mark not in seen:
            seen.add(mark)
            yield from _wrong(desk, list(_told(desk, edge.taken.events)), resolve)


def _told(desk: Desk, events: Iterable[Event]) -> Iterator[Notice]:
    """Return the notices with which steps themselves tell of something."""
    for event in events:
        notices = notices_of_event(desk.definition, desk.case, event, desk.calendar)
        yield from (notice for notice in notices if not notice.deadline)


def _of_ladder(desk: Desk, duty: Deadline) -> Iterator[Notice]:
    """Return a notice of a duty to each whom its ladder tells."""
    owner = duty.owner
    own = Notice(
        desk.case.reference,
        duty.id,
        duty.due,
        "0",
        0,
        owner.role,
        owner.agency or "",
        owner.person or 0,
    )
    yield own
    ladder = desk.definition.ladder_of(desk.definition.deadlines[duty.key])
    for step in ladder.escalate if ladder is not None else ():
        yield from (
            own._replace(rung=step.rung, role=role, agency="", person=0) for role in step.to
        )


def _wrong(desk: Desk, notices: list[Notice], resolve: Resolve) -> Iterator[str]:
    for mixture in mixtures(desk) if notices else ():
        for notice in notices:
            why = _why_wrong(mixture, notice, resolve)
            if why:
                yield f"{notice.rung} of {notice.deadline or notice.event} to {notice.role} {why}, {mixture.name}"


def _why_wrong(mixture: Mixture, notice: Notice, resolve: Resolve) -> str:
    desk = mixture.desk
    deadline = desk.case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    people = resolve(desk.definition, desk.case, owner, desk.directory, deadline)
    persons = {post.person for post in people}
    concerned = mixture.item is None or (deadline is not None and deadline.item == mixture.item)
    if concerned and persons & mixture.gone:
        return f"goes to {', '.join(post.email for post in people if post.person in mixture.gone)}"
    return "" if persons else "goes to nobody"

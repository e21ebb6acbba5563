"""
Whom a duty names: they may do what meets it, where it can be done, whoever is absent, removed or
kept away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.directory import Appointment
from pathway.workflows.deciding.decide import attempt_of
from pathway.workflows.definitions.deadline_format import Trigger
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline
from tests.desk import Desk
from tests.invariants import is_open
from tests.model.exploring import Graph, Node
from tests.model.moves import A_YEAR, FACT, WAIVERS, fact_of
from tests.model.people import mixtures
from tests.model.signature import unseen

PERSONAL = {"not_permitted", "interest"}
# Who is named brings these on, and somebody else then says that it is done: nobody verifies their
# own work.
BROUGHT_BY = {
    "action": ("start", "submit_evidence"),
    "agency_return": ("confirm_involvement", "submit_return"),
    "agency_return_hard_stop": ("confirm_involvement", "submit_return"),
}
Meeting = tuple[str, str | None]


def unable(graph: Graph) -> Iterator[str]:
    """Return every duty that names somebody who may not do what meets it."""
    seen = set[Hashable]()
    for node in graph.nodes.values():
        for deadline in unseen(node.desk, seen):
            yield from _unable_of(node, deadline)


def _unable_of(node: Node, deadline: Deadline) -> Iterator[str]:
    """Return those who are named among any mixture of people and may not meet the duty."""
    steps, known = list(meeting_here(node.desk, deadline)), set[int]()
    for mixture in mixtures(node.desk):
        desk = mixture.desk
        named = for_deadline(desk.definition, desk.case, deadline, desk.directory).people
        for post in (post for post in named if post.person not in known):
            if not may_meet(desk, deadline, post, steps):
                yield f"{deadline.id} names {post.email}, who may not meet it, {mixture.name}, after {node.way()}"
        # Whoever is named with everybody there may then do it, whoever else is not.
        known = known or {post.person for post in named}


def may_meet(desk: Desk, deadline: Deadline, post: Appointment, steps: Sequence[Meeting]) -> bool:
    """
    Return whether a person may take one of the steps, now or later.

    Where something else comes before all of them, nobody is kept from the duty.
    """
    reasons = [_reasons(desk, deadline, step, item, post.person) for step, item in steps]
    if all(codes - PERSONAL for codes in reasons):
        later = replace(desk, today=desk.today + A_YEAR)
        reasons = [_reasons(later, deadline, step, item, post.person) for step, item in steps]
    could_be_taken = [codes for codes in reasons if not codes - PERSONAL]
    return not could_be_taken or any(not codes & PERSONAL for codes in reasons)


def meeting_here(desk: Desk, deadline: Deadline) -> Iterator[Meeting]:
    """
    Return the steps, with their item, that meet the duty or bring it on and are open where the case
    is.
    """
    rule = desk.definition.deadlines[deadline.key]
    for file, step in desk.definition.tables():
        for item in _items(desk, file, deadline):
            own = step.name if file.owns == "case" else f"{file.name}.{step.name}"
            meets = any(_means(desk, trigger, own, step, deadline) for trigger in rule.meeting())
            brings = step.name in BROUGHT_BY.get(deadline.key, ())
            if (
                step.name not in WAIVERS
                and (meets or brings)
                and is_open(file, step, desk.case, item)
            ):
                yield step.name, item


def _means(desk: Desk, trigger: Trigger, name: str, step: Step, deadline: Deadline) -> bool:
    """Return whether a trigger is fired by that step."""
    if trigger.fact is not None:
        return name == FACT
    if trigger.leaves is not None:
        return step.to is not None and desk.case.within(trigger.leaves)
    if trigger.round is not None:
        return step.name == (deadline.about or "").partition("@")[0]
    return trigger.step == name


def _items(desk: Desk, file: DefinitionFile, deadline: Deadline) -> Iterable[str | None]:
    if file.owns == "case":
        return [None]
    own = desk.case.items.get(deadline.item or (deadline.about or "").partition("@")[2])
    if own is not None and own.kind == file.name:
        return [own.id]
    return [item.id for item in desk.case.items_of(file.name)]


def _incident(desk: Desk, step: str, deadline: Deadline) -> dict[str, Any]:
    """
    Return that the step is about the incident that the duty is of, where its form asks for one.
    """
    form = desk.definition.forms.by_name[desk.definition.steps_named(step)[0][1].input]
    asks = any(field.name == "incident" for field in form.field)
    return (
        {"incident": deadline.item} if asks and (deadline.item or "").startswith("incident") else {}
    )


def _reasons(desk: Desk, deadline: Deadline, step: str, item: str | None, person: int) -> set[str]:
    """Return the codes of what keeps a person from a step, but for what is said with it."""
    answers = fact_of(desk, deadline) if step == FACT else _incident(desk, step, deadline)
    command = Command(
        step,
        person,
        desk.today,
        item,
        answers,
        salt=b"salt",
        reason="As agreed.",
        late_reason="Ill.",
    )
    _, reasons = attempt_of(
        desk.definition, desk.case, command, desk.situation(desk.proposal(step, item))
    )
    return {
        reason.code
        for reason in reasons
        if reason.code in PERSONAL or reason.code.startswith("guard.")
    }

"""Which steps a person may take now to meet a duty, or to come closer to meeting it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.refusals import SAID_WITH_IT
from pathway.workflows.deciding.decide import attempt_of
from pathway.workflows.definitions.deadline_format import Trigger
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.own_duties import RECORDS_FACT


@dataclass(frozen=True, slots=True)
class NextStep:
    """
    A step that somebody may take now.

    Args:
        item: The item that it is about, if it is a step of items.
        title: What it is called; with the title of the fact if it records one.
    """

    step: str
    item: str | None
    title: str


def next_steps(
    definition: BoundDefinition, case: Case, deadline: Deadline, person: int, situation: Situation
) -> list[NextStep]:
    """
    Return the steps with which a person can meet a duty now, in the order in which its rule names
    them.

    Where a duty is met by a step of an item that is not open yet, the step that leads there takes
    its place: the evidence of an action is sent before it can be accepted.
    """
    rule = definition.deadlines.get(deadline.key)
    steps: dict[tuple[str, str | None], NextStep] = {}
    for trigger in rule.meeting() if rule is not None else []:
        for step in _of_trigger(definition, case, deadline, trigger):
            if _is_allowed(definition, case, step, person=person, situation=situation):
                steps.setdefault((step.step, step.item), step)
    return list(steps.values())


def _of_trigger(
    definition: BoundDefinition, case: Case, deadline: Deadline, trigger: Trigger
) -> Iterator[NextStep]:
    if trigger.fact is not None and trigger.fact in definition.facts:
        for step in definition.case.step:
            if RECORDS_FACT in step.effects:
                yield NextStep(step.name, None, f"Record: {definition.facts[trigger.fact].title}")
    if trigger.round is not None:
        name, _, item = (deadline.about or "").partition("@")
        yield from _named(definition, name, item or None)
    kind, _, name = (trigger.step or "").rpartition(".")
    if name and not kind:
        yield from _named(definition, name, None)
    if kind in definition.files:
        yield from _of_items(definition.files[kind], case, deadline, name)


def _named(definition: BoundDefinition, name: str, item: str | None) -> Iterator[NextStep]:
    for _, step in definition.steps_named(name)[:1]:
        yield NextStep(name, item, step.title)


def _of_items(
    file: DefinitionFile, case: Case, deadline: Deadline, name: str
) -> Iterator[NextStep]:
    """Yield a step of the duty's own item, or of each item of the kind, or what leads to it."""
    own = case.items.get(deadline.item or "")
    items = [own] if own is not None and own.kind == file.name else case.items_of(file.name)
    for item in items:
        step = _leading_to(file, item.state, name)
        if step is not None:
            yield NextStep(step.name, item.id, step.title)


def _leading_to(file: DefinitionFile, state: str, name: str) -> Step | None:
    """
    Return the step of that name if it is open in a state of an item, else the first step of the
    shortest way to a state in which it is.
    """
    wanted = [step for step in file.step if step.name == name]
    waiting: deque[tuple[str, Step | None]] = deque([(state, None)])
    seen = {state}
    while waiting:
        reached, first = waiting.popleft()
        for step in wanted:
            if file.covers(step.from_, reached):
                return first or step
        for step in file.step:
            if (
                step.to is None
                or step.to in seen
                or step.by
                or not file.covers(step.from_, reached)
            ):
                continue
            seen.add(step.to)
            waiting.append((step.to, first or step))
    return None


def _is_allowed(
    definition: BoundDefinition, case: Case, step: NextStep, person: int, situation: Situation
) -> bool:
    """Return whether the person may take it, once they give what it asks for."""
    command = Command(step.step, person, situation.today, step.item, at=situation.now)
    _, reasons = attempt_of(definition, case, command, situation)
    return all(reason.code in SAID_WITH_IT for reason in reasons)

"""Which steps lead on from where a case and its items are, in pages; guards are not consulted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pathway.errors import NotFound, WrongUsage
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case

# A step by its name, with the item that it is about, if any.
OpenStep = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsAsked:
    """Which steps are asked for, and whether with their forms, as `Pathway.steps` takes them."""

    on: date | datetime | None = None
    step: str | None = None
    item: str | None = None
    limit: int | None = None
    after: str | None = None
    forms: bool = True


def open_steps(
    definition: BoundDefinition, case: Case, step: str | None = None, item: str | None = None
) -> Iterator[OpenStep]:
    """
    Yield every step that leads on from a present state, each once.

    Args:
        step: Only steps of this name.
        item: Only steps of this item.
    """
    seen: set[OpenStep] = set()
    for file, table in definition.tables():
        if step in (None, table.name) and _leads_on(definition, file, table, case):
            for subject in _subjects(file, table, case, item):
                if (table.name, subject) not in seen:
                    seen.add((table.name, subject))
                    yield table.name, subject


def steps_asked(definition: BoundDefinition, case: Case, asked: StepsAsked) -> Iterator[OpenStep]:
    """
    Return the open steps that are asked for, all that come after those of the page before.

    Raises:
        NotFound: No step has that place.
        WrongUsage: The limit is less than one.
    """
    if asked.limit is not None and asked.limit < 1:
        raise WrongUsage(f"A page has at least one step, not {asked.limit}.")
    names = open_steps(definition, case, asked.step, asked.item)
    return names if asked.after is None else _behind(definition, case, names, asked.after)


def place_of(step: str, item: str | None) -> str:
    """Return the place of a step among the steps of a case, as a page names it."""
    return f"{step}@{item}" if item else step


def _behind(
    definition: BoundDefinition, case: Case, steps: Iterator[OpenStep], place: str
) -> Iterator[OpenStep]:
    """Return the open steps behind a place; the step that had it may have closed since."""
    step, _, item = place.partition("@")
    last, names = (step, item or None), list[OpenStep]()
    for own in steps:
        if own == last:
            return steps
        names.append(own)
    order = {own: number for number, own in enumerate(_all_steps(definition, case))}
    if last not in order:
        raise NotFound("step", place, [place_of(*name) for name in names])
    return (name for name in names if order[name] > order[last])


def _all_steps(definition: BoundDefinition, case: Case) -> Iterable[OpenStep]:
    """Return every step of the case and of its items, open or not, in their order."""
    steps: dict[OpenStep, None] = {}
    for file, step in definition.tables():
        items = [item.id for item in case.items_of(file.name)]
        steps |= dict.fromkeys(
            (step.name, item) for item in (items if file.owns != "case" else [None])
        )
    return steps


def _leads_on(definition: BoundDefinition, file: DefinitionFile, step: Step, case: Case) -> bool:
    """Return whether a step leads on from the state of the case, as far as that matters."""
    if not step.from_ or step.who == ["system"]:
        return False
    if file.owns == "case":
        return file.covers(step.from_, case.state)
    return definition.case.covers(step.case, case.state)


def _subjects(
    file: DefinitionFile, step: Step, case: Case, only: str | None
) -> list[str] | list[None]:
    """Return the items from whose states a step leads on; None stands for the case."""
    if file.owns == "case":
        return [None] if only is None else []
    items = case.items_of(file.name)
    if only is not None:
        items = [item for item in items if item.id == only]
    states = {item.state for item in items}
    covered = {state for state in states if file.covers(step.from_, state)}
    return [item.id for item in items if item.state in covered]

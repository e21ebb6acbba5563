"""A definition: the machines that a case is pinned to, the case's own and those of its items."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pathway.workflows.definitions.deadline_format import DeadlineRule, Ladder
from pathway.workflows.definitions.format import (
    DefinitionFile,
    Kind,
    Step,
    by_weight,
    kinds_of,
    lists_of,
)
from pathway.workflows.definitions.partnership import VOTES, Agencies, Fact, Outcome, Votes
from pathway.workflows.history.item import Item

if TYPE_CHECKING:
    from pathway.workflows.definitions.machine import Machine
    from pathway.workflows.forms.catalogue import Forms


@dataclass(frozen=True)
class Definition:
    """
    The machines that a case is pinned to: the case's own and those of its items.

    Args:
        files: By name; the case's own first.
        hash: The content hash; the same content always has the same hash.
    """

    files: Mapping[str, DefinitionFile]
    hash: str

    @cached_property
    def case(self) -> DefinitionFile:
        """Return the case's own machine."""
        return next(file for file in self.files.values() if file.owns == "case")

    @cached_property
    def agencies(self) -> Agencies:
        """Return the agencies by the parts that they have."""
        return Agencies({part: tuple(codes) for part, codes in self.case.agencies.items()})

    @property
    def votes(self) -> Votes:
        """Return whose votes count, and how many decide."""
        return self.case.votes or VOTES

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """Return the seats of those who vote and sign; each is named after its agencies' part."""
        return tuple(self.votes.seats)

    def agencies_of(self, part: str) -> tuple[str, ...]:
        """
        Return the agencies that have a part: one, or several where an area has several; none if
        nobody has it.
        """
        return self.agencies.parts.get(part, ())

    def seat_of(self, agency: str) -> str | None:
        """Return the seat for which an agency votes, or None."""
        part = self.agencies.part_of(agency)
        return part if part in self.seats else None

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Return the agencies of all seats, in their order."""
        partners: list[str] = []
        for seat in self.seats:
            partners += self.agencies.parts[seat]
        return tuple(partners)

    @cached_property
    def agency_names(self) -> Mapping[str, str]:
        """Return the names of agencies by code."""
        names: dict[str, str] = {}
        for _, file in by_weight(self.files):
            names |= {agency.code: agency.name for agency in file.agency}
        return names

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Return the facts that may be recorded, by name."""
        facts: dict[str, Fact] = {}
        for _, file in by_weight(self.files):
            facts |= {fact.name: fact for fact in file.fact}
        return facts

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Return the outcomes that a case may have, by name."""
        outcomes: dict[str, Outcome] = {}
        for _, file in by_weight(self.files):
            outcomes |= {outcome.name: outcome for outcome in file.outcome}
        return outcomes

    def number(self, name: str) -> int:
        """Return a number of the practice."""
        return self.case.numbers[name]

    def is_final(self, item: Item) -> bool:
        """Return whether an item is in a final state."""
        return item.state in self.files[item.kind].finals

    @property
    def edition(self) -> str:
        """Return the name of the edition of the guidance that it follows."""
        return self.case.edition.name if self.case.edition else ""

    def in_force(self, day: date) -> bool:
        """Return whether the edition that it follows is in force on that day."""
        edition = self.case.edition
        if edition is None:
            return True
        if day < edition.in_force_from:
            return False
        return edition.in_force_until is None or day <= edition.in_force_until

    @cached_property
    def deadlines(self) -> Mapping[str, DeadlineRule]:
        """Return every deadline rule of every file, by key."""
        rules: dict[str, DeadlineRule] = {}
        for file in self.files.values():
            rules |= {rule.key: rule for rule in file.deadline}
        return rules

    def rules_of(self, step: str) -> Sequence[DeadlineRule]:
        """
        Return the deadline rules that a step may start or end, in their order: those with a trigger
        that names it, or names none, and those that follow a clock.
        """
        if step not in self._rules_of:
            self._rules_of[step] = [
                rule
                for rule in self.deadlines.values()
                if rule.follows_clock
                or any(trigger.step in (None, step) for trigger in rule.triggers)
            ]
        return self._rules_of[step]

    def keys_naming(self, step: str) -> frozenset[str]:
        """Return the keys of the deadline rules with a trigger that names the step."""
        if step not in self._keys_naming:
            self._keys_naming[step] = frozenset(
                rule.key
                for rule in self.deadlines.values()
                if any(trigger.step == step for trigger in rule.triggers)
            )
        return self._keys_naming[step]

    @cached_property
    def _rules_of(self) -> dict[str, Sequence[DeadlineRule]]:
        return {}

    @cached_property
    def _keys_naming(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Return the kinds of referral, by name."""
        return kinds_of(self.files)

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, str]]:
        """Return codes with their titles, by the list's name."""
        return lists_of(self.files)

    @cached_property
    def forms(self) -> Forms:
        """
        Return what steps and kinds of referral ask for; the models are made when they are first
        used.
        """
        from pathway.workflows.forms.catalogue import forms_of

        return forms_of(self.files)

    @cached_property
    def _steps(self) -> Mapping[str, list[tuple[DefinitionFile, Step]]]:
        steps: dict[str, list[tuple[DefinitionFile, Step]]] = {}
        for file, step in self.tables():
            steps.setdefault(step.name, []).append((file, step))
        return steps

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Return what its facts, outcomes, kinds of referral and steps are called, by their names."""
        facts = {fact.name: fact.title for fact in self.facts.values()}
        outcomes = {outcome.name: outcome.title for outcome in self.outcomes.values()}
        kinds = {kind.name: kind.title for kind in self.kinds.values()}
        steps = {name: tables[0][1].title for name, tables in self._steps.items()}
        return facts | outcomes | kinds | steps

    def steps_named(self, name: str) -> list[tuple[DefinitionFile, Step]]:
        """Return the steps of that name, each with the file that it is in."""
        return self._steps.get(name, [])

    def step_names(self) -> list[str]:
        """Return the name of every step, the case's first."""
        return list(self._steps)

    def tables(self) -> Iterator[tuple[DefinitionFile, Step]]:
        """Return the steps of every file, but for those taken only with a step of the case."""
        for file in self.files.values():
            for step in file.step:
                if not step.by:
                    yield file, step

    @cached_property
    def steps_meeting(self) -> Mapping[str, Sequence[tuple[DefinitionFile, Step]]]:
        """Return the steps that a deadline rule names as meeting it, by its key."""
        steps: dict[str, list[tuple[DefinitionFile, Step]]] = {}
        for rule in self.deadlines.values():
            names = {trigger.step for trigger in rule.meeting()}
            steps[rule.key] = [
                (file, step)
                for file, step in self.tables()
                if (step.name if file.owns == "case" else f"{file.name}.{step.name}") in names
            ]
        return steps

    def keys_met_by(self, step: str) -> Collection[str]:
        """Return the keys of the deadline rules that a step may meet, in their order."""
        if step not in self._keys_met_by:
            self._keys_met_by[step] = [
                rule.key
                for rule in self.deadlines.values()
                if any(trigger.step == step for trigger in rule.meeting())
            ]
        return self._keys_met_by[step]

    @cached_property
    def keys_met_by_facts(self) -> Collection[str]:
        """Return the keys of the deadline rules that some fact meets."""
        return {rule.key for rule in self.deadlines.values() if rule.fact}

    @cached_property
    def _keys_met_by(self) -> dict[str, Collection[str]]:
        return {}

    def ladder_of(self, rule: DeadlineRule) -> Ladder | None:
        """Return the ladder of a rule: its own, else that of its status."""
        for file in self.files.values():
            for ladder in file.ladder:
                if ladder.name == rule.ladder:
                    return ladder
                if not rule.ladder and rule.status in ladder.statuses:
                    return ladder
        return None

    @cached_property
    def machines(self) -> Mapping[str, Machine]:
        """Return the machine of each file, which all cases share; made when first used."""
        from pathway.workflows.definitions.machine import Machine

        return {name: Machine(file) for name, file in self.files.items() if file.is_machine}

    def state_title(self, state: str) -> str:
        """Return the title of a state of the case, or its name where it is unknown."""
        for known in self.case.state:
            if known.name == state:
                return known.title
        return state

"""A definition: the machines that a case is pinned to, its own and those of its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pathway.workflows.format import Agencies, DeadlineRule, DefinitionFile, Ladder, Step
from pathway.workflows.machine import Machine

if TYPE_CHECKING:
    from pathway.workflows.forms.catalogue import Forms
    from pathway.workflows.vocabulary import Vocabulary


SEATS = ("local_authority", "icb", "police")
NUMBERS = {
    "child_under": 18,
    "care_leaver_up_to": 24,
    "amber_days": 14,
    "impact_check_early_working_days": 10,
    "carry": 3,
    "carry_with_lead_partners": 2,
    "fail": 2,
    "signatures": 2,
}


SEATS = ("local_authority", "icb", "police")
NUMBERS = {
    "child_under": 18,
    "care_leaver_up_to": 24,
    "amber_days": 14,
    "impact_check_early_working_days": 10,
}


@dataclass(frozen=True)
class Definition:
    """
    The machines that a case is pinned to: its own and those of its items.

    Args:
        files: By name; the case's own first.
        hash: The content hash; the same content has the same hash for ever.
        vocabulary: The code behind the names of guards, effects and choices; no part of the hash.
    """

    files: Mapping[str, DefinitionFile]
    hash: str
    vocabulary: Vocabulary

    @cached_property
    def case(self) -> DefinitionFile:
        """Return the case's own machine."""
        return next(one for one in self.files.values() if one.owns == "case")

    @property
    def agencies(self) -> Agencies:
        """Return which agency is which."""
        if self.case.agencies is None:
            raise ValueError("a checked definition names its agencies")
        return self.case.agencies

    @property
    def seats(self) -> tuple[str, ...]:
        """Return the seats of the safeguarding partners who vote, by their part."""
        return SEATS

    def agencies_of(self, part: str) -> tuple[str, ...]:
        """Return the agencies that play a part: one, or several where an area has several."""
        return (getattr(self.agencies, part),)

    def seat_of(self, agency: str) -> str | None:
        """Return the seat that an agency has, or None where it has none."""
        return next((seat for seat in self.seats if agency in self.agencies_of(seat)), None)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Return the numbers of the practice."""
        return NUMBERS

    @property
    def edition(self) -> str:
        """Return the name of the edition of the guidance it follows."""
        return self.case.edition.name if self.case.edition else ""

    def in_force(self, day: date) -> bool:
        """Say whether the edition that it follows is in force on that day."""
        edition = self.case.edition
        if edition is None:
            return True
        return edition.in_force_from <= day and (edition.in_force_until is None or day <= edition.in_force_until)

    @cached_property
    def deadlines(self) -> Mapping[str, DeadlineRule]:
        """Return every rule of every file by key."""
        return {rule.key: rule for one in self.files.values() for rule in one.deadline}

    @cached_property
    def forms(self) -> Forms:
        """Return what steps and kinds of referral ask for; the models are made when they are first used."""
        from pathway.workflows.forms.catalogue import forms_of

        return forms_of(self.files)

    @cached_property
    def _steps(self) -> Mapping[str, list[tuple[DefinitionFile, Step]]]:
        found: dict[str, list[tuple[DefinitionFile, Step]]] = {}
        for one, step in self.tables():
            found.setdefault(step.name, []).append((one, step))
        return found

    def steps_named(self, name: str) -> list[tuple[DefinitionFile, Step]]:
        """Return the steps of that name with the file each stands in."""
        return self._steps.get(name, [])

    def step_names(self) -> list[str]:
        """Return the name of every step, the case's first."""
        return list(self._steps)

    def tables(self) -> Iterator[tuple[DefinitionFile, Step]]:
        """Return every step table that somebody may take, of every file."""
        return ((one, step) for one in self.files.values() for step in one.step if not step.by)

    def ladder_of(self, rule: DeadlineRule) -> Ladder | None:
        """Return the ladder of a rule: its own, else that of its status."""
        ladders = [ladder for one in self.files.values() for ladder in one.ladder]
        named = (ladder for ladder in ladders if ladder.name == rule.ladder)
        fitting = (ladder for ladder in ladders if rule.status in ladder.statuses)
        return next(named, None) if rule.ladder else next(fitting, None)

    @cached_property
    def machines(self) -> Mapping[str, Machine]:
        """Return the machine of each file, one for every case."""
        return {name: Machine(one) for name, one in self.files.items() if one.is_machine}

    def state_title(self, state: str) -> str:
        """Return a case state's title, or the name itself where it is unknown."""
        return next((one.title for one in self.case.state if one.name == state), state)

"""
The ways of a machine: which step leads from which state to which, and what they can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import matches

# Where a case is before it is opened.
NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A step from one state to another, or to the same one where it stays."""

    step: Step
    before: str
    after: str


class Ways:
    """The ways of the machine of one file."""

    def __init__(self, file: DefinitionFile) -> None:
        self._file = file
        self.every: list[Way] = []
        for step in file.step:
            self.every += self._of(step)

    @cached_property
    def reached(self) -> frozenset[str]:
        """Return the states that a case, or an item, can come to."""
        return self.closure([self._file.initial]) if self._file.state else frozenset()

    @cached_property
    def ending(self) -> frozenset[str]:
        """Return the final states, and those from which one of them can be reached."""
        return _closed(self._file.finals, self._backwards)

    @cached_property
    def possible(self) -> list[Way]:
        """
        Return the ways that can be taken: those that open a case, and those from states that can be
        reached.
        """
        return [way for way in self.every if way.before == NOWHERE or way.before in self.reached]

    @cached_property
    def by_step(self) -> Mapping[str, list[Way]]:
        """Return the ways that can be taken, by the name of the step."""
        ways: dict[str, list[Way]] = {}
        for way in self.possible:
            ways.setdefault(way.step.name, []).append(way)
        return ways

    def closure(self, states: Iterable[str]) -> frozenset[str]:
        """Return states, with all that can be reached from them."""
        return _closed(states, self._forwards)

    def states_of(self, patterns: Iterable[str]) -> list[str]:
        """Return the states that patterns cover; `*` is every state that is not final."""
        states: list[str] = []
        for pattern in patterns:
            if pattern in self._names:
                states.append(pattern)
            elif pattern == "*":
                states += [name for name in self._names if name not in self._file.finals]
            else:
                states += [name for name in self._names if matches(pattern, name)]
        return list(dict.fromkeys(states))

    @cached_property
    def _names(self) -> Mapping[str, None]:
        return dict.fromkeys(state.name for state in self._file.state)

    @cached_property
    def _forwards(self) -> Mapping[str, set[str]]:
        return _edges((way.before, way.after) for way in self.every)

    @cached_property
    def _backwards(self) -> Mapping[str, set[str]]:
        return _edges((way.after, way.before) for way in self.every)

    def _of(self, step: Step) -> Iterator[Way]:
        if not step.from_ and step.to is not None:
            yield Way(step, NOWHERE, step.to)
        for state in self.states_of(step.from_):
            yield Way(step, state, step.to or state)


def _edges(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for first, second in pairs:
        edges.setdefault(first, set()).add(second)
    return edges


def _closed(states: Iterable[str], edges: Mapping[str, set[str]]) -> frozenset[str]:
    """Return states, with all to which the edges lead from them."""
    reached = set(states)
    waiting = list(reached)
    while waiting:
        for following in edges.get(waiting.pop(), ()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return frozenset(reached)

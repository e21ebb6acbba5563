"""
Which state a step leads to, answered by `transitions`.

One machine is shared by every case of a definition. It drives a small token that is never
registered with it: registering costs 50 times as much and grows with every case. Guards are not
given to the machine, because a false guard says no without a reason; they are evaluated before, all
of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from transitions import EventData, MachineError
from transitions.extensions.nesting import HierarchicalMachine, NestedState

from pathway.workflows.definitions.format import DefinitionFile, Step


class DottedState(NestedState):
    """
    A state of `rapid_review.gathering`; the separator is ours alone, a host's machines keep theirs.
    """

    separator = "."


class DottedMachine(HierarchicalMachine):
    """A machine whose nested states are written with a dot."""

    state_cls = DottedState


class Token:
    """What the machine moves: a state and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Machine:
    """The machine of one definition file; what it answered once it need not be asked again."""

    def __init__(self, file: DefinitionFile) -> None:
        self._file = (
            file  # its steps are known by their identity, so they must live as long as the answers
        )
        self._answers: dict[tuple[str, int], str | None] = {}
        self._machine: Any = DottedMachine(
            model=None,
            states=_nested([state.name for state in file.state]),
            initial=None,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for step in file.step:
            sources = file.states_of(step.from_)
            if sources:
                self._machine.add_transition(
                    step.name, sources, step.to, conditions=_conditions(step)
                )

    def leads_to(self, state: str, step: Step) -> str | None:
        """
        Return the state in which the step ends, or None where it cannot be taken from this one.
        """
        asked = state, id(step)
        if asked not in self._answers:
            self._answers[asked] = self._asked(state, step)
        return self._answers[asked]

    def _asked(self, state: str, step: Step) -> str | None:
        token = Token(state)
        try:
            moved = self._machine.trigger_event(token, step.name, step=step)
        except (MachineError, AttributeError):
            return None
        return token.state if moved else None


def _conditions(step: Step) -> list[str | Callable[..., bool | None]]:
    """Keep apart the steps of one name from one state: the one that is meant is passed along."""
    return [partial(_is_meant, step)] if step.when else []


def _is_meant(step: Step, event: EventData) -> bool:
    return event.kwargs["step"] is step


def _nested(names: list[str]) -> list[Any]:
    parents: dict[str, list[str]] = {}
    for name in names:
        parent, _, child = name.partition(".")
        parents.setdefault(parent, []).extend([child] if child else [])
    return [
        {"name": name, "children": children} if children else name
        for name, children in parents.items()
    ]

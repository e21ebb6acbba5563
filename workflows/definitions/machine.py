"""
Which state a step leads to, answered by `transitions`.

One machine is shared by every case of a definition. It moves a small token that is never registered
with it: registering takes 50 times as long, and ever longer with every case. The machine does not
get the guards, because a false guard would refuse without a reason; all of them are evaluated
before.
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
    A state such as `rapid_review.gathering`. The separator is that of this class only, so that the
    machines of a host program keep their own.
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
    """The machine of one definition file; it remembers its answers."""

    def __init__(self, file: DefinitionFile) -> None:
        # Answers are kept by the identity of the step, so the steps must live as long as they do.
        self._file = file
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
        question = state, id(step)
        if question not in self._answers:
            self._answers[question] = self._answer(state, step)
        return self._answers[question]

    def _answer(self, state: str, step: Step) -> str | None:
        token = Token(state)
        try:
            moved = self._machine.trigger_event(token, step.name, step=step)
        except (MachineError, AttributeError):
            # The latter where no transition at all has the name of the step.
            return None
        return token.state if moved else None


def _conditions(step: Step) -> list[str | Callable[..., bool | None]]:
    """Return what keeps several steps of one name apart: only the step that is passed fits."""
    return [partial(_is_meant, step)] if step.when else []


def _is_meant(step: Step, event: EventData) -> bool:
    return event.kwargs["step"] is step


def _nested(names: list[str]) -> list[Any]:
    """Return dotted states as `transitions` takes them: each parent with its children."""
    parents: dict[str, list[str]] = {}
    for name in names:
        parent, _, child = name.partition(".")
        children = parents.setdefault(parent, [])
        if child:
            children.append(child)
    states: list[Any] = []
    for name, children in parents.items():
        states.append({"name": name, "children": children} if children else name)
    return states

"""Do steps name what is there, can somebody take them, and does each of them ever apply?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.definitions.names import unknown
from pathway.workflows.history.case import matches
from pathway.workflows.loading.checks.names import Names
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.loading.checks.ways import Ways
from pathway.workflows.people.roles import ROLES

NEVER = ("opener", "submitter", "concluder", "owner", "return_submitter", "evidence_submitter")


def faults(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what is wrong with the steps of each machine."""
    names = Names(files)
    for name, file in files.by_name.items():
        states = files.known("state", (state.name for state in file.state))
        for step in file.step:
            table = f"[[step]] {step.name}"
            for message in _step(file, step, states, vocabulary):
                yield Fault(name, table, message)
            if files.all_read:
                for message in _of_others(file, step, names):
                    yield Fault(name, table, message)
        if "state" not in files.unread:
            yield from _kept_apart(name, file)


def _step(
    file: DefinitionFile, step: Step, states: Sequence[str], vocabulary: Vocabulary
) -> Iterator[str]:
    for pattern in step.from_:
        if pattern != "*" and not any(matches(pattern, state) for state in states):
            yield from unknown("state", pattern, states)
    if step.to is not None:
        yield from unknown("state", step.to, states)
    if not step.from_ and (file.owns == "item" or step.to is None):
        yield "a step without `from` opens a case, so it must have a `to` and be in the case's file"
    if step.to in file.finals and file.owns == "case" and step.outcome is None:
        yield "a step that closes the case must name its outcome"
    yield from _people(file, step)
    yield from _conditions(step, vocabulary)
    for effect in step.effects:
        yield from unknown("effect", effect, vocabulary.effects)


def _people(file: DefinitionFile, step: Step) -> Iterator[str]:
    """Return what is wrong with who may take a step, and with whom it tells."""
    if not (step.who or step.by):
        yield "nobody may take it: give who"
    if step.by and file.owns == "case":
        yield "only a step of an item is taken with a step of the case: leave by out"
    roles = list(step.who)
    for telling in step.tells:
        roles += telling.roles
    for role in roles:
        yield from unknown("role", role, ROLES)
        if role in ROLES and ROLES[role].of_item and file.owns == "case":
            yield f"nobody can hold the role {role} here: it belongs to an item"
    for part in step.never:
        yield from unknown("part", part, NEVER)


def _conditions(step: Step, vocabulary: Vocabulary) -> Iterator[str]:
    guards = [*step.guards, step.when, *(telling.when for telling in step.tells)]
    for guard in guards:
        if guard is not None:
            yield from unknown("guard", guard, vocabulary.guards)


def _of_others(file: DefinitionFile, step: Step, names: Names) -> Iterator[str]:
    """Return what is wrong with the names that a step uses of things in other files."""
    of_item = file.owns == "item"
    for name in step.by if of_item else []:
        yield from unknown("step", name, names.steps)
    if step.outcome is not None:
        yield from unknown("outcome", step.outcome, names.outcomes)
    for pattern in step.case if of_item and names.case_states else []:
        if pattern != "*" and not any(matches(pattern, state) for state in names.case_states):
            yield f"no state of the case fits {pattern}"


def _kept_apart(name: str, file: DefinitionFile) -> Iterator[Fault]:
    """
    Return where steps of one name leave the same state without a `when` that keeps them apart.

    Each of them needs one, except the last.
    """
    ways = Ways(file)
    for step_name in dict.fromkeys(step.name for step in file.step):
        tables = [table for table in file.step if table.name == step_name]
        if len(tables) > 1:
            for message in _of_one_name(tables, ways):
                yield Fault(name, f"[[step]] {step_name}", message)


def _of_one_name(tables: Sequence[Step], ways: Ways) -> Iterator[str]:
    by_state: dict[str, list[Step]] = {}
    for table in tables:
        for state in ways.states_of(table.from_):
            by_state.setdefault(state, []).append(table)
    for state, leaving in by_state.items():
        free = [place for place, table in enumerate(leaving) if table.when is None]
        if len(free) > 1:
            yield f"two steps of this name leave {state} and no `when` distinguishes them"
        elif free and free[0] < len(leaving) - 1:
            shadowed = ", ".join(str(table.when) for table in leaving[free[0] + 1 :])
            yield f"from {state} the one with when {shadowed} is never reached: one without `when` comes before it"

"""
Does a definition have all that the Python behind its names reads from it? Each fault with the table
that names that Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.attempts.needs import Needs, needs_of
from pathway.workflows.attempts.numbers import AMBER_DAYS
from pathway.workflows.deadlines.counting.clocks import CLOCKS
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.partnership import VOTES
from pathway.workflows.forms.catalogue import Forms, with_inner_fields
from pathway.workflows.forms.types import TYPES
from pathway.workflows.history.case import matches
from pathway.workflows.known_names import (
    ACTION,
    BREACH,
    DECLARE,
    DECLARE_INTEREST,
    HOLD,
    PLAN,
    REFER,
)
from pathway.workflows.loading.checks.read import Files

# The commands that open a case or a meeting, by the step that each takes.
COMMANDS = {REFER: "the command refer", PLAN: "the command meeting new"}

# What the commands of meetings take and look for.
OF_MEETINGS = Needs(
    steps=(
        "invite",
        "reschedule",
        "change_members",
        "change_agenda",
        DECLARE,
        "send_papers",
        HOLD,
        "amend_attendance",
        "add_meeting_action",
        "record_minutes",
        "agree_minutes",
        "cancel",
    ),
    states=("planned", "invited", "held", "minuted", "cancelled"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """A piece of Python that a table of a file names, and the names that it reads."""

    file: str
    table: str
    reader: str
    needs: Needs


def faults(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what the definition lacks, once for each piece of Python that reads it."""
    if not files.all_read:
        return
    known = _known(files)
    reported: set[tuple[str, str, str]] = set()
    for use in _uses(files, vocabulary):
        for kind, name in use.needs.names():
            if (use.reader, kind, name) not in reported and not _is_there(kind, name, known):
                reported.add((use.reader, kind, name))
                missing = f"the {kind} {name}, which the definition does not have"
                yield Fault(use.file, use.table, f"{use.reader} reads {missing}")


def _uses(files: Files, vocabulary: Vocabulary) -> Iterator[Use]:
    for name, file in files.by_name.items():
        if file.owns == "case":
            yield from _of_service(name, file, files.opened_by)
        yield from _of_steps(name, file, vocabulary)
        yield from _of_deadlines(name, file, vocabulary)
    yield from _of_forms(files.by_name, files.forms, vocabulary)


def _of_service(name: str, file: DefinitionFile, opened_by: str) -> Iterator[Use]:
    """Return what the service itself reads, whatever Python the files name."""
    yield Use(name, "[[step]]", COMMANDS[opened_by], Needs(steps=(opened_by,)))
    if opened_by == PLAN:
        yield Use(name, "[[step]]", "the command meeting", OF_MEETINGS)
    if file.meeting is not None:
        declared = Needs(steps=(DECLARE_INTEREST,))
        yield Use(name, "[[step]]", "the command meeting interests", declared)
    if file.deadline:
        yield Use(name, "[[step]]", "the sweep", Needs(steps=(BREACH,)))
    if ACTION in file.items:
        states = (f"{ACTION}:verified", f"{ACTION}:evidence_submitted")
        rating = Needs(states=states, numbers=(AMBER_DAYS,))
        yield Use(name, "[numbers]", "the rating of actions", rating)


def _of_steps(name: str, file: DefinitionFile, vocabulary: Vocabulary) -> Iterator[Use]:
    for step in file.step:
        table = f"[[step]] {step.name}"
        for effect in step.effects:
            yield Use(name, table, f"effect {effect}", needs_of(vocabulary.effects.get(effect)))
            yield Use(name, table, f"check {effect}", needs_of(vocabulary.checks.get(effect)))
        conditions = [*step.guards, step.when, *(telling.when for telling in step.tells)]
        yield from _guards(name, table, conditions, vocabulary)


def _of_deadlines(name: str, file: DefinitionFile, vocabulary: Vocabulary) -> Iterator[Use]:
    for rule in file.deadline:
        table = f"[[deadline]] {rule.key}"
        conditions = [trigger.when for trigger in rule.triggers]
        if rule.sooner:
            conditions.append(rule.sooner.when)
        yield from _guards(name, table, conditions, vocabulary)
        if rule.clock is not None:
            yield Use(name, table, f"clock {rule.clock}", needs_of(CLOCKS.get(rule.clock)))


def _guards(
    name: str, table: str, conditions: Iterable[str | None], vocabulary: Vocabulary
) -> Iterator[Use]:
    for condition in conditions:
        guard = vocabulary.guards.get(condition) if condition is not None else None
        if guard is not None:
            yield Use(name, table, f"guard {condition}", guard.needs)


def _of_forms(
    files: Mapping[str, DefinitionFile], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Use]:
    inputs: list[str] = []
    for file in files.values():
        inputs += [step.input for step in file.step]
    for name in forms.asked_by(inputs):
        where, table = forms.written[name][-1].file, f"[[form]] {name}"
        for field in with_inner_fields(forms.by_name[name].field):
            each = field.each.of if field.each else None
            for choice in (field.of or TYPES[field.type].of, field.suggest, each):
                if choice is not None:
                    read = needs_of(vocabulary.choices.get(choice))
                    yield Use(where, table, f"choice {choice}", read)
            for condition in (field.asked, field.wanted):
                if isinstance(condition, str):
                    read = needs_of(vocabulary.conditions.get(condition))
                    yield Use(where, table, f"condition {condition}", read)


def _known(files: Files) -> dict[str, list[str]]:
    """Return the names that the definition has, by what they are names of."""
    states: list[str] = []
    steps: list[str] = []
    deadlines: list[str] = []
    facts: list[str] = []
    numbers: list[str] = []
    seats: list[str] = []
    for _, file in files.owning("case"):
        states += [state.name for state in file.state]
        numbers += file.numbers
        seats += (file.votes or VOTES).seats
    for _, file in files.owning("item"):
        states += [f"{file.name}:{state.name}" for state in file.state]
    for file in files.by_name.values():
        steps += [step.name for step in file.step]
        deadlines += [rule.key for rule in file.deadline]
        facts += [fact.name for fact in file.fact]
    return {
        "state": files.known("state", states),
        "item": [file.name for _, file in files.owning("item")],
        "step": files.known("step", steps),
        "deadline": files.known("deadline", deadlines),
        "fact": files.known("fact", facts),
        "number": numbers,
        "seat": seats,
        "kind": files.known("kind", files.forms.kinds),
    }


def _is_there(kind: str, name: str, known: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a name is known; it need not be if it is a state of an unknown kind of item."""
    item, _, state = name.partition(":")
    if kind == "state" and state and item not in known["item"]:
        return True
    return any(matches(name, value) for value in known[kind])

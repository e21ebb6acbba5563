"""
Does a definition make sense as a whole? Every fault with its file and table, all at once.

Unknown states, guards, roles, inputs, effects, clocks and agencies; states that cannot be reached or left; two steps
that nothing keeps apart; deadlines that nothing can start, meet or stop; roles that nobody can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pathway.errors import Reason
from pathway.workflows.case import matches
from pathway.workflows.clocks import CLOCKS
from pathway.workflows.form_checks import form_faults
from pathway.workflows.format import OF_FACT, VOTES, DeadlineRule, DefinitionFile, Step, Trigger
from pathway.workflows.forms.catalogue import forms_of
from pathway.workflows.names import unknown
from pathway.workflows.need_checks import need_faults
from pathway.workflows.numbers import NUMBERS
from pathway.workflows.roles import NAMED_BY_STEP, ROLES
from pathway.workflows.vocabulary import Vocabulary

# Parts that Python reads besides those that have a seat.
PARTS = {"local_authority": "the role notifier", "youth_justice": "the role youth_justice_rep"}
NEVER = ("opener", "submitter", "concluder", "owner", "return_submitter")


def faults_of(files: Mapping[str, DefinitionFile], vocabulary: Vocabulary, *, all_read: bool = True) -> list[Reason]:
    """
    Return what is wrong with the files, each fault with its file and table.

    Where a file could not be read, what the others say of each other is not looked at: it would seem wrong as well.
    """
    together = list(files.values()) if all_read else []
    found = list(_whole(files)) if all_read else []
    for name, file in files.items():
        found += [
            Reason("definition", message, f"{name} {table}") for table, message in _file(file, together, vocabulary)
        ]
    if all_read:
        forms = forms_of(files)
        more = [*form_faults(files, forms, vocabulary), *need_faults(files, forms, vocabulary)]
        found += [Reason("definition", one.message, f"{one.file} {one.table}") for one in more]
    return found


def _whole(files: Mapping[str, DefinitionFile]) -> Iterator[Reason]:
    cases = [name for name, file in files.items() if file.owns == "case"]
    if files and len(cases) != 1:
        yield Reason("definition", f"exactly one file owns the case; {len(cases)} do", ", ".join(cases) or None)
    for name in cases:
        for kind in files[name].items:
            if kind not in {one.name for one in files.values() if one.owns == "item"}:
                yield Reason("definition", f"there is no file for the item {kind}", f"{name} items")
        for forms in files[name].forms:
            if forms not in {one.name for one in files.values() if one.owns == "forms"}:
                yield Reason("definition", f"there is no file for the forms {forms}", f"{name} forms")
    keys = [(rule.key, name) for name, file in files.items() for rule in file.deadline]
    for key in sorted({key for key, _ in keys}):
        where = [name for one, name in keys if one == key]
        if len(where) > 1:
            yield Reason("definition", "there are two deadlines of this key", f"{where[-1]} [[deadline]] {key}")


def _file(file: DefinitionFile, files: Sequence[DefinitionFile], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    if file.owns == "case" and file.edition is None:
        yield "[edition]", "the case's file says which edition of the guidance it follows"
    yield from _parts(file)
    if file.is_machine and not (file.state and file.step):
        yield "[[state]]", "the file of a case or of an item has states and steps"
        return
    yield from _states(file)
    for step in file.step:
        for message in _step(file, step, files, vocabulary):
            yield f"[[step]] {step.name}", message
    yield from _unguarded(file)
    for rule in file.deadline:
        for message in _deadline(rule, files, vocabulary):
            yield f"[[deadline]] {rule.key}", message
    for ladder in file.ladder:
        for role in [role for rung in ladder.escalate for role in rung.to]:
            yield from ((f"[[ladder]] {ladder.name}", message) for message in unknown("role", role, ROLES))


def _parts(file: DefinitionFile) -> Iterator[tuple[str, str]]:
    """Return what is wrong with the agencies' parts, with their seats and votes, and with the numbers."""
    parts = file.agencies
    for part, who in PARTS.items() if file.owns == "case" else ():
        if part not in parts:
            yield "[agencies]", f"there is no part {part}; {who} reads it"
    codes = [code for agencies in parts.values() for code in agencies]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield "[agencies]", f"the agency {code} has two parts"
    votes = file.votes or VOTES
    for seat in votes.seats if parts else []:
        yield from (("[votes]", message) for message in unknown("part", seat, parts))
    if len(set(votes.seats)) != len(votes.seats):
        yield "[votes]", "a seat stands here twice"
    most = len(votes.seats)
    for name in ("carry", "carry_with_lead_partners", "fail", "signatures"):
        if getattr(votes, name) > most:
            yield "[votes]", f"{name} is more than the {most} seats"
    if votes.carry_with_lead_partners > votes.carry:
        yield "[votes]", "carry_with_lead_partners is more than carry"
    if votes.carry + votes.fail <= most:
        yield "[votes]", "one round could both carry and fail: carry and fail together are more than the seats"
    for name, number in file.numbers.items():
        yield from (("[numbers]", message) for message in unknown("number", name, NUMBERS))
        if number < 0:
            yield "[numbers]", f"{name} is less than 0"


def _states(file: DefinitionFile) -> Iterator[tuple[str, str]]:
    names = [state.name for state in file.state]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"[[state]] {name}", "this state stands here twice"
    reached = _reached(file) if file.state else set[str]()
    for state in file.state:
        if state.name not in reached:
            yield f"[[state]] {state.name}", "no step leads here"
        if not state.final and not any(_leaves(file, step, state.name) for step in file.step):
            yield f"[[state]] {state.name}", "no step leads out of it and it is not final"


def _reached(file: DefinitionFile) -> set[str]:
    reached = {file.initial}
    while True:
        more = {step.to for step in file.step if step.to and any(file.covers(step.from_, state) for state in reached)}
        if more <= reached:
            return reached
        reached |= more


def _leaves(file: DefinitionFile, step: Step, state: str) -> bool:
    return step.to not in (None, state) and file.covers(step.from_, state)


def _step(file: DefinitionFile, step: Step, files: Sequence[DefinitionFile], vocabulary: Vocabulary) -> Iterator[str]:
    states = [state.name for state in file.state]
    for pattern in step.from_:
        if pattern != "*" and not any(matches(pattern, state) for state in states):
            yield from unknown("state", pattern, states) or ["no state fits " + pattern]
    if step.to is not None:
        yield from unknown("state", step.to, states)
    if not step.from_ and (file.owns == "item" or step.to is None):
        yield "a step without `from` opens a case, so it has a `to` and stands in the case's file"
    yield from _roles(file, step)
    for name in [*step.guards, *([step.when] if step.when else []), *(one.when for one in step.tells if one.when)]:
        yield from unknown("guard", name, vocabulary.guards)
    for name in step.effects:
        yield from unknown("effect", name, vocabulary.effects)
    for name in step.never:
        yield from unknown("part", name, NEVER)
    if step.outcome is not None and files:
        yield from unknown("outcome", step.outcome, [one.name for other in files for one in other.outcome])
    if step.to in file.finals and file.owns == "case" and step.outcome is None:
        yield "a step that closes the case names its outcome"
    yield from _case_states(file, step, files)


def _case_states(file: DefinitionFile, step: Step, files: Sequence[DefinitionFile]) -> Iterator[str]:
    known = [state.name for one in files if one.owns == "case" for state in one.state]
    for pattern in step.case if file.owns == "item" and known else []:
        if pattern != "*" and not any(matches(pattern, state) for state in known):
            yield f"no state of the case fits {pattern}"


def _roles(file: DefinitionFile, step: Step) -> Iterator[str]:
    for role in [*step.who, *(role for telling in step.tells for role in telling.roles)]:
        yield from unknown("role", role, ROLES)
        if role in ROLES and ROLES[role].of_item and file.owns == "case":
            yield f"nobody can hold the role {role} here: it belongs to an item"


def _unguarded(file: DefinitionFile) -> Iterator[tuple[str, str]]:
    """Two steps of one name from one state need a `when` each to be kept apart, all but one."""
    for name in dict.fromkeys(step.name for step in file.step):
        tables = [step for step in file.step if step.name == name]
        for state in file.state:
            free = [step for step in tables if file.covers(step.from_, state.name) and step.when is None]
            if len(free) > 1:
                yield f"[[step]] {name}", f"two steps of this name leave {state.name} and no `when` keeps them apart"


def _deadline(rule: DeadlineRule, files: Sequence[DefinitionFile], vocabulary: Vocabulary) -> Iterator[str]:
    if not rule.starts and rule.clock is None:
        yield "nothing starts it: give starts or clock"
    if not rule.met_by:
        yield "nothing meets it: give met_by"
    if rule.clock is not None and rule.clock.startswith(OF_FACT):
        yield from unknown("fact", rule.clock.removeprefix(OF_FACT), _facts(files))
    elif rule.clock is not None:
        yield from unknown("clock", rule.clock, CLOCKS)
    if rule.owner not in NAMED_BY_STEP:
        yield from unknown("role", rule.owner, ROLES)
    if rule.sooner is not None:
        yield from unknown("guard", rule.sooner.when, vocabulary.guards)
    for trigger in [*rule.starting(), *rule.meeting(), *rule.stopping()]:
        yield from _trigger(trigger, files, vocabulary)
    ladders = [ladder for file in files for ladder in file.ladder]
    if rule.ladder is not None and files:
        yield from unknown("ladder", rule.ladder, [ladder.name for ladder in ladders])
    elif ladders and not any(rule.status in ladder.statuses for ladder in ladders):
        yield f"no ladder serves the status {rule.status}"


def _trigger(trigger: Trigger, files: Sequence[DefinitionFile], vocabulary: Vocabulary) -> Iterator[str]:
    if trigger.when is not None:
        yield from unknown("guard", trigger.when, vocabulary.guards)
    if trigger.fact is not None:
        yield from unknown("fact", trigger.fact, _facts(files))
    if trigger.step is not None and files:
        yield from unknown("step", trigger.step, _step_names(files))
    if trigger.opens is not None and files:
        yield from unknown("item", trigger.opens, [file.name for file in files if file.owns == "item"])
    states = [state.name for file in files if file.owns == "case" for state in file.state]
    for pattern in (trigger.enters, trigger.leaves, trigger.from_, trigger.to):
        if states and pattern is not None and not any(matches(pattern, state) for state in states):
            yield f"no state of the case fits {pattern}"


def _facts(files: Sequence[DefinitionFile]) -> list[str]:
    return [fact.name for file in files for fact in file.fact]


def _step_names(files: Sequence[DefinitionFile]) -> list[str]:
    return [step.name if file.owns == "case" else f"{file.name}.{step.name}" for file in files for step in file.step]

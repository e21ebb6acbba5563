"""Do deadlines name what is there, does somebody hold them, and do their lengths make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.deadlines.counting.clocks import CLOCKS
from pathway.workflows.deadlines.subjects import CHILD, DUTY, ROUND
from pathway.workflows.definitions.deadline_format import DeadlineRule, Ladder, Trigger
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.names import unknown
from pathway.workflows.definitions.tables import OF_FACT
from pathway.workflows.history.case import matches
from pathway.workflows.loading.checks.lengths import length_faults
from pathway.workflows.loading.checks.names import Names
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.people.roles import NAMED_BY_STEP, ROLES


def faults(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what is wrong with the deadlines of each file."""
    names = Names(files)
    for name, file in files.by_name.items():
        for rule in file.deadline:
            table = f"[[deadline]] {rule.key}"
            messages = [
                *_rule(rule, vocabulary),
                *length_faults(rule),
                *_holder(file, rule),
            ]
            if files.all_read:
                messages += _of_others(rule, files, names)
            for message in messages:
                yield Fault(name, table, message)


def is_of_item(file: DefinitionFile, rule: DeadlineRule) -> bool:
    """
    Return whether each duty of a rule belongs to an item: the rule is in an item's file, or a duty
    starts when an item is opened or by a step of one.
    """
    if file.owns == "item":
        return True
    return any(_is_of_item(trigger) for trigger in rule.starting())


def _is_of_item(trigger: Trigger) -> bool:
    return trigger.opens is not None or (trigger.step is not None and "." in trigger.step)


def _rule(rule: DeadlineRule, vocabulary: Vocabulary) -> Iterator[str]:
    if not rule.starts and rule.clock is None:
        yield "nothing starts it: give starts or clock"
    if not rule.met_by:
        yield "nothing meets it: give met_by"
    if rule.clock is not None and not rule.clock.startswith(OF_FACT):
        yield from unknown("clock", rule.clock, CLOCKS)
    if rule.owner not in NAMED_BY_STEP:
        yield from unknown("role", rule.owner, ROLES)
    guards = [trigger.when for trigger in rule.triggers]
    if rule.sooner:
        guards.append(rule.sooner.when)
    for guard in guards:
        if guard is not None:
            yield from unknown("guard", guard, vocabulary.guards)


def _holder(file: DefinitionFile, rule: DeadlineRule) -> Iterator[str]:
    """Return a fault where a duty of the case has a role of items as its owner."""
    role = ROLES.get(rule.owner)
    if role is not None and role.of_item and not is_of_item(file, rule):
        yield f"nobody can hold the role {rule.owner} for it: that belongs to an item, and this is a duty of the case"


def _of_others(rule: DeadlineRule, files: Files, names: Names) -> Iterator[str]:
    """Return what is wrong with the names that a rule uses of things in other files."""
    if rule.of is not None:
        yield from unknown("subject", rule.of, [CHILD, DUTY, ROUND, *names.items])
    if rule.at_latest_with is not None:
        yield from unknown("deadline", rule.at_latest_with, _keys(files))
    if rule.clock is not None and rule.clock.startswith(OF_FACT):
        yield from unknown("fact", rule.clock.removeprefix(OF_FACT), names.facts)
    for trigger in rule.triggers:
        yield from _trigger(trigger, names)
    yield from _ladder(rule, files, names)


def _keys(files: Files) -> list[str]:
    keys: list[str] = []
    for file in files.by_name.values():
        keys += [rule.key for rule in file.deadline]
    return keys


def _ladder(rule: DeadlineRule, files: Files, names: Names) -> Iterator[str]:
    """Return a fault where a duty has no ladder: the one that it names, or one for its status."""
    if rule.ladder is not None:
        yield from unknown("ladder", rule.ladder, names.ladders)
        return
    ladders: list[Ladder] = []
    for file in files.by_name.values():
        ladders += file.ladder
    # A definition without any ladder reminds nobody, which is not a fault.
    if not ladders or "ladder" in files.unread:
        return
    if not any(rule.status in ladder.statuses for ladder in ladders):
        yield f"no ladder serves the status {rule.status}"


def _trigger(trigger: Trigger, names: Names) -> Iterator[str]:
    if trigger.fact is not None:
        yield from unknown("fact", trigger.fact, names.facts)
    if trigger.step is not None:
        yield from unknown("step", trigger.step, names.steps)
    if trigger.opens is not None:
        yield from unknown("item", trigger.opens, names.items)
    for pattern in (trigger.enters, trigger.leaves, trigger.from_, trigger.to):
        if pattern is not None and names.case_states and not _fits(pattern, names):
            yield f"no state of the case fits {pattern}"


def _fits(pattern: str, names: Names) -> bool:
    return any(matches(pattern, state) for state in names.case_states)

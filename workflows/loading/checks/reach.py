"""
Can each duty start, and be met or stopped while it runs? Its triggers are compared with the ways of
the machines.

Conditions (`when`) are not evaluated here: every step is taken as possible. A duty that starts in
certain states may run wherever the case can go from them; a trigger that no step brings about there
is in vain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pathway.workflows.deadlines.triggers import is_way
from pathway.workflows.definitions.deadline_format import DeadlineRule, Trigger
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.loading.checks.deadlines import is_of_item
from pathway.workflows.loading.checks.read import Files
from pathway.workflows.loading.checks.ways import Way, Ways

RECORDS_FACTS = "record_fact"


def faults(files: Files) -> Iterator[Fault]:
    """
    Return the duties that nothing starts, meets or stops, and the triggers that nothing brings
    about.
    """
    for _, case in files.owning("case"):
        if not case.state:
            return
        reach = Reach(files, case)
        for name, file in files.by_name.items():
            for rule in file.deadline:
                table = f"[[deadline]] {rule.key}"
                yield from (Fault(name, table, message) for message in reach.against(file, rule))


@dataclass(frozen=True)
class Reach:
    """What the steps of a definition bring about."""

    files: Files
    case: DefinitionFile

    @cached_property
    def _case(self) -> Ways:
        return Ways(self.case)

    @cached_property
    def _items(self) -> dict[str, Ways]:
        return {file.name: Ways(file) for _, file in self.files.owning("item") if file.state}

    def against(self, file: DefinitionFile, rule: DeadlineRule) -> Iterator[str]:
        """Return what is wrong with how a duty starts and ends."""
        in_vain = [trigger for trigger in rule.triggers if not self._ways(trigger)]
        yield from (f"{_words(trigger)} never happens" for trigger in in_vain)
        can_start = any(self._ways(trigger) for trigger in rule.starting())
        if rule.starts and not can_start:
            yield "nothing starts it: none of its starts ever happens"
            return
        ends = [trigger for trigger in rule.meeting() if trigger not in in_vain]
        if rule.met_by and not any(self._ends(file, rule, trigger) for trigger in ends):
            triggers = ", ".join(_words(trigger) for trigger in rule.meeting())
            yield f"nothing meets it while it runs: {triggers}"
        for trigger in rule.stopping():
            if trigger not in in_vain and not self._ends(file, rule, trigger):
                yield f"{_words(trigger)} never happens while it runs, so it stops nothing"

    def _ends(self, file: DefinitionFile, rule: DeadlineRule, trigger: Trigger) -> bool:
        """Return whether a trigger may come about in a state in which the duty may run."""
        kind = self._kind(trigger)
        if kind is not None and is_of_item(file, rule):
            running = self._running_of_item(file, rule, kind)
            return any(way.before in running for way in self._item_ways(trigger))
        running = self._running(rule)
        return any(way.before in running for way in self._ways(trigger))

    def _running(self, rule: DeadlineRule) -> frozenset[str]:
        """Return the states of the case in which the duty may run."""
        if rule.follows_clock or is_of_item(self.case, rule):
            return self._case.closure(self._case.reached)
        starts: set[str] = set()
        for trigger in rule.starting():
            starts.update(way.after for way in self._ways(trigger))
        return self._case.closure(starts)

    def _running_of_item(
        self, file: DefinitionFile, rule: DeadlineRule, kind: str
    ) -> frozenset[str]:
        """Return the states of an item in which its duty may run."""
        ways = self._items.get(kind)
        if ways is None:
            return frozenset()
        of_others = any(self._kind(trigger) != kind for trigger in rule.starting())
        if file.name != kind or rule.follows_clock or of_others:
            return ways.reached
        starts: set[str] = set()
        for trigger in rule.starting():
            starts.update(way.after for way in self._item_ways(trigger))
        return ways.closure(starts)

    def _ways(self, trigger: Trigger) -> list[Way]:
        """Return the ways of the case on which a trigger may come about."""
        if trigger.step is not None:
            caused = self._of_step(trigger)
        elif trigger.fact is not None:
            caused = [way for way in self._case.possible if self._tells(way, trigger.fact)]
        else:
            caused = self._case.possible
        return [way for way in caused if is_way(trigger, way.before, way.after)]

    def _of_step(self, trigger: Trigger) -> list[Way]:
        """Return the ways of the case on which a step, perhaps of an item, may be taken."""
        kind = self._kind(trigger)
        if kind is None:
            return self._case.by_step.get(trigger.step or "", [])
        tables = {id(way.step): way.step for way in self._item_ways(trigger)}.values()
        states: set[str] = set()
        for table in tables:
            states.update(self._case.states_of(table.case))
        ways: list[Way] = []
        for table in tables:
            # A step of an item leaves the state of the case as it is.
            ways += [Way(table, state, state) for state in states & self._case.reached]
        return ways

    def _item_ways(self, trigger: Trigger) -> list[Way]:
        """Return the ways of an item on which a trigger's step may be taken."""
        kind, _, name = (trigger.step or "").partition(".")
        ways = self._items.get(kind)
        return ways.by_step.get(name, []) if ways is not None else []

    def _kind(self, trigger: Trigger) -> str | None:
        """Return the kind of item to which a trigger's step belongs; None if not to an item."""
        kind, dot, _ = (trigger.step or "").partition(".")
        return kind if dot else None

    def _tells(self, way: Way, fact: str) -> bool:
        """Return whether a step may record a fact: by its effect, or as a day in a referral."""
        if RECORDS_FACTS in way.step.effects:
            return True
        forms = self.files.forms
        if not forms.is_of_kind(way.step.input):
            return False
        recorded: set[str | None] = set()
        for kind in forms.kinds:
            recorded.update(field.fact for field in forms.form_of(kind).field)
        return fact in recorded


def _words(trigger: Trigger) -> str:
    """Return a trigger as a fault names it."""
    causes = {
        "the step": trigger.step,
        "the fact": trigger.fact,
        "entering": trigger.enters,
        "leaving": trigger.leaves,
        "opening": trigger.opens,
        "a round of votes:": trigger.round,
    }
    words = [f"{name} {value}" for name, value in causes.items() if value is not None]
    for name, value in (("from", trigger.from_), ("to", trigger.to)):
        if value is not None:
            words.append(f"{name} {value}")
    return " ".join(words) or "what starts or ends it"

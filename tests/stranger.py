"""
A stranger: a program that knows JSON Schemas, the list of people and nothing of what it drives.

It lists the steps of everybody, chooses one, fills in the input from its schema alone, and goes on until the case is
closed. What it chooses is sensible and no more: what is new before what it did already, what leads onward before what
leads back, closing last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from jsonschema import Draft202012Validator

Json = dict[str, Any]
Style = Callable[[Mapping[str, Any]], Any]
PATIENCE = 120
# What costs least is taken. What adds to the work, and what leads back, is done when nothing else is left.
ONWARD, NEW, ITEM_ONWARD, CLOSE, STAY, BACK, OLD_ITEM, MORE_WORK, AGAIN = 0, 1, 2, 3, 10, 15, 16, 40, 10

# Words in a step's name that tell anybody that it leads back, or away.
UNDOING = ("return_", "reject_", "reopen", "with", "revise", "take_", "waive", "discontinue", "suspend", "dissent", "signpost")
UNDONE = 25


def required_only(schema: Mapping[str, Any]) -> Any:
    """Fill in what is required, each with its first example."""
    return {name: schema["properties"][name]["examples"][0] for name in schema.get("required", [])}


def everything(schema: Mapping[str, Any]) -> Any:
    """Fill in every property with its first example."""
    return {name: one["examples"][0] for name, one in schema["properties"].items()}


def by_type(schema: Mapping[str, Any]) -> Any:
    """Fill in what is required from the inside out, by const, enum and type; an object's own example is not read."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: by_type(schema["properties"][name]) for name in schema.get("required", [])}
    if schema.get("type") == "array" and schema.get("minItems", 1) == 1:
        return [by_type(schema["items"])]
    return schema["examples"][0]


STYLES: Mapping[str, Style] = {"required only": required_only, "everything": everything, "by type": by_type}


class Desk(Protocol):
    """What the stranger may do: look, take a step, let time pass. Everything is JSON."""

    def case(self, reference: str) -> Json:
        """Return the case."""
        ...

    def steps(self, reference: str, by: str) -> list[Json]:
        """Return the steps as that person may take them."""
        ...

    def take(self, reference: str, step: Json, by: str, said: Json) -> Json:
        """Take a step with every reason given, and return the case."""
        ...

    def wait(self) -> bool:
        """Let some days pass; False where time stands still."""
        ...


@dataclass
class Stranger:
    """
    One walk of one case.

    Args:
        curious: Take every step once, also those that lead nowhere; else only when nothing leads onward.
    """

    desk: Desk
    people: Sequence[str]
    style: Style
    reference: str
    curious: bool
    taken: Counter[str] = field(default_factory=Counter[str])
    by: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    visited: Counter[str] = field(default_factory=Counter[str])
    opened: dict[str, int] = field(default_factory=dict[str, int])
    moves: int = 0
    added_to: set[str] = field(default_factory=set[str])
    voted: set[tuple[str, str | None, str, int]] = field(default_factory=set[tuple[str, str | None, str, int]])
    path: list[str] = field(default_factory=list[str])

    def walk(self) -> Json:
        """Take steps until the case is closed, and return it as it then is."""
        case = self.desk.case(self.reference)
        self.visited[case["state"]] += 1
        for _ in range(PATIENCE):
            if case["state"] == "closed":
                return case
            chosen = self._choose(case)
            if chosen is None:
                if not self.desk.wait():
                    return case
                continue
            case = self._take(case, *chosen)
        return case

    def _take(self, case: Json, by: str, step: Json) -> Json:
        said = self.style(step["input_schema"])
        Draft202012Validator(step["input_schema"]).validate(said)
        after = self.desk.take(self.reference, step, by, said)
        self.voted.add(self._vote(step, by))
        self.taken[step["step"]] += 1
        self.by[step["step"], by] += 1
        self.path.append(step["step"])
        self.visited.update(_states(after) - _states(case))
        self.moves += after["state"] != case["state"]
        for item in after["items"]:
            self.opened.setdefault(item["id"], self.moves)
        if _work(after) > _work(case):
            self.added_to.add(step["step"])
        self.people = [by, *(one for one in self.people if one != by)]
        return after

    def _choose(self, case: Json) -> tuple[str, Json] | None:
        """Return the best of what anybody may do; what leads onward is taken as soon as it is found."""
        best: tuple[int, str, Json] | None = None
        for person in self.people:
            for step in self.desk.steps(self.reference, person):
                cost = self._cost(case, person, step)
                if cost is not None and (best is None or cost < best[0]):
                    best = (cost, person, step)
            if best is not None and best[0] <= NEW:
                break
        return best[1:] if best else None

    def _cost(self, case: Json, person: str, step: Json) -> int | None:
        if not step["allowed"] or self._vote(step, person) in self.voted:
            return None
        times, seen = self.taken[step["step"]], self.visited[_named(step)]
        if step["to"] == _state(case, step):
            more = MORE_WORK if step["step"] in self.added_to else STAY
            same = self.path[-1:] == [step["step"]]
            return NEW if self.curious and not times else more + 2 * times - same + AGAIN * self.by[step["step"], person]
        if step["step"].startswith(UNDOING) or "_not_" in step["step"]:
            return UNDONE + AGAIN * seen
        if step["to"] == "closed":
            return CLOSE
        if seen:
            return BACK + AGAIN * seen
        return ONWARD if step["item"] is None else ITEM_ONWARD if self.moves == self.opened[step["item"]] else OLD_ITEM

    def _vote(self, step: Json, by: str) -> tuple[str, str | None, str, int]:
        return step["step"], step["item"], by, self.visited.total()


def _named(step: Json) -> str:
    """Return the state that a step leads to, as `_states` names it."""
    return f"{step['item']}={step['to']}" if step["item"] else step["to"]


def _state(case: Json, step: Json) -> str:
    items = {item["id"]: item["state"] for item in case["items"]}
    return items[step["item"]] if step["item"] else case["state"]


def _states(case: Json) -> set[str]:
    return {case["state"], *(f"{item['id']}={item['state']}" for item in case["items"])}


def _work(case: Json) -> int:
    return len(case["items"]) + len(case["recommendations"])

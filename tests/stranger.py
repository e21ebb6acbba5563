"""
A stranger: a program that knows JSON Schemas, the list of people, the names of steps, and nothing
of what it drives.

It lists the steps of everybody, takes the one that leads furthest of those that are allowed, with
it its like by others and on other items, and goes on until the case is closed. What a step wants to
know it learns from its schema alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from jsonschema import Draft202012Validator

Json = dict[str, Any]
Style = Callable[[Mapping[str, Any]], Any]
PATIENCE = 200
# What is taken if it is allowed; what stands first is taken first.
ONWARD = (
    *("submit", "endorse", "notify_panel", "notify_panel_again", "put_to_subgroup"),
    *("decide_good_outcome_review", "propose_notification", "conclude_good_outcome"),
    *("confirm_involvement", "submit_return", "accept_return", "convene", "conclude_rapid_review"),
    *("sign_off", "send_rapid_review", "commission_cspr", "conclude_without_review"),
    *("appoint_reviewer", "complete_fieldwork", "submit_report", "approve_report"),
    *("plan_publication", "send_copies", "publish", "conclude_meeting", "accept_report"),
    *(
        "answer_recommendation",
        "agree_plan",
        "no_actions_needed",
        "start",
        "submit_evidence",
        "verify",
    ),
    *("complete_actions", "accept_impact", "record_fact", "add_action"),
)

# Steps that stay and are taken once until the case has moved, though their schema is another each
# time.
ONCE = ("sign_off", "add_action")


def required_only(schema: Mapping[str, Any]) -> Any:
    """Fill in what is required, each with its first example."""
    return {name: schema["properties"][name]["examples"][0] for name in schema.get("required", [])}


def everything(schema: Mapping[str, Any]) -> Any:
    """Fill in every property with its first example."""
    return {name: field["examples"][0] for name, field in schema["properties"].items()}


def by_type(schema: Mapping[str, Any]) -> Any:
    """
    Fill in what is required from the inside out, by const, enum and type; an object's own example
    is not read.
    """
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: by_type(schema["properties"][name]) for name in schema.get("required", [])}
    if (
        schema.get("type") == "array"
        and schema["items"].get("type") == "object"
        and schema.get("minItems", 1) == 1
    ):
        return [by_type(schema["items"])]
    return schema["examples"][0]


STYLES: Mapping[str, Style] = {
    "required only": required_only,
    "everything": everything,
    "by type": by_type,
}


class Desk(Protocol):
    """What the stranger may do: look, take a step, let time pass. Everything is JSON."""

    def case(self, reference: str) -> Json:
        """Return the case."""
        ...

    def steps(self, reference: str, by: str) -> list[Json]:
        """Return the steps as that person may take them."""
        ...

    def take(self, reference: str, step: Json, by: str, answers: Json) -> Json:
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
        shuns: Steps that are not taken.
        onward: Steps that are, those that lead furthest first.
    """

    desk: Desk
    people: Sequence[str]
    style: Style
    shuns: Sequence[str] = ()
    onward: Sequence[str] = ONWARD
    moves: int = 0
    done: set[tuple[str, str | None, str, str]] = field(
        default_factory=set[tuple[str, str | None, str, str]]
    )
    path: list[str] = field(default_factory=list[str])

    def walk(self, reference: str) -> Json:
        """Take steps until the case is closed or nothing is left to do, and return the case."""
        case = self.desk.case(reference)
        while case["state"] != "closed" and len(self.path) < PATIENCE:
            choices = sorted(self._choices(case), key=lambda choice: choice[0])
            if choices:
                case = self._take_alike(
                    case, [choice for choice in choices if choice[0] == choices[0][0]]
                )
            elif not self.desk.wait():
                break
        return case

    def _take_alike(self, case: Json, choices: Sequence[tuple[int, str, Json]]) -> Json:
        """
        Take a step, then the others of its name that are still allowed, as long as the case stays
        where it is.
        """
        before = case["state"]
        for number, (_, by, step) in enumerate(choices):
            again = self._again(case, by, step) if number else step
            if again is not None:
                case = self._take(case, by, again)
            if case["state"] != before:
                break
        return case

    def _again(self, case: Json, by: str, step: Json) -> Json | None:
        """
        Return the step as it is now, after others were taken; None where it is wanted no more.
        """
        about = (step["step"], step["item"])
        steps = [
            step
            for step in self.desk.steps(case["reference"], by)
            if (step["step"], step["item"]) == about
        ]
        return next((step for step in steps if self._wants(case, step, by)), None)

    def _take(self, case: Json, by: str, step: Json) -> Json:
        answers = self.style(step["input_schema"])
        validator: Any = Draft202012Validator(step["input_schema"])
        validator.validate(answers)
        self.done.add(self._once(case, step, by))
        self.path.append(step["step"])
        self.people = [by, *(email for email in self.people if email != by)]
        after = self.desk.take(case["reference"], step, by, answers)
        self.moves += after["state"] != case["state"]
        return after

    def _choices(self, case: Json) -> Iterator[tuple[int, str, Json]]:
        """Return what anybody may do; somebody who can lead the case on is enough."""
        for person in self.people:
            steps = [
                step
                for step in self.desk.steps(case["reference"], person)
                if self._wants(case, step, person)
            ]
            yield from ((self.onward.index(step["step"]), person, step) for step in steps)
            if any(step["to"] != case["state"] for step in steps):
                return

    def _wants(self, case: Json, step: Json, by: str) -> bool:
        wanted = step["step"] in self.onward and step["step"] not in self.shuns
        return wanted and step["allowed"] and self._once(case, step, by) not in self.done

    def _once(self, case: Json, step: Json, by: str) -> tuple[str, str | None, str, str]:
        """
        Return what keeps a step from being taken twice for nothing: who takes it, and on what.
        """
        stays = step["to"] == case["state"] and step["step"] not in ONCE
        about = str(step["input_schema"]["properties"]) if stays else str(self.moves)
        return step["step"], step["item"], by, about

"""
Taking a step of the model: by the first of those in charge who may, with what its schema suggests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import SAID_WITH_IT
from pathway.workflows.deciding.decide import attempt_of, follows, model_of
from pathway.workflows.deciding.schema import filled, input_schema
from pathway.workflows.history.events import Event
from pathway.workflows.people.in_charge import for_step
from pathway.workflows.people.sign_offs import seats_that_signed
from tests.desk import Desk

SIGNATURES = ("sign_off", "dissent")


@dataclass(frozen=True)
class Move:
    """
    A step that was taken: by whom, of what, and with which answers besides those that the schema
    suggests.
    """

    step: str
    item: str | None
    person: int
    varied: tuple[tuple[str, str], ...]
    on: date

    def __str__(self) -> str:
        answers = ", ".join(f"{name}={value}" for name, value in self.varied)
        return " ".join(part for part in (self.step, self.item, answers and f"({answers})") if part)


@dataclass(frozen=True)
class Taken:
    """A move with the desk that it left behind."""

    move: Move
    desk: Desk
    events: tuple[Event, ...]


def attempts(
    desk: Desk, name: str, item: str | None, answers: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Attempt]:
    """
    Return the step, with what is said already, as each of those in charge may look at it, one of
    each part.
    """
    command = Command(
        name, None, desk.today, item, answers, salt=b"salt", reason="As agreed.", late_reason="Ill."
    )
    situation = desk.situation(desk.proposal(name, item))
    looked, _ = attempt_of(desk.definition, desk.case, command, situation)
    seat = _seat(desk, looked)
    for group in for_step(looked):
        people = [
            post
            for post in group.people
            if seat is None or desk.definition.seat_of(post.agency) == seat
        ]
        for post in people[:1]:
            attempt, reasons = attempt_of(
                desk.definition, desk.case, replace(command, by=post.person), situation
            )
            if all(reason.code in SAID_WITH_IT for reason in reasons):
                yield attempt


def _seat(desk: Desk, attempt: Attempt) -> str | None:
    """Return whose turn it is, where the seats act one after the other."""
    name = attempt.step.name
    if attempt.step.votes:
        own = f"{name}@{attempt.item.id}" if attempt.item else name
        voted = set(desk.case.memory.get("rounds", {}).get(own, {}).get("votes", {}))
    elif name in SIGNATURES:
        voted = set(seats_that_signed(desk.case))
    else:
        return None
    return next((seat for seat in desk.definition.seats if seat not in voted), None)


def schema_of(desk: Desk, attempt: Attempt) -> dict[str, Any]:
    """Return the schema of what the step asks for."""
    return input_schema(model_of(desk.definition, attempt.step, {}, desk.case), attempt)


def completed(schema: Mapping[str, Any], varied: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what the schema suggests with those answers, and with what they make it ask for besides.
    """
    completed_input = filled(schema) | dict(varied)
    for rule in schema.get("allOf", []):
        ((name, answers),) = rule["if"]["properties"].items()
        if completed_input.get(name) in answers.get("enum", ()):
            asked = [name for name in rule["then"]["required"] if name not in completed_input]
            completed_input |= {name: schema["properties"][name]["examples"][0] for name in asked}
    return completed_input


def take(desk: Desk, attempt: Attempt, varied: Mapping[str, Any]) -> Taken | None:
    """
    Return the desk after the step, with what the system then takes by itself; None where it is
    refused.
    """
    varied = {
        name: value for name, value in attempt.command.input.items() if name == "incident"
    } | dict(varied)
    command = replace(attempt.command, input=completed(schema_of(desk, attempt), varied))
    event = desk.decided(command)
    if not isinstance(event, Event) or attempt.actor is None:
        return None
    after = replace(desk, events=list(desk.events))
    after.record(event)
    events = [event]
    while (following := follows(after.definition, after.case)) is not None:
        follow = after.decided(following)
        if not isinstance(follow, Event):
            return None
        after.record(follow)
        events.append(follow)
    item = command.item if attempt.item is not None else None
    answers = tuple(sorted((name, str(value)) for name, value in varied.items()))
    move = Move(attempt.step.name, item, attempt.actor, varied=answers, on=desk.today)
    return Taken(move, after, tuple(events))

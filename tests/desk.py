"""
A desk in memory: cases driven by `decide` and `evolve` alone, without storage, for tests of the
rules.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.bank_holidays import default_calendar
from pathway.workflows.deadlines.lateness import breach_of
from pathway.workflows.deciding.decide import attempt_of, decide, find_step, follows, model_of
from pathway.workflows.deciding.schema import filled, input_schema
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import evolve
from pathway.workflows.history.past import Past
from pathway.workflows.loading.definition_files import packaged_definition


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """Return the bank holidays as the library computes them."""
    return default_calendar()


@lru_cache
def directory(*further: str) -> Directory:
    """
    Return the invented people whom the package ships, with those of further files of its forms.
    """
    texts = [
        (files("pathway.demo.forms") / f"{name}.csv").read_text("utf-8")
        for name in ("people", *further)
    ]
    rows = [row for text in texts for row in csv.DictReader(text.splitlines())]
    numbers = {
        email: number
        for number, email in enumerate(dict.fromkeys(row["email"] for row in rows), start=1)
    }
    posts = [
        Appointment(
            numbers[row["email"]],
            row["email"],
            row["name"],
            row["agency"],
            tuple(row["roles"].split(";")),
            int(row["order"]),
        )
        for row in rows
    ]
    return Directory(tuple(posts))


def form(name: str) -> dict[str, Any]:
    """Return one of the forms that the package ships."""
    return tomllib.loads((files("pathway.demo.forms") / f"{name}.toml").read_text("utf-8"))


class Refused(AssertionError):
    """A step was refused that a test expected to be taken."""


@dataclass
class Desk:
    """One case and its history; `today` moves as the test says."""

    today: date
    case: Case = field(default_factory=lambda: Case("PR-2026-0001"))
    events: list[Event] = field(default_factory=list[Event])
    others: dict[str, Case] = field(default_factory=dict[str, Case])
    definition: BoundDefinition = field(default_factory=packaged_definition)
    directory: Directory = field(default_factory=directory)
    calendar: Calendar = field(default_factory=calendar)

    @property
    def now(self) -> datetime:
        """Return noon of the day."""
        return datetime.combine(self.today, time(12), UTC)

    def situation(self, proposal: Mapping[str, Any] | None = None) -> Situation:
        """Return the situation as the service would gather it."""
        labels = tuple(child["label"] for child in self.last_form().get("children", []))
        return Situation(
            self.directory,
            self.calendar,
            self.now,
            lambda: labels,
            proposal,
            self.others,
            Past(tuple(self.events)),
        )

    def last_form(self) -> Mapping[str, Any]:
        """Return the form as it was last recorded."""
        forms = [
            event.sealed["input"]
            for event in self.events
            if event.step in ("refer", "amend") and event.sealed
        ]
        return forms[-1] if forms else {}

    def number(self, by: str) -> int:
        """Return the directory's number of a person."""
        number = self.directory.number(by)
        assert number is not None, by
        return number

    def command(
        self, step: str, by: str | None, item: str | None = None, **answers: Any
    ) -> Command:
        """Return a command; what is not said is today's and empty."""
        number = self.number(by) if by else None
        command = Command(step, number, answers.pop("on", self.today), item, salt=b"salt")
        return replace(command, **answers)

    def proposal(self, step: str, item: str | None) -> Mapping[str, Any] | None:
        """Return the input of the open round of votes, as the service opens it."""
        voting_round = self.case.memory.get("rounds", {}).get(
            f"{step}@{item}" if item else step, {}
        )
        if not voting_round:
            return None
        event: Event = self.events[int(voting_round["event"]) - 1]
        sealed = event.sealed or {"input": {}}
        return {name: value for name, value in sealed["input"].items() if name != "vote"}

    def attempt(
        self, step: str, by: str | None, item: str | None = None, **answers: Any
    ) -> Event | Refusal:
        """Return what `decide` says."""
        return self.decided(self.command(step, by, item, **answers))

    def take(self, step: str, by: str, item: str | None = None, **answers: Any) -> Event:
        """Take a step, with what the system then takes by itself."""
        event = self.attempt(step, by, item, **answers)
        if isinstance(event, Refusal):
            raise Refused(
                f"{step} by {by}: "
                + "; ".join(f"[{reason.code}] {reason}" for reason in event.reasons)
            )
        before = self.case
        self.record(event)
        while (command := follows(self.definition, self.case)) is not None:
            follow = self.decided(command)
            if isinstance(follow, Refusal):
                self.case, self.events = before, self.events[: before.version]
                raise Refused(f"{command.step} by votes: {follow.reasons}")
            self.record(follow)
        return event

    def decided(self, command: Command) -> Event | Refusal:
        """Return what `decide` says to a command."""
        return decide(
            self.definition,
            self.case,
            command,
            self.situation(self.proposal(command.step, command.item)),
        )

    def breach(self, deadline: Deadline) -> None:
        """Record that a due day has passed, as the system does."""
        event = self.decided(breach_of(deadline))
        assert isinstance(event, Event), event
        self.record(event)

    def record(self, event: Event) -> None:
        """Add an event to the history."""
        self.case = evolve(self.case, event)
        self.events.append(event)

    def schema(self, step: str, by: str, item: str | None = None) -> dict[str, Any]:
        """Return the schema of the step's input for this case and day."""
        attempt = self.attempt_at(step, by, item)
        return input_schema(
            model_of(attempt.definition, attempt.step, attempt.command.input, self.case), attempt
        )

    def attempt_at(self, step: str, by: str, item: str | None = None, **answers: Any) -> Attempt:
        """Return the attempt as guards and schemas see it."""
        command = self.command(step, by, item, **answers)
        return attempt_of(
            self.definition, self.case, command, self.situation(self.proposal(step, item))
        )[0]

    def filled(self, step: str, by: str, item: str | None = None) -> dict[str, Any]:
        """Return an input that a program makes from the schema alone."""
        return filled(self.schema(step, by, item))

    def do(self, step: str, by: str, item: str | None = None, **answers: Any) -> Event:
        """Take a step with an input made from its schema, reasons and late reasons given."""
        answers.setdefault("input", self.filled(step, by, item))
        answers.setdefault("late_reason", "Waited for the hospital.")
        return self.take(step, by, item, reason="As agreed.", **answers)

    def refer(
        self, referral: Mapping[str, Any] | str, by: str, confirmed: tuple[str, ...] = ()
    ) -> Event:
        """Open the case from a form."""
        answers = form(referral) if isinstance(referral, str) else dict(referral)
        day = answers.get("referred_on", self.today)
        on = day if isinstance(day, date) else self.today
        return self.take("refer", by, input=answers, on=on, confirmed=confirmed)

    def codes(self, step: str, by: str, item: str | None = None, **answers: Any) -> list[str]:
        """Return the codes of the reasons why a step is refused, none where it is not."""
        outcome = self.attempt(step, by, item, **answers)
        return [reason.code for reason in outcome.reasons] if isinstance(outcome, Refusal) else []


__all__ = ["Desk", "Refused", "calendar", "directory", "find_step", "form"]

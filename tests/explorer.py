"""
An explorer of the definition: random steps by random people at random times, all that must always
hold checked.

`Explorer` walks one case at random and `Closer` leads any case to its end. Both know nothing of a
step but its schema.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import SAID_WITH_IT, Refusal
from pathway.workflows.cases.incidents import POSSIBLE, incidents_of
from pathway.workflows.deciding.decide import attempt_of, follows, model_of
from pathway.workflows.deciding.schema import filled, input_schema
from pathway.workflows.deciding.schema_examples import WORDS
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, event_from
from pathway.workflows.history.evolve import evolve, replay
from tests.declared import undeclared
from tests.desk import Desk, form
from tests.invariants import (
    check_closed,
    check_schema,
    every_example,
    is_open,
    must,
    possible,
    subjects,
    tables,
)

START = date(2026, 1, 5)  # Mon
RARE = (
    *(
        "declare_interest",
        "add_action",
        "add_recommendation",
        "request_return",
        "open_publication",
        "reopen_return",
    ),
    *("correct", "suspend", "prioritise", "legal_hold"),
)
Table = tuple[str, int]
RAPID = (
    "amend",
    "submit",
    "endorse",
    "notify_panel",
    "convene",
    "conclude_rapid_review",
    "send_rapid_review",
)
REVIEW = ("appoint_reviewer", "complete_fieldwork", "submit_report", "approve_report")
PLAN = ("answer_recommendation", "agree_plan", "complete_actions", "accept_impact")
PUBLIC = ("plan_publication", "send_copies", "publish", "publish_improvements", "withdraw_report")
LOCAL = (
    "amend",
    "submit",
    "endorse",
    "put_to_subgroup",
    "conclude_meeting",
    "conclude_good_outcome",
    "accept_report",
)
OFFENCE = (*LOCAL, "convene", "decide_serious_offence_review")
# What a walk is inclined to: chance alone seldom goes the whole way.
ROUTES = (
    (),
    (*RAPID, "commission_cspr", *REVIEW, *PUBLIC, *PLAN),
    (
        *RAPID,
        "record_panel_response",
        "answer_panel",
        "decide_local_review",
        "commission_cspr",
        *REVIEW,
        *PUBLIC,
    ),
    (
        *LOCAL,
        "decide_serious_offence_review",
        "decide_local_review",
        "decide_good_outcome_review",
        *PLAN,
        "publish",
    ),
    OFFENCE,
)


@dataclass
class Seen:
    """What a campaign of walks has come across."""

    states: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    tables: Counter[Table] = field(default_factory=Counter[Table])
    schemas: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


@dataclass(frozen=True)
class Choice:
    """A step that a person may take now, with what was found out about it."""

    step: str
    item: str | None
    attempt: Attempt
    table: Table


@lru_cache(maxsize=1)
def other_case() -> Case:
    """Return an open case with three children whose notification to the Panel runs."""
    answers = form("practice_review")
    answers["children"] = [
        dict(answers["children"][0], label=f"Child {letter}") for letter in "XYZ"
    ]
    desk = Desk(date(2026, 3, 16), case=Case("PR-2026-0002"))
    desk.refer(answers, "referrer.nca@example.org")
    return desk.case


def random_form(rng: random.Random, today: date, kind: str | None) -> dict[str, Any]:
    """Return an invented form with children of every fate, of any kind unless one is given."""
    answers = deepcopy(
        form(kind or rng.choice(["practice_review", "serious_offence", "good_outcome"]))
    )
    answers |= {
        "referred_on": today,
        "agency": rng.choice([answers["agency"], "police", "school_without_rep"]),
    }
    answers["possible_serious_incident"] = rng.random() < 0.4
    for name in ("incident_on", "local_authority_aware_on", "charged_on", "youth_justice_aware_on"):
        if name in answers or rng.random() < 0.2:
            answers[name] = today - timedelta(days=rng.randrange(12))
    answers.pop("youth_justice_notified_on", None)
    if rng.random() < 0.3:
        answers.pop("local_authority_aware_on", None)
    for child in answers["children"]:
        child["harm"] = rng.choice(["died", "seriously_harmed", "none", "none"])
        child["age_years"] = rng.choice([0, 9, 17, 24])
        child["care_status"] = [rng.choice(["looked_after", "care_leaver", "none", "none"])]
    if answers["kind"] != "serious_offence" and rng.random() < 0.7:
        answers.pop("charged_on", None)
        answers.pop("youth_justice_aware_on", None)
    return answers


DUPLICATE = "PR-2026-0003"
LATE = "late_reason_required"


def handed_over(today: date) -> dict[str, Any]:
    """Return what a case takes over of a duplicate that tells of a further incident."""
    day = (today - timedelta(days=9)).isoformat()
    incident = {"from": "incident:1", "same_as": None, "children": [1], "days": [day]}
    return {"duplicate": DUPLICATE, "incidents": [incident], "facts": {}}


class Explorer:
    """Walks one case, and keeps checking."""

    def __init__(self, rng: random.Random, seen: Seen) -> None:
        self.rng, self.seen = rng, seen
        self.route = rng.choice(ROUTES)
        self.desk = Desk(START + timedelta(days=rng.randrange(60)))
        self.desk.others = {"PR-2026-0002": other_case()}
        self.copy = Case(self.desk.case.reference)
        self.seen.tables[("review", self.number("refer"))] += 1
        answers = random_form(
            rng, self.desk.today, "serious_offence" if self.route is OFFENCE else None
        )
        answers["possible_serious_incident"] = (
            answers["possible_serious_incident"] and self.route is not OFFENCE
        )
        self.keep(
            self.attempted(
                "refer", "referrer.nca@example.org", input=answers, confirmed=("unlisted",)
            )
        )

    def walk(self, steps: int) -> None:
        """Take that many random steps, as far as there are any."""
        for _ in range(steps):
            self.pass_time(
                self.rng.choice([0, 0, 0, 0, 1, 1, 1, 3, 8, 40] + [370] * self.is_public())
            )
            choice = self.choose()
            if choice is not None:
                self.take(choice)
            if self.rng.random() < 0.1:
                self.try_forbidden()
            if self.rng.random() < 0.3:
                self.bring_on()

    def is_public(self) -> bool:
        """Say whether a report is on its page, where it stays for a year."""
        return any(item.data.get("published_on") for item in self.desk.case.items_of("publication"))

    def bring_on(self) -> None:
        """
        Do what takes several people: votes, sign-offs, returns; chance alone seldom brings them
        together.
        """
        case = self.desk.case
        for carried in list(case.memory.get("rounds", {})):
            name, _, item = carried.partition("@")
            for seat in self.desk.definition.partners:
                self.by_seat(name, item or None, seat)
        if case.state == "rapid_review.sign_off":
            for seat in self.desk.definition.partners:
                self.by_seat(
                    self.rng.choice(["sign_off", "sign_off", "sign_off", "dissent"]), None, seat
                )
        step = self.rng.choice(
            ["waive", "nil", "confirm_involvement", "submit_return", "accept_return"]
        )
        for agency_return in (
            case.items_of("agency_return")
            if case.state.endswith(("gathering", "fieldwork"))
            else []
        ):
            self.by_seat(step, agency_return.id, None)
        if case.state == "subgroup_decision.triage" and self.rng.random() < 0.4:
            self.take_over()

    def take_over(self) -> None:
        """Take over an incident of a duplicate, and hand it back at times."""
        self.by_system("take_over_incidents", handed_over(self.desk.today))
        if self.rng.random() < 0.5:
            self.by_system("hand_back_incidents", {"duplicate": DUPLICATE})
        self.by_system("follow_family", {"case": DUPLICATE, "people": []})

    def by_system(self, step: str, answers: Mapping[str, Any]) -> None:
        """Take a step that follows from what is done to another case."""
        self.keep(self.desk.decided(Command(step, None, self.desk.today, input=answers)))
        self.seen.tables[("review", self.number(step))] += 1

    def number(self, name: str) -> int:
        """Return the place of a step of the case in its file."""
        return [step.name for step in self.desk.definition.case.step].index(name)

    def by_seat(self, step: str, item: str | None, seat: str | None) -> None:
        """Let whoever holds that seat take the step with what its schema suggests, if they may."""
        for file, number, table in tables(self.desk):
            if table.name != step or not is_open(file, table, self.desk.case, item):
                continue
            who = possible(self.desk, table, item)
            mine = [
                email
                for email in who
                if seat is None or self.desk.directory.of(email)[0].agency == seat
            ]
            attempt, _ = self.looked_at(step, item, mine[0]) if mine else (None, [])
            if attempt is not None and attempt.step is table:
                choice = Choice(step, item, attempt, (file.name, number))
                event = self.tried(choice, filled(self.schema(choice)))
                if isinstance(event, Event):
                    self.take_one(choice, event)

    def pass_time(self, days: int) -> None:
        """Move the clock and record what has run out."""
        self.desk.today += timedelta(days=days)
        for deadline in self.desk.case.open_deadlines():
            if deadline.state == "running" and deadline.overdue(self.desk.now):
                self.seen.tables[("review", self.number("breach"))] += 1
                command = Command(
                    "breach",
                    None,
                    deadline.due + timedelta(days=1),
                    input={"deadline": deadline.id},
                )
                self.keep(self.desk.decided(command))

    def choose(self) -> Choice | None:
        """Return a step that may be taken, those seldom seen before others."""
        choices = list(self.choices())
        return (
            self.rng.choices(choices, [self.weight(choice) for choice in choices])[0]
            if choices
            else None
        )

    def weight(self, choice: Choice) -> float:
        """
        Return how willingly a step is taken: what is seldom, or leads where walks seldom go, comes
        first.
        """
        step = choice.attempt.step
        times = self.seen.tables[choice.table]
        taken = 1.0 / times**0.5 if times else 30.0
        leads_to = [(choice.attempt.file.name, step.to)] if step.to else self.led_by(step.name)
        if step.name in RARE or step.to == "closed":
            there = 0.05
        else:
            visits = [self.seen.states[state] for state in leads_to]
            there = max((10.0 / (1 + count) ** 0.5 for count in visits), default=0.15)
        inclined = 20.0 if step.name in self.route else 1.0
        return inclined * taken * there

    def led_by(self, name: str) -> list[tuple[str, str]]:
        """
        Return the states to which a step of the case may lead the items that are there by what it
        tells of them.
        """
        return [
            (file.name, step.to)
            for file in self.desk.definition.files.values()
            for step in file.step
            if step.to
            and name in step.by
            and any(item.state in step.from_ for item in self.desk.case.items_of(file.name))
        ]

    def choices(self) -> Iterator[Choice]:
        """Return every step for which somebody was found who may take it."""
        for file, number, step in tables(self.desk):
            for item in subjects(file, self.desk.case):
                if is_open(file, step, self.desk.case, item):
                    choice = self.choice(file, number, step, item)
                    if choice is not None:
                        yield choice

    def choice(
        self, file: DefinitionFile, number: int, step: Step, item: str | None
    ) -> Choice | None:
        """Return the step as a random person of its roles may take it, or None."""
        who = possible(self.desk, step, item)
        if not who:
            return None
        attempt, reasons = self.looked_at(step.name, item, self.rng.choice(who))
        meant = attempt.step is step and all(reason.code in SAID_WITH_IT for reason in reasons)
        return Choice(step.name, item, attempt, (file.name, number)) if meant else None

    def looked_at(self, step: str, item: str | None, person: int) -> tuple[Attempt, list[Any]]:
        """Return the attempt of a person, and what stands against it."""
        command = Command(step, person, self.desk.today, item, salt=b"salt")
        situation = self.desk.situation(self.desk.proposal(step, item))
        return attempt_of(self.desk.definition, self.desk.case, command, situation)

    def take(self, choice: Choice) -> None:
        """Take the step; the least and the most that its schema suggests must both be accepted."""
        schema = self.schema(choice)
        if choice.step == "amend":
            # A form is amended from what it says; what a schema suggests makes one anew.
            submitted = self.desk.case.memory.get("people", {}).get("submitters", []) != []
            possible = submitted and incidents_of(self.desk.case, POSSIBLE) != []
            schema["properties"]["children"]["examples"] = [self.desk.last_form()["children"]]
            schema["properties"]["possible_serious_incident"]["examples"] = [possible]
        least, most = filled(schema), every_example(schema)
        for answers in (least, most):
            outcome = self.tried(choice, answers)
            must(
                isinstance(outcome, Event),
                f"{choice.step} {choice.item} refuses its examples {answers}: {outcome}",
                self.desk,
            )
        self.take_one(
            choice, self.tried(choice, self.varied(schema, least)), self.tried(choice, least)
        )

    def take_one(self, choice: Choice, *outcomes: Event | Refusal) -> None:
        """
        Keep the first that was accepted, with what the system takes after it; all of it or nothing.
        """
        event = next(outcome for outcome in outcomes if isinstance(outcome, Event))
        before, copied = (self.desk.case, list(self.desk.events)), self.copy
        self.seen.tables[choice.table] += 1
        self.keep(event)
        if not self.follow():
            (self.desk.case, self.desk.events), self.copy = before, copied

    def follow(self) -> bool:
        """Take what two partners and the lead partners carried; say whether it could be taken."""
        for _ in range(3):
            command = follows(self.desk.definition, self.desk.case)
            if command is None:
                return True
            outcome = self.desk.decided(command)
            if isinstance(outcome, Refusal):
                return False
            self.keep(outcome)
        raise AssertionError(
            f"the system takes {follows(self.desk.definition, self.desk.case)} again and again"
        )

    def tried(self, choice: Choice, answers: Mapping[str, Any]) -> Event | Refusal:
        """
        Return what is decided on the step with that input; a reason for lateness is said once it is
        asked for.
        """
        command = Command(
            choice.step, choice.attempt.actor, self.desk.today, choice.item, answers, salt=b"salt"
        )
        outcome = self.desk.decided(command)
        if isinstance(outcome, Refusal) and {reason.code for reason in outcome.reasons} == {LATE}:
            return self.desk.decided(replace(command, late_reason=WORDS))
        return outcome

    def schema(self, choice: Choice) -> dict[str, Any]:
        """Return the schema, checked where it was not seen in this state before."""
        attempt = choice.attempt
        schema = input_schema(
            model_of(attempt.definition, attempt.step, {}, self.desk.case), attempt
        )
        if (choice.step, self.desk.case.state) not in self.seen.schemas or self.rng.random() < 0.02:
            self.seen.schemas.add((choice.step, self.desk.case.state))
            check_schema(schema, self.desk)
        return schema

    def varied(self, schema: Mapping[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        """Return the input with some choices made at random."""
        answers = dict(answers)
        for name, value in schema["properties"].items():
            if value.get("enum") and self.rng.random() < 0.7:
                answers[name] = self.rng.choice(value["enum"])
        if answers.get("vote") == "against" and self.rng.random() < 0.6:
            answers["vote"] = "for"
        if answers.get("fact") == "lead_partners_decided":
            answers["step"] = schema["properties"]["step"]["examples"][0]
        if answers.get("outcome") == "withdraws_item":
            answers["outcome"] = "noted"
        return answers | ({"reason": "As agreed."} if "reason" in schema["properties"] else {})

    def try_forbidden(self) -> None:
        """
        Try a step that is not open here, and somebody who has no part in it: both are refused.
        """
        step = self.rng.choice(
            [name for name in self.desk.definition.step_names() if name != "refer"]
        )
        item = self.rng.choice([None, *self.desk.case.items])
        outcome = self.desk.attempt(step, "scrutineer@example.org", item)
        must(isinstance(outcome, Refusal), f"{step} was taken by one who only reads", self.desk)
        open_here = any(
            table.name == step and is_open(file, table, self.desk.case, item)
            for file, _, table in tables(self.desk)
        )
        if not open_here and isinstance(outcome, Refusal):
            codes = {reason.code for reason in outcome.reasons}
            must(codes & {"wrong_state", "item_required"}, f"{step} {item}: {codes}", self.desk)

    def attempted(
        self, step: str, by: str, item: str | None = None, **answers: Any
    ) -> Event | Refusal:
        """Return what is decided on a step by its email."""
        return self.desk.attempt(step, by, item, **answers)

    def keep(self, event: Event | Refusal) -> None:
        """Add the event, and check all that always holds."""
        must(isinstance(event, Event), f"refused: {event}", self.desk)
        assert isinstance(event, Event)
        self.desk.record(event)
        self.copy = evolve(self.copy, event_from(event.header()))
        case = self.desk.case
        self.count(event)
        must(self.copy == case, "the replay of the stored header differs", self.desk)
        must(
            event.from_state == event.to_state or event.to_state == case.state,
            "the event tells another state",
            self.desk,
        )
        must(not undeclared(case), f"undeclared: {undeclared(case)}", self.desk)
        check_closed(self.desk)

    def count(self, event: Event) -> None:
        """Remember the states that the event led to."""
        if event.from_state != event.to_state:
            self.seen.states[("review", event.to_state)] += 1
        for name, members in event.effects.get("items", {}).items():
            if "state" in members:
                self.seen.states[(self.desk.case.items[name].kind, members["state"])] += 1

    def check_history(self) -> None:
        """The whole history, from its bytes, makes the case."""
        again = replay(
            self.desk.case.reference, [event_from(event.header()) for event in self.desk.events]
        )
        must(again == self.desk.case, "the replay of the whole history differs", self.desk)

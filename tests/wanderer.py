"""
A wanderer: an explorer that also enters what happened days ago, corrects, suspends, migrates, and
changes the people and the calendar, so that histories come out of order.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.deciding.migration import Move, against_migration, migrated
from pathway.workflows.history.events import Event, event_from
from pathway.workflows.history.evolve import replay
from pathway.workflows.loading.definition_files import load, packaged
from tests import routes
from tests.desk import Desk
from tests.explorer import Choice, Explorer, Seen, other_case
from tests.versions import other_lengths

BU, CHAIR = "business.unit@example.org", "chair@example.org"
BACK = (0, 0, 0, 0, 1, 1, 2, 3, 6, 15)
FACT = "record_fact"
SUSPENDABLE = ("local_review.*", "serious_offence_review.*", "good_outcome_review.*")
# Where a walk begins; chance alone seldom goes the whole way.
STARTS: Sequence[Callable[[], Desk] | None] = (
    None,
    None,
    routes.before_partners,
    routes.not_serious,
    partial(routes.not_serious, "serious_offence"),
    routes.in_rapid_review,
    routes.in_sign_off,
    partial(routes.with_panel, "cspr"),
    routes.with_panel,
    routes.in_practice_review,
    routes.in_fieldwork,
    routes.approved,
    routes.in_local_review,
    routes.local_plan,
    lambda: routes.in_impact(routes.local_plan()),
)


class Wanderer(Explorer):
    """Walks one case in disorder, and counts what it truly did."""

    def __init__(self, rng: random.Random, seen: Seen, versions: Sequence[BoundDefinition]) -> None:
        self.done: Counter[str] = Counter()
        self.back = 0
        self.versions = versions
        super().__init__(rng, seen)
        self.begin(self.rng.choice(STARTS))
        self.everybody = self.desk.directory

    def begin(self, start: Callable[[], Desk] | None) -> None:
        """Begin where a route leads, or with the form that was referred."""
        if start is None:
            return
        self.desk = start()
        self.desk.others = {"PR-2026-0002": other_case()}
        self.copy = replay(
            self.desk.case.reference, [event_from(event.header()) for event in self.desk.events]
        )

    def wander(self) -> None:
        """Do the next thing, whatever it is."""
        self.pass_time(self.rng.choice([0, 0, 0, 0, 1, 1, 1, 3, 8, 30]))
        case = self.desk.case
        acts: list[tuple[int, Callable[[], None]]] = [
            (12, self.step),
            (3, self.bring_on),
            (3, self.correct),
            (6 if case.within(*SUSPENDABLE) else 0, self.suspend_or_resume),
            (2, self.hold_interest),
            (1, self.migrate),
            (1, self.add_holiday),
            (1, self.send_away),
            (1, self.remove_somebody),
            (2, self.tell_fact),
        ]
        weights = [weight for weight, _ in acts]
        _, act = self.rng.choices(acts, weights)[0]
        act()
        self.pass_time(0)

    def step(self) -> None:
        """Take a step that somebody may take, perhaps of an earlier day."""
        choice = self.choose()
        if choice is not None:
            self.take_it(choice)

    def take_it(self, choice: Choice) -> None:
        """Take a step, of an earlier day where that is accepted."""
        self.back = self.rng.choice(BACK)
        schema = self.schema(choice)
        least = self.filled(schema)
        wanted = [self.tried(choice, self.varied(schema, least)), self.tried(choice, least)]
        back, self.back = self.back, 0
        wanted += [self.tried(choice, self.varied(schema, least)), self.tried(choice, least)]
        if not any(isinstance(event, Event) for event in wanted):
            self.done[f"{choice.step} refused"] += 1
            return
        before = len(self.desk.events)
        self.take_one(choice, *wanted)
        if len(self.desk.events) > before:
            event = self.desk.events[before]
            self.done[f"step {event.step}"] += 1
            if event.occurred_on < self.desk.today and back:
                self.done["entered late"] += 1

    def take_over(self) -> None:
        """Duplicates are two cases, and not part of this walk."""

    def filled(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the schema requires, and sometimes all that it knows."""
        required = schema.get("required", [])
        names = schema["properties"] if self.rng.random() < 0.3 else required
        answers = {name: schema["properties"][name]["examples"][0] for name in names}
        days = [
            name
            for name, node in schema["properties"].items()
            if name in answers and node.get("format") == "date"
        ]
        for name in days:
            if self.rng.random() < 0.5:
                answers[name] = (
                    self.desk.today + timedelta(days=self.rng.choice([-9, -3, -1, 0, 0, 2, 20]))
                ).isoformat()
        return answers

    def tried(self, choice: Choice, answers: Mapping[str, Any]) -> Event | Refusal:
        """Return what is decided on the step of the day that is meant."""
        on = self.desk.today - timedelta(days=self.back)
        command = Command(choice.step, choice.attempt.actor, on, choice.item, answers, salt=b"salt")
        return self.desk.decided(replace(command, late_reason="Waited for the hospital."))

    def by(self, name: str, step: str, email: str, item: str | None = None, **answers: Any) -> bool:
        """Let somebody take a step if they may, counted under a name."""
        if self.desk.directory.number(email) is None:
            return False
        more = {"reason": "As agreed.", "late_reason": "Waited for the hospital."}
        event = self.desk.attempt(step, email, item, **(more | answers))
        if isinstance(event, Refusal):
            self.done[f"{name} refused"] += 1
            return False
        before, copied = (self.desk.case, list(self.desk.events)), self.copy
        self.keep(event)
        if not self.follow():
            (self.desk.case, self.desk.events), self.copy = before, copied
            return False
        self.done[name] += 1
        return True

    def correct(self) -> None:
        """Correct the day of an entry, or something that it says."""
        event = self.rng.choice([event for event in self.desk.events if event.actor is not None])
        answers = dict((event.sealed or {}).get("input", {}))
        days = [name for name in answers if name.endswith("_on")] + ["due"] * ("due" in answers)
        field = self.rng.choice(
            ["occurred_on", *days, *days, *(["response"] * ("response" in answers))]
        )
        if field == "response":
            value: object = self.rng.choice(
                ["agrees", "recommends_cspr", "no_cspr_needed", "asks_for_information"]
            )
        else:
            day = (
                date.fromisoformat(answers[field])
                if isinstance(answers.get(field), str)
                else event.occurred_on
            )
            value = (day + timedelta(days=self.rng.choice([-8, -4, -2, -1, 1, 2, 5]))).isoformat()
        if event.step in ("refer", "amend") and self.rng.random() < 0.4:
            child = f"children[{self.rng.randrange(len(answers['children']))}]"
            field, value = self.rng.choice(
                [
                    (f"{child}.harm", self.rng.choice(["died", "seriously_harmed", "none"])),
                    (f"{child}.age_years", self.rng.choice([9, 17, 19, 24])),
                    ("agency", self.rng.choice(["police", "northern_care_alliance"])),
                ]
            )
        correction = {
            "event": event.seq,
            "field": field,
            "value": value,
            "why": "Read from the wrong page.",
        }
        self.by("corrected", "correct", BU, input=correction)

    def suspend_or_resume(self) -> None:
        """Suspend a review, or let it go on."""
        on = self.desk.today - timedelta(days=self.rng.choice(BACK))
        if self.desk.case.memory.get("standstills", {}) and self.rng.random() < 0.7:
            self.by("resumed", "resume", CHAIR, on=on)
        else:
            review_on = (self.desk.today + timedelta(days=self.rng.randrange(1, 60))).isoformat()
            self.by("suspended", "suspend", CHAIR, on=on, input={"review_on": review_on})

    def hold_interest(self) -> None:
        """Let somebody declare an interest, or the chair or a partner decide on one."""
        case, post = self.desk.case, self.rng.choice(self.desk.directory.appointments)
        waiting = [
            name
            for name, entry in case.memory.get("interests", {}).items()
            if entry["outcome"] == "declared"
        ]
        if not waiting:
            self.by(
                "interest declared",
                "declare_interest",
                post.email,
                input={"nature": "A relative of the child."},
            )
            return
        outcome = self.rng.choice(["none", "noted", "withdraws_item", "withdraws_case"])
        answers = {
            "interest": waiting[0],
            "outcome": outcome,
            "reasons": "A relative of the child.",
        }
        if outcome == "withdraws_item":
            answers["item"] = self.rng.choice([*case.items, "incident:1"])
        self.by(
            f"interest {outcome}",
            "decide_interest",
            self.rng.choice([CHAIR, routes.LA]),
            input=answers,
        )

    def tell_fact(self) -> None:
        """Record a fact of a day, of what it is about."""
        case, labels = (
            self.desk.case,
            [child["label"] for child in self.desk.last_form()["children"]],
        )
        names = sorted(self.desk.definition.facts)
        answers: dict[str, Any] = {"fact": self.rng.choice(names)}
        if answers["fact"] in ("harm_changed", "care_death_aware_on", "care_death_notified"):
            answers["child"] = self.rng.choice(labels)
        if answers["fact"] == "harm_changed":
            answers["harm"] = self.rng.choice(["died", "seriously_harmed"])
        if answers["fact"] in ("local_authority_aware_on", "partners_told"):
            answers["incident"] = self.rng.choice(
                [item.id for item in case.items_of("incident")] or [None]
            )
        if answers["fact"] == "lead_partners_decided":
            answers["step"] = self.rng.choice([*case.memory.get("rounds", {}), None])
        if answers["fact"] == "impact_checked":
            answers["months"] = self.rng.choice([3, 6, 12])
        answers = {name: value for name, value in answers.items() if value is not None}
        on = self.desk.today - timedelta(days=self.rng.choice(BACK))
        self.by(f"fact {answers['fact']}", FACT, BU, on=on, input=answers)

    def migrate(self) -> None:
        """Move the case to another version."""
        desk = self.desk
        to = self.rng.choice(
            [version for version in self.versions if version.hash != desk.definition.hash]
        )
        if against_migration(desk.case, desk.events, to):
            self.done["migrated refused"] += 1
            return
        move = Move(
            desk.directory.number(BU),
            desk.now,
            desk.calendar,
            desk.directory,
            "The new edition.",
            b"salt",
        )
        self.keep(migrated(desk.case, desk.definition, to, move))
        desk.definition = to
        self.done["migrated"] += 1

    def add_holiday(self) -> None:
        """
        Publish a further bank holiday, or close the office for a day; open duties are counted anew.
        """
        day = self.desk.today + timedelta(days=self.rng.randrange(1, 25))
        old = self.desk.calendar
        if day.weekday() >= 5 or day in old.holidays:
            return
        version = f"{old.version}+"
        if self.rng.random() < 0.5:
            self.desk.calendar = replace(
                old, holidays={**old.holidays, day: "Further holiday"}, version=version
            )
        else:
            self.desk.calendar = replace(
                old, closures={**old.closures, day: "Training day"}, version=version
            )
        self.done["holiday added"] += 1
        event = recounted(self.desk.definition, self.desk.case, self.desk.calendar, self.desk.now)
        if event is not None:
            self.keep(event)
            self.done["recounted"] += 1

    def send_away(self) -> None:
        """Let somebody be away, or come back."""
        people = self.desk.directory
        absent = set(people.absent)
        if absent and self.rng.random() < 0.5:
            absent.remove(self.rng.choice(sorted(absent)))
            self.done["came back"] += 1
        else:
            absent.add(self.rng.choice(people.appointments).person)
            self.done["went away"] += 1
        self.desk.directory = replace(people, absent=frozenset(absent))

    def remove_somebody(self) -> None:
        """Remove somebody from the directory, or let them come back."""
        people = self.desk.directory
        gone = [post for post in self.everybody.appointments if post not in people.appointments]
        if gone and self.rng.random() < 0.6:
            back = self.rng.choice(gone)
            posts = (*people.appointments, back)
            self.done["came into post"] += 1
        else:
            left = self.rng.choice([post for post in people.appointments if "bu" not in post.roles])
            posts = tuple(post for post in people.appointments if post.person != left.person)
            self.done["left"] += 1
        self.desk.directory = replace(people, appointments=posts)


def versions() -> dict[str, dict[str, str]]:
    """
    Return the files of the shipped definition, and of one in which many duties take another time,
    by their hash.
    """
    all_texts = [packaged(), other_lengths("2027.1")]
    return {load(texts).hash: texts for texts in all_texts}

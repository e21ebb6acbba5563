"""Random steps by random people at random times on a real file: what must always hold, holds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from tests.library_desk import LibraryDesk
from tests.rehearsals import CHAIR, NOTIFIER, OPENERS, REASONS, Rehearsal
from tests.stranger import ONWARD, STYLES, Json, Stranger

CASES, STEPS, LOOKS = 3, 50, 3
LIVES_ON = {
    "publication_kept",
    "national_repository",
    "referrer_told",
    "looked_after_death_notification",
    "care_leaver_death_notification",
}
SETTLED = {"accepted", "nil_return", "waived", "verified", "not_pursued"}
PUBLIC = {"published", "improvements_published", "withdrawn", "withheld"}
RARE = (
    "declare_interest",
    "add_action",
    "add_recommendation",
    "request_return",
    "open_publication",
    "reopen_return",
)
AWAY = (
    "withdraw",
    "close_as_duplicate",
    "signpost",
    "decide_no_further_action",
    "no_actions_needed",
)
LAST = (
    *(
        "lift_restriction",
        "decide_interest",
        "resume",
        *ONWARD[:-2],
        "decide_local_review",
        "decide_serious_offence_review",
    ),
    *(
        "national_review_published",
        "resume_publication",
        "publish_improvements",
        "record_view",
        "record_fact",
    ),
    *("decide_no_further_action", "waive", "do_not_pursue", "add_action", "amend", "withdraw"),
)
BUSY = ("business", "chair", "deputy", "notifier", "partner", "reviewer", "rep", "referrer")


class Crowd:
    """Some cases, and people who do at random what they may."""

    def __init__(self, desk: Rehearsal, seed: int) -> None:
        self.desk, self.rng = desk, random.Random(seed)
        self.people = list(dict.fromkeys(person.email for person in desk.pathway.people.list()))
        self.likely = [
            *self.people,
            *5 * [email for email in self.people if email.split(".")[0].split("@")[0] in BUSY],
        ]
        self.headers: dict[tuple[int, int], bytes] = {}
        self.path: list[str] = []
        self.references = [
            desk.refer(self.rng.choice(list(OPENERS))),
            self.notified(),
            self.decided(),
        ]

    def notified(self) -> str:
        """Return a case whose rapid review has begun with one agency."""
        reference = self.desk.endorsed()
        self.desk.do(reference, "notify_panel", NOTIFIER, agencies=["police"])
        return reference

    def decided(self) -> str:
        """Return a case whose local review has begun with one agency."""
        reference = self.desk.deliberated("good_outcome")
        self.desk.do(reference, "decide_local_review", CHAIR, agencies=["police"])
        return reference

    def step(self) -> None:
        """
        Let one of some people take a step that they may take, filled in from its schema, on some
        day.
        """
        reference, on = self.rng.choice(self.references), self.day()
        for by in self.rng.sample(self.likely, 6):
            allowed = [
                step.as_json()
                for step in self.desk.pathway.steps(reference, by=by, on=on)
                if step.allowed
            ]
            chosen = [step for step in allowed if self.is_chosen(step)]
            if chosen:
                self.take(reference, self.rng.choice(chosen), by, on)
                return

    def take(self, reference: str, step: Json, by: str, on: date) -> None:
        """Take it; what is allowed is never refused."""
        self.path.append(step["step"])
        answers: dict[str, Any] = self.rng.choice(list(STYLES.values()))(step["input_schema"])
        self.desk.pathway.take(
            reference, step["step"], by=by, item=step["item"], on=on, input=answers, **REASONS
        )

    def is_chosen(self, step: Json) -> bool:
        """Let what only adds to the work, or ends it too soon, be rare."""
        chance = 0.06
        if step["step"] in RARE or step["step"] in AWAY:
            chance = 0.02
        elif step["step"] in ONWARD[:-2]:
            chance = 1
        return self.rng.random() < chance

    def day(self) -> date:
        """Return today, or some day before."""
        back = self.rng.choice([0, 0, 0, 0, 1, 2, 9])
        return self.desk.pathway.clock.now().date() - timedelta(days=back)

    def pass_time(self) -> None:
        """Let no time pass, or some, or much; and let the sweep run, or not."""
        self.desk.pathway.clock.advance(timedelta(hours=self.rng.choice([0, 0, 0, 1, 7, 30, 200])))
        if self.rng.random() < 0.1:
            assert 0 == self.desk.pathway.sweep().failed

    def check(self) -> None:
        """Compare rows with replay, and the history with what it was."""
        assert [] == self.desk.pathway.verify()
        now = {
            (case, seq): header
            for case, seq, header in self.desk.sql("SELECT case_id, seq, header FROM pathway_event")
        }
        assert self.headers == {name: now.get(name) for name in self.headers}
        self.headers = now


@dataclass
class Library(LibraryDesk):
    """The library as a stranger's desk, in a hurry."""

    patience: int = 24

    def wait(self) -> bool:
        """Let a month pass."""
        self.patience -= 1
        self.desk.pathway.clock.advance(timedelta(days=30))
        return self.patience > 0


def left_open(case: Json) -> list[str]:
    """Return what a closed case must not hold open."""
    duties = [
        deadline["id"]
        for deadline in case["deadlines"]
        if deadline["state"] in ("running", "breached")
    ]
    keys = {deadline["id"]: deadline["key"] for deadline in case["deadlines"]}
    left = [
        item for item in case["items"] if item["kind"] != "incident"
    ]  # a decided one stays what it is
    items = [item["id"] for item in left if item["state"] not in SETTLED | PUBLIC]
    return [*(duty for duty in duties if keys[duty] not in LIVES_ON), *items]


@pytest.mark.rest
@pytest.mark.sqlite  # random histories are walked on both
@pytest.mark.parametrize("seed", [1])
def test_random_steps_keep_the_file_whole(desk: Rehearsal, seed: int) -> None:
    """
    Rows equal replay, the history only grows, and every case is closed with nothing left open.
    """
    desk.clock("2026-06-22")  # Mon
    crowd = Crowd(desk, seed)
    for number in range(STEPS):
        crowd.step()
        crowd.pass_time()
        if number % (STEPS // LOOKS) == 0:
            crowd.check()
    crowd.check()
    closed = [
        Stranger(Library(desk), crowd.people, STYLES["everything"], onward=LAST).walk(reference)
        for reference in crowd.references
    ]
    crowd.check()

    assert ["closed"] * CASES == [case["state"] for case in closed]
    assert [] == [name for case in closed for name in left_open(case)]
    assert len(set(crowd.path)) > 15

"""
Random cases with corrections, suspensions and moves to other versions mixed in: what must always
hold, holds.

`PATHWAY_SEED` is another walk; `PATHWAY_CASES` another number of cases on SQLite.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pathway.errors import Refused
from pathway.service.installing import install
from pathway.testing import PEOPLE, case_in, states
from tests.conftest import empty
from tests.histories import not_allowed
from tests.rehearsals import REASONS, Rehearsal, instant
from tests.stranger import STYLES
from tests.versions import SHIPPED, sooner

SEED = int(os.environ.get("PATHWAY_SEED", "0"))
CASES, ALL_CASES = {"sqlite": 40, "postgresql": 12}, {"sqlite": 200, "postgresql": 50}
LOOKS = 4
BU, CHAIR = "business.unit@example.org", "chair@example.org"
NEXT = "2027.1"
SUSPENDABLE = [
    state
    for state in states()
    if state.startswith(("local_review", "serious_offence", "good_outcome"))
]


class Crowd:
    """People who refer one case after the other and do with each what chance says."""

    def __init__(self, desk: Rehearsal, rng: random.Random) -> None:
        self.desk, self.pathway, self.rng = desk, desk.pathway, rng
        self.people = [person.email for person in desk.pathway.people.list()]
        self.done: Counter[str] = Counter()

    def case(self) -> None:
        """Open a case somewhere on its way, and let a few things happen to it."""
        place = self.rng.choice(SUSPENDABLE if self.rng.random() < 0.4 else states())
        reference = case_in(self.pathway, place).reference
        for _ in range(self.rng.randrange(2, 6)):
            self.pathway.clock.advance(timedelta(hours=self.rng.choice([0, 0, 1, 9, 30])))
            act = self.rng.choice([self.step, self.step, self.correct, self.suspend, self.move])
            self.tried(act.__name__, act, reference)

    def tried(self, name: str, act: object, reference: str) -> None:
        """Count what was done and what was refused; a refusal always says why."""
        assert callable(act)
        try:
            act(reference)
            self.done[name] += 1
        except Refused as refused:
            self.done[f"{name} refused" if refused.reasons else "refused without a reason"] += 1

    def step(self, reference: str) -> None:
        """Take a step that somebody may take; what is allowed is never refused."""
        for by in self.rng.sample(self.people, 3):
            allowed = [step for step in self.pathway.steps(reference, by=by) if step.allowed]
            if allowed:
                chosen = self.rng.choice(allowed)
                answers = self.rng.choice(list(STYLES.values()))(chosen.input_schema)
                try:
                    self.pathway.take(
                        reference, chosen.step, by=by, item=chosen.item, input=answers, **REASONS
                    )
                except Refused as refused:
                    raise AssertionError(f"{chosen.step} was allowed: {refused}") from refused
                return

    def correct(self, reference: str) -> None:
        """Move the day of some entry, or say another day in the form."""
        entries = [event for event in self.pathway.history(reference) if event.by != "system"]
        entry = self.rng.choice(entries)
        days = [
            name
            for name, value in (entry.input or {}).items()
            if name.endswith("_on") and isinstance(value, str)
        ]
        field = self.rng.choice(["occurred_on", *days])
        day = entry.occurred_on - timedelta(days=self.rng.randrange(4))
        correction = {
            "event": entry.seq,
            "field": field,
            "value": day.isoformat(),
            "why": "Read from the wrong page.",
        }
        self.pathway.take(reference, "correct", by=BU, input=correction, **REASONS)

    def suspend(self, reference: str) -> None:
        """Suspend a review, or resume it."""
        steps = {
            step.step: step
            for step in self.pathway.steps(reference, by=CHAIR)
            if step.step in ("suspend", "resume")
        }
        chosen = steps.get("resume" if self.pathway.case(reference).suspended_on else "suspend")
        if chosen is not None:
            answers = STYLES["required only"](chosen.input_schema)
            self.pathway.take(reference, chosen.step, by=CHAIR, input=answers, **REASONS)

    def move(self, reference: str) -> None:
        """Move the case to the other version, or take the last move back."""
        here = self.pathway.case(reference).definition["version"]
        back = (
            self.pathway.history(reference)[-1].step == "migrate_definition"
            and self.rng.random() < 0.5
        )
        other = NEXT if here == SHIPPED else SHIPPED
        to = None if back else other
        before = {deadline.id: deadline.due for deadline in self.pathway.case(reference).deadlines}
        previewed = {
            deadline.id
            for deadline in self.pathway.preview_migration(reference, to=to, by=BU).deadlines_moved
        }
        after = self.pathway.migrate(reference, to=to, by=BU, reason="The new edition.")
        moved = {
            deadline.id
            for deadline in after.deadlines
            if deadline.id in before and deadline.due != before[deadline.id]
        }
        assert moved <= previewed, f"{reference}: {moved - previewed} moved in silence"


@pytest.fixture
def busy(backend: str, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a rehearsal with few people and two versions of the definition."""
    url = empty(backend)
    address, key = url or f"sqlite:///{tmp_path}/pathway.db", tmp_path / "pathway.key"
    install(address, key, rehearsal=True, trust_operators=False, now=instant("2026-01-05"))  # Mon
    made = Rehearsal(tmp_path / "pathway.db", url)
    made.pathway.people.import_file(PEOPLE)
    made.pathway.definitions.load(sooner(NEXT))
    yield made
    made.remove()


@pytest.mark.long
def test_random_cases_hold_together(busy: Rehearsal, backend: str, whole: bool) -> None:
    """
    Rows equal replay, each entry was allowed when it was made, no due day moves in silence, nothing
    is rewritten.
    """
    cases = (ALL_CASES if whole else CASES)[backend]
    if backend == "sqlite":
        cases = int(os.environ.get("PATHWAY_CASES", cases))
    crowd = Crowd(busy, random.Random(f"{SEED} {backend}"))
    headers: dict[Any, Any] = {}
    for number in range(cases):
        crowd.case()
        if (number + 1) % (cases // LOOKS) == 0:
            assert 0 == busy.pathway.sweep().failed
            assert [] == busy.pathway.verify()
            now = {
                tuple(row[:2]): row[2]
                for row in busy.sql("SELECT case_id, seq, header FROM pathway_event")
            }
            assert headers == {name: now.get(name) for name in headers}
            headers = dict(now)

    assert [] == not_allowed(busy.pathway)
    assert 0 == crowd.done["refused without a reason"]
    assert cases == len(busy.pathway.cases())
    assert all(crowd.done[name] > cases // 8 for name in ("step", "correct", "suspend", "move")), (
        crowd.done
    )

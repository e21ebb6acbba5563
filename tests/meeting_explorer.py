"""An explorer of meetings: the same checks as for cases, on random walks through a meeting."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from tests.desk import Desk
from tests.explorer import START, Explorer, Seen
from tests.invariants import every_example
from tests.rehearsals import BU
from tests.sittings import FIRST, ICB, LA, POLICE, SECOND, of_meetings, plan

THIRD = "PR-2026-0003"
GUESTS = ("rep.police@example.org", "rep.icb@example.org")


class MeetingExplorer(Explorer):
    """Walks one meeting, and keeps checking."""

    def __init__(self, rng: random.Random, seen: Seen) -> None:
        self.rng, self.seen, self.route = rng, seen, ()
        self.desk = Desk(
            START + timedelta(days=rng.randrange(60)),
            Case("MT-2026-0001"),
            others={reference: Case(reference) for reference in (FIRST, SECOND, THIRD)},
            definition=of_meetings(),
        )
        self.copy = Case(self.desk.case.reference)
        self.seen.tables[("meeting", self.number("plan"))] += 1
        answers = plan(
            day=self.desk.today + timedelta(days=rng.choice([0, 1, 5, 20, 60])),
            members=rng.sample([LA, ICB, POLICE, *GUESTS], rng.randrange(6)),
            cases=rng.sample([FIRST, SECOND, THIRD], rng.randrange(4)),
        )
        self.keep(self.attempted("plan", BU, input=answers))

    def bring_on(self) -> None:
        """Let the day of the meeting come: chance alone seldom meets it."""
        day = meetings.day_of(self.desk.case)
        is_ahead = day is not None and day >= self.desk.today
        if day is not None and is_ahead and self.desk.case.state in ("planned", "invited"):
            self.pass_time((day - self.desk.today).days)

    def varied(self, schema: Mapping[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        """Return the input, at times with all that may be left out."""
        if self.rng.random() < 0.5:
            answers = every_example(schema)
        return super().varied(schema, answers)

    def is_public(self) -> bool:
        """Nothing of a meeting is public."""
        return False

"""Meetings for tests: planned, invited and held, with the people whom the package ships."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.service.views.meetings import MeetingView
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.history.case import Case
from pathway.workflows.loading.definition_files import packaged_definition
from tests.desk import Desk
from tests.rehearsals import BU, CHAIR, PARTNERS, Rehearsal

LA, ICB, POLICE = PARTNERS
FIRST, SECOND = "PR-2026-0001", "PR-2026-0002"
MONDAY = date(2026, 3, 16)
THURSDAY = date(2026, 4, 9)  # over Easter: 16 working days later


def of_meetings() -> BoundDefinition:
    """Return the definition of meetings that the package ships."""
    definition = packaged_definition().meetings
    assert definition is not None
    return definition


def plan(**changes: Any) -> dict[str, Any]:
    """Return the plan of a meeting of the chair and the three partners."""
    return {
        "kind": "subgroup",
        "day": THURSDAY,
        "starts": "10:00",
        "ends": "12:00",
        "place": "Town hall",
        "chair": CHAIR,
        "members": list(PARTNERS),
        "cases": [FIRST],
    } | changes


def planned(**changes: Any) -> Desk:
    """Return a meeting in memory that was planned today."""
    desk = Desk(
        MONDAY,
        Case("MT-2026-0001"),
        others={FIRST: Case(FIRST), SECOND: Case(SECOND)},
        definition=of_meetings(),
    )
    desk.take("plan", BU, input=plan(**changes))
    return desk


def invited(**changes: Any) -> Desk:
    """Return a meeting in memory whose members were invited today."""
    desk = planned(**changes)
    desk.take("invite", BU)
    return desk


def attendance(present: tuple[str, ...]) -> dict[str, Any]:
    """Return how each member took part; whoever is not named did not come."""
    return {
        "members": [
            {"member": email, "took_part": "present" if email in present else "absent"}
            for email in (CHAIR, *PARTNERS)
        ]
    }


def represented(member: str, by: str) -> dict[str, Any]:
    """Return that all came, and one was represented."""
    answers = attendance(tuple(email for email in (CHAIR, *PARTNERS) if email != member))
    for entry in answers["members"]:
        if entry["member"] == member:
            entry |= {"took_part": "represented", "by": by}
    return answers


def held(answers: dict[str, Any] | None = None) -> Desk:
    """Return a meeting in memory that was held; all came unless it is said otherwise."""
    desk = invited()
    desk.today = THURSDAY
    desk.take("hold", BU, input=answers or attendance((CHAIR, *PARTNERS)))
    return desk


@dataclass
class Sittings:
    """Meetings in a real database, on cases before the subgroup."""

    desk: Rehearsal
    cases: list[str] = field(default_factory=list[str])

    def case(self) -> str:
        """Return a further case before the subgroup, in which no incident is possible."""
        reference = self.desk.deliberated("good_outcome", referred_on=MONDAY)
        self.cases.append(reference)
        return reference

    def new(self, **changes: Any) -> MeetingView:
        """Plan a meeting on the cases there are."""
        answers = plan(cases=self.cases, **changes)
        return self.desk.pathway.meetings.new(answers, by=BU)

    def invited(self, **changes: Any) -> MeetingView:
        """Plan a meeting on the cases there are, and invite its members."""
        reference = self.new(**changes).reference
        return self.desk.pathway.meetings.take(reference, "invite", by=BU)

    def held(self, present: tuple[str, ...] = (CHAIR, *PARTNERS), **changes: Any) -> MeetingView:
        """Return a meeting that was held, on the day after it."""
        reference = self.invited(**changes).reference
        self.desk.clock("2026-04-10")
        return self.desk.pathway.meetings.attend(reference, present=present, by=BU)

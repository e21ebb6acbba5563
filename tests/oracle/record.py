"""What is on record of a case: children, incidents, items, facts, votes; and what an entry did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.oracle.counting import Standstill
from tests.oracle.entries import Entry, day_in
from tests.oracle.people import People
from tests.oracle.rules import Rules

QUESTION = "asks_for_information"


@dataclass
class Child:
    """One child: its age and care as the form last told, and what was told of its harm."""

    age: float
    care: Sequence[str]
    harms: list[tuple[date, int, str]] = field(default_factory=list[tuple[date, int, str]])
    changes: list[tuple[date, str]] = field(default_factory=list[tuple[date, str]])

    @property
    def died(self) -> bool:
        """Return whether anything says that it died."""
        return any(harm == "died" for _, _, harm in self.harms)


@dataclass
class Incident:
    """
    One serious incident.

    Args:
        reports: Each day on which the local authority is said to have become aware, with the round
            that it is of.
        round: How often it was possible with a day of its own.
        visit: How often it was possible; views belong to one such time.
        left: The entry, and its day, with which it ceased to be possible or notified.
    """

    id: str
    children: set[int]
    reported: bool = False
    state: str = "possible"
    reports: list[tuple[Entry, str, int]] = field(default_factory=list[tuple[Entry, str, int]])
    round: int = 1
    visit: int = 1
    sent: tuple[date, int] | None = None
    views: list[tuple[date, int, str, str, int]] = field(
        default_factory=list[tuple[date, int, str, str, int]]
    )
    left: dict[int, tuple[int, date]] = field(default_factory=dict[int, tuple[int, date]])

    def days(self, *, every_round: bool = False) -> list[date]:
        """Return the days of awareness that were told, as they are known by now."""
        return [
            day
            for entry, name, number in self.reports
            if every_round or number == self.round
            for day in days_in(entry, name)
        ]

    def has_view(self, seat: str) -> bool:
        """Return whether a seat has given its view since the incident is possible."""
        return any(whose == seat and visit == self.visit for _, _, whose, _, visit in self.views)


def days_in(entry: Entry, name: str, at: int | None = None) -> list[date]:
    """
    Return the day that an entry tells under a name, by now or at an event; none where it tells
    none.
    """
    if name == "on":
        return [entry.on]
    answers = entry.answers if at is None else entry.answers_at(at)
    day = day_in(answers, name)
    return [day] if day is not None else []


@dataclass
class Thing:
    """An item that is not an incident: a return, an action, a publication."""

    id: str
    kind: str
    state: str
    agency: str | None = None
    owner: int | None = None
    panel: bool = False
    submitted_by: int | None = None
    dates: list[tuple[date, int, date]] = field(default_factory=list[tuple[date, int, date]])


@dataclass
class Fact:
    """A fact as it was told: on which day, of what, and whether a form told it."""

    name: str
    entry: Entry
    day: str
    item: str | None = None
    child: int | None = None
    months: int | None = None

    @property
    def on(self) -> date | None:
        """Return the day of the fact as it is known by now."""
        return next(iter(days_in(self.entry, self.day)), None)


@dataclass
class Round:
    """An open round of votes."""

    first: Entry
    votes: dict[str, tuple[str, date]]
    lead: Entry | None = None


@dataclass
class Subject:
    """What an entry is about; it touches no other thing's duties."""

    item: str | None = None
    child: int | None = None
    seat: str | None = None
    about: str | None = None
    duty: str | None = None


@dataclass
class Deed:
    """
    What an entry did.

    Args:
        step: The name of the step that was taken, `publication.publish` for an item's; empty for a
            vote that decided nothing.
        answers: What it says by now; for a step that was voted on, what was voted on.
        opened: The items that it opened.
        facts: The facts that it told.
        round: What it did to a round of votes: begins, vote.
        completed_on: The day on which what takes several people was complete.
    """

    entry: Entry
    step: str
    subject: Subject
    moved: bool
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    opened: list[str] = field(default_factory=list[str])
    facts: list[Fact] = field(default_factory=list[Fact])
    round: set[str] = field(default_factory=set[str])
    about_round: Subject | None = None
    completed_on: date | None = None
    asked_due: date | None = None
    asked_of: str | None = None


class Record:
    """Everything that is on record of a case."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.rules: Rules
        self.state, self.agency = "", ""
        self.labels: list[str] = []
        self.children: dict[int, Child] = {}
        self.agencies_known: list[str] = []
        self.form_incident: str | None = None
        self.forms: list[Entry] = []
        self.facts: list[Fact] = []
        self.incidents: dict[str, Incident] = {}
        self.things: dict[str, Thing] = {}
        self.replies: list[tuple[date, int, str, bool]] = []
        self.answers: list[tuple[date, int]] = []
        self.outcome = self.signed_outcome = ""
        self.sign_offs: dict[str, date] = {}
        self.rounds: dict[str, Round] = {}
        self.round_ended: dict[tuple[str, int], tuple[int, date]] = {}
        self.standstills: list[Standstill] = []
        self.interests: dict[str, dict[str, Any]] = {}
        self.need_to_know: list[int] | None = None
        self.opener: int | None = None
        self.submitters: list[int] = []
        self.concluder: int | None = None
        self.reviewers: list[int] = []
        self.rapid_reviews: list[int] = []
        self.asked_days: dict[int, date] = {}

    def in_states(self, *states: str) -> list[Incident]:
        """Return the incidents in one of those states."""
        return [incident for incident in self.incidents.values() if incident.state in states]

    def seat_of_actor(self, entry: Entry) -> str | None:
        """Return the seat of the partner who acted."""
        agencies = self.people.agencies_as(entry.actor, "partner")
        return next(
            (seat for seat in self.rules.seats if set(agencies) & set(self.rules.agencies[seat])),
            None,
        )

    def end_round(self, name: str, entry: Entry) -> None:
        """End a round of votes with an entry."""
        own = self.rounds.pop(name)
        self.round_ended[name, own.first.seq] = entry.seq, entry.on

    def position(self) -> tuple[date, int, str, bool] | None:
        """Return what the Panel said last of the outcome, by the day of the reply."""
        return max((reply for reply in self.replies if reply[2] != QUESTION), default=None)

    def disagreement(self) -> tuple[date, int, str, bool] | None:
        """Return the disagreeing reply that nobody has answered since."""
        last = self.position()
        if last is None or not last[3] or any(answer > last[:2] for answer in self.answers):
            return None
        return last

    def go_on(self, entry: Entry) -> None:
        """Let a suspended review go on."""
        self.standstills = [
            Standstill(pause.first, entry.on) if pause.last is None else pause
            for pause in self.standstills
        ]

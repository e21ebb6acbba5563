"""
The worker through downtime, changes of the clocks and holidays: a real process, and a clock that is
moved.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest

from pathway.notifications.hours import DAILY, WORKING
from pathway.service.views.mail import MessageView
from pathway.workflows.calendar.in_words import words_without_year
from pathway.workflows.calendar.working_days import LONDON, london_time
from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal, form
from tests.settling import PATIENCE, settle

pytestmark = pytest.mark.either
QUIET: dict[str, object] = {"possible_serious_incident": False, "local_authority_aware_on": None}


class Mornings:
    """A rehearsal on which a worker runs; what it sends is read as the clock goes on."""

    def __init__(self, desk: Rehearsal, digest_days: str = WORKING) -> None:
        self.desk, self.digest_days = desk, digest_days
        self.pathway = desk.connect(digest_days=digest_days)
        self.operator = Operator(desk.folder, desk.variables)

    def refer(self, day: str, **answers: object) -> str:
        """Open a case without haste on a day: its draft is due five working days later."""
        self.pathway.clock.set(london_time(date.fromisoformat(day), 17, 0))
        referred = form("practice_review", referred_on=day, **(QUIET | answers))
        return self.pathway.refer(referred, by=NURSE).reference

    @contextmanager
    def working(self) -> Generator[None]:
        """Let a worker run; what it logs lies in a file."""
        variables = self.operator.environment | {"PATHWAY_DIGEST_DAYS": self.digest_days}
        command = [str(PATHWAY), "worker", "--every", "0.2", "--json"]
        with (self.desk.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command, cwd=self.desk.folder, env=variables, stdout=log, stderr=log
            )
        try:
            yield
        finally:
            worker.terminate()
            assert 0 == worker.wait(PATIENCE)

    def at(self, instant: datetime) -> list[MessageView]:
        """
        Move the clock, wait until the worker has done what is to be done then, and return what it
        sent.
        """
        known = {message.id for message in self.pathway.mail.list(state="sent")}
        self.pathway.clock.set(instant)
        settle(self.pathway.engine, instant, self.digest_days)
        return [
            message for message in self.pathway.mail.list(state="sent") if message.id not in known
        ]

    def through(
        self, first: str, last: str, hours: tuple[int, ...] = (0, 7, 8, 9, 18)
    ) -> list[MessageView]:
        """Let the days go by, looked at at several hours, and return what was sent."""
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        return [
            message for day in days for hour in hours for message in self.at(london_time(day, hour))
        ]


def london(messages: list[MessageView], to: str = NURSE) -> list[str]:
    """Return when a person's messages were sent, by London clocks."""
    sent = [
        message.sent_at.astimezone(LONDON)
        for message in messages
        if message.to == to and message.sent_at
    ]
    return [f"{words_without_year(at)} {at:%H:%M}" for at in sent]


@pytest.fixture
def mornings(desk: Rehearsal) -> Mornings:
    """Return them."""
    return Mornings(desk)


def test_two_weeks_of_downtime(mornings: Mornings) -> None:
    """
    Started again after two weeks it records each breach with its true date, and sends one digest a
    person.
    """
    first = mornings.refer("2026-06-22")  # Mon: due Mon 29 June
    second = mornings.refer("2026-06-24")  # Wed: due Wed 1 July
    mornings.pathway.clock.set(london_time(date(2026, 7, 13), 11))  # Mon
    with mornings.working():
        sent = mornings.at(london_time(date(2026, 7, 13), 11, 1))
    breaches = [
        (event.occurred_on, event.recorded_at.astimezone(LONDON).date())
        for reference in (first, second)
        for event in mornings.pathway.history(reference)
        if event.step == "breach"
    ]

    assert [
        (date(2026, 6, 30), date(2026, 7, 13)),
        (date(2026, 7, 2), date(2026, 7, 13)),
    ] == breaches
    assert {NURSE: 1, CHAIR: 1} == Counter(message.to for message in sent)
    assert {first, second} == {str(notice.case) for message in sent for notice in message.notices}


@pytest.mark.parametrize(
    ("referred", "friday", "monday"),
    [("2026-03-20", "2026-03-27", "2026-03-30"), ("2026-10-16", "2026-10-23", "2026-10-26")],
)
def test_the_clocks_change_over_a_weekend(
    mornings: Mornings, referred: str, friday: str, monday: str
) -> None:
    """
    One digest on the Friday before and one on the Monday after, each at 08:00 London, and none
    between.
    """
    mornings.refer(referred)  # Fri: due a week later, on the Friday before the clocks change
    mornings.refer(
        (date.fromisoformat(friday) - timedelta(days=4)).isoformat()
    )  # Mon: due on the Monday after
    with mornings.working():
        sent = mornings.through(friday, monday)

    assert [
        f"{words_without_year(date.fromisoformat(day))} 08:00" for day in (friday, monday)
    ] == london(sent)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-03-27", "2026-03-31"), ("2026-10-23", "2026-10-27")]
)
def test_the_clocks_change_under_daily_digests(desk: Rehearsal, first: str, last: str) -> None:
    """With digests on every day each day has one at 08:00, the Sunday of the change too."""
    mornings = Mornings(desk, DAILY)
    days = [date.fromisoformat(first) + timedelta(days=number) for number in range(5)]
    sent: list[MessageView] = []
    with mornings.working():
        for day in days:
            mornings.refer((day - timedelta(days=1)).isoformat())  # the evening before
            sent += mornings.through(day.isoformat(), day.isoformat(), (0, 1, 2, 3, 7, 8, 9))

    assert [f"{words_without_year(day)} 08:00" for day in days] == london(sent)
    assert last == days[-1].isoformat()


def test_christmas(mornings: Mornings) -> None:
    """
    Nothing goes out from Christmas Day to the substitute of Boxing Day; no reminder is lost over
    it.
    """
    mornings.refer("2026-12-21")  # Mon: due Wed 30 December, reminders on Thu 24 and Wed 30
    with mornings.working():
        sent = mornings.through("2026-12-22", "2027-01-04")
    rungs = [
        str(notice.rung) for message in sent if message.to == NURSE for notice in message.notices
    ]

    assert ["Tue 22 Dec 08:00", "Thu 24 Dec 08:00", "Wed 30 Dec 08:00"] == london(sent)
    assert ["start", "-2wd", "0"] == rungs
    assert {NURSE} == {message.to for message in sent} - {BU, NURSES_REP}


def test_a_proclamation_with_five_running_deadlines(mornings: Mornings) -> None:
    """
    Those whose span holds the day move, are told with the new day next morning, and are reminded of
    by it.
    """
    reference = mornings.refer(
        "2026-06-19", local_authority_aware_on="2026-06-19", possible_serious_incident=True
    )  # Fri
    desk, pathway = mornings.desk, mornings.pathway
    pathway.clock.set(london_time(date(2026, 6, 22), 10))  # Mon
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "endorse", NURSES_REP)
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["housing"])
    with mornings.working():
        mornings.through("2026-06-23", "2026-07-01", (8,))
        before = {deadline.id: deadline.due for deadline in pathway.deadlines(reference)}
        mornings.at(london_time(date(2026, 7, 1), 10))  # Wed
        mornings.operator.run("holidays", "add", "2026-07-09", "State funeral")  # Thu
        after = {deadline.id: deadline.due for deadline in pathway.deadlines(reference)}
        messages = mornings.through("2026-07-02", "2026-07-02", (8,))
        later = mornings.through("2026-07-03", "2026-07-14", (8,))
    rungs = [
        (words_without_year(message.created_at), str(notice.rung), str(notice.due))
        for message in [*messages, *later]
        for notice in message.notices
        if notice.deadline == "rapid_review_sent" and message.to == BU
    ]
    moved = {name: (before[name], after[name]) for name in before if before[name] != after[name]}

    assert 5 <= len(before)
    assert {
        "rapid_review_sign_off": (date(2026, 7, 10), date(2026, 7, 13)),  # Fri, Mon
        "rapid_review_sent": (date(2026, 7, 13), date(2026, 7, 14)),  # Mon, Tue
    } == moved
    assert [
        ("Thu 2 Jul", "start", "2026-07-14"),  # the date has changed
        ("Wed 8 Jul", "-3wd", "2026-07-14"),  # the 9th is not worked
        ("Mon 13 Jul", "-1wd", "2026-07-14"),
        ("Tue 14 Jul", "0", "2026-07-14"),
    ] == rungs
    assert not [
        message for message in later if words_without_year(message.created_at) == "Thu 9 Jul"
    ]
    assert [] == pathway.verify()

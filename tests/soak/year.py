"""
A year with everything that can go wrong: workers and mail server are killed, the database is
restarted.

Real worker processes of the installed command work on a rehearsal in PostgreSQL whose clock is
moved through the days; a mail server in a process of its own takes their mail. Between the days
people act on their cases.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from typing import Any

from sqlalchemy import text

from pathway.errors import DatabaseNotReady, Refused
from pathway.service.pathway import Pathway
from pathway.storage.cases.cases import CaseStore
from pathway.storage.database.engine import reading
from pathway.workflows.calendar.working_days import london_time
from pathway.workflows.deadlines.bank_holidays import default_calendar
from pathway.workflows.deciding.schema import filled
from pathway.workflows.history.events import Event
from tests.databases import Server
from tests.headers import members_of
from tests.mail_servers import free_port
from tests.operators import PATHWAY
from tests.rehearsals import BU, CHAIR, NOTIFIER, OPENERS, PARTNERS, REASONS, Rehearsal, form
from tests.settling import settle
from tests.soak import letterbox
from tests.soak.expected import Told, expected, met_on_record
from tests.stranger import ONWARD

FIRST_DAY = date(2026, 7, 6)  # Mon
PATIENCE = 120.0
LEASE = 2  # seconds
HOURS = (8, 10, 15)
MOST_ACTS = 6  # a day
STAFF = [BU, CHAIR, NOTIFIER, *PARTNERS, "reviewer@example.net", *OPENERS.values()]
STEPS = (
    *ONWARD[:-2],
    "confirm_involvement",
    "nil",
    "waive",
    "record_delay",
    "end_delay",
    "do_not_pursue",
    "amend",
)


@dataclass
class Figures:
    """What happened in the year."""

    days: int = 0
    cases: int = 0
    steps: int = 0
    events: int = 0
    breaches: int = 0
    rungs: int = 0
    messages: int = 0
    sent: int = 0
    withheld: int = 0
    delivered: int = 0
    repeats: int = 0
    workers_killed: int = 0
    mail_server_killed: int = 0
    database_restarted: int = 0

    def __str__(self) -> str:
        """Return them a line each."""
        return "\n".join(
            f"{name.replace('_', ' '):<20}{count:>8}" for name, count in asdict(self).items()
        )


@dataclass
class Year:
    """
    A run of some days with some cases.

    Args:
        server: A PostgreSQL server of its own, because it is restarted.
        restarts: On which days, counted from the first.
        harm: How likely it is at an instant that a worker is killed, and half as likely that the
            mail server is.
    """

    desk: Rehearsal
    server: Server
    workers: int
    days: int
    cases: int
    restarts: Sequence[int] = ()
    seed: int = 0
    harm: float = 0.1
    figures: Figures = field(default_factory=Figures)
    instants: list[datetime] = field(default_factory=list[datetime])

    def __post_init__(self) -> None:
        """Prepare the folder in which mail is kept."""
        self.rng = random.Random(self.seed)
        self.port, self.mail = free_port(), self.desk.folder / "letters"
        self.mail.mkdir()
        self.references: list[str] = []
        self.running: list[subprocess.Popen[bytes]] = []
        self.letterbox: subprocess.Popen[bytes] | None = None

    @property
    def pathway(self) -> Pathway:
        """Return the library on the same database."""
        return self.desk.pathway

    def live(self) -> Figures:
        """
        Live through the days, then let everything that waits be sent, and return what happened.
        """
        try:
            self._start()
            for number in range(self.days):
                self._day(FIRST_DAY + timedelta(days=number), number)
            self._drain()
        finally:
            self._stop()
        self._count()
        return self.figures

    # ---- days ------------------------------------------------------------------------------------

    def _day(self, day: date, number: int) -> None:
        self.figures.days += 1
        if number in self.restarts:
            self.server.restart()
            self.figures.database_restarted += 1
        for hour in HOURS if day.weekday() < 5 else HOURS[:1]:
            self._at(london_time(day, hour))
            self._harm()
            if hour == HOURS[1]:
                self._work(day, number)
            self._settle()

    def _at(self, instant: datetime) -> None:
        self.instants.append(instant)
        self._insist(lambda: self.pathway.clock.set(instant))

    def _work(self, day: date, number: int) -> None:
        """
        Open the cases of the day, and let each open case be acted on now and then: once a day at
        the most.
        """
        wanted = (number + 1) * self.cases // max(1, self.days * 2 // 3)
        before = list(self.references)
        while len(self.references) < min(wanted, self.cases):
            kind = self.rng.choice(list(OPENERS))
            answers = form(kind, referred_on=day, **_aware(day, kind))
            case = self._insist(partial(self.pathway.refer, answers, by=OPENERS[kind], again=True))
            self.references.append(case.reference)
        for reference in self.rng.sample(before, min(len(before), MOST_ACTS)):
            self._act(reference)

    def _act(self, reference: str) -> None:
        """Let somebody take a step that leads the case on."""
        case = self._insist(lambda: self.pathway.case(reference))
        reps = [
            f"rep.{name}@example.org"
            for name in ("police", "childrens", "icb", "nca", "yjs", "education")
        ]
        for by in self.rng.sample([*STAFF, *reps], 8) if case.state != "closed" else ():
            allowed = [
                step
                for step in self.pathway.steps(reference, by=by)
                if step.allowed and step.step in STEPS
            ]
            if not allowed:
                continue
            step = self.rng.choice(allowed)
            with suppress(Refused):
                answers = filled(step.input_schema)
                taken = partial(
                    self.pathway.take,
                    reference,
                    step.step,
                    by=by,
                    item=step.item,
                    input=answers,
                    **REASONS,
                )
                self._insist(taken)
                self.figures.steps += 1
            return

    # ---- what runs, and what is done to it -------------------------------------------------------

    def _start(self) -> None:
        self.letterbox = letterbox.started(self.port, self.mail)
        self.running = [self._worker() for _ in range(self.workers)]

    def _stop(self) -> None:
        for process in [*self.running, *filter(None, [self.letterbox])]:
            process.kill()
            process.wait(PATIENCE)

    def _harm(self) -> None:
        """
        Kill a worker in the middle of its work, or the mail server, which comes back at another
        instant.
        """
        if self.rng.random() < self.harm:
            time.sleep(self.rng.random() * 0.3)
            victim = self.running.pop(self.rng.randrange(len(self.running)))
            victim.kill()
            victim.wait(PATIENCE)
            self.figures.workers_killed += 1
            self.running.append(self._worker())
        if self.letterbox is None:
            self.letterbox = letterbox.started(self.port, self.mail)
        elif self.rng.random() < self.harm / 2:
            time.sleep(self.rng.random() * 0.3)
            self.letterbox.kill()
            self.letterbox.wait(PATIENCE)
            self.letterbox = None
            self.figures.mail_server_killed += 1

    def _worker(self) -> subprocess.Popen[bytes]:
        own = {
            "PATHWAY_DATABASE": self.desk.address,
            "PATHWAY_KEY_FILE": str(self.desk.key),
            "PATHWAY_SMTP_HOST": "127.0.0.1",
            "PATHWAY_SMTP_PORT": str(self.port),
            "PATHWAY_SMTP_SECURITY": "none",
            "PATHWAY_SMTP_TIMEOUT_SECONDS": "5",
            "PATHWAY_LEASE_SECONDS": str(LEASE),
        }
        command = [str(PATHWAY), "worker", "--every", "0.2", "--json"]
        with (self.desk.folder / "workers.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.desk.folder, env=os.environ | own, stderr=log)

    def _settle(self) -> None:
        """Wait until the workers have done all that is to be done at this instant."""
        settle(self.pathway.engine, self.instants[-1])

    def _drain(self) -> None:
        """Let time pass with the mail server up until every message has left."""
        if self.letterbox is None:
            self.letterbox = letterbox.started(self.port, self.mail)
        day = self.instants[-1].date()
        while self._waiting():
            day += timedelta(days=1)
            assert day < FIRST_DAY + timedelta(days=self.days + 30)
            for hour in HOURS:
                self._at(london_time(day, hour))
                self._settle()

    def _waiting(self) -> int:
        with self.pathway.engine.connect() as connection:
            query = "SELECT count(*) FROM pathway_message WHERE state IN ('waiting', 'sending', 'unknown')"
            return int(connection.execute(text(query)).scalar_one())

    @staticmethod
    def _insist(call: Any) -> Any:
        """Return what a call gives; the database may just be away."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return call()
            except (DatabaseNotReady, OSError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    # ---- what came of it -------------------------------------------------------------------------

    def should(self) -> set[Told]:
        """Return every rung that should have been told."""
        definition, calendar = self.pathway.definitions.current(), default_calendar()
        rungs: set[Told] = set()
        for history in self.histories():
            rungs |= expected(definition, history, self.instants, calendar)
        return rungs

    def histories(self) -> list[list[Event]]:
        """Return the events of each case, without what is sealed in them."""
        with reading(self.pathway.engine) as connection:
            cases = CaseStore(connection)
            return [list(cases.events(reference, opened=False)) for reference in self.references]

    def told(self) -> list[Told]:
        """Return every rung that was told, as often as it was."""
        query = """
            SELECT reference, deadline, due, rung, role FROM pathway_notice JOIN pathway_case c ON c.id = case_id
            WHERE rung <> 'told'
        """
        return [(row[0], row[1], row[2], row[3], row[4]) for row in self.desk.sql(query)]

    def deliveries(self) -> list[tuple[str, str]]:
        """Return the Message-ID and the recipient of each message that the mail server took."""
        messages = (
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.mail.glob("*.eml")
        )
        return [(str(message["Message-ID"]), str(message["To"])) for message in messages]

    def told_too_late(self) -> Iterator[str]:
        """Give the duties that were told at a later instant than that at which they were done."""
        query = """
            SELECT reference, deadline, sent_at FROM pathway_message m
            JOIN pathway_message_notice n ON n.message_id = m.id JOIN pathway_case c ON c.id = n.case_id
            WHERE m.state = 'sent' AND n.dropped IS NULL AND deadline <> ''
        """
        closed = {history[0].reference: met_on_record(history) for history in self.histories()}
        for reference, deadline, sent_at in self.desk.sql(query):
            done = closed[reference].get(deadline)
            if done is not None and sent_at > done:
                yield f"{reference} {deadline}: done at {done}, told at {sent_at}"

    def _count(self) -> None:
        states = dict(self.desk.sql("SELECT state, count(*) FROM pathway_message GROUP BY state"))
        deliveries = self.deliveries()
        self.figures.cases = len(self.references)
        headers = self.desk.sql("SELECT header FROM pathway_event")
        self.figures.events = len(headers)
        self.figures.breaches = sum(members_of(header)["step"] == "breach" for (header,) in headers)
        self.figures.rungs = len(self.told())
        self.figures.messages, self.figures.sent = sum(states.values()), states.get("sent", 0)
        self.figures.withheld = states.get("withheld", 0)
        self.figures.delivered = len(deliveries)
        self.figures.repeats = len(deliveries) - len(set(deliveries))


def _aware(day: date, kind: str) -> dict[str, Any]:
    return {"local_authority_aware_on": day} if kind == "practice_review" else {}

"""What must hold after each act, and once everything has come to rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from pathway.service.retrying import LAST_IN_DOUBT
from pathway.storage.cases.cases import CaseStore
from pathway.storage.database.engine import reading
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import hash_of
from pathway.workflows.history.evolve import evolve
from tests.chaos.processes import Ended
from tests.chaos.tally import Fault
from tests.chaos.world import World
from tests.desk import Desk
from tests.invariants import Broken, check_closed

UNEXPECTED = ("Traceback", "did not expect", '"error": "unexpected"')
Head = tuple[int, int]


class Promises:
    """Remembers what was committed and sent, and compares."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.events: dict[Head, str] = {}
        self.rows: dict[str, int] = {}
        self.delivered: Counter[tuple[str, str]] = Counter()
        self._read: set[Path] = set()
        self._logged: dict[Path, int] = {}

    def after_an_act(self) -> list[Fault]:
        """Return what does not hold now."""
        return [
            *self._committed(),
            *(Fault(f"verify: {finding}") for finding in self.world.rehearsal.pathway.verify()),
            *self._mail(),
            *self._logs(),
        ]

    def at_rest(self) -> list[Fault]:
        """Return what does not hold once every message has left and nothing is left to do."""
        return [
            *self.after_an_act(),
            *self._messages(),
            *self._twice(),
            *self._invariants(),
        ]

    # ---- after each act --------------------------------------------------------------------------

    def _committed(self) -> Iterator[Fault]:
        """Events are as they were seen, and no table that only grows has shrunk."""
        rows = self.world.rehearsal.sql("SELECT case_id, seq, header FROM pathway_event")
        now = {(int(case), int(seq)): hash_of(bytes(header)) for case, seq, header in rows}
        for head, digest in self.events.items():
            if now.get(head) != digest:
                yield Fault(f"event {head} was committed and is gone or another", is_loss=True)
        self.events = now
        for table in ("notice", "message", "change", "link", "idempotency_key", "person"):
            ((count,),) = self.world.rehearsal.sql(f"SELECT count(*) FROM pathway_{table}")
            if count < self.rows.get(table, 0):
                yield Fault(f"rows of pathway_{table} are gone", is_loss=True)
            self.rows[table] = count

    def _mail(self) -> Iterator[Fault]:
        for path in self.world.letters.glob("*.eml"):
            if path not in self._read:
                self._read.add(path)
                message = message_from_bytes(path.read_bytes(), policy=policy.default)
                self.delivered[str(message["Message-ID"]), str(message["To"])] += 1
        most = max(self.delivered.values(), default=0)
        if most > LAST_IN_DOUBT:
            yield Fault(f"a message was delivered {most} times")
        repeats = self.delivered.total() - len(self.delivered)
        if repeats > self.world.harms:
            yield Fault(f"{repeats} messages were delivered again after {self.world.harms} acts")
            self.world.harms = repeats

    def _logs(self) -> Iterator[Fault]:
        """Read what workers have written since the last time."""
        for worker in self.world.workers:
            text = worker.log.read_text("utf-8", "replace") if worker.log.exists() else ""
            new = text[self._logged.get(worker.log, 0) :]
            self._logged[worker.log] = len(text)
            yield from unexpected(new, "worker")

    # ---- at rest ---------------------------------------------------------------------------------

    def _messages(self) -> Iterator[Fault]:
        rows = self.world.rehearsal.sql(
            "SELECT message_id, state, recipient, last_error FROM pathway_message"
        )
        for name, state, to, error in rows:
            if state not in ("sent", "withheld"):
                yield Fault(f"not sent: {name} is {state} ({error})", is_loss=True)
            if state == "sent" and not self.delivered[name, to]:
                yield Fault(f"sent and not delivered: {name}", is_loss=True)
        strangers = {name for name, _ in self.delivered} - {row[0] for row in rows}
        yield from (Fault(f"delivered under a Message-ID of its own: {name}") for name in strangers)

    def _twice(self) -> Iterator[Fault]:
        digests = self.world.rehearsal.sql(
            "SELECT recipient, created_at FROM pathway_message WHERE kind = 'digest'"
        )
        days = Counter((str(to), london_date(_instant(at))) for to, at in digests)
        yield from (Fault(f"two digests a day: {day}") for day, times in days.items() if times > 1)
        told = self.world.rehearsal.sql(
            "SELECT m.recipient, n.notice_id FROM pathway_message_notice n "
            "JOIN pathway_message m ON m.id = n.message_id WHERE n.dropped IS NULL AND m.state = 'sent'"
        )
        notices = Counter((str(to), int(number)) for to, number in told)
        yield from (
            Fault(f"told twice: notice {key}") for key, count in notices.items() if count > 1
        )

    def _invariants(self) -> Iterator[Fault]:
        """Each case is what its events say, and a closed one holds nothing open."""
        with reading(self.world.rehearsal.pathway.engine) as connection:
            cases = CaseStore(connection)
            for (reference,) in self.world.rehearsal.sql("SELECT reference FROM pathway_case"):
                desk = Desk(self.world.now.date(), Case(reference))
                for event in cases.events(reference, opened=False):
                    desk.case = evolve(desk.case, event)
                    desk.events.append(event)
                try:
                    check_closed(desk)
                except Broken as error:
                    yield Fault(f"{reference}: {error}")


def unexpected(text: str, name: str) -> Iterator[Fault]:
    """Return what a program wrote that it never should."""
    for sign in UNEXPECTED:
        if sign in text:
            yield Fault(f"{name} wrote {text[-3000:]}")
            return
    for line in text.splitlines():
        if '"tick.failed"' in line and '"message"' not in line:
            yield Fault(f"{name} wrote {line}")


def judged(ended: Ended, done: int | None, once: int) -> Iterator[Fault]:
    """
    Return what a command said that is not so.

    Args:
        done: By how much what it does has grown; None where it is not counted.
        once: By how much it grows when it is done.
    """
    yield from unexpected(ended.err, ended.name)
    if done is None:
        return
    if done not in (0, once):
        yield Fault(f"{ended.name}: done {done} times and not {once}")
    if ended.code == 0 and done == 0:
        yield Fault(f"{ended.name}: said that it was done, and is not there", is_loss=True)
    if ended.code > 0 and done and _error_of(ended) != "outcome_unknown":
        yield Fault(f"{ended.name}: said {_error_of(ended)!r}, and it is there")


def _error_of(ended: Ended) -> str:
    """Return the code of the error that a command told."""
    try:
        return str(json.loads(ended.err.splitlines()[-1])["error"])
    except (IndexError, ValueError, KeyError, TypeError):
        return ""


def _instant(stored: object) -> datetime:
    """Return an instant as a driver hands it over."""
    if isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(f"{stored}+00:00")

"""What is done to the world while somebody works in it."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.chaos.attempts import REFUSED, Attempts, Harm, counted
from tests.chaos.errands import ERRANDS
from tests.chaos.points import Plan
from tests.chaos.processes import Running
from tests.chaos.promises import unexpected
from tests.chaos.tally import Fault, Tally
from tests.chaos.world import WORKER, World, continues
from tests.databases import driver_address

LONGEST = 0.4  # seconds that a command usually takes
NO_ROOM = Path("/dev/full")


class Acts:
    """Every kind of act, on one world."""

    def __init__(self, world: World, tally: Tally) -> None:
        self.world, self.tally, self.rng = world, tally, world.rng
        self.attempts = Attempts(world, tally)

    # ---- kills -----------------------------------------------------------------------------------

    def kill_at_a_point(self) -> None:
        """Kill a command at a point where none was killed yet; else at any that is known."""
        name = self.attempts.least_hit(self.attempts.errands())
        point = self.attempts.target(name)
        if not point:
            self._record("left in peace", name, self.attempts.attempt(ERRANDS[name](self.world)))
            point = self.attempts.target(name)
        plan = Plan(self.world.scratch, kill_at=point, time=self.attempts.time(name, point))
        faults = self.attempts.attempt(ERRANDS[name](self.world), plan)
        self._record("command killed at a point", f"{name} {point}", faults)

    def kill_at_random(self) -> None:
        """Kill a command at any moment."""
        moment = self.rng.random() * LONGEST

        def harm(running: Running) -> None:
            time.sleep(moment)
            running.kill()

        name = self.rng.choice(self.attempts.errands())
        faults = self.attempts.attempt(ERRANDS[name](self.world), harm=harm)
        self._record("command killed at random", name, faults)

    def kill_worker_at_a_point(self) -> None:
        """Start a second worker that dies at a point, and give it work."""
        self.world.need_worker(True)
        point = self.attempts.target("worker")
        plan = Plan(self.world.scratch, kill_at=point, time=self.attempts.time("worker", point))
        running = self.world.desk.start("worker", WORKER, plan)
        self.world.workers.insert(0, running)
        self.world.advance()
        running.within(1.5)
        self.attempts.ended("worker", running.kill(), plan)
        self.world.harms += 1
        self._record("worker killed at a point", point, self.attempts.goes_on())

    def kill_worker_at_random(self) -> None:
        """Kill the worker in the middle of its work, and start another."""
        self.world.need_worker(True)
        self.world.advance()
        time.sleep(self.rng.random() * LONGEST)
        self.attempts.ended("worker", self.world.worker.kill(), None)
        self.world.harms += 1
        self.world.start_worker()
        self._record("worker killed at random", "", self.attempts.goes_on())

    def kill_mail_server(self) -> None:
        """Kill the mail server while mail is sent."""
        self.world.need_worker(True)
        self.world.advance(timedelta(days=1))
        time.sleep(self.rng.random() * LONGEST)
        self.world.letterbox.kill()
        time.sleep(self.rng.random() * LONGEST)
        self.world.restart_letterbox()
        self.world.harms += 1
        self._record("mail server killed", "", self.attempts.goes_on())

    # ---- what else goes wrong --------------------------------------------------------------------

    def hang_mail_server(self) -> None:
        """Let the mail server say nothing for longer than it is waited for."""
        self.world.need_worker(True)
        continues(self.world.letterbox, stopped=True)
        self.world.advance(timedelta(days=1))
        time.sleep(0.5 + self.rng.random() * 2)
        continues(self.world.letterbox, stopped=False)
        self.world.harms += 1
        self._record("mail server hung", "", self.attempts.goes_on())

    def break_connections(self) -> None:
        """End every connection to the database, or with a file hold it and die with it."""
        self.world.harms += 2
        if self.world.server is None:
            self._with_any("database held by one that dies", self._hold)
        else:
            self._with_any("connections broken", self._break)

    def restart_server(self) -> None:
        """Stop the database server without letting it tidy up, and start it again."""
        if self.world.server is None:
            return
        self.world.harms += 2
        server = self.world.server

        def harm(_running: Running) -> None:
            time.sleep(self.rng.random() * LONGEST)
            server.restart(signal.SIGQUIT)

        self._with_any("database server restarted", harm)

    def fill_disk(self) -> None:
        """Leave the database next to no room, while somebody works."""
        left = self.rng.choice([0, 4096, 40_000, 200_000])
        if self.world.disk.is_mounted:
            disk = self.world.disk
            self._with_any("disk full", lambda _running: disk.fill(left), disk.clear)
        elif self.world.server is None:
            plan = Plan(self.world.scratch, pages=left // 4096)
            self._with_any("disk full", lambda _running: None, plan=plan)

    def fill_output(self) -> None:
        """Let a command tell what it did where there is no room for it."""
        errand = ERRANDS[self.rng.choice(["refer", "take", "people import"])](self.world)
        before = counted(errand)
        ended = self.world.desk.start(errand.name, errand.arguments, out=NO_ROOM).ended()
        faults = list(unexpected(ended.err, errand.name))
        if ended.code == 0:
            faults.append(Fault(f"{errand.name}: nothing could be written, and it ended with 0"))
        faults += self.attempts.repeated(errand, before)
        self._record("output full", errand.name, faults)

    def move_clock_on(self) -> None:
        """Let weeks pass at once."""
        self.world.advance(timedelta(days=self.rng.randrange(3, 40)))
        self._record("clock moved on", "", self.attempts.goes_on())

    def move_clock_back(self) -> None:
        """Try to set the rehearsal's clock back, which is refused in a sentence."""
        then = (self.world.now - timedelta(days=self.rng.randrange(1, 40))).isoformat()
        ended = self.world.desk.start("clock set", ("clock", "set", then, "--json")).ended()
        faults = list(unexpected(ended.err, "clock set"))
        if ended.code not in REFUSED:
            faults.append(Fault(f"the clock was set back: {ended.code} {ended.err}"))
        self._record("clock moved back", "", [*faults, *self.attempts.goes_on()])

    def move_time_of_day(self) -> None:
        """Let the worker's machine believe that it is another day, and then the right one again."""
        self.world.need_worker(True)
        days = self.rng.choice([-3000, -40, -1, 1, 40, 3000])
        faults: list[Fault] = []
        for seconds in (days * 86400, 0):
            self.world.move_worker_clock(seconds)
            self.world.advance()
            faults += self.attempts.goes_on()
        self._record(f"time of day moved {'on' if days > 0 else 'back'}", "", faults)

    # ---- how it is told --------------------------------------------------------------------------

    def _with_any(
        self,
        kind: str,
        harm: Harm,
        undo: Callable[[], None] = lambda: None,
        plan: Plan | None = None,
    ) -> None:
        name = self.rng.choice(
            ["refer", "take", "people import", "holidays add", "dispatch", "keys rotate"]
        )
        errand = ERRANDS[name](self.world)
        self.world.need_worker(not errand.alone)
        self.world.worker_started()
        faults = self.attempts.attempt(errand, plan, harm, undo)
        self._record(kind, name, [*faults, *self.attempts.goes_on()])

    def _record(self, kind: str, context: str, faults: list[Fault]) -> None:
        self.tally.add(kind, faults, f"{self.world.backend} {context}")

    # ---- harm to the database --------------------------------------------------------------------

    def _break(self, _running: Running) -> None:
        """End every connection to this database."""
        time.sleep(self.rng.random() * LONGEST)
        address = make_url(self.world.rehearsal.address)
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(driver_address(address), autocommit=True) as connection:
            connection.execute(query, [address.database])

    def _hold(self, _running: Running) -> None:
        """Write to the file for a moment, and go away without saying so."""
        time.sleep(self.rng.random() * LONGEST)
        with suppress(sqlite3.OperationalError):
            held = sqlite3.connect(self.world.rehearsal.path, timeout=1)
            held.execute("BEGIN IMMEDIATE")
            held.execute("UPDATE pathway_case SET state = 'lost'")
            time.sleep(self.rng.random() * LONGEST)
            held.close()


# How often something is killed in which way, in proportion.
KILLING: Mapping[Callable[[Acts], None], int] = {
    Acts.kill_at_a_point: 10,
    Acts.kill_at_random: 3,
    Acts.kill_worker_at_a_point: 4,
    Acts.kill_worker_at_random: 2,
    Acts.kill_mail_server: 1,
}
OTHER: Sequence[Callable[[Acts], None]] = (
    Acts.hang_mail_server,
    Acts.break_connections,
    Acts.restart_server,
    Acts.fill_disk,
    Acts.fill_output,
    Acts.move_clock_on,
    Acts.move_clock_back,
    Acts.move_time_of_day,
)

"""The desk by two processes on PostgreSQL, while many people take steps at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from pathway import Pathway
from pathway.testing import case_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import prepared
from tests.benchmarks.measuring import duration
from tests.benchmarks.processes import Process
from tests.benchmarks.programs import program
from tests.benchmarks.rows import Figure, Row, at_least, at_most
from tests.databases import POSTGRESQL
from tests.mail_servers import free_port

PROCESSES = 2
PEOPLE, FEW_PEOPLE = 200, 20
RATE, LOW_RATE = 50, 5  # steps a second
LEAST = 0.95  # of the rate, so that it counts as kept up
SECONDS, FEW_SECONDS = 20, 4
STATE = "subgroup_decision.triage"


@dataclass
class Visits:
    """Many people's steps at the desk, and after that as many visits to a page of Starlette's."""

    visitors: Process
    bench: Bench
    ports: Sequence[int]
    people: Sequence[tuple[str, str]]
    rate: int
    seconds: int

    @cached_property
    def of_desk(self) -> dict[str, Any]:
        """Return how the steps went, once each process has loaded what it needs."""
        self._outcome(self.ports, self.people[: len(self.ports)])
        return self._outcome(self.ports, self.people)

    @cached_property
    def of_starlette(self) -> dict[str, Any]:
        """Return how looking at a page that is as long went, as often and by as many."""
        length = int(median(self.of_desk["lengths"]))
        port = free_port()
        process = program(self.bench, "server", port=port, length=length)
        _wait(process)
        outcome = self._outcome([port], [("", "") for _ in self.people])
        process.stop()
        return outcome

    def errors(self) -> float:
        """Return how many steps were not taken."""
        return float(len(self.of_desk["errors"]))

    def taken(self) -> float:
        """Return how many steps were taken in a second."""
        return float(self.of_desk["steps"] / self.of_desk["seconds"])

    def detail(self) -> str:
        """Return how long pages took, and how long they take by Starlette alone."""
        desk, alone = (median(own["pages"]) for own in (self.of_desk, self.of_starlette))
        worst = sorted(self.of_desk["pages"])[-len(self.of_desk["pages"]) // 20]
        wrong = "".join(f"; {error}" for error in self.of_desk["errors"][:1])
        return (
            f"a page {duration(desk)}, one in twenty more than {duration(worst)}; "
            f"as long by Starlette alone {duration(alone)}{wrong}"
        )

    def _outcome(self, ports: Sequence[int], people: Sequence[tuple[str, str]]) -> dict[str, Any]:
        # Few people take as few steps each as many do: the desk takes no more from any of them.
        rate = self.rate * len(people) / len(self.people)
        own = {"ports": ports, "people": people, "rate": rate, "seconds": self.seconds}
        return dict(json.loads(self.visitors.ask(json.dumps(own))))


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of errors, and of steps that were taken."""
    people = FEW_PEOPLE if bench.is_quick else PEOPLE
    rate = LOW_RATE if bench.is_quick else RATE
    visits = _visits(bench, people, rate, FEW_SECONDS if bench.is_quick else SECONDS)
    name = f"desk: {people} people and {rate} steps a second, {PROCESSES} processes, PostgreSQL"
    yield Figure(f"{name}: errors", at_most(0, "errors"), visits.errors, 1, visits.detail)
    # Whoever is late with the last step makes the rate a little lower than it was asked for.
    goal = at_least(LEAST * rate, "steps a second")
    yield Figure(f"{name}: taken", goal, visits.taken, 1)


def _visits(bench: Bench, people: int, rate: int, seconds: int) -> Visits:
    sessions: list[tuple[str, str]] = []
    database = prepared(bench, POSTGRESQL, lambda own: sessions.extend(_signed_in(own, people)))
    where = {"database": database.address, "key": str(database.key)}
    ports = [free_port() for _ in range(PROCESSES)]
    for process in [program(bench, "server", port=port, **where) for port in ports]:
        _wait(process)
    return Visits(program(bench, "visitors"), bench, ports, sessions, rate, seconds)


def _wait(server: Process) -> None:
    """Wait until a server can be reached."""
    while server.ask("") != "True":
        pass


def _signed_in(pathway: Pathway, people: int) -> Iterator[tuple[str, str]]:
    """Yield the session of each of many people of the business unit, and the case of each."""
    names = [f"person.{number}@example.org" for number in range(people)]
    posts = [f"Person,{name},partnership,bu,{order}" for order, name in enumerate(names, start=2)]
    pathway.people.import_file("\n".join(["name,email,agency,roles,order", *posts]))
    for name in names:
        yield pathway.sessions.open(name).secret, case_in(pathway, STATE).reference

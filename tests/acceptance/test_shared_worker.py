"""One worker for many databases: each has its turn and its own mail, whatever happens to another."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.operators import Operator, Result
from tests.rehearsals import Rehearsal

NAMES = ("north", "south")
BROKEN = "broken"
Event = dict[str, Any]


@dataclass(frozen=True)
class Host:
    """A folder with the file that names the databases."""

    folder: Path
    databases: dict[str, Rehearsal]

    def run(self, *arguments: str) -> Result:
        """Run a command about all of them."""
        return Operator(self.folder).run(*arguments, "--databases", "databases.toml", "--json")

    def started(self) -> subprocess.Popen[str]:
        """Return the worker while it runs."""
        options = ("--every", "0.2", "--databases", "databases.toml", "--json")
        return Operator(self.folder).started("worker", *options)

    def mail(self, name: str) -> list[Path]:
        """Return the mail that left of a database."""
        return [*(self.folder / f"mail-{name}").glob("*.eml")]


@pytest.fixture
def host(installed: Rehearsal, tmp_path: Path) -> Iterator[Host]:
    """
    Return two databases, in each of which a case has a duty that was due four days ago, and the name
    of one that is not there.
    """
    databases = {name: installed.copied(tmp_path / name) for name in NAMES}
    for desk in databases.values():
        desk.refer()
        desk.clock("2026-03-23")  # Mon
        desk.pathway.close()
    tables = [_table(name, desk) for name, desk in databases.items()]
    broken = f'[{BROKEN}]\ndatabase = "sqlite:///nowhere.db"\n'
    text = "\n".join(['message_domain = "host.example.org"\n', tables[0], broken, tables[1]])
    (tmp_path / "databases.toml").write_text(text, "utf-8")
    yield Host(tmp_path, databases)
    for desk in databases.values():
        desk.remove()


def _table(name: str, desk: Rehearsal) -> str:
    lines = {"database": desk.address, "key_file": str(desk.key), "mail_folder": f"mail-{name}"}
    lines["sender"] = f"{name}@example.org"
    return "".join(
        [f"[{name}]\n", *(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())]
    )


def until(logged: Iterator[Event], wanted: Sequence[Callable[[Event], object]]) -> list[Event]:
    """Read the log until each of the events was there; the worker's end is the end of waiting."""
    read: list[Event] = []
    while not all(any(wants(event) for event in read) for wants in wanted):
        read.append(next(logged))
    return read


def of(name: str, **values: object) -> Callable[[Event], bool]:
    """Return whether an event is of a database and has these values."""
    return lambda event: event.get("database") == name and values.items() <= event.items()


def has(name: str, figure: str) -> Callable[[Event], bool]:
    """Return whether an event of a database counts something."""
    return lambda event: event.get("database") == name and bool(event.get(figure))


def test_each_has_its_turn_though_one_is_broken(host: Host) -> None:
    """Both are swept and their mail leaves; the broken one is named each time; all end in order."""
    with host.started() as worker:
        assert worker.stderr
        logged = (json.loads(line) for line in worker.stderr)
        wanted = [has(name, figure) for name in NAMES for figure in ("breaches", "sent")]
        read = until(logged, [*wanted, of(BROKEN, event="tick.failed", error="database_not_ready")])
        alive = host.run("doctor")
        worker.send_signal(signal.SIGTERM)
        rest = list(logged)

    running = {
        name: [check["message"] for check in found["checks"] if check["what"] == "worker"]
        for name, found in alive.json["databases"].items()
    }
    assert {"north": ["1 running."], "south": ["1 running."], BROKEN: []} == running
    assert (0, "worker.stopped") == (worker.returncode, rest[-1]["event"])
    assert not any(event.get("level") == "error" and event["database"] != BROKEN for event in read)
    assert [] == [desk.pathway.verify() for desk in host.databases.values() if desk.faults()]
    assert [1, 1] == [len({_sender(path) for path in host.mail(name)}) for name in NAMES]
    assert ["north@example.org"] == [*{_sender(path) for path in host.mail("north")}]
    gone = host.run("doctor").json["databases"]["north"]["checks"]
    assert "No worker is running" in next(
        check["message"] for check in gone if check["what"] == "worker"
    )


def _sender(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("From:")).partition(": ")[2]


def test_doctor_names_the_broken_one(host: Host) -> None:
    """The others are examined as ever, and the exit code says that there is a fault."""
    found = host.run("doctor")
    (fault,) = [
        (name, check["what"])
        for name, examined in found.json["databases"].items()
        for check in examined["checks"]
        if check["level"] == "fault"
    ]

    assert (7, (BROKEN, "database")) == (found.code, fault)
    assert [[BROKEN]] == [[reason["path"] for reason in found.error["reasons"]]]
    assert found.json["databases"]["north"]["figures"]["duties_breached"] == 0


def test_once_makes_a_pass_through_all(host: Host) -> None:
    """What was done is told of each, and that one could not be served."""
    done = host.run("worker", "--once")

    assert 1 == done.code
    assert BROKEN in done.error["message"]
    assert all(done.json[name]["sweep"]["breaches"] for name in NAMES)
    assert all(host.mail(name) for name in NAMES)
    assert "database_not_ready" == done.json[BROKEN]["error"]


@pytest.mark.either
def test_a_file_that_cannot_be_used_starts_nothing(host: Host) -> None:
    """Every fault is told at once with its line, also those of an address or of hours."""
    lines = (
        "smtp_prot = 25",
        "[north]",
        'database = "mysql://host/name"',
        "opening_hour = 19",
        "[south]",
        "lease_seconds = 0",
    )
    (host.folder / "databases.toml").write_text("\n".join(lines), "utf-8")
    first = host.run("worker").error["message"]
    (host.folder / "databases.toml").write_text("\n".join(["", *lines[1:4]]), "utf-8")
    second = host.run("worker").error["message"]

    assert "line 1: there is no setting smtp_prot (did you mean smtp_port?)" in first
    assert "line 5: south has no database" in first
    assert "line 6: lease_seconds is not between" in first
    assert "line 2: north: Pathway keeps its cases in SQLite or PostgreSQL" in second
    assert 2 == second.count("line 2: north: ")


@pytest.mark.either
def test_what_is_said_of_one_database_is_not_said_of_many(host: Host) -> None:
    """An address on the command line would be that of all of them."""
    refused = host.run("worker", "--key-file", "other.key")

    assert (2, True) == (refused.code, "Leave out --key-file" in refused.error["message"])

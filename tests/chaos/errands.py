"""
What somebody wants done by the command, and how it can be seen how often it was done.

Every errand is such that it may be repeated after a failure, as its user would.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.deciding.schema import filled
from tests.chaos.world import World
from tests.headers import members_of
from tests.rehearsals import BU, OPENERS, form
from tests.soak.year import STAFF, STEPS

MOST_CASES = 10
REASONS = ("--reason", "As agreed.", "--late-reason", "Waited for the hospital.")


@dataclass(frozen=True)
class Errand:
    """
    A command that is to be carried out once.

    Args:
        name: Under which points are known.
        count: How much of it is done so far; None where nothing is counted.
        once: By how much that grows when it is done.
        may_be_refused: Whether a repeat may find it done and say so.
        alone: Whether no worker may run meanwhile, which would do the same work.
    """

    name: str
    arguments: tuple[str, ...]
    count: Callable[[], int] | None = None
    once: int = 1
    may_be_refused: bool = False
    alone: bool = False
    proves: str = ""


def refer(world: World) -> Errand:
    """Open a case, while there are few; else take a step."""
    if _cases(world) >= MOST_CASES:
        return take(world)
    kind = world.rng.choice(list(OPENERS))
    day = london_date(world.now)
    aware = {"local_authority_aware_on": day} if kind == "practice_review" else {}
    path = _written(world, form(kind, referred_on=day, **aware))
    key = f"key-{world.rng.random()}"
    arguments = ("refer", path, "--by", OPENERS[kind], "--again", "--key", key, "--json")
    return Errand("refer", arguments, lambda: _cases(world))


def take(world: World) -> Errand:
    """Take a step that leads a case on, or write a note."""
    pathway, rng = world.rehearsal.pathway, world.rng
    references = [case.reference for case in pathway.cases() if case.state != "closed"]
    if not references:
        return refer(world)
    reference = rng.choice(references)
    for by in rng.sample(STAFF, 2):
        steps = [step for step in pathway.steps(reference, by=by) if step.allowed]
        known = [step for step in steps if step.step in STEPS]
        if known:
            step = rng.choice(known)
            answers = _written(world, filled(step.input_schema))
            item = ("--item", step.item) if step.item else ()
            return _step(world, reference, step.step, (by, "--input", answers, *item))
    return _step(world, reference, "note", (BU, "--set", "text=Seen."))


def _step(world: World, reference: str, step: str, rest: tuple[str, ...]) -> Errand:
    key = f"key-{world.rng.random()}"
    arguments = ("take", reference, step, "--by", *rest, *REASONS, "--key", key, "--json")

    def count() -> int:
        return sum(header["step"] == step for header in _headers(world, reference))

    return Errand("take", arguments, count)


def import_people(world: World) -> Errand:
    """Add three people, all or none."""
    number = world.rng.randrange(10**9)
    emails = [f"new.{number}.{letter}@example.org" for letter in "abc"]
    rows = [
        f"Ann {letter},{email},police,reader,9" for letter, email in zip("abc", emails, strict=True)
    ]
    path = world.rehearsal.folder / f"people-{number}.csv"
    path.write_text("\n".join(["name,email,agency,roles,order", *rows]) + "\n", "utf-8")

    def count() -> int:
        query = "SELECT count(*) FROM pathway_person WHERE email LIKE ?"
        ((number_of,),) = world.rehearsal.sql(query, [f"new.{number}.%"])
        return int(number_of)

    return Errand("people import", ("people", "import", str(path)), count, once=3)


def add_holiday(world: World) -> Errand:
    """Close the partnership on a day, which moves local duties."""
    day = london_date(world.now) + timedelta(days=world.rng.randrange(1, 60))

    def count() -> int:
        query = "SELECT count(*) FROM pathway_closed_day WHERE day = ? AND removed_at IS NULL"
        ((number,),) = world.rehearsal.sql(query, [day.isoformat()])
        return int(number)

    arguments = ("holidays", "add", day.isoformat(), "Moving", "--closure", "--json")
    return Errand("holidays add", arguments, count, may_be_refused=True)


def move_clock(world: World) -> Errand:
    """Move the rehearsal's clock on."""
    world.now += timedelta(hours=world.rng.randrange(1, 30))
    arguments = ("clock", "set", world.now.isoformat(), "--json")
    return Errand("clock set", arguments)


def pass_of(*words: str) -> Callable[[World], Errand]:
    """Return what does by a command what a worker does, once."""

    def errand(_world: World) -> Errand:
        return Errand(" ".join(words), (*words, "--json"), alone=True)

    return errand


def anchor(world: World) -> Errand:
    """Write down how far every case has got."""
    path = str(world.rehearsal.folder / f"anchor-{world.rng.randrange(10**9)}.json")
    return Errand("anchor", ("anchor", "--output", path), proves=path)


def rotate(world: World) -> Errand:
    """Make a new key."""
    path = str(world.rehearsal.folder / f"rotated-{world.rng.randrange(10**9)}.key")
    return Errand("keys rotate", ("keys", "rotate", path, "--json"), alone=True)


ERRANDS: Mapping[str, Callable[[World], Errand]] = {
    "refer": refer,
    "take": take,
    "people import": import_people,
    "holidays add": add_holiday,
    "clock set": move_clock,
    "sweep": pass_of("sweep"),
    "dispatch": pass_of("dispatch"),
    "worker --once": pass_of("worker", "--once"),
    "anchor": anchor,
    "keys rotate": rotate,
}


def _cases(world: World) -> int:
    ((number,),) = world.rehearsal.sql("SELECT count(*) FROM pathway_case")
    return int(number)


def _headers(world: World, reference: str) -> list[dict[str, Any]]:
    query = (
        "SELECT header FROM pathway_event JOIN pathway_case c ON c.id = case_id WHERE reference = ?"
    )
    return [members_of(header) for (header,) in world.rehearsal.sql(query, [reference])]


def _written(world: World, answers: Mapping[str, Any]) -> str:
    path = world.scratch / f"input-{world.rng.randrange(10**12)}.json"
    path.write_text(json.dumps(answers, default=str), "utf-8")
    return str(path)

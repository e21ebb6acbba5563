"""
A database filled with many cases: a few are lived by real steps, and their rows copied in SQL.

    python -m tests.benchmarks.filling FOLDER 2000 20000

makes a database of each size in the folder and prints how long each list takes there.

Copies are as the case from which they were made, but for the days of their duties, which are spread
over four months; nobody can open what is sealed of them, which no list does. Three in four of them
are closed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, create_engine

from pathway import Pathway, PathwayFile
from pathway.service.installing import install
from pathway.testing import case_in
from pathway.testing.people import PEOPLE
from tests.benchmarks.copies import DATABASE, DAY, KEY
from tests.benchmarks.multiplying import NUMBERS, WHOLE, multiply
from tests.benchmarks.repacking import document_of, due_on, repacked
from tests.rehearsals import instant

# What is lived, the oldest first; the copies repeat it.
STATES = (
    "closed",
    "rapid_review.gathering",
    "closed",
    "closed",
    "action_plan.monitoring",
    "closed",
    "closed",
    "draft",
    "closed",
    "closed",
    "cspr.fieldwork",
    "closed",
)
BU, CHAIR, REP = "business.unit@example.org", "chair@example.org", "rep.police@example.org"
NEXT_DUE = """
    UPDATE pathway_case SET next_due = (
        SELECT min(due) FROM pathway_deadline
        WHERE case_id = pathway_case.id AND state IN ('running', 'breached')
    )
"""
DUTIES = "pathway_deadline"
A_PAGE = 50
FIRST_DAY, SPREAD = "2026-01-20", 121  # days
ROUNDS = 5
COPIED = {**WHOLE, "pathway_document_content": "case_id"}


def lived(folder: Path) -> Pathway:
    """Return a rehearsal in which one case of each state was lived."""
    folder.mkdir(parents=True, exist_ok=True)
    url, key = f"sqlite:///{folder / DATABASE}", folder / KEY
    install(url, key, rehearsal=True, trust_operators=False, now=instant(DAY))
    pathway = Pathway.connect(url, key_file=key)
    live(pathway)
    return pathway


def live(pathway: Pathway) -> None:
    """Live one case of each state, with its people and its mail, in an empty rehearsal."""
    pathway.people.import_file(PEOPLE)
    for state in STATES:
        reference = case_in(pathway, state).reference
        if state != "closed":
            note = PathwayFile("note.txt", b"Seen at home")
            pathway.documents.add(reference, note, title="Note", by=BU)
    pathway.clock.set(instant("2026-03-20"))
    pathway.sweep()


def fill(connection: Connection, cases: int, beyond: int = 0) -> None:
    """
    Copy the cases that were lived, with their rows, until there are so many.

    Args:
        beyond: How many there are already.
    """
    lived = len(STATES)
    first = max(1, beyond // lived)
    copies, day = cases // lived - 1, _due(connection.dialect.name)
    if copies < first:
        return
    days = f"""
        {NUMBERS} SELECT DISTINCT case_id, id, {day} AS value FROM {DUTIES}, numbers
        WHERE case_id <= {lived}
    """
    repacked(connection, DUTIES, days, {"first": first, "copies": copies}, due_on)
    due = {DUTIES: {"due": day, "document": document_of(DUTIES, day)}}
    multiply(connection, COPIED, copies, due, lived=lived, first=first)
    connection.exec_driver_sql(NEXT_DUE)


def _due(dialect: str) -> str:
    """Return in SQL the day of a copied duty; any day has duties of every kind."""
    number = f"(numbers.n * 7 + case_id * 17 + length(id) * 5) % {SPREAD}"
    if dialect == "postgresql":
        return f"CAST('{FIRST_DAY}' AS DATE) + {number}"
    return f"date('{FIRST_DAY}', '+' || ({number}) || ' days')"


def lists(pathway: Pathway) -> Mapping[str, Callable[[], object]]:
    """Return each list, as somebody asks for it: a page of it, where it has pages."""
    page: dict[str, Any] = {"by": BU, "limit": A_PAGE}
    of_rep: dict[str, Any] = {"by": REP, "limit": A_PAGE}
    return {
        "cases": lambda: pathway.cases(**page),
        "cases, not closed, newest first": lambda: pathway.cases(state="*", sort="newest", **page),
        "cases, changed last": lambda: pathway.cases(sort="changed", **page),
        "cases, by next duty": lambda: pathway.cases(sort="due", **page),
        "cases of a family of states": lambda: pathway.cases(state="cspr.*", **page),
        "cases, overdue": lambda: pathway.cases(overdue=True, **page),
        "cases, mine, a representative": lambda: pathway.cases(mine=REP, **of_rep),
        "cases, a representative": lambda: pathway.cases(**of_rep),
        "deadlines within 10 days": lambda: pathway.deadlines(within=10, **page),
        "deadlines, overdue": lambda: pathway.deadlines(overdue=True, **page),
        "deadlines, mine": lambda: pathway.deadlines(owner=BU, **page),
        "deadlines, mine, a representative": lambda: pathway.deadlines(owner=REP, **of_rep),
        "tasks": lambda: pathway.tasks.list(**page),
        "what needs attention": lambda: pathway.attention(by=BU),
        # Of a thousand cases few duties are due on any day: a longer page would only be fuller of more.
        "what needs attention, ten of each, a representative": lambda: pathway.attention(
            by=REP, limit=10
        ),
        "doctor": pathway.doctor,
        "mail": lambda: pathway.mail.list(**page),
        "a case": lambda: pathway.case("PR-2026-0002", by=BU),
    }


def timed(act: Callable[[], object]) -> float:
    """Return how long an act takes, in milliseconds: the median of several rounds."""
    act()
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        act()
        taken.append((perf_counter() - begun) * 1000)
    return median(taken)


def made(folder: Path, cases: int) -> Path:
    """Return a folder with a database of so many cases, made if it is not there yet."""
    own = folder / str(cases)
    if not own.exists():
        # Elsewhere until it is whole: a run that is stopped leaves nothing to be taken for it.
        part = folder / f"{cases}.part"
        shutil.rmtree(part, ignore_errors=True)
        lived(part).close()
        engine = create_engine(f"sqlite:///{part / DATABASE}")
        try:
            with engine.begin() as connection:
                fill(connection, cases)
        finally:
            engine.dispose()
        part.rename(own)
    return own


def main() -> None:
    """Print how long each list takes in databases of several sizes, and how much it has grown."""
    folder, sizes = Path(sys.argv[1]), [int(size) for size in sys.argv[2:]]
    times: dict[str, list[float]] = {}
    for size in sizes:
        own = made(folder, size)
        with closing(Pathway.connect(f"sqlite:///{own / DATABASE}", key_file=own / KEY)) as pathway:
            for name, act in lists(pathway).items():
                times.setdefault(name, []).append(timed(act))
    print(f"{'ms, median of ' + str(ROUNDS):40}", *(f"{size:>9}" for size in sizes))
    for name, own_times in times.items():
        grown = own_times[-1] / own_times[0]
        print(f"{name:40}", *(f"{time:9.1f}" for time in own_times), f"  x {grown:.2f}")


if __name__ == "__main__":
    main()

"""
Fills a database of PostgreSQL with the cases of a nation: a few are lived, their rows copied in SQL.

A copy has a key of its own, so that real steps can be taken in it; nobody can open what was sealed
before. Its open duties are due on the days of four months to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pathway import Pathway
from pathway.storage.cases.sealing import Keyring
from pathway.testing import case_in
from pathway.testing.people import PEOPLE
from tests.benchmarks.filling import BU, NEXT_DUE, STATES
from tests.benchmarks.multiplying import NEXT_NUMBER
from tests.benchmarks.repacking import document_of, due_on, repacked

FIRST_DAY = "2026-03-23"  # Mon; the month begins, and nothing is due before
SPREAD = 120  # days
CHUNK = 200  # copies that are made in one transaction
# The tables of a case in the order in which they may be filled, with the column that names the case.
COPIED = {
    "pathway_case": "id",
    "pathway_item": "case_id",
    "pathway_party": "case_id",
    "pathway_deadline": "case_id",
    "pathway_event": "case_id",
}
DUE = f"(DATE '{FIRST_DAY}' + (n * 7 + case_id * 17 + length(id) * 5) % {SPREAD})"
# Every day comes once in as many copies.
DAYS = f"""
    SELECT DISTINCT case_id, id, {DUE} AS value
    FROM pathway_deadline, generate_series(CAST(:first AS integer), CAST(:copies AS integer)) AS n
    WHERE state = 'running'
"""
# Every running duty is looked at when its day is over.
# A case as it was lived has fewer duties than one that went on for years: what has ended is there again.
ENDED_AGAIN = "CROSS JOIN generate_series(0, 1 + case_id % 2) AS again"
WATCH = """
    INSERT INTO pathway_watch (case_id, deadline_id, look_at)
    SELECT case_id, id, (due + 1)::timestamp AT TIME ZONE 'Europe/London'
    FROM pathway_deadline WHERE state = 'running' AND case_id BETWEEN :first AND :last
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of a nation."""

    cases: int = 60_000
    events_of_case: int = 83

    @property
    def copies(self) -> int:
        """Return how often what was lived is copied."""
        return self.cases // len(STATES) - 1


def live(pathway: Pathway, size: Size) -> None:
    """Live one case of each state, with as many notes as make up a long history."""
    pathway.people.import_file(PEOPLE)
    references = [case_in(pathway, state).reference for state in STATES]
    lived = sum(len(pathway.history(reference, by=BU)) for reference in references)
    notes = max(0, size.events_of_case - lived // len(references))
    for reference in references:
        for number in range(notes):
            pathway.take(reference, "note", by=BU, input={"text": f"Seen, {number}."})


def fill(connection: Connection, key: Path, size: Size) -> None:
    """Copy what was lived."""
    lived = len(STATES)
    keyring = Keyring.load(key)
    repacked(connection, "pathway_deadline", DAYS, {"first": 1, "copies": SPREAD}, due_on)
    for first in range(1, size.copies + 1, CHUNK):
        last = min(first + CHUNK - 1, size.copies)
        for table, of in COPIED.items():
            _copy(connection, table, of, first=first, last=last)
        cases = {"first": first * lived + 1, "last": (last + 1) * lived}
        connection.execute(text(WATCH), cases)
        _give_keys(connection, keyring, range(cases["first"], cases["last"] + 1))
        connection.commit()
    connection.execute(text('UPDATE pathway_counter SET "last" = :last'), {"last": size.cases})
    connection.execute(text(NEXT_DUE))
    connection.execute(text(NEXT_NUMBER))
    connection.commit()


def _copy(connection: Connection, table: str, of: str, *, first: int, last: int) -> None:
    number = f"{of} + n * {len(STATES)}"
    values: Mapping[str, str] = {
        of: number,
        "reference": f"'PR-2026-' || lpad(({number})::text, greatest(4, length(({number})::text)), '0')",
    }
    if table == "pathway_deadline":
        is_open = "CASE WHEN state = 'running' THEN"
        due = document_of("pathway_deadline", DUE)
        values = {**values, "due": f"{is_open} {DUE} ELSE due END"}
        values = {**values, "document": f"{is_open} {due} ELSE document END"}
        values = {**values, "id": "id || CASE WHEN again = 0 THEN '' ELSE '.' || again END"}
    names = [str(column["name"]) for column in inspect(connection).get_columns(table)]
    columns = ", ".join(f'"{name}"' for name in names)
    is_duty = table == "pathway_deadline"
    more = f"{ENDED_AGAIN} WHERE (again = 0 OR state <> 'running') AND" if is_duty else "WHERE"
    copied = ", ".join(values.get(name, f'"{name}"') for name in names)
    connection.execute(
        text(
            f"INSERT INTO {table} ({columns}) SELECT {copied} FROM {table} CROSS JOIN "
            f"generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS n "
            f"{more} {of} <= {len(STATES)}"
        ),
        {"first": first, "last": last},
    )


def _give_keys(connection: Connection, keyring: Keyring, cases: range) -> None:
    rows = [
        {"case": case, "wrapped": wrapped.wrapped, "key": wrapped.key_id}
        for case in cases
        for _, wrapped in [keyring.new_data_key(f"PR-2026-{case:04}")]
    ]
    statement = (
        "INSERT INTO pathway_case_key (case_id, wrapped, key_id) VALUES (:case, :wrapped, :key)"
    )
    connection.execute(text(statement), rows)

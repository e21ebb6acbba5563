"""What a demo did, in figures and as a table."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pathway.demo.progress import worded
from pathway.workflows.calendar.in_words import day_words

# 80 characters wide with one between the columns.
COLUMNS = (
    ("Case", 12),
    ("What it shows", 31),
    ("Outcome", 17),
    ("Met", 3),
    ("Late", 4),
    ("Breached", 8),
)
FIGURES = 3


@dataclass(frozen=True, slots=True)
class DemoCase:
    """
    One case of the demo.

    Args:
        shows: What it shows, in a few words.
        met: Deadlines met on time.
        late: Deadlines met after their due day.
        breached: Deadlines whose breach was recorded and not corrected.
        events: How many events its history has.
    """

    reference: str
    shows: str
    kind: str
    state: str
    outcome: str | None
    met: int
    late: int
    breached: int
    events: int

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "reference": self.reference,
            "shows": self.shows,
            "kind": self.kind,
            "state": self.state,
            "outcome": self.outcome,
            "deadlines": {"met": self.met, "late": self.late, "breached": self.breached},
            "events": self.events,
        }

    def row(self) -> tuple[str, ...]:
        """Return the case's row of the table."""
        figures = (str(count) for count in (self.met, self.late, self.breached))
        return (self.reference, self.shows, worded(self.outcome or self.state), *figures)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """
    What a demo did.

    Args:
        database: The database's address.
        paper_folder: Where its papers are; None where the packages for papers are not installed.
        first_day: The day on which its clock began.
        last_day: The day on which it stopped.
        meeting: The reference of its meeting.
        swept: On how many working days the system looked for what was due.
        findings: What `verify` found; nothing, if all is in order.
    """

    database: str
    mail_folder: Path
    paper_folder: Path | None
    first_day: date
    last_day: date
    swept: int
    cases: tuple[DemoCase, ...]
    meeting: str
    emails: int
    findings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "database": self.database,
            "mail_folder": str(self.mail_folder),
            "paper_folder": str(self.paper_folder) if self.paper_folder else None,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "days_swept": self.swept,
            "cases": [case.as_json() for case in self.cases],
            "meeting": self.meeting,
            "emails": self.emails,
            "verify": list(self.findings),
        }

    def table(self) -> list[str]:
        """Return the cases and their sum as lines of 80 characters at most."""
        head = _line(tuple(name for name, _ in COLUMNS))
        figures = (
            [case.met for case in self.cases],
            [case.late for case in self.cases],
            [case.breached for case in self.cases],
        )
        total = _line(
            ("", f"{len(self.cases)} cases", "", *(str(sum(column)) for column in figures))
        )
        rule = "-" * len(head)
        return [head, rule, *(_line(case.row()) for case in self.cases), rule, total]

    def closing(self) -> list[str]:
        """Return what there is to see, in sentences."""
        return [
            "Met on time, met late, and breached: recorded by the system and not corrected.",
            "",
            f"Clock     {day_words(self.first_day)} to {day_words(self.last_day)}, {self.swept} working days",
            f"Emails    {self.emails} in {self.mail_folder}",
            f"Papers    {self._papers()}",
            f"Verify    {self._verified()}",
            f"Look at   pathway --database {self.database} case {self.cases[0].reference}",
            f"and       pathway --database {self.database} meeting show {self.meeting}",
            f"or open   {self._desk()}",
        ]

    def _desk(self) -> str:
        """Return how to look at the cases as any of their people."""
        return f"pathway serve {shlex.quote(str(self.mail_folder.parent))}"

    def _papers(self) -> str:
        if self.paper_folder is None:
            return "none: they need the extra `documents`"
        return f"in {self.paper_folder}"

    def _verified(self) -> str:
        events = sum(case.events for case in self.cases)
        if not self.findings:
            return f"in order: {events} events replayed, every hash and seal correct"
        return "; ".join(self.findings)


def _line(cells: tuple[str, ...]) -> str:
    texts = [
        cell.ljust(width)
        for cell, (_, width) in zip(cells[:-FIGURES], COLUMNS[:-FIGURES], strict=True)
    ]
    numbers = [
        cell.rjust(width)
        for cell, (_, width) in zip(cells[-FIGURES:], COLUMNS[-FIGURES:], strict=True)
    ]
    return " ".join([*texts, *numbers])

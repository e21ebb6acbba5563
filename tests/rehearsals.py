"""
A rehearsal in a real database: the service as its callers meet it, with the people and forms that
are shipped.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

from pathway import Pathway
from pathway.service.installing import install
from pathway.service.views.cases import CaseView
from pathway.service.views.steps import StepView
from pathway.settings import Settings
from pathway.workflows.deciding.schema import filled
from tests.databases import by_hand, everything, server

BU, COORDINATOR = "business.unit@example.org", "coordinator@example.org"
CHAIR, DEPUTY_CHAIR = "chair@example.org", "deputy.chair@example.org"
NOTIFIER = "notifier@example.org"
PARTNERS = ("partner.la@example.org", "partner.icb@example.org", "partner.police@example.org")
REVIEWER = "reviewer@example.net"
NURSE = "referrer.nca@example.org"  # refers practice_review.toml
NURSES_REP, NURSES_DEPUTY = "rep.nca@example.org", "deputy.nca@example.org"
YJ_OFFICER, YJ_REP = "referrer.yjs@example.org", "rep.yjs@example.org"  # of serious_offence.toml
TEACHER, TEACHERS_REP = (
    "referrer.education@example.org",
    "rep.education@example.org",
)  # of good_outcome.toml
OPENERS = {"practice_review": NURSE, "serious_offence": YJ_OFFICER, "good_outcome": TEACHER}
ENDORSERS = {"practice_review": NURSES_REP, "serious_offence": YJ_REP, "good_outcome": TEACHERS_REP}


class Reasons(TypedDict):
    """Both reasons that a step may be given."""

    reason: str
    late_reason: str


REASONS: Reasons = {"reason": "As agreed.", "late_reason": "Waited for the hospital."}


def shipped(name: str) -> str:
    """Return the text of a file that the package ships for rehearsals."""
    return (files("pathway.demo.forms") / name).read_text("utf-8")


def form(kind: str, **changes: Any) -> dict[str, Any]:
    """Return a shipped form; a change to None leaves the field out."""
    answers = tomllib.loads(shipped(f"{kind}.toml")) | changes
    return {name: value for name, value in answers.items() if value is not None}


def instant(day: str, hour: int = 9) -> datetime:
    """Return an hour of a day in UTC."""
    return datetime.combine(date.fromisoformat(day), time(hour), UTC)


def make(folder: Path, now: datetime, url: str = "") -> Rehearsal:
    """
    Make a rehearsal with its key and people in a folder: in a file there, else in the empty
    database given.
    """
    path = folder / "pathway.db"
    install(
        url or f"sqlite:///{path}",
        path.with_suffix(".key"),
        rehearsal=True,
        trust_operators=False,
        now=now,
    )
    made = Rehearsal(path, url)
    made.pathway.people.import_file(shipped("people.csv"))
    return made


@dataclass
class Rehearsal:
    """
    One database, its key, and the library's face of it.

    Args:
        path: The database's file; for a database of a server only the place where it would lie.
        url: The address of a database of a server.
    """

    path: Path
    url: str = ""
    opened: list[Pathway] = field(default_factory=list[Pathway])

    def __post_init__(self) -> None:
        """Connect."""
        self.pathway = self.connect()

    @property
    def folder(self) -> Path:
        """Return the folder in which an operator of it works."""
        return self.path.parent

    @property
    def address(self) -> str:
        """Return the database's address."""
        return self.url or f"sqlite:///{self.path}"

    @property
    def variables(self) -> dict[str, str]:
        """
        Return what the command is told by its environment, so that it finds a database that is no
        file here.
        """
        return {"PATHWAY_DATABASE": self.url, "PATHWAY_KEY_FILE": str(self.key)} if self.url else {}

    @property
    def key(self) -> Path:
        """Return the key's file."""
        return self.path.with_suffix(".key")

    @property
    def mail(self) -> Path:
        """Return the folder into which mail is written."""
        return self.path.parent / "mail"

    def connect(self, **changes: Any) -> Pathway:
        """Return a further connection of its own, with these settings."""
        settings = replace(Settings(mail_folder=str(self.mail)), **changes)
        made = Pathway.connect(self.address, key_file=self.key, settings=settings)
        self.opened.append(made)
        return made

    def again(self) -> Rehearsal:
        """Return the same rehearsal, connected anew."""
        return Rehearsal(self.path, self.url, self.opened)

    def copied(self, folder: Path) -> Rehearsal:
        """Return a copy of the database and its key in another folder; this one is closed."""
        self.pathway.close()
        folder.mkdir(parents=True, exist_ok=True)
        if self.url:
            shutil.copy(self.key, folder / self.key.name)
            return Rehearsal(folder / self.path.name, server().create(self.url))
        for path in (self.path, self.key):
            shutil.copy(path, folder / path.name)
        return Rehearsal(folder / self.path.name)

    def remove(self) -> None:
        """Close it, and all that was connected to it; a database of a server is taken away."""
        for pathway in self.opened:
            pathway.close()
        if self.url:
            server().drop(self.url)

    def clock(self, day: str, hour: int = 9) -> None:
        """Move the clock."""
        self.pathway.clock.set(instant(day, hour))

    def refer(self, kind: str = "practice_review", **changes: Any) -> str:
        """
        Open a case from a shipped form, also where there is one already, and return its reference.
        """
        return self.pathway.refer(form(kind, **changes), by=OPENERS[kind], again=True).reference

    def step(
        self, reference: str, name: str, by: str, item: str | None = None, on: str | None = None
    ) -> StepView:
        """Return a step as this person may take it."""
        day = date.fromisoformat(on) if on else None
        steps = self.pathway.steps(reference, by=by, on=day)
        return next(step for step in steps if (step.step, step.item) == (name, item))

    def filled(
        self, reference: str, name: str, by: str, item: str | None = None, on: str | None = None
    ) -> dict[str, Any]:
        """Return an input made of the schema alone."""
        return filled(self.step(reference, name, by, item, on).input_schema)

    def do(
        self,
        reference: str,
        name: str,
        by: str,
        item: str | None = None,
        on: str | None = None,
        **more: Any,
    ) -> CaseView:
        """
        Take a step with an input made of its schema, members of it changed, and every reason given.
        """
        answers = self.filled(reference, name, by, item, on) | more
        day = date.fromisoformat(on) if on else None
        return self.pathway.take(
            reference, name, by=by, item=item, on=day, input=answers, **REASONS
        )

    def endorsed(self, kind: str = "practice_review", **changes: Any) -> str:
        """Open a case and bring it to triage, and return its reference."""
        reference = self.refer(kind, **changes)
        self.do(reference, "submit", OPENERS[kind])
        self.do(reference, "endorse", ENDORSERS[kind])
        return reference

    def deliberated(self, kind: str, **changes: Any) -> str:
        """Open a case and put it to the subgroup, and return its reference."""
        reference = self.endorsed(kind, **changes)
        self.do(reference, "put_to_subgroup", BU)
        return reference

    def sql(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        """
        Run a statement behind the product's back, committed, and return its rows; each process then
        is as if it had just begun, and reads what is there.
        """
        for pathway in self.opened:
            pathway._installation.kept_cases.forget()  # pyright: ignore[reportPrivateUsage]
        return by_hand(self.address, statement, values)

    def contents(self) -> Mapping[str, list[Any]]:
        """Return every row of every table."""
        return everything(self.address)

    def faults(self) -> set[str]:
        """Return the codes of what `verify` finds."""
        return {finding.what for finding in self.pathway.verify()}

    def told(self, rung: str | None = None) -> list[tuple[str, str | None, str]]:
        """Return who was told of which deadline under which rung, in order."""
        notices = [
            (message.to, notice.deadline, notice.rung)
            for message in self.pathway.mail.list()
            for notice in message.notices
        ]
        return [notice for notice in notices if rung in (None, notice[2])]

"""
What the tables of the shipped definition give to each person, worked out from the file alone: an
oracle beside `workflows/access`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from pathway import Pathway
from pathway.service.views.cases import CaseView
from pathway.service.views.history import EventView

ALL = (
    *("status", "summary", "referral", "children", "decisions", "returns", "chronology"),
    *("rapid-review", "recommendations", "plan", "publication", "deadlines", "record"),
    *("history", "documents"),
)
OWNED = {"agency_return": "returns", "action": "plan"}
OPEN = ("running", "breached")
RETURN = "agency_return"
LOCAL_AUTHORITY = "childrens_services"
PARTNERS = (LOCAL_AUTHORITY, "nhs_gm_icb", "police")


@lru_cache
def tables() -> list[dict[str, Any]]:
    """Return the tables of readers as they are written."""
    text = (files("pathway.workflows.definitions") / "review.toml").read_text("utf-8")
    written: list[dict[str, Any]] = tomllib.loads(text)["reader"]
    return written


def fits(state: str, patterns: Iterable[str]) -> bool:
    """Return whether a state is one of those that a table names; not what `*` stands for."""
    return any(
        pattern == state or (pattern.endswith(".*") and state.startswith(pattern[:-1]))
        for pattern in patterns
    )


@dataclass
class Rules:
    """
    One case, read by everybody in a directory.

    Args:
        people: The directory as it was imported.
        sitting: The emails of the members of a meeting with the case on its agenda.
    """

    pathway: Pathway
    case: CaseView
    people: str
    sitting: frozenset[str] = frozenset()

    def parts(self, email: str) -> set[str]:
        """Return the parts of which somebody may read anything; their own entries aside."""
        given: set[str] = set()
        for table in tables():
            if not self._holds_in(table.get("from")):
                continue
            names = ALL if table["parts"] == ["*"] else table["parts"]
            if table.get("of") == "own":
                given |= self._own(email, table["role"], names)
            elif self.has(email, table["role"]):
                given |= set(names)
        return given

    def whole(self, email: str) -> set[str]:
        """Return the parts that somebody may read whole."""
        given: set[str] = set()
        for table in tables():
            holds = table.get("of") != "own" and self._holds_in(table.get("from"))
            if holds and self.has(email, table["role"]):
                given |= set(ALL if table["parts"] == ["*"] else table["parts"])
        return given

    def items(self, email: str) -> set[str]:
        """Return the returns and actions that somebody may read."""
        whole = self.whole(email)
        own = self._owned(email)
        return {
            item.id
            for item in self.case.items
            if item.kind in OWNED and (OWNED[item.kind] in whole or item.id in own)
        }

    def deadlines(self, email: str) -> set[str]:
        """Return the duties that somebody may read: all, or those that are theirs or of their items."""
        duties = self.case.deadlines
        if "deadlines" in self.whole(email):
            return {duty.id for duty in duties}
        items = self._owned(email)
        own = {duty.id for duty in duties if duty.state in OPEN and email in duty.owner.emails}
        return own | {duty.id for duty in duties if duty.item in items}

    def entries(self, email: str) -> set[int] | None:
        """
        Return the numbers of the entries that somebody may read: all, or those that they made or of
        their items; None where they may read others for the part in which each is read.
        """
        whole = self.whole(email)
        if "history" in whole:
            return {event.seq for event in self.history}
        if whole - {"status"}:
            return None
        items = self._owned(email)
        return {event.seq for event in self.history if event.by == email or event.item in items}

    def _owned(self, email: str) -> set[str]:
        """Return the items of which somebody may read duties and entries."""
        return {item for role in ("rep", "author", "owner") for item in self._items(email, role)}

    def _own(self, email: str, role: str, names: Sequence[str]) -> set[str]:
        if role == "deadline_owner":
            return set(names) if self._duties(email) else set()
        kinds = {item.partition(":")[0] for item in self._items(email, role)}
        lists = {"returns": "agency_return", "plan": "action"}
        return {name for name in names if kinds and lists.get(name, "") in {"", *kinds}}

    def _items(self, email: str, role: str) -> Iterator[str]:
        """Yield the items in which somebody has a role."""
        for item in self.case.items:
            agency = item.data.get("agency")
            is_theirs = agency is not None and self.holds(email, role, agency)
            if role == "author" and item.kind != "agency_return":
                is_theirs = is_theirs and item.kind == "action"
            if role == "owner":
                is_theirs = item.data.get("owner") == email
            if is_theirs:
                yield item.id

    def has(self, email: str, role: str) -> bool:
        """Return whether somebody has a role in the case."""
        match role:
            case "referrer":
                return email == self.opener or self.holds(email, role, self.agency)
            case "rep":
                return self.holds(email, role, self.agency)
            case "rep_of_return":
                agencies = [own.data["agency"] for own in self.case.items if own.kind == RETURN]
                return any(self.holds(email, "rep", agency) for agency in agencies)
            case "notifier":
                return self.holds(email, role, LOCAL_AUTHORITY)
            case "partner":
                return any(self.holds(email, role, agency) for agency in PARTNERS)
            case "reviewer":
                return email in self.reviewers
            case "sitting":
                return email in self.sitting
            case _:
                return any(role in row["roles"].split(";") for row in self.rows(email))

    def holds(self, email: str, role: str, agency: str) -> bool:
        """Return whether somebody has a role in an agency."""
        return any(
            role in row["roles"].split(";") and row["agency"] == agency for row in self.rows(email)
        )

    def rows(self, email: str) -> list[dict[str, str]]:
        """Return the lines of the directory about somebody."""
        return self._directory.get(email, [])

    def emails(self) -> set[str]:
        """Return the email of everybody in the directory."""
        return set(self._directory)

    def _duties(self, email: str) -> bool:
        open_now = [duty for duty in self.case.deadlines if duty.state in OPEN]
        return any(email in duty.owner.emails for duty in open_now)

    def _holds_in(self, patterns: list[str] | None) -> bool:
        return patterns is None or fits(self.case.state, patterns)

    @cached_property
    def _directory(self) -> dict[str, list[dict[str, str]]]:
        """Return the lines of the directory by email."""
        lines: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(self.people.splitlines()):
            lines.setdefault(row["email"], []).append(row)
        return lines

    @cached_property
    def history(self) -> list[EventView]:
        """Return the whole history of the case."""
        return self.pathway.history(self.case.reference)

    @property
    def opener(self) -> str | None:
        """Return who referred the case."""
        return self.history[0].by

    @property
    def agency(self) -> str:
        """Return the agency that referred it."""
        return str((self.history[0].input or {})["agency"])

    @property
    def reviewers(self) -> set[str]:
        """Return the reviewers who were appointed last."""
        named: set[str] = set()
        for event in self.history:
            if event.step in ("appoint_reviewer", "replace_reviewer") and event.input:
                named = set(event.input["reviewers"])
        return named

"""
Who may take each step of the shipped definition, worked out from the files of the definition and
the directory's rows alone: an oracle beside `workflows/deciding/permission.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from pathway.service.views.cases import ItemView
from tests.reading_rules import LOCAL_AUTHORITY, OPEN, Rules, fits

Row = dict[str, Any]
OF_ITEMS = ("incident", "agency_return", "action", "publication")
# Where nobody is left who may act in a role, the step is for those of the next.
FALLS_TO = {
    "referrer": "bu",
    "rep": "bu",
    "bu": "chair",
    "chair": "partner",
    "notifier": "partner_la",
    "owner": "owners_rep",
    "owners_rep": "bu",
    "rep_of_return": "bu",
}
WITHDRAWN, WITHDRAWN_FROM_ITEM = "withdraws_case", "withdraws_item"
CONCLUDE = ("conclude_meeting", "conclude_good_outcome")
SUBMIT = ("submit_return", "submit_evidence")
# An entry that is corrected by correcting its own entry again.
CORRECT = "correct"


@lru_cache
def written(name: str) -> dict[str, Any]:
    """Return a file of the shipped definition as it is written."""
    text = (files("pathway.workflows.definitions") / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass
class ActingRules:
    """
    One case, acted in by everybody in a directory.

    Args:
        rules: What each of them may read.
        away: The emails of those who are recorded as away.
    """

    rules: Rules
    away: frozenset[str] = field(default_factory=frozenset[str])

    def steps(self) -> Iterator[tuple[str, str | None]]:
        """Yield the name and the item of each step that is open in the case now."""
        for row in written("review")["step"]:
            if self._is_open(row):
                yield row["name"], None
        for item in self.rules.case.items:
            for row in written(item.kind)["step"]:
                if self._is_open_for(row, item):
                    yield row["name"], item.id

    def may(self, email: str, step: str, item: str | None) -> bool:
        """Return whether a step is for somebody; whether it can be taken now is another matter."""
        subject = self._item(item)
        table = self._table(step, subject)
        if table is None or email in self.barred(item):
            return False
        return any(self._acts(email, role, table, subject) for role in table["who"])

    def barred(self, item: str | None = None) -> set[str | None]:
        """Return who is kept from the case, or from an item of it, by an upheld interest."""
        return {
            self._interests[decision["interest"]]
            for decision in self._decisions
            if decision["outcome"] == WITHDRAWN
            or (decision["outcome"] == WITHDRAWN_FROM_ITEM and decision["item"] == item)
        }

    def _acts(self, email: str, role: str, table: Row, item: ItemView | None) -> bool:
        """Return whether somebody acts in a role of a step, or is one of those whom it falls to."""
        match role:
            case "deadline_owner":
                return self._meets_a_duty(email, table["name"])
            case "entry_maker":
                kept = self.away | self._left_out
                return email not in kept and self._made_an_entry(email)
            case "reader":
                return email not in self.away and bool(self.rules.parts(email))
            case _:
                return email in self._in_charge(role, table, item)

    def _in_charge(self, role: str | None, table: Row, item: ItemView | None) -> set[str]:
        kept = self._kept_from(table, item)
        while role is not None:
            left = {email for email in self._emails if self._has(email, role, item)} - kept
            if left:
                return left
            role = FALLS_TO.get(role)
        return set()

    def _kept_from(self, table: Row, item: ItemView | None) -> set[str | None]:
        kept = {*self.away, *self._left_out, *self.barred(item.id if item else None)}
        if table.get("decision"):
            kept |= self._undecided
        for part in table.get("never", []):
            kept |= self._with_part(part, item)
        return kept

    def _with_part(self, part: str, item: ItemView | None) -> set[str | None]:
        """Return who had a part in the matter."""
        events = self.rules.history
        match part:
            case "opener":
                return {self.rules.opener}
            case "submitter":
                return {event.by for event in events if event.step == "submit"}
            case "concluder":
                return {event.by for event in events if event.step in CONCLUDE}
            case "owner":
                return {item.data.get("owner")} if item else set()
            case _:
                own = [event for event in events if item and event.item == item.id]
                return {event.by for event in own if event.step in SUBMIT}

    def _has(self, email: str, role: str, item: ItemView | None) -> bool:
        """Return whether somebody has a role, by the directory and by what the case names."""
        rules = self.rules
        agency = str(item.data.get("agency", "")) if item else ""
        match role:
            case "rep":
                return rules.holds(email, "rep", agency or rules.agency)
            case "author":
                return rules.holds(email, "author", agency)
            case "owner":
                return item is not None and item.data.get("owner") == email
            case "owners_rep":
                return rules.holds(email, "rep", agency)
            case "partner_la":
                return rules.holds(email, "partner", LOCAL_AUTHORITY)
            case "anyone":
                return any(row["roles"] != "scrutineer" for row in rules.rows(email))
            case _:
                return rules.has(email, role)

    def _meets_a_duty(self, email: str, step: str) -> bool:
        """Return whether an open duty of somebody's own can be met by a step, or by a fact."""
        for duty in self.rules.case.deadlines:
            met_by = self._duty_tables[duty.key].get("met_by", [])
            by_fact = step == "record_fact" and any("fact" in trigger for trigger in met_by)
            is_met = by_fact or step in met_by or any(_step(trigger) == step for trigger in met_by)
            if duty.state in OPEN and is_met and email in duty.owner.emails:
                return True
        return False

    def _made_an_entry(self, email: str) -> bool:
        """Return whether somebody wrote what may be corrected: no vote that has led nowhere."""
        for event in self.rules.history:
            votes = event.input is not None and "vote" in event.input
            undecided = votes and event.from_ == event.to
            if event.by == email and event.step != CORRECT and not undecided:
                return True
        return False

    def _table(self, step: str, item: ItemView | None) -> Row | None:
        """
        Return the table of a step that holds now: of several, the first whose condition does; None
        where the step is not open.
        """
        if item is None:
            named = [row for row in written("review")["step"] if self._is_open(row)]
        else:
            tables = written(item.kind)["step"]
            named = [row for row in tables if self._is_open_for(row, item)]
        named = [row for row in named if row["name"] == step]
        holding = [row for row in named if self._holds(row.get("when"), item)]
        return next(iter([*holding, *named]), None)

    def _holds(self, condition: str | None, item: ItemView | None) -> bool:
        """Return whether a condition holds by which a step is for others; others do not matter."""
        match condition:
            case "a_cspr":
                return any(event.to.startswith("cspr.") for event in self.rules.history)
            case "not_a_cspr":
                return not self._holds("a_cspr", item)
            case "panel_publication":
                return item is not None and item.id == "publication"
            case "local_publication":
                return not self._holds("panel_publication", item)
            case _:
                return True

    def _is_open(self, row: Row) -> bool:
        return row["who"] != ["system"] and self._covers(row["from"], self.rules.case.state)

    def _is_open_for(self, row: Row, item: ItemView) -> bool:
        if "who" not in row or not self._covers(row.get("case", ["*"]), self.rules.case.state):
            return False
        return item.state in row["from"]

    def _covers(self, patterns: list[str], state: str) -> bool:
        """Return whether patterns cover a state: `*` is every state in which a case goes on."""
        return ("*" in patterns and state != "closed") or fits(state, patterns)

    def _item(self, item: str | None) -> ItemView | None:
        return next((own for own in self.rules.case.items if own.id == item), None)

    @cached_property
    def _emails(self) -> set[str]:
        return self.rules.emails()

    @cached_property
    def _duty_tables(self) -> dict[str, Row]:
        names = ("review", *OF_ITEMS)
        return {row["key"]: row for name in names for row in written(name).get("deadline", [])}

    @cached_property
    def _interests(self) -> dict[str, str | None]:
        """Return who declared each interest."""
        events = [event for event in self.rules.history if event.step == "declare_interest"]
        return {f"interest:{number}": event.by for number, event in enumerate(events, 1)}

    @cached_property
    def _decisions(self) -> list[Row]:
        events = self.rules.history
        return [dict(event.input or {}) for event in events if event.step == "decide_interest"]

    @cached_property
    def _left_out(self) -> set[str]:
        """Return everybody whom a restriction leaves out: all but those named, and the chair."""
        steps = ("restrict", "lift_restriction")
        events = [event for event in self.rules.history if event.step in steps]
        if not events or events[-1].step != "restrict":
            return set()
        named = set((events[-1].input or {})["people"])
        return {email for email in self._emails - named if not self.rules.has(email, "chair")}

    @property
    def _undecided(self) -> set[str | None]:
        decided = {decision["interest"] for decision in self._decisions}
        return {by for name, by in self._interests.items() if name not in decided}


def _step(trigger: str | dict[str, Any]) -> str | None:
    return trigger if isinstance(trigger, str) else trigger.get("step")

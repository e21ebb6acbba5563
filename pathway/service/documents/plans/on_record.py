"""The action plan of a case as it is on record: an action a row, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pathway.documents.case_pack.answers import in_words
from pathway.documents.plans.plan import RATING, Plan, PlannedAction, Value
from pathway.service.access.readers import note_read, part_refused, required_reading
from pathway.service.cases.reading.items import in_order, item_view
from pathway.service.documents.plans.layout import REF, PlanLayout, plan_layout
from pathway.service.documents.records.entries import EntriesInWords
from pathway.service.documents.records.items import BLOCKED, RATINGS
from pathway.service.documents.records.naming import names_of, state_words
from pathway.service.documents.records.opened import opened_history
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.types import DAYS
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import ACTION

ACTIONS, PLAN = "actions", "plan"
VERIFIED = "verified"
LEFT_OUT = "What you may not read is left out."


@dataclass(frozen=True)
class ActionOnRecord:
    """
    An action as it is on record.

    Args:
        first: What was entered when it was added.
        now: The same with later corrections, its present owner and its present due day.
    """

    item: str
    first: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(frozen=True)
class PlanOnRecord:
    """
    Reads the action plan of one case.

    Args:
        items: The actions that the reader may see, in their order.
        is_whole: Whether these are all of them.
    """

    entries: EntriesInWords
    layout: PlanLayout
    items: Sequence[Item]
    is_whole: bool

    def plan(self) -> Plan:
        """Return the plan with what became of each action."""
        notices = [] if self.is_whole else [LEFT_OUT]
        unreadable = list(self.entries.history.unreadable.values())
        return Plan(
            self.entries.case.reference,
            self.layout.columns,
            [self._planned(item) for item in self.items],
            full_day_words(self.entries.unit.today),
            [*notices, *unreadable[:1]],
        )

    def actions(self) -> list[ActionOnRecord]:
        """Return each action with what was entered for it."""
        return [
            ActionOnRecord(item.id, self._first(item), self._now(item, self._data(item)))
            for item in self.items
        ]

    def recommendations(self) -> Iterator[tuple[str, str]]:
        """Return the words and the name of each recommendation, and its name by itself."""
        for name, record in self.entries.case.memory.get("recommendations", {}).items():
            words = self._made_with(record["event"], record.get("part", 0), "recommendations")
            yield name, name
            if words.get("text"):
                yield str(words["text"]), name

    def ref(self, item: Item) -> str:
        """Return what a file calls an action: its case and its number."""
        return f"{self.entries.case.reference}/{item.id.rpartition(':')[2]}"

    def _planned(self, item: Item) -> PlannedAction:
        data = self._data(item)
        rating, shade = RATINGS[data["brag"]]
        if data.get("blocked") and shade == "red":
            rating = BLOCKED
        now = self._now(item, data)
        cells: dict[str, Value] = {REF: self.ref(item), RATING: rating}
        for field in self.layout.fields:
            cells[field.name] = self._cell(field, now.get(field.name))
        cells |= self._of_recommendations(now) | self._became(item, data)
        cells["agency"] = str(data.get("agency_name") or "")
        first, due = data.get("first_due"), data.get("due")
        if first not in (None, due):
            cells["first_due"] = date.fromisoformat(str(first))
        return PlannedAction(cast(str, cells[REF]), cells, shade)

    def _cell(self, field: FormField, answer: object) -> Value:
        """Return an answer as it stands in a cell: so that it is read back as the same answer."""
        if answer in (None, ""):
            return ""
        if isinstance(answer, list):
            parts = [self._part(field, part) for part in cast("list[object]", answer)]
            return "\n".join(parts)
        if field.type in DAYS:
            return date.fromisoformat(str(answer))
        return self._part(field, answer)

    def _part(self, field: FormField, answer: object) -> str:
        if isinstance(answer, Mapping):
            return self._in_a_line(field, cast("Mapping[str, object]", answer))
        text = str(answer)
        if field.type == "person":
            name = self.entries.names.people.get(text, "")
            return f"{name} <{text}>" if name and name != text else text
        if text in self.entries.case.memory.get("recommendations", {}):
            return text.rpartition(":")[2]
        return self.entries.words.text(field, answer)

    def _in_a_line(self, table: FormField, entry: Mapping[str, object]) -> str:
        """Return an entry of a table in a line: `31 March 2027: Draft agreed`."""
        fields = self.entries.definition.forms.fields_of(table)
        parts = [
            self.entries.words.text(field, entry[field.name])
            for field in fields
            if entry.get(field.name) is not None
        ]
        return ": ".join(parts)

    def _of_recommendations(self, now: Mapping[str, Any]) -> dict[str, Value]:
        """Return the recommendations that an action answers, and what was answered to them."""
        known = self.entries.case.memory.get("recommendations", {})
        answers = dict(self._answers_to_recommendations())
        texts: list[str] = []
        responses: list[str] = []
        names: Sequence[str] = now.get("recommendations") or ()
        for name in names:
            if name not in known:
                continue
            words = self._made_with(
                known[name]["event"], known[name].get("part", 0), "recommendations"
            )
            source = f" ({words['source']})" if words.get("source") else ""
            number = name.rpartition(":")[2]
            texts.append(f"{number}: {words.get('text', '')}{source}")
            answer = in_words(known[name]["answer"])
            responses.append(f"{number}: {answer}. {answers.get(name, '')}".strip())
        return {"recommendation": "\n".join(texts), "response": "\n".join(responses)}

    def _became(self, item: Item, data: Mapping[str, Any]) -> dict[str, Value]:
        """Return the progress, the evidence, who verified it and how it ended."""
        cells: dict[str, Value] = {}
        progress: list[str] = []
        for event in self._events_of(item):
            answers, day = self.entries.answers(event), full_day_words(event.occurred_on)
            if answers.get("progress"):
                progress.append(f"{day}: {answers['progress']}")
            if isinstance(answers.get("evidence"), Mapping):
                name = answers["evidence"].get("name", "")
                cells["evidence"] = f"{day}: {name}. {answers.get('what_it_shows', '')}".strip()
            if event.item_to == item.state == VERIFIED:
                cells["verifier"] = f"{self.entries.actor(event)}, {day}"
            if event.item_to == item.state and self.entries.definition.is_final(item):
                cells["closure"] = f"{state_words(self.entries.definition, item)}, {day}"
        if data.get("blocked"):
            progress.append("Blocked")
        cells["progress"] = "\n".join(progress)
        return cells

    def _first(self, item: Item) -> Mapping[str, Any]:
        sealed: Mapping[str, Any] = self._event(item.opened_by).sealed or {}
        return _part_of(sealed.get("input") or {}, item.data.get("part", 0), ACTIONS)

    def _now(self, item: Item, data: Mapping[str, Any]) -> Mapping[str, Any]:
        now = dict(self._made_with(item.opened_by, item.data.get("part", 0), ACTIONS))
        for name in ("owner", "due"):
            if data.get(name) is not None:
                now[name] = data[name]
        return now

    def _made_with(self, number: int, part: int, table: str) -> Mapping[str, Any]:
        """Return what was entered for one of the things that an entry made, as corrected so far."""
        return _part_of(self.entries.answers(self._event(number)), part, table)

    def _answers_to_recommendations(self) -> Iterator[tuple[str, str]]:
        """Return the reasons of each answer, by the recommendation; later ones come later."""
        for event in self.entries.history.events:
            answers = self.entries.answers(event)
            if "recommendation" in answers and "reasons" in answers:
                yield str(answers["recommendation"]), str(answers["reasons"])

    def _data(self, item: Item) -> Mapping[str, Any]:
        return item_view(self.entries.unit, self.entries.definition, self.entries.case, item).data

    def _events_of(self, item: Item) -> Iterator[Event]:
        return (event for event in self.entries.history.events if event.item == item.id)

    def _event(self, number: int) -> Event:
        return self.entries.history.events[number - 1]


def plan_on_record(unit: UnitOfWork, case: Case) -> PlanOnRecord:
    """
    Return what reads the plan of a case, with the actions that the reader may read.

    Raises:
        Refused: They may read no action of the case.
    """
    readable = required_reading(unit, case)
    if PLAN not in readable.parts:
        raise part_refused(case, PLAN)
    note_read(unit, case.reference, PLAN)
    definition, history = unit.definition_of(case), opened_history(unit, case)
    names = names_of(unit, definition, case, history.events)
    own = in_order(item for item in case.items.values() if item.kind == ACTION)
    shown = [item for item in own if readable.sees_item(item)]
    entries = EntriesInWords(unit, definition, case, history, names)
    return PlanOnRecord(entries, plan_layout(definition), shown, len(shown) == len(own))


def _part_of(answers: Mapping[str, Any], part: int, table: str) -> Mapping[str, Any]:
    several: list[Mapping[str, Any]] = answers.get(table) or []
    return several[part] if table in answers and part < len(several) else answers

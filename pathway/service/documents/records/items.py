"""Returns, recommendations, actions and publications of a case in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pathway.documents.case_pack.answers import day_of, in_words
from pathway.documents.case_pack.record import Action, Entry, Recommendation, Return, Rows
from pathway.documents.paper import Shade
from pathway.service.cases.reading.item_words import item_words, round_of
from pathway.service.cases.reading.items import in_order, item_view
from pathway.service.documents.records.chapters import has_words
from pathway.service.documents.records.entries import EntriesInWords
from pathway.service.documents.records.naming import state_words
from pathway.service.people.agency_names import agency_name
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import ACTION, PUBLICATION, RETURN

RATINGS: Mapping[str, tuple[str, Shade]] = {
    "blue": ("Blue: done and verified", "blue"),
    "green": ("Green: on time", "green"),
    "amber": ("Amber: due soon", "amber"),
    "red": ("Red: overdue", "red"),
    "grey": ("Grey: not pursued", "grey"),
}
BLOCKED = "Red: blocked"
RECEIVED = "record_return"
# What each row of a publication is called; other members are no words for readers.
PUBLICATION_ROWS = {
    "what": "What is published",
    "planned_on": "Planned for",
    "copies_on": "Copies sent on",
    "published_on": "Published on",
    "taken_down": "Taken down",
}


@dataclass(frozen=True)
class ItemsInWords:
    """
    Puts the items of one case into words.

    Args:
        told: The entries of the case in words, by number.
        items: The items that the reader may see.
    """

    entries: EntriesInWords
    told: Mapping[int, Entry]
    items: Sequence[Item]

    def returns(self) -> list[Return]:
        """Return what the agencies were asked for, by agency and round."""
        unit, case = self.entries.unit, self.entries.case
        own = [item for item in self.items if item.kind == RETURN]
        names = {item.id: agency_name(unit, item.data["agency"]) for item in own}
        returns = [
            Return(
                agency=names[item.id],
                round=round_of(item),
                asked_on=self._day_of(item.opened_by),
                received_on=self._received_on(item),
                state=state_words(self.entries.definition, item),
                due=_due(case.deadlines.values(), item),
                entries=self._entries_of(item),
            )
            for item in own
        ]
        return sorted(returns, key=lambda own: (own.round, own.agency))

    def recommendations(self) -> list[Recommendation]:
        """Return the recommendations with their answers, in their order."""
        known = self.entries.case.memory.get("recommendations", {})
        answers = dict(self._answers_to_recommendations())
        made: list[Recommendation] = []
        for name, record in known.items():
            words = self._made_with(record["event"], record.get("part", 0), "recommendations")
            made.append(
                Recommendation(
                    number=name.rpartition(":")[2],
                    text=words.get("text", ""),
                    source=words.get("source", ""),
                    answer=in_words(record["answer"]),
                    reasons=answers.get(name, ""),
                )
            )
        return made

    def actions(self) -> list[Action]:
        """Return the actions of the plan, in their order."""
        own = in_order(item for item in self.items if item.kind == ACTION)
        return [self._action(item) for item in own]

    def publications(self) -> list[tuple[str, Rows]]:
        """Return each publication with its facts."""
        return [
            (item_words(self.entries.unit, self.entries.definition, item), self._facts(item))
            for item in in_order(item for item in self.items if item.kind == PUBLICATION)
        ]

    def _action(self, item: Item) -> Action:
        unit, definition = self.entries.unit, self.entries.definition
        data = item_view(unit, definition, self.entries.case, item).data
        rating, shade = RATINGS[data["brag"]]
        event = self._event(item.opened_by)
        part = item.data.get("part", 0)
        words = self._made_with(item.opened_by, part, "actions")
        fields = definition.forms.by_name[ACTION].field if ACTION in definition.forms else []
        answered = self.entries.words.rows(fields, words)
        answers = self.entries.rows(event) if words == self.entries.answers(event) else answered
        return Action(
            number=item.id.rpartition(":")[2],
            what=words.get("what", "") or self.told[item.opened_by].unreadable,
            owner=self._owner(data),
            due=_due_words(data),
            state=state_words(definition, item),
            rating=BLOCKED if data.get("blocked") and shade == "red" else rating,
            shade=shade,
            recommendations=", ".join(
                self.entries.names.others.get(name, name)
                for name in item.data.get("recommendations", [])
            ),
            answers=answers,
            entries=self._entries_of(item),
        )

    def _owner(self, data: Mapping[str, Any]) -> str:
        person = self.entries.names.people.get(str(data.get("owner")), "Nobody")
        agency = data.get("agency_name")
        return f"{person} ({agency})" if agency else person

    def _facts(self, item: Item) -> Rows:
        data = item_view(self.entries.unit, self.entries.definition, self.entries.case, item).data
        rows = [("State", state_words(self.entries.definition, item))]
        for name, label in PUBLICATION_ROWS.items():
            if data.get(name):
                rows.append((label, self.entries.words.text(None, data[name])))
        return rows

    def _made_with(self, number: int, part: int, table: str) -> Mapping[str, Any]:
        """Return what was entered for one of the things that an entry made."""
        answers = self.entries.answers(self._event(number))
        several: list[Mapping[str, Any]] = answers.get(table) or []
        return several[part] if table in answers and part < len(several) else answers

    def _answers_to_recommendations(self) -> Iterator[tuple[str, str]]:
        """Return the reasons of each answer, by the recommendation; later ones come later."""
        for event in self.entries.history.events:
            answers = self.entries.answers(event)
            if "recommendation" in answers and "reasons" in answers:
                told = self.told[event.seq]
                yield answers["recommendation"], f"{answers['reasons']}\n{told.day}, {told.by}"

    def _entries_of(self, item: Item) -> list[Entry]:
        own = [event for event in self.entries.history.events if event.item == item.id]
        entries = [self.told[event.seq] for event in own]
        return [entry for entry in entries if has_words(entry)]

    def _received_on(self, item: Item) -> str:
        """Return the day on which a return last came in."""
        received = {
            step.name
            for file, step in self.entries.definition.tables()
            if file.name == item.kind and RECEIVED in step.effects
        }
        days = [
            self.told[event.seq].day
            for event in self.entries.history.events
            if event.item == item.id and event.step in received
        ]
        return days[-1] if days else ""

    def _day_of(self, number: int) -> str:
        return self.told[number].day

    def _event(self, number: int) -> Event:
        return self.entries.history.events[number - 1]


def _due(deadlines: Iterable[Deadline], item: Item) -> str:
    """Return the day by which an item is wanted, the soonest of several; empty if none is open."""
    days = [own.due for own in deadlines if own.item == item.id and own.is_open]
    return full_day_words(min(days)) if days else ""


def _due_words(data: Mapping[str, Any]) -> str:
    due, first = data.get("due"), data.get("first_due")
    if due is None:
        return "No day"
    return day_of(due) if first in (None, due) else f"{day_of(due)}; first {day_of(str(first))}"

"""Entries of a history in words: each with its questions and answers, corrected as far as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pathway.documents.case_pack.answers import AnswersInWords, Names, day_of
from pathway.documents.case_pack.record import Entry
from pathway.service.documents.records.chapters import chapter_of, is_told_in_table
from pathway.service.documents.records.naming import actor_words, title_of_state
from pathway.service.documents.records.opened import OpenedHistory
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.cases.entries import (
    DAY,
    Correction,
    corrected,
    corrections_of,
    first_answers_of,
    is_decided_vote,
    numbered,
)
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.definitions.format import Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import replay
from pathway.workflows.known_names import AMEND, BREACH, CORRECT, REFER

# What a vote says, and of which proposal; told in the table of votes.
VOTE, PROPOSAL = "vote", "proposal"
# What happened is the title of a fact.
FACT = "fact"
TOLD_ELSEWHERE = (VOTE, PROPOSAL, FACT)
KIND = "kind"


@dataclass(frozen=True)
class EntriesInWords:
    """
    Puts the entries of one case into words.

    Args:
        definition: The one that the case follows.
    """

    unit: UnitOfWork
    definition: BoundDefinition
    case: Case
    history: OpenedHistory
    names: Names

    @cached_property
    def words(self) -> AnswersInWords:
        """Return what puts answers into words."""
        return AnswersInWords(self.definition.forms, self.names)

    def entry(self, event: Event) -> Entry:
        """Return an entry in words."""
        step = self._step(event)
        answers = self.answers(event)
        votes = step is not None and step.votes
        return Entry(
            number=event.seq,
            chapter=chapter_of(event, step, self._kind(event)),
            title=self._title(event, step),
            about=self._about(event),
            day=self._day(event),
            by=self.actor(event),
            led_to=self._led_to(event),
            answers=() if is_told_in_table(step) else self.rows(event, TOLD_ELSEWHERE),
            reason=self._sealed(event, "reason"),
            late_reason=self._sealed(event, "late_reason"),
            vote=str(answers.get(VOTE, "")) if votes else "",
            opens_round=not votes or (PROPOSAL not in answers and event.actor is not None),
            unreadable=self.history.unreadable.get(event.seq, ""),
        )

    def answers(self, event: Event) -> Mapping[str, Any]:
        """Return what was entered, as corrected so far."""
        sealed: Mapping[str, Any] = event.sealed or {}
        first: Mapping[str, Any] = sealed.get("input") or {}
        if not self.history.corrections_of(event.seq):
            return first
        events = self.history.events
        if is_decided_vote(event):
            before = replay(event.reference, events[: event.seq - 1])
            first = {**first_answers_of(numbered(events), event, before), VOTE: first.get(VOTE)}
        return corrected(event, first, corrections_of(events, event.seq))[0]

    def rows(self, event: Event, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """Return the questions of an entry with their answers; both values of what was corrected."""
        fields = self.fields(event)
        rows = self.words.rows(fields, self.answers(event), without)
        return _noted(rows, self._notes(event, fields, without=without))

    def rows_of_entry(self, event: Event, table: FormField, number: int) -> list[tuple[str, str]]:
        """Return the questions of one row of a table, counted from 0, likewise."""
        fields = self.definition.forms.fields_of(table)
        rows = self.words.rows(fields, self.answers(event)[table.name][number])
        return _noted(rows, self._notes(event, fields, place=f"{table.name}[{number}]."))

    def fields(self, event: Event) -> list[FormField]:
        """Return the questions of the form by which an entry was made."""
        forms = self.definition.forms
        if event.step in (REFER, AMEND):
            claimed = str(self.answers(event).get(KIND))
            return forms.form_of(claimed if claimed in forms.kinds else self.case.kind).field
        return self._fields_of(self._step(event))

    def actor(self, event: Event) -> str:
        """Return who made an entry."""
        return actor_words(self.unit, event)

    def _title(self, event: Event, step: Step | None) -> str:
        fact = self.answers(event).get(FACT)
        if isinstance(fact, str) and fact in self.definition.facts:
            return self.definition.facts[fact].title
        return step.title if step else event.step.replace("_", " ").capitalize()

    def _notes(
        self,
        event: Event,
        fields: Sequence[FormField],
        *,
        without: Sequence[str] = (),
        place: str = "",
    ) -> dict[str, str]:
        """
        Return what was corrected, by the label of the question that it belongs to.

        Args:
            without: The fields whose corrections are told elsewhere.
            place: Where in the input the fields are.
        """
        notes: dict[str, str] = {}
        for correction in self.history.corrections_of(event.seq):
            field = correction.field.removeprefix(place)
            top = re.split(r"[.\[]", field)[0]
            if correction.field == DAY or top in without or not correction.field.startswith(place):
                continue
            question, title = self.words.field_at(fields, field)
            label = self.words.field_at(fields, top)[1]
            note = self._note(correction, question, title.removeprefix(label).lstrip(", "))
            notes[label] = "\n".join(part for part in (notes.get(label, ""), note) if part)
        return notes

    def _note(self, correction: Correction, question: FormField | None, title: str) -> str:
        before = self.words.text(question, correction.before)
        after = self.words.text(question, correction.after)
        made = self.history.events[correction.number - 1]
        where = f" ({title})" if title else ""
        on, why = full_day_words(made.occurred_on), self._why(made)
        return f"Corrected on {on} by {self.actor(made)}{where}: was {before}; is {after}.{why}"

    def _why(self, made: Event) -> str:
        sealed: Mapping[str, Any] = made.sealed or {}
        correction: Mapping[str, Any] = sealed.get("input") or {}
        why = correction.get("why")
        return f" Why: {why}" if why else ""

    def _day(self, event: Event) -> str:
        days = [
            correction
            for correction in self.history.corrections_of(event.seq)
            if correction.field == DAY
        ]
        first = full_day_words(event.occurred_on)
        if not days:
            return first
        return f"{day_of(str(days[-1].after))} (corrected; first written: {first})"

    def _about(self, event: Event) -> str:
        if event.step == BREACH:
            touched = event.effects.get("deadlines", {})
            return ", ".join(self.names.others.get(name, name) for name in touched)
        if event.step == CORRECT:
            return f"entry {self.answers(event).get('event', '')}".strip()
        return self.names.others.get(event.item, event.item) if event.item else ""

    def _led_to(self, event: Event) -> str:
        if event.item_to:
            return title_of_state(self.definition, self._kind(event), event.item_to)
        if event.from_state == event.to_state or event.step == REFER:
            return ""
        return title_of_state(self.definition, self.definition.case.name, event.to_state)

    def _kind(self, event: Event) -> str:
        item = self.case.items.get(event.item or "")
        return item.kind if item else ""

    def _step(self, event: Event) -> Step | None:
        """Return the step of an entry: of several of one name, the one that fits what was entered."""
        tables = [step for _, step in self.definition.steps_named(event.step)]
        fitting = [
            step
            for file, step in self.definition.steps_named(event.step)
            if file.owns == "item" or file.covers(step.from_, event.from_state)
        ]
        answers = self.answers(event)
        asking = [step for step in fitting or tables if self._asks(step, answers)]
        return next(iter(asking or fitting or tables), None)

    def _fields_of(self, step: Step | None) -> list[FormField]:
        forms = self.definition.forms
        return forms.by_name[step.input].field if step and step.input in forms else []

    def _asks(self, step: Step, answers: Mapping[str, Any]) -> bool:
        """Return whether the form of a step asks for what was entered."""
        types = {field.name: field.type for field in self._fields_of(step)}
        return all(
            name in types and (types[name] != "sha256" or isinstance(answer, str))
            for name, answer in answers.items()
        )

    def _sealed(self, event: Event, name: str) -> str:
        sealed: Mapping[str, Any] = event.sealed or {}
        return str(sealed.get(name) or "")


def _noted(rows: Sequence[tuple[str, str]], notes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return rows with their notes, and those notes whose question was left out after them."""
    noted = [(label, _with_note(text, notes.get(label, ""))) for label, text in rows]
    known = {label for label, _ in rows}
    return [*noted, *((label, note) for label, note in notes.items() if label not in known)]


def _with_note(text: str, note: str) -> str:
    return "\n\n".join(part for part in (text, note) if part)

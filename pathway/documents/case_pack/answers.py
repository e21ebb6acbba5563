"""Answers as people read them: questions by their labels, codes by their titles, days in full."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.forms.types import DAYS

if TYPE_CHECKING:
    from pathway.workflows.definitions.form_format import FormField
    from pathway.workflows.forms.catalogue import Forms

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PLACE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")
# Their values are text of somebody, and never codes.
WORDS = ("text", "line")
NOTHING = "Left out"
DOCUMENT = {"name", "sha256"}


@dataclass(frozen=True, slots=True)
class Names:
    """
    What codes and ids are called in a case.

    Args:
        agencies: The names of agencies by code.
        people: The names of people by email.
        documents: The names of documents by their SHA-256.
        others: The titles of items, steps, facts, duties and other things by id.
    """

    agencies: Mapping[str, str] = field(default_factory=dict[str, str])
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    documents: Mapping[str, str] = field(default_factory=dict[str, str])
    others: Mapping[str, str] = field(default_factory=dict[str, str])


class AnswersInWords:
    """
    Puts answers into words.

    Args:
        forms: The forms of the definition by which they were given.
    """

    def __init__(self, forms: Forms, names: Names) -> None:
        self._forms, self._names = forms, names

    def rows(
        self, fields: Sequence[FormField], answers: Mapping[str, Any], without: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """
        Return questions with their answers in the order of the form; what the form does not ask
        comes after that.
        """
        wanted = {
            name: answer
            for name, answer in answers.items()
            if name not in without and answer is not None
        }
        asked = [question for question in fields if question.name in wanted]
        rows = [
            (label_of(question), self.text(question, wanted[question.name])) for question in asked
        ]
        others = wanted.keys() - {question.name for question in asked}
        return rows + [(in_words(name), self.text(None, wanted[name])) for name in sorted(others)]

    def text(self, question: FormField | None, answer: object) -> str:
        """
        Return an answer in words.

        Args:
            question: The field that it answers; None if no form asks for it.
        """
        if answer is None:
            return NOTHING
        if isinstance(answer, bool):
            return "Yes" if answer else "No"
        if isinstance(answer, list | tuple):
            return self._list(question, cast("Sequence[object]", answer))
        if isinstance(answer, Mapping):
            return self._table(question, cast("Mapping[str, Any]", answer), "\n")
        return self._word(question, str(answer))

    def field_at(self, fields: Sequence[FormField], place: str) -> tuple[FormField | None, str]:
        """
        Return the field at a place such as `children[0].age_years`, and what it is called: with the
        number of its row, if it is in a table.
        """
        known: FormField | None = None
        titles: list[str] = []
        for name, number in PLACE.findall(place):
            if number:
                titles.append(f"row {int(number) + 1}")
                continue
            known = next((field for field in fields if field.name == name), None)
            titles.append(label_of(known) if known else in_words(name))
            fields = self._forms.fields_of(known) if known and known.type == "table" else []
        return known, ", ".join(titles)

    def _list(self, question: FormField | None, entries: Sequence[object]) -> str:
        texts = [self._entry(question, entry) for entry in entries]
        is_long = question is None or question.type in ("table", *WORDS)
        return ("\n" if is_long else ", ").join(texts) or "None"

    def _entry(self, question: FormField | None, entry: object) -> str:
        """Return an entry of a list: a table in one line."""
        if isinstance(entry, Mapping):
            return self._table(question, cast("Mapping[str, Any]", entry), "; ")
        return self.text(question, entry)

    def _table(self, question: FormField | None, table: Mapping[str, Any], between: str) -> str:
        if set(table) == DOCUMENT:
            return str(table["name"])
        fields = self._forms.fields_of(question) if question is not None else ()
        rows = self.rows(fields, table)
        return between.join(f"{label.rstrip('?')}: {text}" for label, text in rows)

    def _word(self, question: FormField | None, answer: str) -> str:
        kind = question.type if question is not None else ""
        if kind in WORDS:
            return answer
        if kind in DAYS:
            return day_of(answer)
        if kind == "agency":
            return self._names.agencies.get(answer, in_words(answer))
        if kind == "person":
            return self._names.people.get(answer, answer)
        if kind == "sha256":
            return self._names.documents.get(answer, f"The document with the SHA-256 {answer}")
        return self._code(question, answer)

    def _code(self, question: FormField | None, answer: str) -> str:
        """Return the title of a code; words that are no code stay as they are."""
        title = self._names.others.get(answer)
        if question is not None:
            title = self._forms.codes(question).get(answer) or title
        if title:
            return title
        return in_words(answer) if CODE.fullmatch(answer) else day_of(answer)


def label_of(question: FormField) -> str:
    """Return a question as its form asks it."""
    return question.label or in_words(question.name)


def in_words(code: str) -> str:
    """Return a code as words: `seriously_harmed` is `Seriously harmed`."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]


def day_of(text: str) -> str:
    """Return a day such as 2027-03-31 as people write it; other text as it is."""
    if len(text) != len("2027-03-31"):
        return text
    try:
        return full_day_words(date.fromisoformat(text))
    except ValueError:
        return text

"""
What can be corrected in an entry: its day and the fields of its input, each with what it says now.

The schema of a correction says more once the entry is named, and more again once the field is: the
fields are then listed, and the value has the field's own type. A program that knows only the first
schema can still fill it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases.entries import (
    DAY,
    FORM_DAY,
    corrected,
    entries,
    entry_titles,
    first_answers_of,
    is_day_of,
    known_day,
)
from pathway.workflows.deciding.corrections import INSTEAD, CorrectionFields, attempt_then, revise
from pathway.workflows.deciding.decide import model_of
from pathway.workflows.deciding.input_reading import read
from pathway.workflows.deciding.revision import Revision, Statement
from pathway.workflows.deciding.schema import ASKS_ANEW, REASON_FIELDS, input_schema
from pathway.workflows.deciding.schema_examples import WORDS
from pathway.workflows.history.events import Event

Schema = dict[str, Any]
NOT_SAID = "not given"
OTHER_WORDS = "As corrected in the minutes."
# In a page of entries, the last of them: the next page, if there is one, begins behind it.
FURTHER = "further"
ENTRY_TO_CORRECT, ANOTHER_DAY = "entry_to_correct", "another_day"
ASKED_ANEW = {"event": ["field", "value"], "field": ["value"]}
# Fields that are not the entry's own: what is said beside the input, and how votes are written.
BESIDE = (*REASON_FIELDS, "vote", "proposal")
LONGEST_TITLE = 60
# How many entries, the latest first, are tried as an example.
LATEST = 6


@dataclass(frozen=True, slots=True)
class EntryField:
    """
    One thing that an entry says, or could say.

    Args:
        path: Where it is: `children[0].age_years`; `occurred_on` is the day.
        schema: What it may say.
        present: What it says now; None where it says nothing.
    """

    path: str
    schema: Mapping[str, Any]
    present: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as corrected so far: its event, its input and day, and the schema of its input."""

    event: Event
    statement: Statement
    schema: Mapping[str, Any]

    def fields(self) -> list[EntryField]:
        """Return what can be corrected, the day first."""
        inside = list(_in_table(self.schema, self.statement.answers, ""))
        if is_day_of(self.event, FORM_DAY):
            return sorted(inside, key=lambda field: field.path != FORM_DAY)
        return [
            EntryField(DAY, {"type": "string", "format": "date"}, self.statement.moment.in_words),
            *inside,
        ]

    def field(self, path: str) -> EntryField | None:
        """Return the field at that path, which may be one element of a list, or None."""
        fields = {field.path: field for field in self.fields()}
        whole, _, place = path.removesuffix("]").rpartition("[")
        if path in fields or whole not in fields or not place.isdecimal():
            return fields.get(path)
        values: list[Any] = fields[whole].present or []
        items = fields[whole].schema.get("items")
        if not items or int(place) >= len(values):
            return None
        return EntryField(path, items, values[int(place)])

    def has(self, path: str) -> bool:
        """Return whether the path is that of a field, or of a whole table or list of fields."""
        if path == DAY or self.field(path) is not None:
            return True
        return any(field.path.startswith((f"{path}.", f"{path}[")) for field in self.fields())


def schema_of_correction(schema: Schema, attempt: Attempt) -> Schema:
    """Return the schema of a correction, filled in as far as its entry and field are named."""
    properties: dict[str, Schema] = dict(schema["properties"])
    titles = entry_titles(attempt)
    properties["event"] = properties["event"] | {"titles": titles}
    if not attempt.situation.history.is_whole and titles:
        properties["event"][FURTHER] = min(map(int, titles))
    entry = entry_said(attempt)
    if entry is not None:
        properties |= _of_entry(properties, entry, attempt)
    return schema | {"properties": properties, ASKS_ANEW: ASKED_ANEW}


def entry_said(attempt: Attempt) -> Entry | None:
    """Return the entry that a correction names, or None where it names none it may correct."""
    number = attempt.command.input.get("event")
    if number not in entries(attempt):
        return None
    history = attempt.situation.history
    event, before = history.entry(cast(int, number)), history.before(cast(int, number))
    earlier = history.corrections_of(attempt.case, event.seq)
    first = first_answers_of(history.entry, event, before)
    present = Statement(*corrected(event, first, earlier))
    then = attempt_then(attempt, event, before, present)
    if isinstance(then, list):
        return None
    schema = input_schema(model_of(then.definition, then.step, present.answers, before), then)
    # While a round of votes is open, the schema is that of a vote, and carries the whole input's.
    return Entry(event, present, schema.get("$defs", {}).get("new_round", schema))


def entry_to_correct(attempt: Attempt) -> list[int]:
    """Return, as an example, the latest entry that could have happened on another day."""
    return [number for number, _ in _examples(attempt)]


def another_day(attempt: Attempt) -> list[str]:
    """Return the day on which that entry could have happened instead."""
    return [day for _, day in _examples(attempt)] or [attempt.on.isoformat()]


def _examples(attempt: Attempt) -> list[tuple[int, str]]:
    """
    Return at most one entry, by its number, with another day that would be accepted for it.

    It is the latest entry where no day is accepted for any, and where the entries are sealed or not
    all of them are there, so that nothing can be tried.
    """
    pairs: list[tuple[int, str]] = []
    for number in entries(attempt)[:LATEST]:
        pairs += [(number, day) for day in _near(attempt, number)]
    history = attempt.situation.history
    if not (history.is_open and history.is_whole):
        return pairs[:1]
    for number, day in pairs:
        if _would_be_accepted(_about(attempt, number), DAY, day):
            return [(number, day)]
    return pairs[:1]


def _near(attempt: Attempt, number: int) -> Iterator[str]:
    """Return the days before and after that of an entry."""
    day = known_day(attempt.case, attempt.situation.history.header(number))
    return ((day + timedelta(days=days)).isoformat() for days in (-1, 1))


def _about(attempt: Attempt, number: int) -> Attempt:
    return replace(attempt, command=replace(attempt.command, input={"event": number}))


def why_no_place(attempt: Attempt, path: str) -> str | None:
    """Return why the entry that the input names has no such field, or None where it has."""
    from difflib import get_close_matches

    entry = entry_said(attempt)
    name = path.rpartition(".")[2]
    if entry is None or entry.has(path) or name in INSTEAD:
        return None
    names = [field.path for field in entry.fields()]
    near = get_close_matches(path, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(names)}"
    return f"the entry has no such field; {hint}"


def _of_entry(
    properties: Mapping[str, Schema], entry: Entry, attempt: Attempt
) -> dict[str, Schema]:
    """Return the schema of the field, listed from the entry, and of the value, from the field."""
    fields = [
        field
        for field in entry.fields()
        if field.present is not None or _can_be_said(field, entry, attempt)
    ]
    titles = {field.path: f"now {_shown(field)}" for field in fields}
    names = list(titles)
    chosen: Schema = {"enum": names} if len(names) > 1 else {"const": names[0]}
    about: Schema = {
        "titles": titles,
        "examples": names[:1],
        "description": properties["field"]["description"],
    }
    more: dict[str, Schema] = {"field": {"type": "string"} | chosen | about}
    named = attempt.command.input.get("field")
    field = entry.field(named if isinstance(named, str) else names[0])
    if field is not None:
        value = _of_field(field, entry, attempt)
        # While no field is named, the example of the value is one for the example of the field.
        more["value"] = value if named else properties["value"] | {"examples": value["examples"]}
    return more


def _of_field(field: EntryField, entry: Entry, attempt: Attempt) -> Schema:
    """Return the field's own schema, with its present value and an acceptable example."""
    plain = {
        name: value for name, value in field.schema.items() if name not in ("examples", "default")
    }
    own = field.schema.get("description", "")
    says = {"description": f"What it should say. {own}".strip(), "present": field.present}
    others = [*_others(field, entry.statement.on), field.present]
    accepted = (value for value in others if _would_be_accepted(attempt, field.path, value))
    return plain | says | {"examples": [next(accepted, others[0])]}


def _can_be_said(field: EntryField, entry: Entry, attempt: Attempt) -> bool:
    """
    Return whether some value would be accepted for a field that is still empty.

    None is accepted for a day that starts a clock, since that is recorded as a fact instead.
    """
    return any(
        _would_be_accepted(attempt, field.path, value)
        for value in _others(field, entry.statement.on)
    )


def _would_be_accepted(attempt: Attempt, path: str, value: Any) -> bool:
    answers = {"event": attempt.command.input["event"], "field": path, "value": value, "why": WORDS}
    tried = replace(attempt, command=replace(attempt.command, input=answers))
    correction, _ = read(model_of(attempt.definition, attempt.step, answers), answers, tried)
    if correction is None:
        return False
    return isinstance(revise(tried, CorrectionFields(correction)), Revision)


def _others(field: EntryField, on: date) -> Iterator[Any]:
    """Yield values that the field could have instead."""
    yield from field.schema.get("enum", [])
    yield from ([choice] for choice in field.schema.get("items", {}).get("enum", []))
    if field.schema.get("format") == "date":
        day = date.fromisoformat(field.present.partition("T")[0]) if field.present else on
        yield (day - timedelta(days=1)).isoformat()
    elif field.schema.get("type") == "boolean":
        yield not field.present
    elif field.schema.get("type") in ("integer", "number"):
        yield from ((field.present or 0) + 1, (field.present or 0) - 1)
    yield from field.schema.get("examples", [])
    if field.schema.get("type") == "string" and "enum" not in field.schema:
        yield from (WORDS, OTHER_WORDS)


def _in_table(
    schema: Mapping[str, Any], table: Mapping[str, Any], path: str
) -> Iterator[EntryField]:
    for name, node in schema.get("properties", {}).items():
        if name not in INSTEAD and (path or name not in BESIDE):
            yield from _at(node, table.get(name), f"{path}{name}")


def _at(node: Mapping[str, Any], value: Any, path: str) -> Iterator[EntryField]:
    """Yield the fields at a path: those of a table, of each table in a list, or the one field."""
    if node.get("type") == "object":
        if value is not None:
            yield from _in_table(node, value or {}, f"{path}.")
    elif node.get("type") == "array" and node.get("items", {}).get("type") == "object":
        for number, entry in enumerate(cast(Sequence[Mapping[str, Any]], value or [])):
            yield from _in_table(node["items"], entry, f"{path}[{number}].")
    elif "const" not in node or node["const"] != value:
        yield EntryField(path, node, value)


def _shown(field: EntryField) -> str:
    """Return the present value of a field on one line, shortened where it is long."""
    value = field.present
    if value is None:
        return NOT_SAID
    if field.schema.get("format") == "date":
        day, _, hour = str(value).partition("T")
        return " ".join(filter(None, [day_words(date.fromisoformat(day)), hour]))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    parts = cast(list[object], value) if isinstance(value, list) else [value]
    text = " ".join("; ".join(str(part) for part in parts).split())
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE].rstrip()}..."

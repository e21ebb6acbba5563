"""Entries of a history as a correction sees them: who may correct which, and what each says now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.calendar.moments import Moment, written_moment
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import replay
from pathway.workflows.history.past import Past
from pathway.workflows.known_names import AMEND, CORRECT, DECLARE, REFER
from pathway.workflows.people.in_charge import is_shut_out

DAY = "occurred_on"
FORM_DAY = "referred_on"
# Input fields whose code is shown beside the name of an entry's step.
CODES = ("vote", "fact", "view", "response")
PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Correction:
    """
    What a correction changed.

    Args:
        number: The number of the correction itself.
        event: The number of the entry that it corrects.
        before: What the field said until then; None where it said nothing.
    """

    number: int
    event: int
    field: str
    before: Any
    after: Any


def entries(attempt: Attempt) -> list[int]:
    """
    Return the numbers of the events that this person may correct, the latest first.

    The business unit may correct all of them, everybody else their own; nobody those of an item from
    which an upheld interest keeps them.
    """
    events = _entries_of(attempt)
    if attempt.actor is not None and not _is_business_unit(attempt):
        events = [event for event in events if event.actor == attempt.actor]
    return [event.seq for event in reversed(events) if not _is_kept_from(attempt, event)]


def _is_kept_from(attempt: Attempt, event: Event) -> bool:
    """Return whether an interest in its item keeps who corrects an event from it, or who types."""
    item = attempt.case.items.get(event.item or "")
    if item is None:
        return False
    people = (attempt.actor, attempt.command.typed_by)
    return any(is_shut_out(attempt.case, person, item) for person in people)


def entries_in(definition: Definition, history: Iterable[Event]) -> list[Event]:
    """Return the events of a history that somebody may correct, the earliest first."""
    return [event for event in history if _is_an_entry(definition, event)]


def entry_titles(attempt: Attempt) -> dict[str, str]:
    """Return a title, by its number, for each event that this person may correct."""
    history = attempt.situation.history
    headers = [history.header(number) for number in entries(attempt)]
    steps = {event.step for event in headers}
    # Only what has a code to show is opened.
    with_code = {step for step in steps if _asks_for_code(attempt.definition, step)}
    coded = history.entries([event.seq for event in headers if event.step in with_code])
    opened = {event.seq: event for event in coded}
    return {str(event.seq): _title(attempt.case, opened.get(event.seq, event)) for event in headers}


def made_an_entry(attempt: Attempt) -> bool:
    """Return whether the person made an entry that may be corrected."""
    return any(event.actor == attempt.actor for event in _entries_of(attempt))


def _entries_of(attempt: Attempt) -> list[Event]:
    """Return the events of the history that somebody may correct, looked for once."""
    history, name = attempt.situation.history, f"entries by {attempt.definition.hash}"
    if name not in history.read_once:
        history.read_once[name] = entries_in(attempt.definition, history.events)
    events: list[Event] = history.read_once[name]
    return events


def numbered(history: Sequence[Event]) -> Callable[[int], Event]:
    """Return what gives the entries of a whole history by their numbers."""
    return lambda number: history[number - 1]


def first_answers_of(
    entry: Callable[[int], Event], event: Event, before: Case
) -> Mapping[str, Any]:
    """
    Return what was first said with an event; for a step carried by votes, what was voted on.

    Args:
        entry: Returns the entry of a number, its sealed part open.
    """
    votes = before.memory.get("rounds", {}).get(_round(event), {})
    if votes and is_decided_vote(event):
        carrying = entry(int(votes["event"]))
        return {name: value for name, value in _input(carrying).items() if name != "vote"}
    return _input(event)


def corrections_of(history: Sequence[Event], number: int) -> list[Event]:
    """Return the corrections of one event, in their order."""
    return [
        event for event in history if event.step == CORRECT and _input(event).get("event") == number
    ]


def corrected(
    event: Event, first_answers: Mapping[str, Any], corrections: Sequence[Event]
) -> tuple[Mapping[str, Any], Moment]:
    """Return what an event says, and when it happened, with the given corrections applied."""
    answers, moment = first_answers, happened(event)
    for correction in corrections:
        value = _input(correction)["value"]
        field = field_of(event, _input(correction)["field"])
        if field == DAY or is_day_of(event, field):
            moment = written_moment(value) or moment
        if field != DAY:
            answers = placed(answers, field, value)
    return answers, moment


def happened(event: Event) -> Moment:
    """Return when an event happened, as it was first said."""
    return Moment(event.occurred_on, event.occurred_at)


def field_of(event: Event, field: str) -> str:
    """Return the field that is meant, since the day of a referral is a field of its form."""
    return FORM_DAY if event.step == REFER and field == DAY else field


def is_day_of(event: Event, field: str) -> bool:
    """Return whether the field of the input is the day on which the entry happened."""
    return event.step == REFER and field == FORM_DAY


def corrections_in(history: Sequence[Event]) -> list[Correction]:
    """Return what each correction changed, in order, in a history whose sealed parts are open."""
    corrections: list[Correction] = []
    for correction in history:
        if correction.step == CORRECT:
            event = next(event for event in history if event.seq == _input(correction)["event"])
            corrections.append(_correction(history, event, correction))
    return corrections


def _correction(history: Sequence[Event], event: Event, correction: Event) -> Correction:
    earlier = [other for other in corrections_of(history, event.seq) if other.seq < correction.seq]
    before = Case(event.reference)
    if is_vote(event):
        # Only a vote needs the case as it was, to find what was voted on; replaying takes time.
        before = replay(event.reference, history[: event.seq - 1])
    answers, moment = corrected(event, first_answers_of(numbered(history), event, before), earlier)
    field = field_of(event, _input(correction)["field"])
    return Correction(
        correction.seq,
        event.seq,
        field,
        before=moment.in_words if field == DAY else value_at(answers, field),
        after=_input(correction)["value"],
    )


def value_at(answers: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path, or None where there is none."""
    holder: Any = answers
    for name, number in PART.findall(path):
        if isinstance(holder, dict):
            holder = cast(dict[str, object], holder).get(name)
            continue
        parts = cast(list[object], holder) if isinstance(holder, list) else []
        holder = parts[int(number)] if number and int(number) < len(parts) else None
    return holder


def placed(answers: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """
    Return the input with the value at a path such as `children[0].age_years`.

    Raises:
        LookupError: What should hold the value is not there.
    """
    parts = [name or int(number) for name, number in PART.findall(path)]
    result = deepcopy(dict(answers))
    holder: Any = result
    for part in parts[:-1]:
        holder = holder[part]
    last = parts[-1]
    if isinstance(last, int):
        cast(list[Any], holder)[last] = value
    elif not isinstance(holder, dict):
        raise LookupError(path)
    elif value is None:
        cast(dict[str, Any], holder).pop(last, None)
    else:
        holder[last] = value
    return result


def is_decided_vote(event: Event) -> bool:
    """Return whether this event is the vote with which a round carried its step."""
    memory: Mapping[str, Any] = event.effects.get("memory", {})
    failed = _round(event) in memory.get("failed_rounds", {})
    return is_vote(event) and memory["rounds"][_round(event)] is None and not failed


def is_vote(event: Event) -> bool:
    """Return whether an event is a vote, in a round of its step."""
    memory: Mapping[str, Any] = event.effects.get("memory", {})
    return _round(event) in memory.get("rounds", {})


def labels_then(history: Past, number: int) -> tuple[str, ...]:
    """Return the children's labels on the form as it was when the event of that number was made."""
    forms = [event.seq for event in history.events[:number] if event.step in (REFER, AMEND)]
    if not forms:
        return ()
    return tuple(child["label"] for child in _input(history.entry(forms[-1]))["children"])


def _round(event: Event) -> str:
    return f"{event.step}@{event.item}" if event.item else event.step


def _is_an_entry(definition: Definition, event: Event) -> bool:
    """
    Return whether an event may be corrected.

    Instead of a correction, one corrects its entry again; instead of a vote that decided nothing,
    one votes again; instead of an answer about interests, which is in the cases too, one answers
    again.
    """
    if event.step in (CORRECT, DECLARE) or not definition.steps_named(event.step):
        return False
    return is_decided_vote(event) if is_vote(event) else event.actor is not None


def _is_business_unit(attempt: Attempt) -> bool:
    return attempt.standing is not None and attempt.standing.part == "bu"


def _title(case: Case, event: Event) -> str:
    item = f" {event.item}" if event.item else ""
    code = next((f" ({_input(event)[name]})" for name in CODES if name in _input(event)), "")
    return f"{event.step}{item}{code}  {day_words(known_day(case, event))}"


def _asks_for_code(definition: Definition, step: str) -> bool:
    """Return whether the input of a step may have a code that is shown beside its name."""
    return any(
        table.votes or definition.forms.has_field(table.input, CODES)
        for _, table in definition.steps_named(step)
    )


def known_day(case: Case, event: Event) -> date:
    """Return the day on which an entry happened, as corrected so far."""
    return case.corrected_day(event.seq) or event.occurred_on


def _input(event: Event) -> Mapping[str, Any]:
    sealed: Mapping[str, Any] = event.sealed or {}
    answers: Mapping[str, Any] = sealed.get("input", {})
    return answers

"""
The shipped definition with one name written otherwise, wherever it stands, and histories decided
again under it.

A name that Python reads is missed at loading; any other changes nothing but itself.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import HAND_BACK, TAKE_OVER
from pathway.workflows.loading.definition_files import packaged
from tests.desk import Desk
from tests.explorer import DUPLICATE, handed_over

Contents = dict[str, dict[str, Any]]
TRIGGERS = ("starts", "met_by", "stopped_by")
# Fields of inputs whose values are names of the definition.
SAID = {"deadline": ("duty", "deadline", "request", "meets"), "fact": ("fact",), "step": ("step",)}
STATES = ("enters", "leaves", "from", "to")
# What stands in the id of a deadline.
IN_IDS = ("deadline", "seat", "step")


@dataclass(frozen=True)
class Name:
    """A name of the definition, and what it is one of: a state, a step, a field."""

    kind: str
    name: str

    @property
    def other(self) -> str:
        """Return what it is called instead."""
        return f"{self.name}_x"


@lru_cache(maxsize=1)
def shipped() -> Contents:
    """Return what the shipped files say."""
    return {name: tomllib.loads(text) for name, text in packaged().items()}


def names() -> list[Name]:
    """Return every name of the shipped definition that may be another one, each once."""
    return list(
        dict.fromkeys(
            Name(kind, name) for kind, named in NAMES.items() for name in named(shipped())
        )
    )


def renamed(name: Name) -> dict[str, str]:
    """Return the texts of the definition in which that name is another one."""
    contents = deepcopy(shipped())
    RENAME[name.kind](contents, name)
    return {file: written(content) for file, content in contents.items()}


def written(content: Mapping[str, Any]) -> str:
    """Return a table as TOML."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in content.items())


def decided_again(
    history: Sequence[Event], others: Mapping[str, Case], definition: BoundDefinition, name: Name
) -> str:
    """
    Return where a history, decided again under the definition with another name, first differs;
    else nothing.
    """
    desk = Desk(history[0].recorded_at.date(), definition=definition, others=dict(others))
    for event in history:
        desk.today = event.recorded_at.date()
        outcome = desk.decided(_command(desk, event, name))
        if isinstance(outcome, Refusal):
            return (
                f"{event.step} (event {event.seq}): {[str(reason) for reason in outcome.reasons]}"
            )
        desk.record(outcome)
        if _told(outcome, name) != _told(event, None):
            return f"{event.step} (event {event.seq}): {_told(event, None)} is now {_told(outcome, name)}"
    return ""


def _command(desk: Desk, event: Event, name: Name) -> Command:
    sealed: Mapping[str, Any] = event.sealed or {}
    answers = _said(sealed.get("input", {}), name)
    step = name.other if name.kind == "step" and event.step == name.name else event.step
    if event.actor is None and event.step == "breach":
        (breached,) = [
            key
            for key, members in event.effects["deadlines"].items()
            if str(event.seq) in members.get("breaches", {})
        ]
        answers = {
            "deadline": _swapped(breached, name.name, name.other)
            if name.kind in IN_IDS
            else breached
        }
    if event.step == TAKE_OVER:
        answers = handed_over(desk.today)
    if event.step == HAND_BACK:
        answers = {"duplicate": DUPLICATE}
    if "proposal" in answers:
        voting_round = desk.case.memory.get("rounds", {}).get(
            f"{step}@{event.item}" if event.item else step, {}
        )
        answers |= {"proposal": voting_round["digest"]}
    return Command(
        step,
        event.actor,
        event.occurred_on,
        event.item,
        input=answers,
        reason=sealed.get("reason"),
        late_reason=sealed.get("late_reason"),
        salt=b"salt",
        confirmed=("unlisted",),
    )


def _said(answers: Mapping[str, Any], name: Name) -> dict[str, Any]:
    """
    Return an input in which the name is the other one: as the name of a field, or as what is said.
    """
    of_field = name.kind in ("field", "seat")
    swapped: dict[str, Any] = _swapped(
        dict(answers), name.name, name.other, keys=of_field, values=False
    )
    for member in SAID.get(name.kind, ()):
        if member in swapped:
            swapped[member] = _swapped(swapped[member], name.name, name.other)
    return swapped


def _told(event: Event, name: Name | None) -> Any:
    """
    Return what an event did, with the name as it was, and without what was made of words: digests.
    """
    effects: dict[str, Any] = json.loads(json.dumps(event.effects))
    rounds: dict[str, dict[str, Any] | None] = effects.get("memory", {}).get("rounds") or {}
    for voting_round in rounds.values():
        if voting_round is not None:
            voting_round.pop("digest", None)
    summary = {
        "from": event.from_state,
        "to": event.to_state,
        "item": event.item_to,
        "effects": effects,
    }
    return summary if name is None else _swapped(summary, name.other, name.name, keys=True)


def _swapped(value: Any, old: str, new: str, *, keys: bool = False, values: bool = True) -> Any:
    if isinstance(value, dict):
        return {
            (_swapped(key, old, new) if keys else key): _swapped(
                inner, old, new, keys=keys, values=values
            )
            for key, inner in cast(dict[str, Any], value).items()
        }
    if isinstance(value, list):
        return [
            _swapped(inner, old, new, keys=keys, values=values)
            for inner in cast(Sequence[Any], value)
        ]
    if not isinstance(value, str) or not values:
        return value
    # An id of a deadline: `key/item.2`, or one of the review of another's delay: `key/other.2`.
    return "/".join(_swapped_part(part, old, new) for part in value.split("/"))


def _swapped_part(part: str, old: str, new: str) -> str:
    key, dot, occurrence = part.rpartition(".")
    if dot and occurrence.isdigit():
        return f"{new}.{occurrence}" if key == old else part
    return new if part == old else part


def _value(value: Any) -> str:
    if isinstance(value, dict):
        table = cast(dict[str, Any], value).items()
        return (
            "{ " + ", ".join(f"{json.dumps(name)} = {_value(pair)}" for name, pair in table) + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in cast(Sequence[Any], value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


# ---- where names stand ---------------------------------------------------------------------------


def _tables(contents: Contents, kind: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return ((content, table) for content in contents.values() for table in content.get(kind, []))


def _triggers(contents: Contents) -> Iterator[dict[str, Any]]:
    """Return every trigger that is a table."""
    for _, rule in _tables(contents, "deadline"):
        for name in TRIGGERS:
            yield from (trigger for trigger in rule.get(name, []) if isinstance(trigger, dict))


def _fields(contents: Contents) -> Iterator[dict[str, Any]]:
    def inner(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for field in fields:
            yield field
            yield from inner(field.get("field", []))

    for _, form in _tables(contents, "form"):
        yield from inner(form.get("field", []))


def _replace(table: dict[str, Any], member: str, name: Name) -> None:
    value = table.get(member)
    if value == name.name:
        table[member] = name.other
    elif isinstance(value, list):
        table[member] = [
            name.other if inner == name.name else inner for inner in cast(Sequence[Any], value)
        ]


def _state(contents: Contents, name: Name) -> None:
    for kind in ("state", "step"):
        for _, table in _tables(contents, kind):
            for member in ("name",) if kind == "state" else ("from", "to", "case"):
                _replace(table, member, name)
    for trigger in _triggers(contents):
        for member in STATES:
            _replace(trigger, member, name)


def _step(contents: Contents, name: Name) -> None:
    for content, step in _tables(contents, "step"):
        del content
        _replace(step, "name", name)
    full = {
        f"{content['name']}.{name.name}": f"{content['name']}.{name.other}"
        for content in contents.values()
    }
    for _, rule in _tables(contents, "deadline"):
        for member in TRIGGERS:
            rule_triggers = [
                full.get(trigger, trigger) if isinstance(trigger, str) else trigger
                for trigger in rule.get(member, [])
            ]
            rule[member] = [
                name.other if trigger == name.name else trigger for trigger in rule_triggers
            ]
    for trigger in _triggers(contents):
        trigger["step"] = full.get(trigger.get("step", ""), trigger.get("step"))
        _replace(trigger, "step", name)
        if trigger["step"] is None:
            del trigger["step"]


def _deadline(contents: Contents, name: Name) -> None:
    for _, rule in _tables(contents, "deadline"):
        _replace(rule, "key", name)


def _fact(contents: Contents, name: Name) -> None:
    for _, fact in _tables(contents, "fact"):
        _replace(fact, "name", name)
    for table in (*_triggers(contents), *_fields(contents)):
        _replace(table, "fact", name)
        if isinstance(table.get("asked"), dict):
            _replace(table["asked"], "is", name)


def _number(contents: Contents, name: Name) -> None:
    for content in contents.values():
        if name.name in content.get("numbers", {}):
            content["numbers"][name.other] = content["numbers"].pop(name.name)


def _list(contents: Contents, name: Name) -> None:
    for content in contents.values():
        if name.name in content.get("lists", {}):
            content["lists"][name.other] = content["lists"].pop(name.name)
    for field in _fields(contents):
        _replace(field, "list", name)


def _seat(contents: Contents, name: Name) -> None:
    for content in contents.values():
        agencies = content.get("agencies", {})
        if name.name in agencies:
            content["agencies"] = {
                name.other if agency == name.name else agency: code
                for agency, code in agencies.items()
            }
            _replace(content["votes"], "seats", name)


def _item(contents: Contents, name: Name) -> None:
    for content in contents.values():
        _replace(content, "items", name)
        if content["owns"] == "item":
            _replace(content, "name", name)
    for _, rule in _tables(contents, "deadline"):
        for member in TRIGGERS:
            rule[member] = [
                _item_of(trigger, name) if isinstance(trigger, str) else trigger
                for trigger in rule.get(member, [])
            ]
    for trigger in _triggers(contents):
        _replace(trigger, "opens", name)
        if "step" in trigger:
            trigger["step"] = _item_of(trigger["step"], name)


def _item_of(step: str, name: Name) -> str:
    item, dot, rest = step.partition(".")
    return f"{name.other}.{rest}" if dot and item == name.name else step


def _field(contents: Contents, name: Name) -> None:
    for field in _fields(contents):
        for member in ("name", "distinct_by", "after"):
            _replace(field, member, name)
        if isinstance(field.get("asked"), dict):
            _replace(field["asked"], "field", name)
        if "each" in field:
            _replace(field["each"], "field", name)
            _replace(field["each"], "counted", name)
    for _, form in _tables(contents, "form"):
        _replace(form, "without", name)


RENAME: Mapping[str, Callable[[Contents, Name], None]] = {
    "state": _state,
    "step": _step,
    "deadline": _deadline,
    "fact": _fact,
    "number": _number,
    "list": _list,
    "seat": _seat,
    "item": _item,
    "field": _field,
}
NAMES: Mapping[str, Callable[[Contents], Iterator[str]]] = {
    "state": lambda files: (table["name"] for _, table in _tables(files, "state")),
    "step": lambda files: (table["name"] for _, table in _tables(files, "step")),
    "deadline": lambda files: (table["key"] for _, table in _tables(files, "deadline")),
    "fact": lambda files: (table["name"] for _, table in _tables(files, "fact")),
    "number": lambda files: (
        name for content in files.values() for name in content.get("numbers", {})
    ),
    "list": lambda files: (name for content in files.values() for name in content.get("lists", {})),
    "seat": lambda files: (
        seat for content in files.values() for seat in content.get("votes", {}).get("seats", [])
    ),
    "item": lambda files: (
        content["name"] for content in files.values() if content["owns"] == "item"
    ),
    "field": lambda files: (field["name"] for field in _fields(files)),
}

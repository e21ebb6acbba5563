"""
An input asked for field by field, as its schema says; each answer is checked at once by the case itself.

Nothing is known here of any step: what is asked, offered and refused comes from the schema and from the check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pathway.cli.screen import Screen
from pathway.cli.words import number

if TYPE_CHECKING:
    from pathway.errors import Reason

Schema = Mapping[str, Any]
PROMPTS = {"boolean": "yes or no> ", "array": "one or more, with ; between> "}
NONE_WILL_DO = "any number, with ; between; Enter for none> "
YES, NO = ("y", "yes", "true"), ("n", "no", "false")


@dataclass
class Questions:
    """
    Asks on a terminal.

    Args:
        check: Says what is wrong with the input so far, each fault with its path.
        confirms: Asks whether something is taken all the same, and returns whether it is.
        given: The input so far.
        confirmed: What was taken all the same, each by its option and the sentence that speaks against it.
    """

    screen: Screen
    check: Callable[[Mapping[str, Any]], Sequence[Reason]]
    confirms: Callable[[Reason], bool]
    given: dict[str, Any] = field(default_factory=dict[str, Any])
    confirmed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def __post_init__(self) -> None:
        """Let the line be edited: a terminal by itself keeps no more than 4096 characters of it."""
        with suppress(ImportError):
            import_module("readline")

    def ask(self, schema: Schema, into: dict[str, Any], path: str = "", shown: Mapping[str, Any] | None = None) -> None:
        """Ask for the fields of a table, the required ones first; those that are there already are left."""
        required = schema.get("required", [])
        for name in [*required, *(one for one in schema.get("properties", {}) if one not in required)]:
            if name not in into:
                named = f"{path}.{name}" if path else name
                self.ask_one(
                    schema["properties"][name], into, name, named, name not in required, (shown or {}).get(name)
                )

    def ask_one(
        self, schema: Schema, into: Any, name: str | int, path: str, optional: bool = False, usual: Any = None
    ) -> None:
        """Ask for one value, until it is in order or, where it may be, left out."""
        if usual is not None or ("const" in schema and not optional and schema.get("type") != "boolean"):
            _put(into, name, schema.get("const", usual))
            self.screen.fold(f"{path}: {schema.get('const', usual)}", 0, 2)
        elif schema.get("type") == "object" and "properties" in schema:
            self._table(schema, into, name, path, optional)
        elif schema.get("type") == "array":
            self._list(schema, into, name, path, optional)
        else:
            self._value(schema, into, name, path, optional)

    def chosen(self, title: str, choices: Sequence[str]) -> str:
        """Ask for one of several names, by name or number."""
        self.screen.fold(title, 0, 2, "heading")
        self._offer(choices)
        while (found := _picked(_answer("> "), choices)) not in choices:
            self.screen.fold("Give one of the names, or its number.", 2, 2, "bad")
        return str(found)

    def _table(self, schema: Schema, into: Any, name: str | int, path: str, optional: bool) -> None:
        self._head(schema, path, optional)
        if optional and not agreed(self.screen, f"Say something of {path}?"):
            return
        table: dict[str, Any] = {}
        _put(into, name, table)
        self.ask(schema, table, path)

    def _list(self, schema: Schema, into: Any, name: str | int, path: str, optional: bool) -> None:
        if schema["items"].get("type") != "object":
            self._value(schema, into, name, path, optional)
            return
        self._head(schema, path, optional)
        least, most = schema.get("minItems", 0 if optional else 1), schema.get("maxItems")
        fixed = _fixed(schema) if least == most else []
        entries: list[Any] = []
        while most is None or len(entries) < most:
            if len(entries) >= least and not agreed(
                self.screen, f"Another entry of {path}?" if entries else f"Any {path}?"
            ):
                break
            _put(into, name, entries)
            entries.append({})
            known = fixed[len(entries) - 1] if fixed else {}
            self.ask(schema["items"], entries[-1], f"{path}[{len(entries) - 1}]", known)

    def _value(self, schema: Schema, into: Any, name: str | int, path: str, optional: bool) -> None:
        self._head(schema, path, optional)
        choices = _choices(schema.get("items", schema))
        if schema.get("type") != "boolean":
            self._offer(choices)
        while True:
            said = _answer(_prompt(schema, optional))
            if not said and optional:
                return
            if said or _may_be_empty(schema):
                _put(into, name, _read(said, schema, choices))
            faults = [fault for fault in self.check(self.given) if fault.path and _is_about(fault.path, path)]
            left = [fault for fault in faults if not self._is_confirmed(fault)]
            if (said or _may_be_empty(schema)) and not left:
                return
            for fault in left:
                if not fault.confirm:
                    self.screen.fold(f"This cannot be taken: {fault.message}.", 2, 2, "bad")
            if not left:
                self.screen.fold("This is needed.", 2, 2, "bad")
            _take_back(into, name)

    def _is_confirmed(self, fault: Reason) -> bool:
        """Return whether a fault is one that was taken all the same, now or before."""
        key = (fault.confirm or "", fault.message)
        if fault.confirm and key not in self.confirmed and self.confirms(fault):
            self.confirmed.add(key)
        return key in self.confirmed

    def _head(self, schema: Schema, path: str, optional: bool) -> None:
        self.screen.line()
        self.screen.fold(f"{path}{' (Enter leaves it out)' if optional else ''}", 0, 2, "heading")
        if schema.get("description"):
            self.screen.fold(schema["description"], 2)
        if schema.get("format") == "date":
            self.screen.fold(f"A date such as {schema.get('examples', ['2026-03-12'])[0]}.", 2)
        if schema.get("type") == "array" and schema.get("minItems"):
            self.screen.fold(f"At least {number(schema['minItems'], 'entry', 'entries')}.", 2)

    def _offer(self, choices: Sequence[str]) -> None:
        for place, choice in enumerate(choices, start=1):
            self.screen.fold(f"{place:>3}  {choice}", 2, 5)


def agreed(screen: Screen, question: str) -> bool:
    """Ask a question that only a plain yes answers; a long one is folded, and its last line waits for the answer."""
    *lines, last = screen.folded(f"{question} [y/N]")
    for line in lines:
        screen.line(line)
    return _answer(f"{last} ").casefold() in YES


def _prompt(schema: Schema, optional: bool) -> str:
    if _may_be_empty(schema) and not optional:
        return NONE_WILL_DO
    return PROMPTS.get(schema.get("type", ""), "> ")


def _may_be_empty(schema: Schema) -> bool:
    """Say whether a list without an entry is an answer."""
    return schema.get("type") == "array" and not schema.get("minItems")


def _answer(prompt: str) -> str:
    return input(prompt).strip()


def _read(said: str, schema: Schema, choices: Sequence[str]) -> Any:
    """Return an answer as the schema's type; one that is none is left as it is, for the check to refuse."""
    if schema.get("type") == "boolean":
        word = said.casefold()
        return word in YES if word in YES + NO else said
    if schema.get("type") == "array":
        return [_read(one.strip(), schema["items"], choices) for one in said.split(";") if one.strip()]
    found = _picked(said, choices)
    if schema.get("type") == "integer":
        with suppress(ValueError):
            return int(found)
    return found


def _picked(said: str, choices: Sequence[str]) -> str:
    """Return the choice of that name, else that of that number, else what was said."""
    if said in choices or not said.isdecimal() or not 0 < int(said) <= len(choices):
        return said
    return choices[int(said) - 1]


def _choices(schema: Schema) -> list[str]:
    return [str(one) for one in schema.get("enum", [schema["const"]] if "const" in schema else [])]


def _is_about(found: str, path: str) -> bool:
    """Say whether a fault's path is that of a value, or of an entry of it."""
    return found == path or found.startswith(f"{path}[")


def _put(into: Any, name: str | int, value: Any) -> None:
    if isinstance(name, int) and name == len(into):
        into.append(value)
    else:
        into[name] = value


def _take_back(into: Any, name: str | int) -> None:
    if isinstance(name, int):
        del into[name:]
    else:
        into.pop(name, None)


def _fixed(schema: Schema) -> list[dict[str, Any]]:
    """Return what tells the entries of a list apart where the schema fixes how many there are: its examples say it."""
    examples: list[list[dict[str, Any]]] = schema.get("examples", [])
    entries = examples[0] if examples else []
    names = [name for name in (entries[0] if entries else {}) if len({str(one.get(name)) for one in entries}) > 1]
    return [{name: one[name] for name in names} for one in entries]

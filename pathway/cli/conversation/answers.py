"""
Reading typed answers as the schema says; one that does not fit is left as it is, for the check to
refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import Any, cast

from pathway.cli.typed import day

Schema = Mapping[str, Any]
PROMPTS = {"boolean": "yes or no> ", "array": "one or more, separated by semicolons> "}
NONE_WILL_DO = "any number, separated by semicolons; Enter for none> "
YES, NO = ("y", "yes", "true"), ("n", "no", "false")
NONE = "none"
LONGEST_SHOWN = 60


def typed_line(prompt: str) -> str:
    """Return a line that somebody types, without the spaces around it."""
    return input(prompt).strip()


def prompt_for(schema: Schema, optional: bool) -> str:
    """Return the prompt for an answer."""
    if may_be_empty(schema) and not optional:
        return NONE_WILL_DO
    return PROMPTS.get(schema.get("type", ""), "> ")


def may_be_empty(schema: Schema) -> bool:
    """Return whether an empty list is an answer."""
    return schema.get("type") == "array" and not schema.get("minItems")


def read_answer(answer: str, schema: Schema) -> Any:
    """
    Return an answer as the schema's type; one that does not fit is left as it is, for the check to
    refuse.
    """
    match schema.get("type"):
        case "boolean":
            word = answer.casefold()
            return word in YES if word in YES + NO else answer
        case "array" if answer.casefold() == NONE and NONE not in choices_of(schema["items"]):
            return []
        case "array":
            parts = [part.strip() for part in answer.split(";")]
            return [read_answer(part, schema["items"]) for part in parts if part]
        case "integer" | "number" as kind:
            return _number(answer, is_whole=kind == "integer")
        case "string" if schema.get("format") == "date":
            return _day(answer)
        case _:
            return picked(answer, [str(choice) for choice in choices_of(schema)])


def _number(answer: str, *, is_whole: bool) -> int | float | str:
    """Return a number that JSON can hold, which nan and inf are not; else what was typed."""
    with suppress(ValueError):
        # Where 3.5 would do as well, 3 is still read as a whole number.
        if is_whole or answer.lstrip("-").isdecimal():
            return int(answer)
        number = float(answer)
        return number if isfinite(number) else answer
    return answer


def _day(answer: str) -> str:
    """Return a day as the schema wants it; what is not a day is left as it was typed."""
    with suppress(ValueError):
        return day(answer).isoformat()
    return answer


def picked(answer: str, choices: Sequence[str]) -> str:
    """Return the choice with that name, else the one with that number, else what was typed."""
    if answer in choices or not answer.isdecimal() or not 0 < int(answer) <= len(choices):
        return answer
    return choices[int(answer) - 1]


def choices_of(schema: Schema) -> list[Any]:
    """Return what may be chosen; nothing for yes or no, which the prompt offers already."""
    if schema.get("type") == "boolean":
        return []
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def shown_answer(value: object) -> str:
    """Return an answer as a list of answers shows it: on one line, and cut off if it is long."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        parts = cast("Sequence[object]", value)
        return "; ".join(shown_answer(part) for part in parts) or "none"
    if isinstance(value, Mapping):  # a file
        table = cast("Mapping[str, object]", value)
        value = table.get("name", table)
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rstrip()}..."

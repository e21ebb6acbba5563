"""
An answer as it is typed, read as the schema says; one that cannot be is left as it is, for the
check to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

Schema = Mapping[str, Any]
PROMPTS = {"boolean": "yes or no> ", "array": "one or more, with ; between> "}
NONE_WILL_DO = "any number, with ; between; Enter for none> "
YES, NO = ("y", "yes", "true"), ("n", "no", "false")
NONE = "none"
LONGEST_SHOWN = 60


def typed_line(prompt: str) -> str:
    """Return what somebody types."""
    return input(prompt).strip()


def prompt_for(schema: Schema, optional: bool) -> str:
    """Return what is written before an answer."""
    if may_be_empty(schema) and not optional:
        return NONE_WILL_DO
    return PROMPTS.get(schema.get("type", ""), "> ")


def may_be_empty(schema: Schema) -> bool:
    """Return whether a list without an entry is an answer."""
    return schema.get("type") == "array" and not schema.get("minItems")


def read_answer(answer: str, schema: Schema) -> Any:
    """
    Return an answer as the schema's type; one that is none is left as it is, for the check to
    refuse.
    """
    match schema.get("type"):
        case "boolean":
            word = answer.casefold()
            return word in YES if word in YES + NO else answer
        case "array" if answer.casefold() == NONE and NONE not in choices_of(schema["items"]):
            return []
        case "array":
            return [
                read_answer(part.strip(), schema["items"])
                for part in answer.split(";")
                if part.strip()
            ]
        case "integer" | "number" as kind:
            with suppress(ValueError):
                return (
                    int(answer)
                    if kind == "integer" or answer.lstrip("-").isdecimal()
                    else float(answer)
                )
            return answer
        case _:
            return picked(answer, [str(choice) for choice in choices_of(schema)])


def picked(answer: str, choices: Sequence[str]) -> str:
    """Return the choice of that name, else that of that number, else what was typed."""
    if answer in choices or not answer.isdecimal() or not 0 < int(answer) <= len(choices):
        return answer
    return choices[int(answer) - 1]


def choices_of(schema: Schema) -> list[Any]:
    """Return what may be chosen; of yes and no that is nothing, for the prompt says it."""
    if schema.get("type") == "boolean":
        return []
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def shown_answer(value: object) -> str:
    """Return an answer as it is shown in a list of them: on one line, and not too long."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        parts = cast("Sequence[object]", value)
        return "; ".join(shown_answer(part) for part in parts) or "none"
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rstrip()}..."

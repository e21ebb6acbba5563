"""How a question is written on a terminal, and a yes or no asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pathway.cli.conversation.answers import (
    YES,
    Schema,
    choices_of,
    picked,
    shown_answer,
    typed_line,
)
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import number, sentence
from pathway.errors import Reason

HASH = re.compile(r"[0-9a-f]{64}")


def write_tips(screen: Screen, schema: Schema) -> None:
    """Write the tips that are shown beside the form, where it has some."""
    if "tips" in schema:
        screen.line()
        screen.fold("Top tips", 0, 2, "heading")
        for tip in schema["tips"]:
            screen.fold(f"- {tip}", 2, 2)


def write_question(screen: Screen, schema: Schema, path: str, optional: bool) -> None:
    """Write what is asked for, what it says at present and what an answer looks like."""
    screen.line()
    screen.fold(f"{path}{' (Enter leaves it out)' if optional else ''}", 0, 2, "heading")
    if schema.get("description"):
        screen.fold(schema["description"], 2)
    if "present" in schema:
        present = "nothing" if schema["present"] is None else shown_answer(schema["present"])
        screen.fold(f"At present: {present}", 2, 2)
    if schema.get("format") == "date":
        screen.fold(f"A date such as {schema.get('examples', ['2026-03-12'])[0]}.", 2)
    if schema.get("type") == "array" and schema.get("minItems"):
        screen.fold(f"At least {number(schema['minItems'], 'entry', 'entries')}.", 2)


def offer(screen: Screen, schema: Schema) -> None:
    """Write the choices, numbered unless they are numbers, each with any title it has."""
    for place, choice in enumerate(choices_of(schema), start=1):
        number = "" if isinstance(choice, int) else f"{place:>3}  "
        screen.fold(f"{number}{named_choice(schema, choice)}", 2, 5)


def agreed(screen: Screen, question: str) -> bool:
    """
    Ask a question, and return whether the answer is a plain yes; the last line of a long question
    waits for it.
    """
    *lines, last = screen.folded(f"{question} [y/N]")
    for line in lines:
        screen.line(line)
    return typed_line(f"{last} ").casefold() in YES


def chosen(screen: Screen, title: str, choices: Sequence[str]) -> str:
    """Ask for one of several names, and return it; a number stands for a name too."""
    screen.fold(title, 0, 2, "heading")
    offer(screen, {"enum": choices})
    while True:
        name = picked(typed_line("> "), choices)
        if name in choices:
            return name
        screen.fold("Give one of the names, or its number.", 2, 2, "bad")


def named_choice(schema: Schema, choice: object) -> str:
    """Return a choice with its title; of a document its title alone, and not its hash."""
    title = schema.get("titles", {}).get(str(choice))
    name = f"{choice:>3}" if isinstance(choice, int) else str(choice)
    if not title:
        return name
    return title if HASH.fullmatch(name) else f"{name}  {title}"


def write_faults(screen: Screen, faults: Sequence[Reason]) -> None:
    """Write why an answer is not accepted; without a fault there was none."""
    for fault in faults:
        if not fault.confirm:
            screen.fold(sentence(f"this cannot be accepted: {fault.message}"), 2, 2, "bad")
    if not faults:
        screen.fold("An answer is needed.", 2, 2, "bad")

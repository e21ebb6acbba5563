"""How a question is written on a terminal, and a yes or no asked for."""

from __future__ import annotations

from pathway.cli.conversation.answers import YES, Schema, choices_of, shown_answer, typed_line
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import number


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
        name = f"{choice:>3}" if isinstance(choice, int) else f"{place:>3}  {choice}"
        screen.fold(f"{name}{title_of(schema, choice)}", 2, 5)


def agreed(screen: Screen, question: str) -> bool:
    """
    Ask a question, and return whether the answer is a plain yes; the last line of a long question
    waits for it.
    """
    *lines, last = screen.folded(f"{question} [y/N]")
    for line in lines:
        screen.line(line)
    return typed_line(f"{last} ").casefold() in YES


def title_of(schema: Schema, choice: object) -> str:
    """Return the title of a choice, to come after its name; nothing if it has none."""
    title = schema.get("titles", {}).get(str(choice))
    return f"  {title}" if title else ""

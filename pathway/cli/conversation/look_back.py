"""All answers shown once more, whole, before the step is taken."""

from __future__ import annotations

from typing import Any

from pathway.cli.conversation.answer_places import answers_in
from pathway.cli.conversation.answers import Schema, shown_answer
from pathway.cli.screens.screen import Screen


def look_back(screen: Screen, schema: Schema, answers: dict[str, Any]) -> None:
    """Write every answer that was given, texts in full; nothing where none was."""
    answered = [answer for answer in answers_in(schema, answers) if answer.is_given]
    if not answered:
        return
    screen.line()
    screen.line("Your answers:", "heading")
    for answer in answered:
        value = answer.value
        words = value if isinstance(value, str) else shown_answer(value)
        screen.fold(f"{answer.path}: {words}", 2, 2)

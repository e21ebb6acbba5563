"""
A text typed at a question, pasted as it is, or written in an editor.

Where lines are edited by GNU readline, a terminal marks what is pasted, so that paragraphs do not
end the answer and are not taken for the answers to the questions after it.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

import click

from pathway.cli.conversation.answers import typed_line
from pathway.cli.screens.screen import Screen

EDIT = ":edit"
EDITED = f"type {EDIT} to write in your editor."
PASTED = f"Paste several paragraphs as they are, or {EDITED}"
ONE_LINE = f"For several paragraphs, {EDITED}"
# The other library under the same name, which takes each line of what is pasted for an answer.
OTHER_LIBRARY = "libedit"
NOT_SAVED = "Nothing was saved in the editor; type it here, or try again."


def edit_lines() -> str:
    """
    Let lines be edited and pasted paragraphs be one answer, and return how a long text is answered;
    without readline, a terminal cuts lines off at 4096 characters.
    """
    with suppress(ImportError):
        readline = import_module("readline")
        if OTHER_LIBRARY not in (readline.__doc__ or ""):
            readline.parse_and_bind("set enable-bracketed-paste on")
            return PASTED
    return ONE_LINE


def typed_text(screen: Screen, prompt: str, before: object) -> str:
    """
    Return a text that somebody types, pastes, or writes in an editor; empty where they leave it out.

    Args:
        before: What was answered earlier, with which the editor begins.
    """
    while True:
        answer = typed_line(prompt)
        if answer != EDIT:
            return answer
        text = _edited(screen, before if isinstance(before, str) else "")
        if text is not None:
            return text


def _edited(screen: Screen, before: str) -> str | None:
    """Return what somebody writes in their editor, or None where nothing comes of it."""
    try:
        # The file is one that only its owner may read, and is removed at once.
        text = click.edit(before, extension=".txt")
    except click.ClickException as error:
        screen.fold(f"{error.message}; set EDITOR to one that is installed.", 2, 2, "bad")
        return None
    if text is None or not text.strip():
        screen.fold(NOT_SAVED, 2, 2, "bad")
        return None
    return text.strip()

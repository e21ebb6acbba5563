"""Asking for a file, until one is taken or the field is left out."""

from __future__ import annotations

from collections.abc import Callable

from pathway.cli.conversation.answers import typed_line
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import sentence
from pathway.errors import PathwayError

PROMPT = "the path of a file, or the id of a document in the case> "


def file_answer(
    screen: Screen, path: str, take: Callable[[str, str], object], *, optional: bool
) -> object | None:
    """
    Return what stands for a file in the input; None where it is left out.

    Args:
        path: The place of the field in the input.
        take: Takes in the file that somebody names for a field, and returns what stands for it in
            the input; raises PathwayError where it is not taken.
    """
    while True:
        named = typed_line(PROMPT)
        if not named and optional:
            return None
        if not named:
            screen.fold("An answer is needed.", 2, 2, "bad")
            continue
        try:
            return take(path, named)
        except PathwayError as error:
            screen.fold(sentence(error.message), 2, 2, "bad")

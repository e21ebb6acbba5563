"""Showing somebody what may be personal data in a referral, and asking about each find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway.cli.conversation.asking.question_words import agreed
from pathway.cli.screens.personal_data import write_find, write_unread
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import number

if TYPE_CHECKING:
    from pathway.service.views.personal_data import PersonalDataView

QUESTION = "Does the review need this?"


def confirmed_finds(screen: Screen, view: PersonalDataView) -> list[str] | None:
    """
    Return the ids of the finds, once somebody has confirmed each; None at the first that they do
    not confirm.
    """
    if view.finds:
        count = number(len(view.finds), "thing")
        screen.line()
        screen.fold(f"{count} in the referral may be personal data.", 0, 2, "heading")
    write_unread(screen, view)
    for find in view.finds:
        screen.line()
        write_find(screen, find)
        if not agreed(screen, QUESTION):
            return None
    return [find.id for find in view.finds]

"""What was refused and may be confirmed: asked about where somebody sits who can be asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from pathway.cli.conversation.questions import agreed
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import sentence
from pathway.cli.session import Session
from pathway.errors import AGAIN, UNLISTED, Reason, Refused, confirmation

Given = TypeVar("Given")
QUESTIONS = {UNLISTED: "Take it as it is?", AGAIN: "Open another case all the same?"}
NOTHING = "Nothing was changed."


def is_at_terminal() -> bool:
    """Return whether somebody sits there who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def confirmed_by_asking(
    session: Session, act: Callable[[Mapping[str, bool]], Given], options: Mapping[str, bool]
) -> Given | None:
    """
    Return what the act gives; what it refuses and may be confirmed is asked about, None where the
    answer is no.

    Args:
        act: Takes the options that are confirmed.
        options: Those that were given with the command.

    Raises:
        Refused: Nobody can be asked, or it is refused for another reason too.
        KeyboardInterrupt: Somebody pressed Ctrl-C or closed the input; nothing was changed, and
            that was said.
    """
    given = dict(options)
    while True:
        try:
            return act(given)
        except Refused as refused:
            if not _can_be_asked(session, refused, given):
                raise
            if not _are_confirmed(session.screen, refused):
                session.screen.line(NOTHING)
                return None
            given |= {reason.confirm: True for reason in refused.reasons if reason.confirm}


def is_confirmed(screen: Screen, reason: Reason) -> bool:
    """
    Return whether somebody takes something all the same, once it is told what speaks against it.
    """
    option = reason.confirm or ""
    told = sentence(reason.message.removesuffix(confirmation(option)).rstrip())
    return agreed(screen, f"{told} {QUESTIONS[option]}")


def _can_be_asked(session: Session, refused: Refused, given: Mapping[str, bool]) -> bool:
    """Return whether an answer may help, and somebody is there to give it."""
    may_help = [
        reason.confirm is not None and not given[reason.confirm] for reason in refused.reasons
    ]
    return bool(may_help) and all(may_help) and not session.wants_json and is_at_terminal()


def _are_confirmed(screen: Screen, refused: Refused) -> bool:
    try:
        return all(is_confirmed(screen, reason) for reason in refused.reasons)
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(f"\n{NOTHING}", err=True)
        raise KeyboardInterrupt from error

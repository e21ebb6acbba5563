"""Asking somebody at the terminal to confirm what was refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from pathway.cli.conversation.asking.question_words import agreed
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import sentence
from pathway.cli.session import Session
from pathway.errors import AGAIN, UNLISTED, Reason, Refused, confirmation

Result = TypeVar("Result")
QUESTIONS = {UNLISTED: "Accept it as it is?", AGAIN: "Open another case anyway?"}
NOTHING = "Nothing was changed."


def is_at_terminal() -> bool:
    """Return whether somebody is at a terminal and can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def confirmed_by_asking(
    session: Session, act: Callable[[Mapping[str, bool]], Result], options: Mapping[str, bool]
) -> Result | None:
    """
    Return what the act returns, asking about each reason to refuse it that may be confirmed; None
    if the answer is no.

    Args:
        act: Takes the options that are confirmed so far.
        options: The options as the command was given them.

    Raises:
        Refused: Nobody can be asked, or there is a reason that cannot be confirmed.
        KeyboardInterrupt: Somebody pressed Ctrl-C or closed the input; they were told that nothing
            was changed.
    """
    confirmed = dict(options)
    while True:
        try:
            return act(confirmed)
        except Refused as refused:
            if not _can_be_asked(session, refused, confirmed):
                raise
            if not _are_confirmed(session.screen, refused):
                session.screen.line(NOTHING)
                return None
            for objection in refused.reasons:
                if objection.confirm:
                    confirmed[objection.confirm] = True


def is_confirmed(screen: Screen, objection: Reason) -> bool:
    """Return whether somebody confirms what was refused, once told what speaks against it."""
    option = objection.confirm or ""
    # The message ends by naming the option, which somebody who is asked need not know.
    words = sentence(objection.message.removesuffix(confirmation(option)).rstrip())
    return agreed(screen, f"{words} {QUESTIONS[option]}")


def _can_be_asked(session: Session, refused: Refused, confirmed: Mapping[str, bool]) -> bool:
    """Return whether a yes would help, and somebody is there to give it."""
    # A command has only some of the options with which something may be confirmed.
    open_options = {option for option, is_given in confirmed.items() if not is_given}
    options = {objection.confirm for objection in refused.reasons}
    if not options or not options <= open_options:
        return False
    return not session.wants_json and is_at_terminal()


def _are_confirmed(screen: Screen, refused: Refused) -> bool:
    """Ask about each reason until one answer is no, and return whether all are yes."""
    try:
        return all(is_confirmed(screen, objection) for objection in refused.reasons)
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(f"\n{NOTHING}", err=True)
        raise KeyboardInterrupt from error

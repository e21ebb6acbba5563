"""
From what was typed to an exit code: every error becomes one sentence, or one JSON document, on
standard error.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

import click

from pathway.cli.commands.root import pathway
from pathway.cli.completion import VARIABLE, answer
from pathway.cli.screens.screen import Screen
from pathway.cli.session import Session
from pathway.errors import PathwayError, Reason, StepRefused


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit code; raises nothing but KeyboardInterrupt."""
    _prepare_streams()
    if instruction := os.environ.get(VARIABLE):
        return answer(pathway, instruction)
    session = Session(list(sys.argv[1:] if arguments is None else arguments))
    try:
        return _run(session)
    except BrokenPipeError:
        _to_nowhere(sys.stdout)
        return 0


def _run(session: Session) -> int:
    try:
        with pathway.make_context("pathway", list(session.arguments), obj=session) as context:
            pathway.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        return _wrong_usage(session, error)
    except PathwayError as error:
        _tell(session, error.code, error.message, error.reasons, _headline(error))
        return error.exit_code
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, an operator gets a sentence and no traceback
        return _unexpected(session, error)
    return 0


def _wrong_usage(session: Session, error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    sentence = error.format_message()
    _tell(
        session,
        "usage",
        sentence,
        (),
        f"{sentence}\nSee `{context.command_path if context else 'pathway'} --help`.",
    )
    return 2


def _unexpected(session: Session, error: Exception) -> int:
    """An error's own words may quote what somebody wrote, so only its kind is named."""
    sentence = f"Something went wrong that Pathway did not expect ({type(error).__name__})"
    if session.is_verbose:
        traceback.print_exception(error, file=sys.stderr)
        _tell(session, "unexpected", f"{sentence}.", ())
    else:
        _tell(session, "unexpected", f"{sentence}; run again with -v to see the traceback.", ())
    return 1


def _tell(
    session: Session,
    code: str,
    message: str,
    reasons: Sequence[Reason],
    headline: str | None = None,
) -> None:
    if session.wants_json:
        told = [reason.as_json() for reason in reasons]
        sys.stderr.write(json.dumps({"error": code, "message": message, "reasons": told}) + "\n")
        return
    screen = Screen(sys.stderr)
    lines = (headline or message).split("\n")
    if screen.is_terminal:
        for line in lines:
            screen.fold(line, 0, 2)
        for reason in reasons:
            screen.fold(f"- {reason}", 2, 2)
        return
    for line in [*lines, *(f"  - {reason}" for reason in reasons)]:
        screen.line(line)


def _headline(error: PathwayError) -> str:
    """Return the sentence without the reasons that follow it line by line."""
    if isinstance(error, StepRefused):
        return f"{error.reference} is in {error.state} and cannot {error.step}:"
    return error.message


def _prepare_streams() -> None:
    """
    Make sure that there are both, and that what the terminal's encoding does not know is written as
    its code.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _to_nowhere(stream: TextIO) -> None:
    """Python flushes once more at the end, and must not find the pipe still broken."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

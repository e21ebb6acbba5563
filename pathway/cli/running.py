"""
Running a command: every error becomes one sentence, or one JSON document, on standard error, and an
exit code.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from pathway.cli.commands.root import pathway
from pathway.cli.options import COMPLETING
from pathway.cli.session import Session
from pathway.errors import PathwayError, Reason, StepRefused

NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
ALREADY_DONE = (
    "The command may have made its change all the same: check before you repeat it, or use --key, which makes a repeat "
    "harmless."
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit code; it raises nothing but KeyboardInterrupt."""
    _prepare_streams()
    instruction = os.environ.get(COMPLETING)
    if instruction:
        from pathway.cli.commands.completion import answer

        return answer(pathway, instruction)
    if arguments is None:
        arguments = sys.argv[1:]
    session = Session(list(arguments))
    try:
        code = _run(session)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _to_nowhere(sys.stdout)
        return 0
    except OSError as error:
        return _not_written(session, error)


def _run(session: Session) -> int:
    try:
        with pathway.make_context("pathway", list(session.arguments), obj=session) as context:
            pathway.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        return _wrong_usage(session, error)
    except PathwayError as error:
        _tell(
            session,
            error.code,
            error.message,
            reasons=error.reasons,
            headline=_headline(error),
        )
        return error.exit_code
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        return _unexpected(session, error)
    return 0


def _wrong_usage(session: Session, error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "pathway"
    sentence = error.format_message()
    headline = f"{sentence}\nSee `{command} --help`."
    _tell(session, "usage", sentence, reasons=(), headline=headline)
    return 2


def _unexpected(session: Session, error: Exception) -> int:
    """Print that something unexpected went wrong, and return the exit code."""
    # Only the kind of the error: its message may quote what somebody wrote.
    sentence = f"Something went wrong that Pathway did not expect ({type(error).__name__})"
    if session.is_verbose:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
        sentence += "."
    else:
        sentence += "; run again with -v to see the traceback."
    _tell(session, "unexpected", sentence)
    return 1


def _not_written(session: Session, error: OSError) -> int:
    """Print that there is no room for the result, and return the exit code."""
    _to_nowhere(sys.stdout)
    sentence = f"The result could not be written ({error.strerror}). {ALREADY_DONE}"
    _tell(session, "output_not_written", sentence)
    return 1


def _tell(
    session: Session,
    code: str,
    message: str,
    *,
    reasons: Sequence[Reason] = (),
    headline: str | None = None,
) -> None:
    """Print an error on standard error; `headline` takes the place of the message for people."""
    if session.wants_json:
        import json

        listed = [objection.as_json() for objection in reasons]
        sys.stderr.write(json.dumps({"error": code, "message": message, "reasons": listed}) + "\n")
        return
    from pathway.cli.screens.screen import Screen

    screen = Screen(sys.stderr)
    headline = headline or message
    lines = headline.split("\n")
    # Some errors have a single reason, which is their message.
    reasons = [listed for listed in reasons if str(listed).casefold() not in headline.casefold()]
    if screen.is_terminal:
        for line in lines:
            screen.fold(line, 0, 2)
        for objection in reasons:
            screen.fold(f"- {objection}", 2, 2)
        return
    for line in lines:
        screen.line(line)
    for objection in reasons:
        screen.line(f"  - {objection}")


def _headline(error: PathwayError) -> str:
    """Return the message without its reasons, which follow line by line."""
    if isinstance(error, StepRefused):
        return f"{error.reference} is in {error.state} and cannot {error.step}:"
    return error.message


def _prepare_streams() -> None:
    """
    Make sure that both streams exist, and that they write a character that their encoding lacks as
    its code.
    """
    for name in ("stdout", "stderr"):
        # A stream is None if the process was started with it closed.
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _to_nowhere(stream: TextIO) -> None:
    """Let a stream write nowhere; Python flushes it when it ends, which would fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

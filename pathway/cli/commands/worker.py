"""The scheduler: worker, sweep, dispatch."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from pathway import logs
from pathway.cli import garbage
from pathway.cli.databases import DATABASES, Opener, openers
from pathway.cli.options import Command
from pathway.cli.screens.gauge import gauge
from pathway.cli.screens.words import instant_words, number
from pathway.cli.session import Session
from pathway.errors import PathwayError

if TYPE_CHECKING:
    from pathway.service.deadlines.sweeping import Swept
    from pathway.service.mail.dispatching import Dispatched
    from pathway.service.views.mail import PauseView

# What does not happen while a server is left alone, and what ends that.
PAUSED = {
    "sending": ("Nothing is sent", "`pathway mail test EMAIL`"),
    "returns": ("No bounces are read", "`pathway mail receipts`"),
}


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Make one pass, then stop.")
@click.option(
    "--every", "seconds", metavar="SECONDS", type=click.FloatRange(0.05), default=60.0, hidden=True
)
@DATABASES
@click.pass_obj
def worker(session: Session, /, once: bool, seconds: float, databases_file: str | None) -> None:
    """Sweep and send each minute, until SIGTERM or Ctrl-C."""
    if databases_file is not None:
        _work_in_many(session, openers(session, databases_file), seconds, once=once)
        return
    with session.pathway(log_level="INFO") as pathway:
        from pathway.worker import Worker

        if once:
            swept, dispatched = pathway.sweep(), pathway.dispatch()
            _tell_pauses(session, pathway.mail.pauses())
            _tell(session, swept=swept, dispatched=dispatched)
            return
        garbage.as_usual()
        ended = Worker(pathway, seconds).run()
    _leave(ended)


def _work_in_many(
    session: Session, databases: Mapping[str, Opener], seconds: float, *, once: bool
) -> None:
    session.log("INFO")
    if once:
        _pass_through(session, databases)
        return
    from pathway.worker import SharedWorker

    garbage.as_usual()
    _leave(SharedWorker(databases, seconds).run())


def _leave(ended: bool) -> None:
    """
    End at once where a pass is still running, for which Python would wait. It works in transactions,
    so it may be cut short.
    """
    if not ended:
        sys.stderr.flush()
        os._exit(0)


def _pass_through(session: Session, databases: Mapping[str, Opener]) -> None:
    """
    Make one pass through each database, and print what was done.

    Raises:
        PathwayError: Some could not be used, or some of their cases could not be swept.
    """
    results: dict[str, Any] = {}
    failed: list[str] = []
    for name, opens in databases.items():
        results[name] = _one_pass(name, opens)
        if "error" in results[name] or results[name]["sweep"]["failed"]:
            failed.append(name)
        if not session.wants_json:
            session.screen.fold(f"{name}: {_of_pass(results[name])}", 0, 2)
    session.show(results)
    if failed:
        some = number(len(failed), "database")
        raise PathwayError(f"{some} could not be served: {', '.join(failed)}; the log tells why.")


def _one_pass(name: str, opens: Opener) -> dict[str, Any]:
    """Return what one pass did in a database, or why there was none."""
    try:
        with closing(opens()) as pathway:
            swept, dispatched = pathway.sweep(), pathway.dispatch()
    except PathwayError as error:
        return _failed(name, error.code, error.message)
    except Exception as error:  # noqa: BLE001 - one database keeps none of the others from its pass
        return _failed(
            name, "unexpected", f"Something unexpected went wrong: {type(error).__name__}."
        )
    figures = {"sweep": swept.as_json(), "dispatch": dispatched.as_json()}
    for what, counts in figures.items():
        logs.info(f"{what}.done", database=name, **counts)
    return figures


def _failed(name: str, code: str, message: str) -> dict[str, Any]:
    logs.error("pass.failed", database=name, error=code, message=message)
    return {"error": code, "message": message}


def _of_pass(result: dict[str, Any]) -> str:
    if "error" in result:
        return str(result["message"])
    return f"{_swept(result['sweep'])} {_dispatched(result['dispatch'])}"


@click.command(cls=Command)
@click.pass_obj
def sweep(session: Session, /) -> None:
    """Record breaches; write reminders and escalations that are due."""
    with session.pathway(log_level="INFO") as pathway:
        with gauge("Sweeping", "cases") as progress:
            swept = pathway.sweep(progress)
        _tell(session, swept=swept)


@click.command(cls=Command)
@click.pass_obj
def dispatch(session: Session, /) -> None:
    """Read what came back, then send every message that is due."""
    with session.pathway(log_level="INFO") as pathway:
        with gauge("Sending", "messages") as progress:
            dispatched = pathway.dispatch(progress=progress)
        _tell_pauses(session, pathway.mail.pauses())
        _tell(session, dispatched=dispatched)


def _tell(
    session: Session, *, swept: Swept | None = None, dispatched: Dispatched | None = None
) -> None:
    """
    Print and log what a sweep, a dispatch or both did.

    Raises:
        PathwayError: Some cases could not be swept.
    """
    from pathway.cli.logs import done

    figures: dict[str, dict[str, int]] = {}
    sentences: list[str] = []
    if swept:
        figures["sweep"] = swept.as_json()
        sentences.append(_swept(figures["sweep"]))
    if dispatched:
        figures["dispatch"] = dispatched.as_json()
        sentences.append(_dispatched(figures["dispatch"]))
    for name, counts in figures.items():
        done(f"{name}.done", counts)
    if not session.show(figures if len(figures) > 1 else next(iter(figures.values()))):
        for sentence in sentences:
            session.screen.fold(sentence, 0, 2)
    if swept and swept.failed:
        raise PathwayError(
            f"{number(swept.failed, 'case')} could not be swept; the log names them."
        )


def _tell_pauses(session: Session, pauses: Sequence[PauseView]) -> None:
    """
    Print which servers are left alone, until when, and how they are tried at once; JSON has it in
    the log.
    """
    if session.wants_json:
        return
    for pause in pauses:
        what, command = PAUSED[pause.server]
        until = instant_words(pause.until)
        session.screen.fold(f"{what} until {until}, because: {pause.because}", 0, 2, "bad")
        session.screen.fold(f"Once that is put right, {command} tries at once.", 2, 2)


def _swept(counts: Mapping[str, int]) -> str:
    cases = number(counts["cases"], "case")
    breaches = number(counts["breaches"], "breach", "breaches")
    notices, messages = (number(counts[f"{name}s"], name) for name in ("notice", "message"))
    return f"Swept {cases}: {breaches} recorded, {notices} and {messages} written."


def _dispatched(counts: Mapping[str, int]) -> str:
    sent = number(counts["sent"], "message")
    return f"{sent} sent, {counts['failed']} to be tried again, {counts['dead']} given up."


COMMANDS = (worker, sweep, dispatch)

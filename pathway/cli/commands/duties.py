"""Duties and the scheduler: deadlines, explain, calendar, worker, sweep, dispatch."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.options import Command, by
from pathway.cli.screens import duties
from pathway.cli.screens.gauge import gauge
from pathway.cli.screens.nothing import no_duty
from pathway.cli.screens.words import number
from pathway.cli.session import STANDARD_OUTPUT, Session, today, write_bytes
from pathway.errors import PathwayError

if TYPE_CHECKING:
    from pathway.service.deadlines.sweeping import Swept
    from pathway.service.mail.dispatching import Dispatched

STATUSES = click.Choice(["law", "guidance", "expected", "local"])


@click.command(cls=Command)
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--overdue", is_flag=True, help="Only past their due day.")
@click.option(
    "--within",
    metavar="N",
    type=click.IntRange(0, 10_000),
    help="Only open ones due within N working days.",
)
@click.option("--owner", metavar="EMAIL", help="Only those this person is in charge of.")
@click.option("--status", type=STATUSES, help="Only of this status.")
@click.pass_obj
def deadlines(session: Session, /, reference: str | None, **said: Any) -> None:
    """
    List dated duties, the soonest first.

    All of the case REF, or the open ones of every case.
    """
    with session.pathway() as pathway:
        found = pathway.deadlines(reference, **said)
        if session.show([one.as_json() for one in found]):
            return
        if found:
            duties.table_of(session.screen, found, today(pathway), with_case=reference is None)
        else:
            session.screen.fold(no_duty(reference=reference, **said))


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("deadline")
@click.pass_obj
def explain(session: Session, /, reference: str, deadline: str) -> None:
    """
    Explain how the day of a deadline was counted.

    DEADLINE is its id, or its key where only one has it.
    """
    with session.pathway() as pathway:
        found = pathway.explain(reference, deadline)
        if not session.show(found.as_json()):
            duties.explain(session.screen, found, today(pathway))


@click.command(cls=Command)
@by()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="Where it is written; - is standard output.",
)
@click.pass_obj
def calendar(session: Session, /, by: str, output: str) -> None:
    """
    Write your due dates as a calendar (.ics).

    Those you are in charge of; what has ended in the last 60 days is in it as cancelled, so that a
    calendar that reads it again takes it out.
    """
    with session.pathway(by=by) as pathway:
        content = pathway.calendar(by=by)
    write_bytes(output, content)
    if output == STANDARD_OUTPUT:
        return
    entries = content.count(b"BEGIN:VEVENT")
    if not session.show({"file": output, "entries": entries}):
        session.screen.fold(f"{number(entries, 'due date')} written to {output}.")


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="One pass, and end.")
@click.option("--every", metavar="SECONDS", type=click.FloatRange(0.05), default=60.0, hidden=True)
@click.pass_obj
def worker(session: Session, /, once: bool, every: float) -> None:
    """Sweep and send each minute, until SIGTERM or Ctrl-C."""
    with session.pathway(log_level="INFO") as pathway:
        from pathway.worker import Worker

        if once:
            _tell(session, swept=pathway.sweep(), dispatched=pathway.dispatch())
            return
        ended = Worker(pathway, every).run()
    if not ended:
        # A tick still runs. All it does is done in transactions, so that it may be cut short;
        # Python would wait for it.
        sys.stderr.flush()
        os._exit(0)


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
        _tell(session, dispatched=dispatched)


def _tell(
    session: Session, *, swept: Swept | None = None, dispatched: Dispatched | None = None
) -> None:
    """
    Print and log what one pass of either or both did; PathwayError where cases could not be swept.
    """
    from pathway.cli.logs import done

    figures = {
        name: one.as_json() for name, one in (("sweep", swept), ("dispatch", dispatched)) if one
    }
    for name, found in figures.items():
        done(f"{name}.done", found)
    if not session.show(figures if len(figures) > 1 else next(iter(figures.values()))):
        sentences = [_swept(swept) if swept else "", _dispatched(dispatched) if dispatched else ""]
        for sentence in filter(None, sentences):
            session.screen.fold(sentence, 0, 2)
    if swept and swept.failed:
        raise PathwayError(
            f"{number(swept.failed, 'case')} could not be swept; the log names them."
        )


def _swept(done: Swept) -> str:
    written = f"{number(done.notices, 'notice')} and {number(done.messages, 'message')} written"
    return f"Swept {number(done.cases, 'case')}: {number(done.breaches, 'breach', 'breaches')} recorded, {written}."


def _dispatched(done: Dispatched) -> str:
    return f"{number(done.sent, 'message')} sent, {done.failed} to be tried again, {done.dead} given up."


COMMANDS = (deadlines, explain, calendar, worker, sweep, dispatch)

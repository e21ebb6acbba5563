"""Duties and the scheduler: deadlines, explain, calendar, worker, sweep, dispatch."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.named_files import STANDARD_OUTPUT, write_bytes
from pathway.cli.options import AS_CSV, Command, by, reader
from pathway.cli.pages import cut, one_more, paged
from pathway.cli.screens import duties
from pathway.cli.screens.csv_lists import DEADLINES, list_as_csv
from pathway.cli.screens.gauge import gauge
from pathway.cli.screens.nothing import no_duty, nothing
from pathway.cli.screens.words import instant_words, number
from pathway.cli.session import Session, today
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
STATUSES = click.Choice(["law", "guidance", "expected", "local"])


@click.command(cls=Command)
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--overdue", is_flag=True, help="Only duties past their due day.")
@click.option(
    "--within",
    metavar="N",
    type=click.IntRange(0, 10_000),
    help="Only open duties due within N working days.",
)
@click.option("--owner", metavar="EMAIL", help="Only duties that this person is in charge of.")
@click.option("--status", type=STATUSES, help="Only duties of this status.")
@reader()
@AS_CSV
@paged("cursor")
@click.pass_obj
def deadlines(
    session: Session,
    /,
    reference: str | None,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: str | None,
    **filters: Any,
) -> None:
    """
    List dated duties, the soonest first.

    All duties of the case REF, or the open duties of every case. A page names what --after goes on
    from; in JSON it is the `cursor` of the last duty.
    """
    with session.pathway(by=by) as pathway:
        entries = pathway.deadlines(reference, by=by, limit=one_more(limit), after=after, **filters)
        page = cut(entries, lambda duty: duty.cursor, limit)
        listed = page.entries
        if as_csv:
            session.print_csv(list_as_csv(DEADLINES, [duty.as_json() for duty in listed]))
            return
        if session.show([duty.as_json() for duty in listed]):
            return
        if listed:
            duties.table_of(session.screen, listed, today(pathway), with_case=reference is None)
            page.tell(session)
        else:
            session.screen.fold(nothing(no_duty(reference=reference, **filters), after))


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("deadline")
@reader()
@click.pass_obj
def explain(session: Session, /, reference: str, deadline: str, by: str | None) -> None:
    """
    Explain how the day of a deadline was counted.

    DEADLINE is its id, or its key if no other has the same.
    """
    with session.pathway(by=by) as pathway:
        duty = pathway.explain(reference, deadline, by=by)
        if not session.show(duty.as_json()):
            duties.explain(session.screen, duty, today(pathway))


@click.command(cls=Command)
@by()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="Where it is written; - is standard output.",
)
@click.option(
    "--for-import",
    is_flag=True,
    help="With what ended in the last 60 days, as cancelled, so that an import takes it out.",
)
@click.pass_obj
def calendar(session: Session, /, by: str, output: str, for_import: bool) -> None:
    """
    Write your due dates as a calendar (.ics) to subscribe to.

    Only the duties that you are in charge of. For a file that you import now and then, add
    --for-import.
    """
    with session.pathway(by=by) as pathway:
        content = pathway.calendar(by=by, for_import=for_import)
    write_bytes(output, content)
    if output == STANDARD_OUTPUT:
        return
    entries = content.count(b"BEGIN:VEVENT")
    if not session.show({"file": output, "entries": entries}):
        session.screen.fold(f"{number(entries, 'due date')} written to {output}.")


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Make one pass, then stop.")
@click.option(
    "--every", "seconds", metavar="SECONDS", type=click.FloatRange(0.05), default=60.0, hidden=True
)
@click.pass_obj
def worker(session: Session, /, once: bool, seconds: float) -> None:
    """Sweep and send each minute, until SIGTERM or Ctrl-C."""
    with session.pathway(log_level="INFO") as pathway:
        from pathway.worker import Worker

        if once:
            swept, dispatched = pathway.sweep(), pathway.dispatch()
            _tell_pauses(session, pathway.mail.pauses())
            _tell(session, swept=swept, dispatched=dispatched)
            return
        ended = Worker(pathway, seconds).run()
    if not ended:
        # A pass is still running, and Python would wait for it. It works in transactions, so it
        # may be cut short.
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
        sentences.append(_swept(swept))
    if dispatched:
        figures["dispatch"] = dispatched.as_json()
        sentences.append(_dispatched(dispatched))
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


def _swept(counts: Swept) -> str:
    cases = number(counts.cases, "case")
    breaches = number(counts.breaches, "breach", "breaches")
    notices, messages = number(counts.notices, "notice"), number(counts.messages, "message")
    return f"Swept {cases}: {breaches} recorded, {notices} and {messages} written."


def _dispatched(counts: Dispatched) -> str:
    sent = number(counts.sent, "message")
    return f"{sent} sent, {counts.failed} to be tried again, {counts.dead} given up."


COMMANDS = (deadlines, explain, calendar, worker, sweep, dispatch)

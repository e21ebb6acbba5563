"""Duties: deadlines, explain, calendar."""

from __future__ import annotations

from typing import Any

import click

from pathway.cli.named_files import STANDARD_OUTPUT, write_bytes
from pathway.cli.options import AS_CSV, Command, by, reader
from pathway.cli.pages import cut, one_more, paged
from pathway.cli.screens import duties
from pathway.cli.screens.csv_lists import DEADLINES, list_as_csv
from pathway.cli.screens.nothing import no_duty, nothing
from pathway.cli.screens.words import number
from pathway.cli.session import Session, today

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
        if session.show(listed):
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
        if not session.show(duty):
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


COMMANDS = (deadlines, explain, calendar)

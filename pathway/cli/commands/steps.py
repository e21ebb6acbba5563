"""What may be done, and was done: steps, schema, history."""

from __future__ import annotations

from typing import Any

import click

from pathway.cli.commands.case_options import DEFINITION, INPUT, SET
from pathway.cli.commands.cases import readable_case
from pathway.cli.options import AS_CSV, ON_BEHALF, Command, by, on, reader
from pathway.cli.pages import MOST, cut, one_more, paged
from pathway.cli.screens import cards
from pathway.cli.screens.csv_lists import EVENTS, list_as_csv
from pathway.cli.screens.histories import write_history
from pathway.cli.screens.nothing import nothing
from pathway.cli.session import Session
from pathway.errors import WrongUsage


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@by()
@ON_BEHALF
@on("As if the step happened on this day; today if left out.")
@click.option("--item", metavar="ITEM", help="Only steps of this item, such as action:3.")
@paged("cursor")
@click.pass_obj
def steps(
    session: Session,
    /,
    reference: str,
    by: str,
    on_behalf_of: str | None,
    limit: int | None,
    **asked: Any,
) -> None:
    """List the steps you may take, then the others and why not."""
    with session.pathway(by=by) as pathway:
        views = pathway.steps(
            reference, by=by, on_behalf_of=on_behalf_of, limit=one_more(limit), **asked
        )
        page = cut(views, lambda view: view.cursor, limit)
        if not session.show(page.entries):
            case = readable_case(pathway, reference, by)
            asking = cards.StepsAsked(reference, by, on_behalf_of)
            cards.steps(session.screen, page.entries, case, asking)
            page.tell(session)


@click.command(cls=Command)
@click.argument("reference", metavar="[REF", required=False)
@click.argument("step", metavar="STEP]", required=False)
@click.option("--item", metavar="ITEM", help="What the step is about.")
@reader("The schema for this person: your email.")
@ON_BEHALF
@on("The schema on this day; today if left out.")
@INPUT
@SET
@click.option(
    "--form",
    metavar="KIND",
    help="The schema of a referral form instead: practice_review, serious_offence or good_outcome.",
)
@DEFINITION
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, MOST),
    help="Of the entries that a correction may be about, only the latest N.",
)
@click.option(
    "--after", metavar="SEQ", type=int, help="Go on behind this entry, the last of the page before."
)
@click.pass_obj
def schema(
    session: Session,
    /,
    reference: str | None,
    step: str | None,
    form: str | None,
    definition: str | None,
    **options: Any,
) -> None:
    """
    Print the JSON Schema of a step's input, or of a form.

    With --input or --set it is the schema after these answers, with the choices that depend on
    them.
    """
    from pathway.cli.step_input import StepInput

    step_input = StepInput(options.pop("file"), options.pop("values"))
    if (form is None) == (reference is None or step is None):
        raise WrongUsage(
            "Name a case and a step, or a form: pathway schema REF STEP, or pathway schema --form KIND."
        )
    if definition is not None and form is None:
        raise WrongUsage(
            "--definition goes with --form; a case has the definition that it follows."
        )
    with session.pathway(by=options["by"]) as pathway:
        if form:
            result = pathway.form_schema(form, definition=definition)
        else:
            result = pathway.schema(str(reference), str(step), input=step_input.answers, **options)
    session.screen.json(result)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.option("--full", is_flag=True, help="Include everything that was entered.")
@reader()
@AS_CSV
@paged("seq", type=int)
@click.pass_obj
def history(
    session: Session,
    /,
    reference: str,
    full: bool,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: int | None,
) -> None:
    """Show what was done, by whom, when, and when it was recorded."""
    with session.pathway(by=by) as pathway:
        entries = pathway.history(reference, limit=one_more(limit), after=after, by=by)
    page = cut(entries, lambda event: event.seq, limit)
    events = page.entries
    if as_csv:
        session.print_csv(list_as_csv(EVENTS, [event.as_json() for event in events]))
        return
    if session.show(events):
        return
    if not events:
        session.screen.fold(nothing("Nothing was done yet.", after))
        return
    write_history(session.screen, events, full=full)
    page.tell(session)


COMMANDS = (steps, schema, history)

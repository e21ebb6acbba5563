"""Steps: steps, take, schema, history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.commands.case_options import DEFINITION, INPUT, KEY, SAVE, SET, UNLISTED
from pathway.cli.commands.cases import show_case
from pathway.cli.conversation import conversations
from pathway.cli.conversation.confirming import is_at_terminal
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.options import Command, by, on
from pathway.cli.screens import cards
from pathway.cli.screens.histories import write_history
from pathway.cli.session import Session, today
from pathway.cli.step_input import StepInput
from pathway.errors import StepRefused, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.cases import CaseView


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@by()
@on("As if the step happened on this day; today if left out.")
@click.pass_obj
def steps(session: Session, /, reference: str, by: str, on: date | None) -> None:
    """List the steps you may take, then the others and why not."""
    with session.pathway(by=by) as pathway:
        views = pathway.steps(reference, by=by, on=on)
        if not session.show([view.as_json() for view in views]):
            cards.steps(session.screen, views, pathway.case(reference), by=by)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("step")
@by()
@click.option(
    "--item", metavar="ITEM", help="What it is about: agency_return:police, action:3, publication."
)
@on("The day it happened; today if left out.")
@INPUT
@SET
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--late-reason", metavar="TEXT", help="Why it is late.")
@click.option(
    "--expect-version", metavar="N", type=int, help="Refuse unless the case is at this version."
)
@KEY
@UNLISTED
@SAVE
@click.option("--preview", is_flag=True, help="Show what would follow, and change nothing.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing, even on a terminal.")
@click.pass_obj
def take(
    session: Session, /, reference: str, step: str, preview: bool, yes: bool, **options: Any
) -> None:
    """
    Take a step, and show the case after it.

    On a terminal, without --input and --set, it asks for what the step needs, shows what would
    follow, and goes on only after a yes.
    """
    file, values, keeper = options.pop("file"), options.pop("values"), Keeper(options.pop("save"))
    asks = not (preview or yes or file or values or session.wants_json) and is_at_terminal()
    said = StepInput(file, values)
    if not asks and not said.depends_on_schema:
        keeper.keep(said.answers)
    with session.pathway(by=options["by"]) as pathway:
        said.complete(pathway, reference, step, options)
        answers = said.answers
        if said.depends_on_schema:
            keeper.keep(answers)
        if preview:
            # A preview stores nothing, so there is no repeat that a key would make harmless.
            options.pop("key")
            outcome = pathway.preview(reference, step, input=answers, **options)
            if not session.show(outcome.as_json()):
                cards.preview(session.screen, outcome, today(pathway))
            return
        if asks:
            taken = conversations.take(
                session, pathway, reference, step=step, options=options, keeper=keeper
            )
        else:
            taken = _taken(pathway, reference, step, answers=answers, options=options)
        if taken is not None:
            show_case(session, pathway, taken)


@click.command(cls=Command)
@click.argument("reference", metavar="[REF", required=False)
@click.argument("step", metavar="STEP]", required=False)
@click.option("--item", metavar="ITEM", help="What the step is about.")
@by("The schema for this person.", required=False)
@on("The schema on this day; today if left out.")
@INPUT
@SET
@click.option(
    "--form",
    metavar="KIND",
    help="The schema of a referral form instead: practice_review, serious_offence or good_outcome.",
)
@DEFINITION
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
    said = StepInput(options.pop("file"), options.pop("values"))
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
            result = pathway.schema(str(reference), str(step), input=said.answers, **options)
    session.screen.json(result)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.option("--full", is_flag=True, help="Include everything that was entered.")
@click.pass_obj
def history(session: Session, /, reference: str, full: bool) -> None:
    """Show what was done, by whom, when, and when it was recorded."""
    with session.pathway() as pathway:
        events = pathway.history(reference)
    if not session.show([event.as_json() for event in events]):
        write_history(session.screen, events, full=full)


def _taken(
    pathway: Pathway,
    reference: str,
    step: str,
    *,
    answers: Mapping[str, Any],
    options: Mapping[str, Any],
) -> CaseView:
    """
    Take a step, and return the case after it.

    Raises:
        Conflict: The step is refused because somebody else was quicker; it says what they did.
    """
    seen = options["expect_version"] or pathway.case(reference).version
    try:
        return pathway.take(reference, step, input=answers, **options)
    except StepRefused:
        same = {
            name: value for name, value in options.items() if name not in ("key", "expect_version")
        }
        # Raises Conflict if the case has changed since it was seen.
        pathway.preview(reference, step, input=answers, expect_version=seen, **same)
        raise


COMMANDS = (steps, take, schema, history)

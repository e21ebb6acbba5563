"""Taking a step: take."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.commands.case_options import (
    FILES,
    FORM,
    INPUT,
    KEY,
    PERSONAL_DATA,
    SAVE,
    SET,
    UNLISTED,
)
from pathway.cli.commands.cases import readable_case, show_case
from pathway.cli.conversation.confirming import is_at_terminal
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.given_files import files_in
from pathway.cli.options import ON_BEHALF, Command, by, on
from pathway.cli.screens import cards
from pathway.cli.screens.personal_data import write_unread
from pathway.cli.screens.screen import Screen
from pathway.cli.session import Session, today
from pathway.cli.word_files import in_the_words_of
from pathway.errors import StepRefused

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.cases import CaseView

# What says the input, by the names that the options have as parameters.
SOURCES = ("file", "values", "form")


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("step")
@by()
@ON_BEHALF
@click.option(
    "--item", metavar="ITEM", help="What it is about: agency_return:police, action:3, publication."
)
@on("The day it happened; today if left out.")
@INPUT
@FORM
@SET
@FILES
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--late-reason", metavar="TEXT", help="Why it is late.")
@click.option(
    "--expect-version", metavar="N", type=int, help="Refuse unless the case is at this version."
)
@KEY
@UNLISTED
@PERSONAL_DATA
@SAVE
@click.option("--preview", is_flag=True, help="Show what would follow, and change nothing.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing, even on a terminal.")
@click.pass_obj
def take(
    session: Session, /, reference: str, step: str, preview: bool, yes: bool, **options: Any
) -> None:
    """
    Take a step, and show the case after it.

    On a terminal, without --input, --form, --set and --file, it asks for what the step needs, shows
    what would follow, and goes on only after a yes.
    """
    from pathway.cli.conversation import conversations
    from pathway.cli.step_input import StepInput

    keeper = Keeper(options.pop("save"))
    sources = [options.pop(name) for name in SOURCES]
    files = files_in(options.pop("named_files"))
    has_input = any(sources) or bool(files)
    asks = not (preview or yes or has_input or session.wants_json) and is_at_terminal()
    step_input = StepInput(*sources)
    if not asks and step_input.is_known:
        keeper.keep(step_input.answers)
    is_confirmed = options.pop("personal_data")
    with session.pathway(by=options["by"]) as pathway:
        step_input.read_form(pathway, reference, step, files)
        if is_confirmed:
            options["personal_data"] = _all_finds(session, pathway, reference, options["by"])
        step_input.complete(pathway, reference, step, options)
        answers = step_input.answers
        if not step_input.is_known:
            keeper.keep(answers)
        if preview:
            # A preview stores nothing, so there is no repeat that a key would make harmless.
            options.pop("key")
            with in_the_words_of(step_input.filled):
                outcome = pathway.preview(reference, step, input=answers, files=files, **options)
            if not session.show(outcome):
                cards.preview(session.screen, outcome, today(pathway))
            return
        if asks:
            taken = conversations.take(
                session, pathway, reference, step=step, options=options, keeper=keeper
            )
        else:
            inputs = {"input": answers, "files": files}
            with in_the_words_of(step_input.filled):
                taken = _taken(pathway, reference, step, inputs=inputs, options=options)
        if taken is not None:
            show_case(session, pathway, taken, options["by"])


def _all_finds(session: Session, pathway: Pathway, reference: str, by: str) -> list[str]:
    """Return the ids of all that may be personal data, and list what was not searched for it."""
    view = pathway.personal_data(reference, by=by)
    write_unread(Screen(sys.stderr) if session.wants_json else session.screen, view)
    return [find.id for find in view.finds]


def _taken(
    pathway: Pathway,
    reference: str,
    step: str,
    *,
    inputs: Mapping[str, Any],
    options: Mapping[str, Any],
) -> CaseView:
    """
    Take a step, and return the case after it.

    Args:
        inputs: The input and the files.

    Raises:
        Conflict: The step is refused because somebody else was quicker; it says what they did.
    """
    case = readable_case(pathway, reference, options["by"])
    seen = options["expect_version"] or (case.version if case is not None else None)
    try:
        return pathway.take(reference, step, **inputs, **options)
    except StepRefused:
        same = {
            name: value for name, value in options.items() if name not in ("key", "expect_version")
        }
        # Raises Conflict if the case has changed since it was seen.
        pathway.preview(reference, step, expect_version=seen, **inputs, **same)
        raise


COMMANDS = (take,)

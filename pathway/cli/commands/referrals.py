"""Referrals: refer, amend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from pathway.cli.commands.case_options import DEFINITION, FILES, KEY, SAVE, UNLISTED
from pathway.cli.commands.cases import show_case
from pathway.cli.conversation.confirming import confirmed_by_asking
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.given_files import files_in
from pathway.cli.named_files import bytes_of
from pathway.cli.options import ON_BEHALF, Command, by, on
from pathway.cli.session import Session
from pathway.cli.word_files import in_the_words_of, referral_of

# The steps that take in a referral form.
REFER, AMEND = "refer", "amend"


@click.command(cls=Command)
@click.argument("file")
@by()
@ON_BEHALF
@FILES
@KEY
@SAVE
@UNLISTED
@click.option(
    "--again", is_flag=True, help="Open a case even though the same referral was made before."
)
@DEFINITION
@click.pass_obj
def refer(
    session: Session,
    /,
    file: str,
    by: str,
    named_files: Sequence[str],
    key: str | None,
    save: str | None,
    definition: str | None,
    on_behalf_of: str | None,
    **options: bool,
) -> None:
    """
    Open a case from the referral form in FILE.

    A Word form, TOML or JSON; - is standard input. Prints the case's reference. On a terminal it
    asks before it refuses what you may confirm.
    """
    content, files, keeper = bytes_of(file), files_in(named_files), Keeper(save)
    with session.pathway(by=by) as pathway:
        about = {"step": REFER, "definition": definition}
        form, filled = referral_of(pathway, content, file, about=about, files=files)
        keeper.keep(form)
        with in_the_words_of(filled):
            case = confirmed_by_asking(
                session,
                lambda confirmed: pathway.refer(
                    form,
                    by=by,
                    key=key,
                    definition=definition,
                    files=files,
                    on_behalf_of=on_behalf_of,
                    **confirmed,
                ),
                options,
            )
    if case is not None and not session.show(case):
        session.screen.line(case.reference)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("file")
@by()
@ON_BEHALF
@on("The day of the change; today if left out.")
@click.option(
    "--reason", metavar="TEXT", help="Why, where the day lies before the last change of state."
)
@click.option(
    "--late-reason",
    metavar="TEXT",
    help="Why it is late, if the new form reports something late.",
)
@click.option(
    "--expect-version", metavar="N", type=int, help="Refuse unless the case is at this version."
)
@FILES
@UNLISTED
@click.pass_obj
def amend(
    session: Session, /, reference: str, file: str, by: str, unlisted: bool, **options: Any
) -> None:
    """
    Change the form of a draft; FILE holds the whole new form.

    It is a Word form, TOML or JSON; `document fill` writes the current one as a Word form.
    """
    content, files = bytes_of(file), files_in(options.pop("named_files"))
    options["files"] = files
    with session.pathway(by=by) as pathway:
        about = {"step": AMEND, "reference": reference}
        form, filled = referral_of(pathway, content, file, about=about, files=files)
        with in_the_words_of(filled):
            amended = confirmed_by_asking(
                session,
                lambda confirmed: pathway.amend(reference, form, by=by, **options, **confirmed),
                {"unlisted": unlisted},
            )
        if amended is not None:
            show_case(session, pathway, amended, by)


COMMANDS = (refer, amend)

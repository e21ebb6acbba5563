"""Cases as papers: document case-pack, document letter."""

from __future__ import annotations

from typing import Any

import click

from pathway.cli.options import Command, reader
from pathway.cli.session import Session
from pathway.cli.written_files import OUTPUT, READER, format_of, write_file

DEFAULT_FORMAT = "docx"

FORMAT = click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="docx, pdf or html. Default: the extension of FILE, else docx.",
)


@click.command("case-pack", cls=Command)
@click.argument("reference", metavar="REF")
@OUTPUT
@reader(READER)
@FORMAT
@click.option(
    "--part",
    "parts",
    metavar="NAME",
    multiple=True,
    help="Only this part, such as decisions or plan; may be given several times.",
)
@click.option(
    "--watermark",
    metavar="TEXT",
    default="",
    help="A word behind the text of each page, such as DRAFT.",
)
@click.option(
    "--to",
    "circulation",
    metavar="NAME",
    multiple=True,
    help="A recipient for the circulation list; may be given several times.",
)
@click.pass_obj
def case_pack(
    session: Session,
    /,
    reference: str,
    output: str | None,
    by: str | None,
    form: str | None,
    **options: Any,
) -> None:
    """
    Write a case as a document for a meeting to read.

    It contains a summary, the referral, children, decisions, returns, chronology, rapid review,
    recommendations, action plan, publication, deadlines, other entries and the history.
    """
    with session.pathway(by=by) as pathway:
        paper = pathway.documents.case_pack(
            reference, by=by, format=form or format_of(output, DEFAULT_FORMAT), **options
        )
    write_file(session, output, paper)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("agency")
@OUTPUT
@reader("Who is sending it: your email.")
@FORMAT
@click.pass_obj
def letter(
    session: Session,
    /,
    reference: str,
    agency: str,
    output: str | None,
    by: str | None,
    form: str | None,
) -> None:
    """
    Write the letter that asks an agency for its return.

    It says what to send, how and by when, and gives no details of the case but its reference.
    AGENCY is a code, for the latest request to that agency, or an item: agency_return:police.
    """
    with session.pathway(by=by) as pathway:
        paper = pathway.documents.request_letter(
            reference, agency, by=by, format=form or format_of(output, DEFAULT_FORMAT)
        )
    write_file(session, output, paper)


COMMANDS = (case_pack, letter)

"""The action plan of a case as a file: document plan."""

from __future__ import annotations

import click

from pathway.cli.options import Command, reader
from pathway.cli.session import Session
from pathway.cli.written_files import OUTPUT, READER, format_of, write_file


@click.command("plan", cls=Command)
@click.argument("reference", metavar="REF")
@OUTPUT
@reader(READER)
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="docx, pdf, html, xlsx or csv. Default: the extension of FILE, else docx.",
)
@click.pass_obj
def plan(
    session: Session, /, reference: str, output: str | None, by: str, form: str | None
) -> None:
    """
    Write the action plan of a case, in the columns of the toolkit.

    It is a document to read, or a workbook or CSV with one action a row, which `pathway plan
    import` reads.
    """
    with session.pathway(by=by) as pathway:
        file = pathway.documents.plan(reference, by=by, format=form or format_of(output, "docx"))
    write_file(session, output, file)


COMMANDS = (plan,)

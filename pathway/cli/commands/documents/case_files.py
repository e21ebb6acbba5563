"""Files of a case: document add, list, get."""

from __future__ import annotations

from typing import Any

import click

from pathway.cli.commands.case_options import KEY
from pathway.cli.given_files import file_named
from pathway.cli.named_files import STANDARD_OUTPUT, write_parts
from pathway.cli.options import Command, by, on, reader
from pathway.cli.screens.documents import document_lines, document_list
from pathway.cli.session import Session


@click.command("add", cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("file")
@click.option("--title", metavar="TEXT", required=True, help="What it is; do not name the child.")
@click.option(
    "--kind",
    metavar="KIND",
    default="other",
    show_default=True,
    help="minutes, letter, report and others; see `pathway schema REF add_document`.",
)
@click.option(
    "--replaces", metavar="ID", help="The document that this is a new version of, such as doc:7."
)
@by()
@on("The day on which it was received; today if left out.")
@click.option("--reason", metavar="TEXT", help="Why.")
@KEY
@click.pass_obj
def add(session: Session, /, reference: str, file: str, by: str, **options: Any) -> None:
    """
    Add FILE to a case, encrypted, with an entry in its history.

    Word, Excel, PowerPoint, OpenDocument, PDF, PNG, JPEG and text files are accepted, without
    macros and passwords.
    """
    with session.pathway(by=by) as pathway:
        added = pathway.documents.add(reference, file_named(file), by=by, **options)
    if not session.show(added):
        document_lines(session.screen, added)


@click.command("list", cls=Command)
@click.argument("reference", metavar="REF")
@reader()
@click.pass_obj
def list_(session: Session, /, reference: str, by: str | None) -> None:
    """List the documents of a case in the order in which they were added, with all versions."""
    with session.pathway(by=by) as pathway:
        documents = pathway.documents.list(reference, by=by)
    if not session.show(documents):
        document_list(session.screen, reference, documents)


@click.command("get", cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("document_id", metavar="ID")
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="The file to write; - is standard output. Default: a name made of reference, kind and version.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@reader()
@click.pass_obj
def get(
    session: Session,
    /,
    reference: str,
    document_id: str,
    output: str | None,
    force: bool,
    by: str | None,
) -> None:
    """Write a document of a case to a file that only its owner may read."""
    with session.pathway(by=by) as pathway:
        stored = pathway.documents.get(reference, document_id, by=by)
        name = output or stored.document.export_name
        write_parts(name, stored.chunks(), overwrites=force)
    if name != STANDARD_OUTPUT and not session.show(stored.document.as_json() | {"file": name}):
        session.screen.line(name)


COMMANDS = (add, list_, get)

"""Cases as what the forms of others ask: document national-notification, document nhs-tracker."""

from __future__ import annotations

import click

from pathway.cli.options import Command, reader
from pathway.cli.session import Session
from pathway.cli.written_files import OUTPUT, READER, format_of, write_file


@click.command("national-notification", cls=Command)
@click.argument("reference", metavar="REF")
@OUTPUT
@reader(READER)
@click.option("--incident", metavar="ID", help="Which incident; the first on record if left out.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="docx, pdf or html. Default: the extension of FILE, else docx.",
)
@click.pass_obj
def national_notification(
    session: Session,
    /,
    reference: str,
    output: str | None,
    by: str | None,
    incident: str | None,
    form: str | None,
) -> None:
    """
    Write the questions of the national notification, pre-filled from a case.

    Missing answers are marked. The notification itself is made in the national system.
    """
    form = form or format_of(output, "docx")
    with session.pathway(by=by) as pathway:
        file = pathway.documents.national_notification(
            reference, by=by, incident=incident, format=form
        )
    write_file(session, output, file)


@click.command("nhs-tracker", cls=Command)
@click.argument("references", metavar="[REF]...", nargs=-1)
@OUTPUT
@reader(READER)
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="xlsx or csv. Default: the extension of FILE, else xlsx.",
)
@click.pass_obj
def nhs_tracker(
    session: Session,
    /,
    references: tuple[str, ...],
    output: str | None,
    by: str | None,
    form: str | None,
) -> None:
    """
    Write cases in the fields of the NHS Safeguarding Case Review Tracker.

    One row a case: those named, or all that you may see. Fields that no case has stay empty.
    """
    form = form or format_of(output, "xlsx")
    with session.pathway(by=by) as pathway:
        file = pathway.documents.nhs_tracker(references, by=by, format=form)
    write_file(session, output, file)


COMMANDS = (
    national_notification,
    nhs_tracker,
)

"""Forms in Word: document template, fill, read."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.commands.case_options import DEFINITION
from pathway.cli.named_files import bytes_of, write_bytes
from pathway.cli.options import Command, reader
from pathway.cli.session import Session
from pathway.cli.word_files import check_name
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathway.service.views.word_forms import TemplateView

HEADINGS = {"referral": "Referrals", "form": "Forms", "guidance": "Guidance"}
OUT = click.option(
    "--output", "-o", "out", metavar="FILE", help="The file to write (.docx); - is standard output."
)
FORCE = click.option("--force", is_flag=True, help="Overwrite the file if it exists.")


@click.command(cls=Command)
@click.argument("name", metavar="[NAME]", required=False)
@OUT
@FORCE
@DEFINITION
@click.pass_obj
def template(
    session: Session,
    /,
    name: str | None,
    out: str | None,
    force: bool,
    definition: str | None,
) -> None:
    """
    Write a blank form as a Word document.

    Without NAME, list every form and the guidance of the toolkit.
    """
    if name is not None and out is None:
        raise WrongUsage("Say where to write it, with -o FILE.")
    with session.pathway() as pathway:
        if name is None:
            papers = pathway.documents.templates(definition=definition)
            if not session.show(papers):
                _list(session, papers)
            return
        content = pathway.documents.template(name, definition=definition)
    _write(session, str(out), content, force=force)


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@click.argument("name", metavar="NAME")
@OUT
@FORCE
@reader()
@click.option(
    "--item", metavar="ITEM", help="What it is about: agency_return:police, action:3, publication."
)
@click.pass_obj
def fill(
    session: Session,
    /,
    reference: str,
    name: str,
    out: str | None,
    force: bool,
    by: str | None,
    item: str | None,
) -> None:
    """
    Write a form as a Word document, pre-filled from a case.

    It has earlier answers, the choices that the case has, and what is on record for reference.
    Without -o the file is named after the case and the form.
    """
    with session.pathway(by=by) as pathway:
        content = pathway.documents.fill(reference, name, by=by, item=item)
    usual = f"{reference}-{name.replace('_', '-')}.docx"
    _write(session, out or usual, content, force=force)


@click.command(cls=Command)
@click.argument("file")
@click.option("--case", "reference", metavar="REF", help="The case that it is for.")
@click.option("--step", metavar="STEP", help="The step that it is input for.")
@DEFINITION
@click.pass_obj
def read(
    session: Session,
    /,
    file: str,
    reference: str | None,
    step: str | None,
    definition: str | None,
) -> None:
    """
    Check a completed form, and print it as JSON input for its step.

    Nothing is stored. Every fault is listed with its place in the words of the form.
    """
    content = bytes_of(file)
    check_name(content, file)
    with session.pathway() as pathway:
        filled = pathway.documents.read_form(
            content, reference=reference, step=step, definition=definition
        )
    for sentence in filled.notes:
        click.echo(sentence, err=True)
    session.screen.json(filled.as_json() if session.wants_json else filled.input)


def _list(session: Session, papers: Sequence[TemplateView]) -> None:
    for kind, group in groupby(papers, key=lambda paper: paper.kind):
        session.screen.heading(HEADINGS[kind])
        session.screen.table(("Name", "Title"), [(paper.name, paper.title) for paper in group])


def _write(session: Session, name: str, content: bytes, *, force: bool) -> None:
    if name != "-" and not force and Path(name).exists():
        raise WrongUsage(
            f"{name} exists and is not overwritten; name another file, or say --force."
        )
    write_bytes(name, content)
    if name != "-" and not session.show({"file": name}):
        session.screen.line(name)


COMMANDS = (template, fill, read)

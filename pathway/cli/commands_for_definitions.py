"""Definitions: list, check, show, load, migrate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli import cards
from pathway.cli.definitions import to_check, write_definition
from pathway.cli.options import Commands, by
from pathway.cli.session import Session, text_of, today
from pathway.cli.words import instant_words, listing, number
from pathway.errors import DatabaseNotReady, NotFound, WrongUsage

if TYPE_CHECKING:
    from pathway.service.views import PreviewView
    from pathway.workflows.definition import Definition


@click.group(cls=Commands)
def definition() -> None:
    """The states, steps and deadlines that cases follow."""


@definition.command("list")
@click.pass_obj
def definition_list(session: Session, /) -> None:
    """List the definitions that were loaded, the latest first."""
    with session.pathway() as pathway:
        found = pathway.definitions()
    told = [
        {
            "name": one.name,
            "version": one.version,
            "edition": one.edition,
            "hash": one.hash,
            "loaded_at": one.loaded_at.isoformat(),
            "files": sorted(one.files),
        }
        for one in found
    ]
    if not session.show(told):
        rows = [(one.name, one.version, one.edition, one.hash[:12], instant_words(one.loaded_at)) for one in found]
        session.screen.table(("Name", "Version", "Edition", "Hash", "Loaded"), rows)


@definition.command("check")
@click.argument("file")
@click.pass_obj
def definition_check(session: Session, /, file: str) -> None:
    """
    Check a definition file, and print every fault.

    FILE is checked together with the files of its items and forms that lie beside it, else with those that Pathway
    ships. Each fault comes with its file and table.
    """
    from pathway.workflows.loading import load

    texts = to_check(Path(file), text_of)
    found = load(texts)
    if session.show({"ok": True, "hash": found.hash, "files": sorted(texts)}):
        return
    counts = [
        number(sum(len(one.state) for one in found.files.values()), "state"),
        number(sum(len(one.step) for one in found.files.values()), "step"),
        number(len(found.deadlines), "deadline"),
        number(len(found.forms.by_name), "form"),
    ]
    session.screen.fold(
        f"{file} is in order, together with {listing(sorted(set(texts) - {Path(file).name}))}: {listing(counts)}.", 0, 2
    )


@definition.command("show")
@click.argument("name", default="review")
@click.pass_obj
def definition_show(session: Session, /, name: str) -> None:
    """
    Read a definition out.

    NAME is review (the case's own, if not given), agency_return, action, publication or forms.
    """
    current = _current(session)
    file = current.files.get(name)
    if file is None:
        raise NotFound("definition", name, current.files, f"There are {listing(current.files)}.")
    if not session.show(file.model_dump(mode="json", by_alias=True, exclude_none=True)):
        write_definition(session.screen, file)


@definition.command("load")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.pass_obj
def definition_load(session: Session, /, files: tuple[str, ...]) -> None:
    """
    Store a definition beside those that are there.

    FILE is the case's own file; the files of its items and forms are those beside it, else those that Pathway ships.
    Without FILE it is the whole definition that Pathway ships. Cases that began go on under theirs.
    """
    from pathway.workflows.loading import packaged

    texts = {name: text for file in files for name, text in to_check(Path(file), text_of).items()} or packaged()
    with session.pathway() as pathway:
        found = pathway.load_definition(texts)
    own = found.case
    if not session.show({"name": own.name, "version": own.version, "edition": found.edition, "hash": found.hash}):
        session.screen.fold(f"{own.name} {own.version} is stored; cases that are referred from now on may follow it.")


@definition.command("migrate")
@click.argument("reference", metavar="REF")
@click.option("--to", metavar="VERSION", help="The version that the case is to follow.")
@click.option("--back", is_flag=True, help="Take the last move back, while no step was taken since.")
@by("Who decided it, of the business unit or the chair.", required=False)
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--preview", is_flag=True, help="Show what would change, and change nothing.")
@click.pass_obj
def definition_migrate(
    session: Session, /, reference: str, to: str | None, back: bool, preview: bool, **said: str | None
) -> None:
    """Move a running case to another version of its definition; every due date that changes is shown."""
    if (to is None) == (not back):
        raise WrongUsage("Say either --to VERSION or --back.")
    with session.pathway(by=said["by"]) as pathway:
        found = pathway.preview_migration(reference, to=to, **said)
        if not preview:
            pathway.migrate(reference, to=to, **said)
        if not session.show(found.as_json() | {"preview": preview}):
            _moved(session, found, today(pathway), preview=preview, back=back)


def _moved(session: Session, found: PreviewView, day: date, *, preview: bool, back: bool) -> None:
    """Tell what the move brings or has brought."""
    if preview:
        cards.preview(session.screen, found, day)
        return
    cards.followed(session.screen, found, day)
    way_back = "." if back else "; `--back` takes it back until the next step."
    session.screen.fold(f"{found.case.reference} follows version {found.case.definition['version']}{way_back}")


def _current(session: Session) -> Definition:
    """Return the definition of new cases; before there is a database the one that Pathway ships."""
    from pathway.workflows.loading import packaged_definition

    try:
        with session.pathway() as pathway:
            return pathway.definition()
    except DatabaseNotReady as error:
        click.echo(f"{error.message} This is the definition that Pathway ships.", err=True)
        return packaged_definition()


COMMANDS = (definition,)

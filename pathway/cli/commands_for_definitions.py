"""Definitions: list, check, show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.definitions import to_check, write_definition
from pathway.cli.options import Commands
from pathway.cli.session import Session, text_of
from pathway.cli.words import instant_words, listing, number
from pathway.errors import DatabaseNotReady, NotFound

if TYPE_CHECKING:
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

    FILE is checked together with the files of its items that lie beside it, else with those that Pathway ships. Each
    fault comes with its file and table.
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

    NAME is review (the case's own, if not given), agency_return, action or publication.
    """
    current = _current(session)
    file = current.files.get(name)
    if file is None:
        raise NotFound("definition", name, current.files, f"There are {listing(current.files)}.")
    if not session.show(file.model_dump(mode="json", by_alias=True, exclude_none=True)):
        write_definition(session.screen, file)


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

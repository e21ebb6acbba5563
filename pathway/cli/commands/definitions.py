"""Definitions: list, new, check, show, load, migrate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.definition_files import copies, to_check, write_copies
from pathway.cli.named_files import STANDARD_OUTPUT, write_bytes
from pathway.cli.options import Commands, by
from pathway.cli.screens import cards
from pathway.cli.screens.definitions import write_definition
from pathway.cli.screens.words import instant_words, listing, number
from pathway.cli.session import Session, today
from pathway.cli.vocabularies import vocabulary_of
from pathway.errors import DatabaseNotReady, NotFound, WrongUsage

if TYPE_CHECKING:
    from pathway.service.views.steps import PreviewView
    from pathway.workflows.attempts.definition import Definition


@click.group(cls=Commands)
def definition() -> None:
    """The states, steps and deadlines that cases follow."""


@definition.command("list")
@click.pass_obj
def definition_list(session: Session, /) -> None:
    """List the definitions that were loaded, the latest first."""
    with session.pathway() as pathway:
        listed = pathway.definitions.list()
    document = [
        {
            "name": stored.name,
            "version": stored.version,
            "edition": stored.edition,
            "hash": stored.hash,
            "loaded_at": stored.loaded_at.isoformat(),
            "files": sorted(stored.files),
            "damaged": stored.damaged,
        }
        for stored in listed
    ]
    if session.show(document):
        return
    rows: list[list[str]] = []
    for stored in listed:
        loaded = stored.damaged or instant_words(stored.loaded_at)
        # Twelve characters of a hash are enough to tell definitions apart.
        rows.append([stored.name, stored.version, stored.edition, stored.hash[:12], loaded])
    session.screen.table(("Name", "Version", "Edition", "Hash", "Loaded"), rows)


@definition.command("new")
@click.argument("name", metavar="NEW_NAME")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Where to write them; a folder of that name if left out.",
)
@click.pass_obj
def definition_new(session: Session, /, name: str, output: str | None) -> None:
    """
    Write a copy of the files that Pathway ships, to be changed.

    NEW_NAME is the name of the new definition: lower-case letters, digits and _. Existing files are
    never overwritten.
    """
    texts = copies(name)
    folder = Path(output or name)
    write_copies(texts, folder)
    if not session.show({"folder": str(folder), "files": sorted(texts)}):
        session.screen.fold(
            f"{folder} has {listing(list(texts))}; check them with `pathway definition check {folder}`."
        )


@definition.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--vocabulary", metavar="MODULE:NAME", help="A host's own words; the module is imported."
)
@click.pass_obj
def definition_check(session: Session, /, files: tuple[str, ...], vocabulary: str | None) -> None:
    """
    Check a definition, and print every fault.

    FILE is one of its files, a folder, or the name of a definition that Pathway ships. Its other
    files are taken from the same folder, or else from those that Pathway ships. Each fault comes
    with its file and table.
    """
    from pathway.workflows.loading.definition_files import load, standard

    texts = to_check(files)
    words = partial(vocabulary_of, vocabulary) if vocabulary else standard
    checked = load(texts, words)
    if session.show({"ok": True, "hash": checked.hash, "files": sorted(texts)}):
        return
    parts = checked.files.values()
    counts = [
        number(sum(len(part.state) for part in parts), "state"),
        number(sum(len(part.step) for part in parts), "step"),
        number(len(checked.deadlines), "deadline"),
        number(len(checked.forms.by_name), "form"),
    ]
    session.screen.fold(
        f"{checked.case.name} {checked.case.version} is in order: {listing(counts)}.", 0, 2
    )
    session.screen.fold(f"Its files are {listing(sorted(texts))}.", 0, 2)


@definition.command("show")
@click.argument("name", required=False)
@click.option("--toml", is_flag=True, help="Print the file word for word, as it was loaded.")
@click.pass_obj
def definition_show(session: Session, /, name: str | None, toml: bool) -> None:
    """
    Print a definition in plain English.

    NAME is one of its files: the case's own if not given, incident, agency_return, action,
    publication or forms; or the name of another definition that cases may follow.
    """
    current, texts = _current(session, name)
    name = name or current.case.name
    if toml:
        _show_text(session, name, texts)
        return
    file = current.files.get(name)
    if file is None:
        raise NotFound("definition", name, current.files, f"There are {listing(current.files)}.")
    if session.wants_json:
        from pathway.workflows.definitions.checked import as_json

        session.show(as_json(file))
    else:
        write_definition(session.screen, file)


@definition.command("load")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.pass_obj
def definition_load(session: Session, /, files: tuple[str, ...]) -> None:
    """
    Store a definition beside those that are already stored.

    FILE is one of its files, a folder, or the name of a definition that Pathway ships. Its other
    files are taken from the same folder, or else from those that Pathway ships. Without FILE it is
    review. Running cases keep the definition that they follow.
    """
    from pathway.workflows.loading.definition_files import packaged

    texts = to_check(files) if files else packaged()
    with session.pathway() as pathway:
        stored = pathway.definitions.load(texts)
    own = stored.case
    document = {
        "name": own.name,
        "version": own.version,
        "edition": stored.edition,
        "hash": stored.hash,
    }
    if not session.show(document):
        session.screen.fold(
            f"{own.name} {own.version} is stored; cases that are referred from now on may follow it."
        )


@definition.command("migrate")
@click.argument("reference", metavar="REF")
@click.option("--to", metavar="VERSION", help="The version that the case is to follow.")
@click.option("--back", is_flag=True, help="Undo the last move, if no step has been taken since.")
@by("Who decided it, of the business unit or the chair.", required=False)
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--preview", is_flag=True, help="Show what would change, and change nothing.")
@click.pass_obj
def definition_migrate(
    session: Session,
    /,
    reference: str,
    to: str | None,
    back: bool,
    preview: bool,
    **options: str | None,
) -> None:
    """
    Move a running case to another version of its definition.

    Every due date that changes is shown.
    """
    if (to is None) == (not back):
        raise WrongUsage("Give either --to VERSION or --back.")
    with session.pathway(by=options["by"]) as pathway:
        # A real move is previewed as well: only the preview says what changes.
        outcome = pathway.preview_migration(reference, to=to, **options)
        if not preview:
            pathway.migrate(reference, to=to, **options)
        if not session.show(outcome.as_json() | {"preview": preview}):
            _moved(session, outcome, today(pathway), preview=preview, back=back)


def _moved(session: Session, outcome: PreviewView, day: date, *, preview: bool, back: bool) -> None:
    """Print what the move would change or has changed."""
    if preview:
        cards.preview(session.screen, outcome, day)
        return
    cards.followed(session.screen, outcome, day)
    case = outcome.case
    way_back = "." if back else "; `--back` undoes it until the next step."
    session.screen.fold(f"{case.reference} follows version {case.definition['version']}{way_back}")


def _current(session: Session, name: str | None) -> tuple[Definition, Mapping[str, str]]:
    """
    Return the definition of new cases, or the one with that name, and its texts.

    As long as there is no database, it is one that Pathway ships.
    """
    from pathway.workflows.loading.definition_files import SHIPPED, packaged, packaged_definition

    try:
        with session.pathway() as pathway:
            current = pathway.definitions.current()
            # A file of the current definition comes before another definition of the same name.
            is_current = name is None or name in current.files
            if not is_current and name in pathway.definitions.names():
                current = pathway.definitions.current(name)
            texts = {stored.hash: stored.files for stored in pathway.definitions.list()}
            return current, texts.get(current.hash) or packaged(current.case.name)
    except DatabaseNotReady as error:
        click.echo(f"{error.message} This is the definition that Pathway ships.", err=True)
        shipped = name if name in SHIPPED else SHIPPED[0]
        return packaged_definition(shipped), packaged(shipped)


def _show_text(session: Session, name: str, texts: Mapping[str, str]) -> None:
    """
    Write the file with that name, word for word; on a terminal, without what could control it.
    """
    from pathway.workflows.definitions.gathering import content_of

    files = {str(content_of(text).get("name")): file for file, text in texts.items()}
    if name not in files:
        raise NotFound("definition", name, files, f"There are {listing(files)}.")
    text = texts[files[name]]
    if session.show({"file": files[name], "toml": text}):
        return
    if session.screen.is_terminal:
        for line in text.splitlines():
            session.screen.line(line.expandtabs(4))
    else:
        write_bytes(STANDARD_OUTPUT, text.encode())


COMMANDS = (definition,)

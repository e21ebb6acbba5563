"""Personal data in referrals: check, and the list of names: names import and list."""

from __future__ import annotations

import click

from pathway.cli.named_files import bytes_of
from pathway.cli.options import Command, Commands, by
from pathway.cli.screens.personal_data import personal_data
from pathway.cli.screens.words import number
from pathway.cli.session import Session

WHO = "Your email, for the record of changes."
NO_NAMES = "The list has no names yet; `pathway names import FILE` adds them."


@click.command(cls=Command)
@click.argument("reference", metavar="REF")
@by()
@click.pass_obj
def check(session: Session, /, reference: str, by: str) -> None:
    """
    Show what may be personal data in a referral and its files, and where.

    That is: NHS numbers, unique pupil numbers, dates of birth, telephone numbers, emails,
    postcodes, and names on the partnership's list.
    """
    with session.pathway(by=by) as pathway:
        view = pathway.personal_data(reference, by=by)
    if not session.show(view):
        personal_data(session.screen, view)


@click.group(cls=Commands)
def names() -> None:
    """The list of names to look for in referrals."""


@names.command("import")
@click.argument("file")
@by(WHO, required=False)
@click.option("--preview", is_flag=True, help="Show what would change, and change nothing.")
@click.pass_obj
def names_import(session: Session, /, file: str, by: str | None, preview: bool) -> None:
    """
    Replace the list with the names in FILE; it is stored encrypted.

    FILE has one name a line; - is standard input. Lines that begin with # are ignored. An empty
    file removes the list.
    """
    content = bytes_of(file)
    with session.pathway(by=by) as pathway:
        imported = pathway.names.import_file(content, preview=preview, by=by)
    if not session.show(imported.as_json() | {"preview": preview}):
        verb = "would have" if preview else "has"
        kept = number(imported.names, "name")
        session.screen.fold(f"The list {verb} {kept}, in place of {imported.before}.")


@names.command("list")
@by(WHO, required=False)
@click.pass_obj
def names_list(session: Session, /, by: str | None) -> None:
    """List the names to look for."""
    with session.pathway(by=by) as pathway:
        kept = pathway.names.list(by=by)
    if session.show(kept):
        return
    for name in kept:
        session.screen.line(name)
    if not kept:
        session.screen.fold(NO_NAMES)


COMMANDS = (check, names)

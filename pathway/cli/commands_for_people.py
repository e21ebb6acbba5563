"""The directory: people import, people list."""

from __future__ import annotations

import click

from pathway.cli.options import Commands
from pathway.cli.session import Session, text_of
from pathway.cli.words import number


@click.group(cls=Commands)
def people() -> None:
    """The directory: who may act, for which agency, in which roles."""


@people.command("import")
@click.argument("file")
@click.pass_obj
def people_import(session: Session, /, file: str) -> None:
    """
    Add or change people from a CSV file, all or nothing.

    FILE, or - for standard input, has the columns name, email, agency, roles (separated by ;) and order. Nobody is
    taken away.
    """
    text = text_of(file)
    with session.pathway() as pathway:
        done = pathway.import_people(text)
    if not session.show(done.as_json()):
        session.screen.line(
            f"{number(done.added, 'entry', 'entries')} added, {done.changed} changed, {done.unchanged} as before."
        )


@people.command("list")
@click.pass_obj
def people_list(session: Session, /) -> None:
    """List everybody in the directory, by agency and order."""
    from pathway.service.people import person_json

    with session.pathway() as pathway:
        found = pathway.people()
    if session.show([person_json(one) for one in found]):
        return
    if not found:
        session.screen.line("Nobody is in the directory; see pathway people import.")
        return
    rows = [(one.agency, str(one.order), one.name, one.email, "; ".join(one.roles)) for one in found]
    session.screen.table(("Agency", "Order", "Name", "Email", "Roles"), rows, [(0,), (2, 3), (4,), (1,)])


COMMANDS = (people,)

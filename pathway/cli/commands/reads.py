"""Who has read what: reads."""

from __future__ import annotations

import click

from pathway.cli.options import AS_CSV, Command, reader
from pathway.cli.pages import cut, paged
from pathway.cli.screens.csv_lists import READS, list_as_csv
from pathway.cli.screens.nothing import nothing
from pathway.cli.screens.words import instant_words
from pathway.cli.session import Session

COLUMNS = ("Id", "When", "Who", "Case", "Parts", "Door")
KEEPER = "keeper of the installation"
LISTS = "a list"


@click.command(cls=Command)
@click.argument("reference", metavar="[REF]", required=False)
@reader("Who is asking: the email of the chair.")
@AS_CSV
@paged("id", type=int, default=200)
@click.pass_obj
def reads(
    session: Session,
    /,
    reference: str | None,
    by: str | None,
    as_csv: bool,
    limit: int,
    after: int | None,
) -> None:
    """
    List who has read what, the latest first: of all cases, or of the case REF.

    It is for the chair, and for whoever keeps the installation.
    """
    with session.pathway(by=by) as pathway:
        found = pathway.reads.list(reference, limit=limit + 1, after=after, by=by)
    page = cut(found, lambda entry: entry.id, limit)
    listed = page.entries
    if as_csv:
        session.print_csv(list_as_csv(READS, [entry.as_json() for entry in listed]))
        return
    if session.show(listed):
        return
    if not listed:
        session.screen.fold(nothing("Nobody has read anything yet.", after))
        return
    rows = [
        [
            str(entry.id),
            instant_words(entry.at),
            entry.by or KEEPER,
            entry.case or LISTS,
            ", ".join(entry.parts),
            entry.door,
        ]
        for entry in listed
    ]
    session.screen.table(COLUMNS, rows, [(0,), (1, 2), (3, 5), (4,)])
    page.tell(session)


COMMANDS = (reads,)

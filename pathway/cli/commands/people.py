"""The directory: people import, list, absent, remove and history.

Tokens and sessions have modules of their own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli import typed
from pathway.cli.commands import sign_ins, tokens
from pathway.cli.named_files import bytes_of
from pathway.cli.options import AS_CSV, Commands, by, read_by, reader
from pathway.cli.pages import page_of, paged
from pathway.cli.screens.csv_lists import PEOPLE, list_as_csv
from pathway.cli.screens.nothing import nobody, nothing
from pathway.cli.screens.words import day_words, instant_words, number
from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.cli.screens.screen import Screen
    from pathway.service.people.directory import Removed
    from pathway.service.people.history import DirectoryChange
    from pathway.service.people.holdings import Held
    from pathway.service.people.importing import ImportedPeople, PersonChange
    from pathway.service.views.people import PersonView


WHO = "Your email, for the record of changes."
HELD = ("Case", "Kind", "Id", "What", "Due", "Asked instead")
RECORDED = ("When", "By", "What", "Entry", "Fields")
COLUMNS = ("Agency", "Called", "Order", "Name", "Email", "Roles", "Away")


@click.group(cls=Commands)
def people() -> None:
    """The directory: who may act, for which agency, in which roles."""


@people.command("import")
@click.argument("file")
@click.option("--sheet", help="The sheet of a workbook; the first if left out.")
@by(WHO, required=False)
@click.option("--preview", is_flag=True, help="Show what would change, and change nothing.")
@click.pass_obj
def people_import(
    session: Session, /, file: str, sheet: str | None, by: str | None, preview: bool
) -> None:
    """
    Add or change people from a file, all or nothing.

    FILE is CSV (- is standard input), a workbook (.xlsx) or TOML ([[people]]), with name, email,
    agency, roles (separated by ;) and order; agency_name, what the agency is called, may be left
    out. Nobody is removed.
    """
    content = bytes_of(file)
    kind = Path(file).suffix.lstrip(".").lower()
    if kind not in ("xlsx", "toml"):
        kind = "csv"
    with session.pathway(by=by) as pathway:
        imported = pathway.people.import_file(
            content, kind=kind, sheet=sheet, by=by, preview=preview
        )
    if not session.show(imported.as_json() | {"preview": preview}):
        _tell(session, imported, preview=preview)


@people.command("list")
@click.option(
    "--agency", metavar="AGENCY", help="Only people who work for it; its code or its name."
)
@reader()
@AS_CSV
@paged("agency/email")
@click.pass_obj
def people_list(
    session: Session,
    /,
    agency: str | None,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: str | None,
) -> None:
    """List everybody in the directory, by agency and order."""
    with session.pathway(by=by) as pathway:
        found = pathway.people.list(agency=agency, by=by)
    page = page_of(found, lambda person: f"{person.agency}/{person.email}", limit, after)
    listed = page.entries
    if as_csv:
        session.print_csv(list_as_csv(PEOPLE, [person.as_json() for person in listed]))
        return
    if session.show(listed):
        return
    if not listed:
        session.screen.fold(nothing(nobody(agency), after))
        return
    # On a terminal the order shares a column whose heading does not name it.
    order = "order " if session.screen.is_terminal else ""
    rows = [_person(person, order) for person in listed]
    styles = ["bad" if person.damaged else "" for person in listed]
    session.screen.table(COLUMNS, rows, [(0, 1), (3, 4), (5, 2, 6)], styles)
    page.tell(session)


@people.command("absent")
@click.argument("email")
@click.option(
    "--from",
    "first",
    metavar="DATE",
    callback=read_by(typed.day),
    help="The first day; today if left out.",
)
@click.option(
    "--to", "last", metavar="DATE", callback=read_by(typed.day), help="The last day away."
)
@click.option(
    "--end", is_flag=True, help="They are back: end every absence that lasts until today or later."
)
@by(WHO, required=False)
@click.pass_obj
def people_absent(
    session: Session,
    /,
    email: str,
    first: date | None,
    last: date | None,
    end: bool,
    by: str | None,
) -> None:
    """Record that somebody is away: their mail goes to the next person in each list."""
    if end is (last is not None) or (end and first is not None):
        raise click.UsageError("Give --to, and --from if it is not today; or --end alone.")
    with session.pathway(by=by) as pathway:
        from pathway.workflows.calendar.working_days import london_date

        if last is None:
            ended = pathway.people.back(email, by=by)
            document = {"email": email, "ended": ended}
            sentence = f"{email} is back; {number(ended, 'absence', 'absences')} taken back."
        else:
            start = first or london_date(pathway.clock.now())
            pathway.people.absent(email, start, last, by=by)
            document = {"email": email, "from": start.isoformat(), "to": last.isoformat()}
            away = f"{email} is away from {day_words(start)} to {day_words(last)}"
            sentence = f"{away}; their mail goes to the next."
    if not session.show(document):
        session.screen.fold(sentence)


@people.command("remove")
@click.argument("email")
@click.option("--agency", metavar="AGENCY", help="Only their roles in that agency.")
@by(WHO, required=False)
@click.option("--preview", is_flag=True, help="Show what would follow, and change nothing.")
@click.pass_obj
def people_remove(
    session: Session, /, email: str, agency: str | None, by: str | None, preview: bool
) -> None:
    """
    Remove somebody from the directory; their name stays in the history.

    Lists what they held in open cases, who is asked instead, and what remains to be done.
    """
    with session.pathway(by=by) as pathway:
        removed = pathway.people.remove(email, agency, by=by, preview=preview)
    if not session.show(removed.as_json() | {"preview": preview}):
        _tell_of_removal(session.screen, removed, preview=preview)


@people.command("history")
@reader()
@click.pass_obj
def people_history(session: Session, /, by: str | None) -> None:
    """List who changed what in the directory, and when, the oldest first."""
    with session.pathway(by=by) as pathway:
        changes = pathway.people.history(by=by)
    if session.show(changes):
        return
    if not changes:
        session.screen.fold("Nothing was recorded yet.")
        return
    rows = [_recorded(change) for change in changes]
    session.screen.table(RECORDED, rows, [(0, 1), (2, 3), (4,)])


def _recorded(change: DirectoryChange) -> list[str]:
    entry = " ".join(part for part in (change.part, change.email, change.agency) if part)
    fields = "; ".join(
        f"{name} {column.from_ or '-'} -> {column.to or '-'}"
        for name, column in change.fields.items()
    )
    who = change.by or "operator"
    return [instant_words(change.at), who, f"{change.what}: {change.change}", entry, fields]


def _tell_of_removal(screen: Screen, removed: Removed, *, preview: bool) -> None:
    """Print who is removed, what they hold in open cases and what there is to do."""
    agencies = ", ".join(removed.agencies)
    screen.fold(f"{removed.email} {'would be' if preview else 'was'} removed from {agencies}.")
    if removed.left_empty:
        roles = ", ".join(removed.left_empty)
        left = "would be left" if preview else "is left"
        screen.fold(
            f"Nobody {left} as {roles}: add somebody with pathway people import.", 0, 0, "bad"
        )
    hold = "hold" if preview else "held"
    if not removed.held:
        screen.line(f"They {hold} nothing in an open case.")
        return
    screen.heading(f"What they {hold} in open cases")
    screen.table(HELD, [_held(holding) for holding in removed.held], [(0,), (3, 1, 2), (4,), (5,)])
    unsettled = [holding for holding in removed.held if holding.way_out]
    if unsettled:
        screen.heading("To do")
    for holding in unsettled:
        screen.fold(f"- {holding.case} {holding.id}: {holding.way_out}", 2, 2)


def _held(holding: Held) -> list[str]:
    due = day_words(holding.due) if holding.due else ""
    asked = ", ".join(holding.falls_to) or "nobody"
    return [holding.case, holding.kind, holding.id, holding.title, due, asked]


def _tell(session: Session, imported: ImportedPeople, *, preview: bool) -> None:
    """Print what an import changes, row by row and in figures."""
    screen = session.screen
    if imported.changes:
        rows = [_change_row(change) for change in imported.changes]
        screen.table(("Change", "Email", "Agency", "What"), rows, [(0,), (1, 2), (3,)])
    called = "would be called" if preview else "is called"
    for agency in imported.agencies:
        before = f"; before: {agency.from_}" if agency.from_ else ""
        screen.fold(f"{agency.agency} {called} {agency.to}{before}.", 0, 2)
    would = "would be " if preview else ""
    added = f"{number(imported.added, 'entry', 'entries')} {would}added"
    changed = f"{imported.changed} {would}changed"
    screen.line(f"{added}, {changed}, {imported.unchanged} as before.")


def _person(person: PersonView, order: str) -> list[str]:
    """Return the cells of a person; `order` is put before the number of their order."""
    return [
        person.agency,
        person.agency_name,
        f"{order}{person.order}",
        f"{person.name} ({person.damaged})" if person.damaged else person.name,
        person.email,
        "; ".join(person.roles),
        _away(person),
    ]


def _change_row(change: PersonChange) -> list[str]:
    return [change.change, change.email, change.agency, _changed(change)]


def _changed(change: PersonChange) -> str:
    """Return the columns that change, without the name of somebody new."""
    if change.change == "added":
        columns = [name for name in change.fields if name != "name"]
        return "; ".join(f"{name} {change.fields[name].to}" for name in columns)
    return "; ".join(
        f"{name} {column.from_} -> {column.to}" for name, column in change.fields.items()
    )


def _away(person: PersonView) -> str:
    return ", ".join(
        f"{day_words(absence.from_)} to {day_words(absence.to)}" for absence in person.absences
    )


for further in (*tokens.COMMANDS, *sign_ins.COMMANDS):
    people.add_command(further)
COMMANDS = (people,)

"""The directory: people import, list, absent and remove."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli import typed
from pathway.cli.options import Commands, read_by
from pathway.cli.screens.nothing import nobody
from pathway.cli.screens.words import day_words, number
from pathway.cli.session import Session, bytes_of

if TYPE_CHECKING:
    from pathway.cli.screens.screen import Screen
    from pathway.service.people.directory import ImportedPeople, PersonChange, Removed
    from pathway.service.people.holdings import Held
    from pathway.service.views import PersonView


HELD = ("Case", "Kind", "Id", "What", "Due", "Asked instead")
PEOPLE = ("Agency", "Called", "Order", "Name", "Email", "Roles", "Away")


@click.group(cls=Commands)
def people() -> None:
    """The directory: who may act, for which agency, in which roles."""


@people.command("import")
@click.argument("file")
@click.option("--sheet", help="The sheet of a workbook; its first if left out.")
@click.option("--preview", is_flag=True, help="Show what would change, and change nothing.")
@click.pass_obj
def people_import(session: Session, /, file: str, sheet: str | None, preview: bool) -> None:
    """
    Add or change people from a file, all or nothing.

    FILE is CSV (- is standard input), a workbook (.xlsx) or TOML ([[people]]), with name, email,
    agency, roles (separated by ;) and order; agency_name, what the agency is called, may be left
    out. Nobody is taken away.
    """
    content, kind = bytes_of(file), Path(file).suffix.lstrip(".").lower()
    with session.pathway() as pathway:
        done = pathway.import_people(
            content, kind=kind if kind in ("xlsx", "toml") else "csv", sheet=sheet, preview=preview
        )
    if not session.show(done.as_json() | {"preview": preview}):
        _tell(session, done, preview=preview)


@people.command("list")
@click.option(
    "--agency", metavar="AGENCY", help="Only who works for it; its code, or what it is called."
)
@click.pass_obj
def people_list(session: Session, /, agency: str | None) -> None:
    """List everybody in the directory, by agency and order."""
    with session.pathway() as pathway:
        listed = pathway.people(agency=agency)
    if session.show([person.as_json() for person in listed]):
        return
    if not listed:
        session.screen.fold(nobody(agency))
        return
    rows = [_person(person, "order " if session.screen.is_terminal else "") for person in listed]
    session.screen.table(PEOPLE, rows, [(0, 1), (3, 4), (5, 2, 6)])


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
@click.option("--end", is_flag=True, help="They are back: take back what lasts to today or beyond.")
@click.pass_obj
def people_absent(
    session: Session, /, email: str, first: date | None, last: date | None, end: bool
) -> None:
    """Write down that somebody is away: their mail goes to the next in each list."""
    if end is (last is not None) or (end and first is not None):
        raise click.UsageError("Give --to, and --from if it is not today; or --end alone.")
    with session.pathway() as pathway:
        from pathway.workflows.calendar.working_days import london_date

        if last is None:
            ended = pathway.end_absence(email)
            said = {"email": email, "ended": ended}
            told = f"{email} is back; {number(ended, 'absence', 'absences')} taken back."
        else:
            start = first or london_date(pathway.now())
            pathway.set_absent(email, start, last)
            said = {"email": email, "from": start.isoformat(), "to": last.isoformat()}
            told = f"{email} is away from {day_words(start)} to {day_words(last)}; their mail goes to the next."
    if not session.show(said):
        session.screen.fold(told)


@people.command("remove")
@click.argument("email")
@click.option("--agency", metavar="AGENCY", help="Only what they hold there.")
@click.option("--preview", is_flag=True, help="Show what would follow, and change nothing.")
@click.pass_obj
def people_remove(session: Session, /, email: str, agency: str | None, preview: bool) -> None:
    """
    Take somebody out of the directory; their name stays on the history.

    Lists what they held in open cases, who is asked in their place, and what there is to do.
    """
    with session.pathway() as pathway:
        done = pathway.remove_person(email, agency, preview=preview)
    if not session.show(done.as_json() | {"preview": preview}):
        _tell_of_removal(session.screen, done, preview=preview)


def _tell_of_removal(screen: Screen, done: Removed, *, preview: bool) -> None:
    screen.fold(
        f"{done.email} {'would be' if preview else 'was'} removed from {', '.join(done.agencies)}."
    )
    if done.left_empty:
        empty = ", ".join(done.left_empty)
        left = "would be left" if preview else "is left"
        screen.fold(
            f"Nobody {left} as {empty}: add somebody with pathway people import.", 0, 0, "bad"
        )
    if not done.held:
        screen.line(
            "They hold nothing in an open case."
            if preview
            else "They held nothing in an open case."
        )
        return
    screen.heading("What they hold in open cases" if preview else "What they held in open cases")
    screen.table(HELD, [_held(holding) for holding in done.held], [(0,), (3, 1, 2), (4,), (5,)])
    ways = [
        f"{holding.case} {holding.id}: {holding.way_out}"
        for holding in done.held
        if holding.way_out
    ]
    if ways:
        screen.heading("To do")
    for way in ways:
        screen.fold(f"- {way}", 2, 2)


def _held(holding: Held) -> list[str]:
    due = day_words(holding.due) if holding.due else ""
    asked = ", ".join(holding.falls_to) or "nobody"
    return [holding.case, holding.kind, holding.id, holding.title, due, asked]


def _tell(session: Session, done: ImportedPeople, *, preview: bool) -> None:
    screen, would = session.screen, "would be " if preview else ""
    if done.changes:
        rows = [(one.change, one.email, one.agency, _changed(one)) for one in done.changes]
        screen.table(("Change", "Email", "Agency", "What"), rows, [(0,), (1, 2), (3,)])
    for agency in done.agencies:
        before = f"; before: {agency.before}" if agency.before else ""
        screen.fold(
            f"{agency.agency} {'would be' if preview else 'is'} called {agency.after}{before}.",
            0,
            2,
        )
    added = number(done.added, "entry", "entries")
    screen.line(f"{added} {would}added, {done.changed} {would}changed, {done.unchanged} as before.")


def _person(person: PersonView, order: str) -> list[str]:
    """
    Return the cells of a person; `order` is the word before the order, where no heading says what
    it is.
    """
    return [
        *(person.agency, person.agency_name, f"{order}{person.order}"),
        *(person.name, person.email, "; ".join(person.roles), _away(person)),
    ]


def _changed(one: PersonChange) -> str:
    if one.change == "added":
        return "; ".join(
            f"{name} {value}" for name, (_, value) in one.fields.items() if name != "name"
        )
    return "; ".join(f"{name} {before} -> {after}" for name, (before, after) in one.fields.items())


def _away(one: PersonView) -> str:
    return ", ".join(f"{day_words(first)} to {day_words(last)}" for first, last in one.absences)


COMMANDS = (people,)

"""The calendar: holidays add, remove, renew and list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from pathway.cli import typed
from pathway.cli.options import AS_CSV, Commands, Decorator, Function, by, read_by, reader
from pathway.cli.pages import page_of, paged
from pathway.cli.screens.csv_lists import CLOSED_DAYS, list_as_csv
from pathway.cli.screens.nothing import no_closed_day, nothing
from pathway.cli.screens.words import STATUSES, day_words, instant_words, listing, number
from pathway.cli.session import Session, today

if TYPE_CHECKING:
    from pathway.service.deadlines.calendar_changes import CalendarChange, Moved
    from pathway.service.deadlines.closed_days import HolidayView

HOLIDAYS = ("Day", "Name", "Source", "Added", "Taken away")
MOVED = ("Case", "Duty", "Id", "Status", "From", "To")
DAY: dict[str, Any] = {"metavar": "DATE", "callback": read_by(typed.day)}


@click.group(cls=Commands)
def holidays() -> None:
    """
    The days that are not working days.

    The bank holidays of England and Wales are built in. Add one when it is proclaimed, or a closure of the
    partnership, which moves only local duties.
    """


def _changes() -> Decorator:
    """Return a decorator with the options that adding and removing share."""
    options = (
        click.option(
            "--to", **DAY, help="The last of several days; weekends and bank holidays are left out."
        ),
        click.option(
            "--closure",
            is_flag=True,
            help="A closure of the partnership; it moves only local duties.",
        ),
        click.option("--reason", help="Why, in one line without names: it is not sealed."),
        click.option("--preview", is_flag=True, help="Show what would move, and change nothing."),
        by(
            "Your email: business unit or chair. Default: the operator of the installation.",
            required=False,
        ),
    )

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


@holidays.command("add")
@click.argument("day", **DAY)
@click.argument("name")
@_changes()
@click.pass_obj
def holidays_add(session: Session, /, day: date, name: str, preview: bool, **options: Any) -> None:
    """
    Add a bank holiday as it is proclaimed, or a closure.

    Open duties are recalculated: what moves is recorded in its case, shown here, and announced by
    email.
    """
    with session.pathway(by=options["by"]) as pathway:
        change = pathway.holidays.add(day, name, preview=preview, **options)
    _tell(session, change, "Would add" if preview else "Added", preview=preview)


@holidays.command("remove")
@click.argument("day", **DAY)
@_changes()
@click.pass_obj
def holidays_remove(session: Session, /, day: date, preview: bool, **options: Any) -> None:
    """Remove a day that was added; published bank holidays stay."""
    with session.pathway(by=options["by"]) as pathway:
        change = pathway.holidays.remove(day, preview=preview, **options)
    _tell(session, change, "Would remove" if preview else "Removed", preview=preview)


@holidays.command("renew")
@click.option("--preview", is_flag=True, help="Show what would move, and change nothing.")
@click.pass_obj
def holidays_renew(session: Session, /, preview: bool) -> None:
    """
    Update the bank holidays to those that this version of Pathway knows.

    Run it after an update of Pathway; days that were added stay.
    """
    with session.pathway() as pathway:
        change = pathway.holidays.renew(preview=preview)
    heading = "Would use the table" if preview else "Now uses the table"
    _tell(session, change, heading, preview=preview)


@holidays.command("list")
@click.option("--year", type=click.IntRange(1, 9999), help="The year; this year if left out.")
@click.option(
    "--all",
    "with_removed",
    is_flag=True,
    help="Instead every day that was added, including those removed again.",
)
@reader()
@AS_CSV
@paged("day")
@click.pass_obj
def holidays_list(
    session: Session,
    /,
    year: int | None,
    with_removed: bool,
    by: str | None,
    as_csv: bool,
    limit: int | None,
    after: str | None,
) -> None:
    """List bank holidays and closures."""
    with session.pathway(by=by) as pathway:
        found = pathway.holidays.list(year, every=with_removed, by=by)
        shown_year = year or today(pathway).year
    page = page_of(found, lambda holiday: holiday.day, limit, after)
    listed = page.entries
    if as_csv:
        session.print_csv(list_as_csv(CLOSED_DAYS, [holiday.as_json() for holiday in listed]))
        return
    if session.show(listed):
        return
    if not listed:
        session.screen.fold(nothing(no_closed_day(shown_year, with_removed=with_removed), after))
        return
    rows = [_holiday_row(holiday) for holiday in listed]
    styles = ["bad" if holiday.damaged else "" for holiday in listed]
    session.screen.table(HOLIDAYS, rows, [(0,), (1, 2), (3, 4)], styles)
    page.tell(session)


def _tell(session: Session, change: CalendarChange, heading: str, *, preview: bool) -> None:
    """Print a change of the calendar, and which duties it moves."""
    if session.show(change.as_json() | {"preview": preview}):
        return
    screen = session.screen
    if change.days:
        days = ", ".join(day_words(holiday.day) for holiday in change.days)
        screen.fold(f"{heading} {days}: {change.days[0].name}.", 0, 2)
    else:
        screen.fold(f"{heading} {change.calendar}.", 0, 2)
    if change.moved:
        rows = [_moved_row(duty) for duty in change.moved]
        screen.table(MOVED, rows, [(0,), (1, 2, 3), (4,), (5,)])
    moved = number(len(change.moved), "open duty", "open duties")
    screen.line(f"{moved} {'would move' if preview else 'moved'}.")
    if change.failed:
        sentence = f"Not recalculated: {listing(change.failed)}."
        screen.fold(f"{sentence} See pathway verify; every sweep tries again.", 0, 2, "bad")


def _moved_row(duty: Moved) -> tuple[str, ...]:
    """
    Return the cells of a duty that moved, with the days to aim for if its due day stays as it is.
    """
    before, after, aim = duty.from_, duty.to, ""
    if before == after:
        before, after, aim = duty.practical_from, duty.practical_to, "aim for "
    return (
        duty.case,
        duty.title,
        duty.deadline,
        STATUSES[duty.status],
        aim + day_words(before),
        aim + day_words(after),
    )


def _holiday_row(holiday: HolidayView) -> tuple[str, ...]:
    return (
        "" if holiday.day == date.min else day_words(holiday.day),
        f"{holiday.name} ({holiday.damaged})" if holiday.damaged else holiday.name,
        holiday.source,
        _when(holiday.added_at, holiday.added_by, holiday.reason),
        _when(holiday.removed_at, holiday.removed_by, holiday.removed_reason),
    )


def _when(instant: datetime | None, by: str | None, reason: str | None) -> str:
    """Return when, by whom and why a day was added or removed; nothing if it was not."""
    if instant is None:
        return ""
    words = instant_words(instant)
    if by:
        words += f" by {by}"
    if reason:
        words += f": {reason}"
    return words


COMMANDS = (holidays,)

"""The calendar: holidays add, remove, renew and list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pathway.cli import typed
from pathway.cli.options import Commands, Decorator, Function, by, read_by
from pathway.cli.screens.nothing import no_closed_day
from pathway.cli.screens.words import STATUSES, day_words, instant_words, listing, number
from pathway.cli.session import Session, today

if TYPE_CHECKING:
    from pathway.service.deadlines.calendar_changes import CalendarChange, Moved
    from pathway.service.deadlines.closed_days import HolidayView

DAY: dict[str, Any] = {"metavar": "DATE", "callback": read_by(typed.day)}


@click.group(cls=Commands)
def holidays() -> None:
    """
    The days that are not worked.

    Bank holidays of England and Wales are there. Add one as it is proclaimed, or a closure of the
    partnership, which moves local duties alone.
    """


def _changes() -> Decorator:
    """Return the options of both changes."""
    options = (
        click.option(
            "--to", **DAY, help="The last of several days; weekends and bank holidays are left out."
        ),
        click.option(
            "--closure",
            is_flag=True,
            help="A closure of the partnership; it moves local duties alone.",
        ),
        click.option("--reason", help="Why, in one line without names: it is not sealed."),
        click.option("--preview", is_flag=True, help="Show what would move, and change nothing."),
        by(
            "The email of who asks: business unit or chair. Default: whoever keeps the installation.",
            required=False,
        ),
    )

    def decorate(function: Function) -> Function:
        for one in reversed(options):
            function = one(function)
        return function

    return decorate


@holidays.command("add")
@click.argument("day", **DAY)
@click.argument("name")
@_changes()
@click.pass_obj
def holidays_add(session: Session, /, day: date, name: str, preview: bool, **said: Any) -> None:
    """
    Add a bank holiday as it is proclaimed, or a closure.

    Open duties are counted anew: what moves is recorded in its case, shown here, and told by email.
    """
    with session.pathway(by=said["by"]) as pathway:
        done = pathway.add_holiday(day, name, preview=preview, **said)
    _tell(session, done, "Would add" if preview else "Added", preview=preview)


@holidays.command("remove")
@click.argument("day", **DAY)
@_changes()
@click.pass_obj
def holidays_remove(session: Session, /, day: date, preview: bool, **said: Any) -> None:
    """Take away a day that was added; published bank holidays stay."""
    with session.pathway(by=said["by"]) as pathway:
        done = pathway.remove_holiday(day, preview=preview, **said)
    _tell(session, done, "Would take away" if preview else "Took away", preview=preview)


@holidays.command("renew")
@click.option("--preview", is_flag=True, help="Show what would move, and change nothing.")
@click.pass_obj
def holidays_renew(session: Session, /, preview: bool) -> None:
    """
    Take over the bank holidays that this version of Pathway knows.

    For after an update of Pathway; days that were added stay.
    """
    with session.pathway() as pathway:
        done = pathway.renew_holidays(preview=preview)
    _tell(
        session,
        done,
        "Would take over the table" if preview else "Took over the table",
        preview=preview,
    )


@holidays.command("list")
@click.option("--year", type=click.IntRange(1, 9999), help="The year; this year if left out.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Instead whatever was added, with what was taken away again.",
)
@click.pass_obj
def holidays_list(session: Session, /, year: int | None, every: bool) -> None:
    """List bank holidays and closures."""
    with session.pathway() as pathway:
        found = pathway.holidays(year, every=every)
        shown_year = year or today(pathway).year
    if session.show([one.as_json() for one in found]):
        return
    if not found:
        session.screen.fold(no_closed_day(shown_year, every=every))
        return
    rows = [(day_words(one.day), one.name, one.source, _added(one), _removed(one)) for one in found]
    session.screen.table(
        ("Day", "Name", "Source", "Added", "Taken away"), rows, [(0,), (1, 2), (3, 4)]
    )


def _tell(session: Session, done: CalendarChange, what: str, *, preview: bool) -> None:
    if session.show(done.as_json() | {"preview": preview}):
        return
    screen = session.screen
    days = ", ".join(day_words(one.day) for one in done.days)
    screen.fold(
        f"{what} {days}: {done.days[0].name}." if done.days else f"{what} {done.calendar}.", 0, 2
    )
    if done.moved:
        screen.table(
            ("Case", "Duty", "Id", "Status", "From", "To"),
            [_row(one) for one in done.moved],
            [(0,), (1, 2, 3), (4,), (5,)],
        )
    moved = number(len(done.moved), "open duty", "open duties")
    screen.line(f"{moved} {'would move' if preview else 'moved'}.")
    if done.failed:
        sentence = f"Not counted anew: {listing(done.failed)}. See pathway verify; every sweep tries again."
        screen.fold(sentence, 0, 2, "bad")


def _row(one: Moved) -> tuple[str, ...]:
    first, last = one.due_from, one.due_to
    aim = "aim for " if first == last else ""
    first, last = (one.practical_from, one.practical_to) if first == last else (first, last)
    return (
        one.case,
        one.title,
        one.deadline,
        STATUSES[one.status],
        aim + day_words(first),
        aim + day_words(last),
    )


def _added(one: HolidayView) -> str:
    return (
        "" if one.added_at is None else _when(instant_words(one.added_at), one.added_by, one.reason)
    )


def _removed(one: HolidayView) -> str:
    return (
        ""
        if one.removed_at is None
        else _when(instant_words(one.removed_at), one.removed_by, one.removed_reason)
    )


def _when(at: str, who: str | None, why: str | None) -> str:
    return at + (f" by {who}" if who else "") + (f": {why}" if why else "")


COMMANDS = (holidays,)

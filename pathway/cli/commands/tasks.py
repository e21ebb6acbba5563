"""Tasks: task list, take, give-back, hand, return, follow-up, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pathway.cli import typed
from pathway.cli.options import AS_CSV, Commands, by, read_by
from pathway.cli.pages import cut, one_more, paged
from pathway.cli.screens.csv_lists import TASKS, list_as_csv
from pathway.cli.screens.nothing import nothing
from pathway.cli.screens.words import day_words, instant_words, owner_words
from pathway.cli.session import Session
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.service.views.tasks import TaskChange, TaskView

REF = click.argument("reference", metavar="REF")
DEADLINE = click.argument("deadline")
COLUMNS = ("Due", "Case", "Duty", "Id", "Whose", "With", "Follow up")
NOBODY = "nobody yet"
WORDS = {
    "take_on": "took on",
    "give_back": "gave back",
    "hand": "handed over",
    "return": "returned",
    "follow_up": "changed the follow-up date of",
    "lapse": "ended the task",
}


@click.group(cls=Commands)
def task() -> None:
    """
    Open duties as work: who takes it on, hands it over, wants to be reminded.

    DEADLINE is the id of the duty, or its key if the case has only one of it.
    """


@task.command("list")
@by("Who asks. Default: the operator of the installation.", required=False)
@click.option("--role", metavar="ROLE", help="Only duties of this role.")
@click.option("--agency", metavar="AGENCY", help="Only duties of this agency; its code.")
@click.option("--mine", is_flag=True, help="Only those that you have taken on; needs --by.")
@AS_CSV
@paged("cursor")
@click.pass_obj
def task_list(
    session: Session,
    /,
    by: str | None,
    as_csv: bool,
    mine: bool,
    limit: int | None,
    after: str | None,
    **filters: Any,
) -> None:
    """List tasks, the soonest first, and who has taken them on."""
    if mine and by is None:
        raise WrongUsage("--mine needs --by EMAIL: whose tasks?")
    with session.pathway(by=by) as pathway:
        tasks = pathway.tasks.list(by=by, mine=mine, limit=one_more(limit), after=after, **filters)
    page = cut(tasks, lambda task: task.cursor, limit)
    listed = page.entries
    if as_csv:
        session.print_csv(list_as_csv(TASKS, [view.as_json() for view in listed]))
        return
    if session.show(listed):
        return
    if not listed:
        session.screen.line(nothing("There are no tasks.", after))
        return
    _table(session, listed)
    page.tell(session)


@task.command("take")
@REF
@DEADLINE
@by()
@click.pass_obj
def task_take(session: Session, /, reference: str, deadline: str, by: str) -> None:
    """Take a task on: you are asked first from then on."""
    with session.pathway(by=by) as pathway:
        _show(session, pathway.tasks.take_on(reference, deadline, by=by))


@task.command("give-back")
@REF
@DEADLINE
@by()
@click.pass_obj
def task_give_back(session: Session, /, reference: str, deadline: str, by: str) -> None:
    """Give a task back; for the business unit and the chair, that of anybody."""
    with session.pathway(by=by) as pathway:
        _show(session, pathway.tasks.give_back(reference, deadline, by=by))


@task.command("hand")
@REF
@DEADLINE
@click.option("--to", metavar="EMAIL", required=True, help="A colleague in your agency and role.")
@by()
@click.pass_obj
def task_hand(session: Session, /, reference: str, deadline: str, to: str, by: str) -> None:
    """Hand a task to a colleague, who returns it."""
    with session.pathway(by=by) as pathway:
        _show(session, pathway.tasks.hand(reference, deadline, to=to, by=by))


@task.command("return")
@REF
@DEADLINE
@by()
@click.pass_obj
def task_return(session: Session, /, reference: str, deadline: str, by: str) -> None:
    """Return a task to the colleague who handed it to you, or take back what you handed over."""
    with session.pathway(by=by) as pathway:
        _show(session, pathway.tasks.resolve(reference, deadline, by=by))


@task.command("follow-up")
@REF
@DEADLINE
@click.option(
    "--on", metavar="DATE", callback=read_by(typed.day), help="The day; a mail reminds you then."
)
@click.option("--none", "no_day", is_flag=True, help="Take your date back.")
@by()
@click.pass_obj
def task_follow_up(
    session: Session, /, reference: str, deadline: str, on: date | None, no_day: bool, by: str
) -> None:
    """Set a date of your own for a duty; its due day stays."""
    if (on is None) is not no_day:
        raise WrongUsage("Give --on DATE, or --none to take your date back.")
    with session.pathway(by=by) as pathway:
        _show(session, pathway.tasks.follow_up(reference, deadline, on=on, by=by))


@task.command("history")
@REF
@by("Who asks. Default: the operator of the installation.", required=False)
@click.pass_obj
def task_history(session: Session, /, reference: str, by: str | None) -> None:
    """Show what was done with the tasks of a case, by whom and when."""
    with session.pathway(by=by) as pathway:
        changes = pathway.tasks.history(reference, by=by)
    if session.show(changes):
        return
    for change in changes:
        session.screen.fold(_change(change), 0, 2)


def _table(session: Session, listed: Sequence[TaskView]) -> None:
    rows = [_row(view) for view in listed]
    styles = ["bad" if view.overdue else "" for view in listed]
    session.screen.table(COLUMNS, rows, [(0,), (1,), (2, 3), (4, 5, 6)], styles)


def _row(view: TaskView) -> list[str]:
    follow_up = day_words(view.follow_up_on) if view.follow_up_on else ""
    whose = owner_words(view.owner)
    return [day_words(view.due), view.case, view.title, view.id, whose, _with(view), follow_up]


def _show(session: Session, view: TaskView) -> None:
    if session.show(view):
        return
    session.screen.fold(f"{view.case} {view.id}: {view.title}", 0, 2, "heading")
    session.screen.fold(f"Due {day_words(view.due)}; with {_with(view)}.", 2, 2)
    if view.follow_up_on:
        late = ", after its due day" if view.follow_up_on > view.due else ""
        day = day_words(view.follow_up_on)
        session.screen.fold(f"You are reminded on {day}{late}.", 2, 2)


def _with(view: TaskView) -> str:
    """Return who has a task, and to whom it is returned."""
    if view.holder is None:
        return NOBODY
    return f"{view.holder}, for {view.lent_by}" if view.lent_by else view.holder


def _change(change: TaskChange) -> str:
    what = WORDS.get(change.what, change.what)
    words = f"{instant_words(change.at)}: {change.by or 'the system'} {what} {change.id}"
    if change.holder:
        words += f"; then with {change.holder}"
    if change.follow_up_on:
        words += f": {day_words(change.follow_up_on)}"
    return words


COMMANDS = (task,)

"""`pathway` without a command shows what needs attention today, or how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from pathway.cli.screens import cards, duties
from pathway.cli.screens.csv_lists import attention_as_csv
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, number
from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.service.views.deadlines import DeadlineView
    from pathway.service.views.today import AttentionView

BEGIN = (
    "There is no database here yet. `pathway demo` shows the whole pathway with invented cases; "
    "`pathway init --rehearsal` makes a database to practise on."
)
# How many duties of a kind are shown; `pathway deadlines` lists them all.
MOST = 50
USAGE = "pathway case REF shows a case, pathway steps REF --by EMAIL what to do next, pathway --help every command."


def begin(
    session: Session, context: click.Context, *, by: str | None = None, as_csv: bool = False
) -> None:
    """Show what needs attention; if there is no database yet, the usage and how to begin."""
    from pathway.service.places import database_file

    path = database_file(session.settings.database)
    if path is not None and not path.exists() and not session.wants_json:
        click.echo(context.get_help())
        session.screen.line()
        session.screen.fold(BEGIN)
        return
    with session.pathway(by=by) as pathway:
        attention = pathway.attention(limit=None if as_csv else MOST, by=by)
    if as_csv:
        session.print_csv(attention_as_csv(attention))
        return
    if not session.show(attention):
        write_attention(session.screen, attention)


def write_attention(screen: Screen, attention: AttentionView) -> None:
    """Write what needs attention, the most pressing first."""
    overdue, due_today = _count(attention, "overdue"), _count(attention, "due_today")
    counts = f"{overdue} overdue, {due_today} due today, {_count(attention, 'due_soon')} due soon"
    screen.fold(f"{day_words(attention.today)}: {counts}", 0, 2, "heading")
    _duties(screen, "Overdue", attention.overdue, attention.today)
    _duties(screen, "Due today", attention.due_today, attention.today)
    _duties(screen, "Due within 5 working days", attention.due_soon, attention.today)
    findings = [f"{finding.case} {finding.id}: {finding.message}" for finding in attention.findings]
    warnings = [f"{warning.what}: {warning.message}" for warning in attention.warnings]
    _lines(screen, "Left by corrections", findings)
    _lines(screen, "Keeping Pathway from working", warnings)
    if not (
        attention.overdue
        or attention.due_today
        or attention.due_soon
        or attention.findings
        or attention.warnings
    ):
        screen.line("Nothing needs attention today.", "good")
    if attention.opened:
        screen.heading(f"Opened in the last 7 days: {number(len(attention.opened), 'case')}")
        cards.case_list(screen, attention.opened, attention.today)
    screen.line()
    screen.fold(USAGE, 0, 2, "quiet")


def _count(attention: AttentionView, name: str) -> str:
    """Return how many entries a list has, with a sign where it goes on."""
    count = str(len(getattr(attention, name)))
    return f"more than {count}" if name in attention.more else count


def _duties(screen: Screen, title: str, deadlines: Sequence[DeadlineView], day: date) -> None:
    if deadlines:
        screen.heading(title)
        duties.table_of(screen, deadlines, day)


def _lines(screen: Screen, title: str, lines: list[str]) -> None:
    if lines:
        screen.heading(title)
    for line in lines:
        screen.fold(f"- {line}", 2, 2)

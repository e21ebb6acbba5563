"""Chronologies of agencies: chronology check, import, show and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pathway.cli import typed
from pathway.cli.given_files import file_named
from pathway.cli.named_files import write_parts
from pathway.cli.options import Commands, by, read_by, reader
from pathway.cli.screens.words import day_words, number
from pathway.cli.session import Session

if TYPE_CHECKING:
    from pathway.cli.screens.screen import Screen
    from pathway.documents.chronologies.writing.exporting import FileKind
    from pathway.service import Pathway
    from pathway.service.documents.case_chronology import CaseChronology
    from pathway.service.views.chronologies import ChronologyView, ContributionView, EntryView

KINDS: tuple[FileKind, ...] = ("xlsx", "csv", "docx", "pdf", "png", "svg")
COLUMNS = ("When", "Agency", "Source", "Concerns", "Event", "Response", "Seen", "Comment")
STACKS = ((0, 1, 2), (4, 5, 7), (3, 6))
# More are not read on a screen.
MAX_ON_SCREEN = 1_000
Function = TypeVar("Function", bound=Callable[..., Any])
CHOICE = (
    click.option(
        "--agency", metavar="AGENCY", help="Only entries of this agency: its code or its name."
    ),
    click.option(
        "--about", metavar="WHO", help="Only entries about this person, such as `Child A`."
    ),
    click.option(
        "--from",
        "first",
        metavar="DATE",
        callback=read_by(typed.day),
        help="Leave out what was certainly before this day.",
    ),
    click.option(
        "--to",
        "last",
        metavar="DATE",
        callback=read_by(typed.day),
        help="Leave out what was certainly after this day.",
    ),
    click.option(
        "--gap",
        "gap_days",
        metavar="DAYS",
        type=click.IntRange(1, 36_600),
        help="Mark gaps of more than this many days. Default: as in the definition.",
    ),
    click.option(
        "--all",
        "everything",
        is_flag=True,
        help="Include returns that are not accepted yet.",
    ),
)


def chosen(function: Function) -> Function:
    """Return a command with the options that select entries of a chronology."""
    for option in reversed(CHOICE):
        function = option(function)
    return function


@click.group(cls=Commands)
def chronology() -> None:
    """Chronologies of agencies, and all of them merged into one."""


@chronology.command("check")
@click.argument("file")
@click.pass_obj
def chronology_check(session: Session, /, file: str) -> None:
    """
    Check a chronology; nothing is stored.

    FILE is an Excel workbook (.xlsx), a Word file with a table (.docx) or CSV, with at least the
    columns date, source and event. Every fault is shown with its row and column.
    """
    with session.pathway() as pathway:
        view = pathway.chronologies.check(file_named(file))
    if not session.show(view):
        _tell(session.screen, view)


@chronology.command("import")
@click.argument("reference", metavar="REF")
@click.argument("agency")
@click.argument("file")
@by()
@click.option(
    "--on", metavar="DATE", callback=read_by(typed.moment), help="The day; today if left out."
)
@click.pass_obj
def chronology_import(
    session: Session, /, reference: str, agency: str, file: str, by: str, on: date | None
) -> None:
    """
    Add an agency's chronology to its return. It replaces an earlier one; both are kept.

    FILE is as for `pathway chronology check`. If it has any fault, nothing is stored.
    """
    with session.pathway(by=by) as pathway:
        view = pathway.chronologies.add(reference, agency, file_named(file), by=by, on=on)
    if session.show(view):
        return
    _tell(session.screen, view)
    if view.document is not None:
        stored = f"{view.document.id}, version {view.document.version}"
        session.screen.fold(f"Stored in {view.document.item} of {reference} as {stored}.")


@chronology.command("show")
@click.argument("reference", metavar="REF")
@reader()
@chosen
@click.pass_obj
def chronology_show(session: Session, /, reference: str, by: str | None, **choice: Any) -> None:
    """Show the chronologies of the accepted returns merged into one."""
    with session.pathway(by=by) as pathway:
        integrated = _integrated(pathway, reference, by, choice)
    if session.wants_json:
        contributions = [view.as_json() for view in integrated.contributions]
        entries = [entry.as_json() for entry in integrated.entries()]
        session.show({"contributions": contributions, "entries": entries})
        return
    _tell_of_others(session.screen, integrated.contributions)
    _show(session.screen, integrated)


@chronology.command("export")
@click.argument("reference", metavar="REF")
@reader()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"The file to write; its extension decides the format: {', '.join(KINDS)}. "
    "Default: REF-integrated-chronology.xlsx.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@chosen
@click.pass_obj
def chronology_export(
    session: Session,
    /,
    reference: str,
    by: str | None,
    output: str | None,
    *,
    force: bool,
    **choice: Any,
) -> None:
    """
    Write the integrated chronology as a workbook, CSV, Word, PDF or a timeline.

    The timeline (.png, .svg) has a lane for each agency; its alternative text is printed.
    """
    kind = _kind(output) if output is not None else "xlsx"
    with session.pathway(by=by) as pathway:
        integrated = _integrated(pathway, reference, by, choice)
    file = integrated.export(kind)
    written = output or file.name
    write_parts(written, [file.content], overwrites=force)
    document = {"file": written, "alternative": file.alternative}
    if session.show(document):
        return
    _tell_of_others(session.screen, integrated.contributions)
    session.screen.fold(f"Written to {written}.")
    if file.alternative:
        session.screen.fold(file.alternative)


def _integrated(
    pathway: Pathway, reference: str, by: str | None, choice: dict[str, Any]
) -> CaseChronology:
    accepted_only = not choice.pop("everything")
    return pathway.chronologies.integrated(reference, by=by, accepted_only=accepted_only, **choice)


def _kind(output: str) -> FileKind:
    ending = Path(output).suffix.lstrip(".").lower()
    for kind in KINDS:
        if kind == ending:
            return kind
    raise click.UsageError(f"Name a file that ends in {', '.join(KINDS)}.")


def _tell(screen: Screen, view: ChronologyView) -> None:
    """Print what was read from a file."""
    span = ""
    if view.first is not None and view.last is not None:
        span = f", from {day_words(view.first)} to {day_words(view.last)}"
    uncertain = f", {view.uncertain} without a certain date" if view.uncertain else ""
    screen.fold(f"{number(view.entries, 'entry', 'entries')}{span}{uncertain}.")
    columns = [f"{heading} is {name}" for name, heading in view.columns.items()]
    screen.fold(f"Columns: {', '.join(columns)}.")
    if view.kept_in_comment:
        screen.fold(f"Kept in the comment: {', '.join(view.kept_in_comment)}.")
    if view.left_out:
        screen.fold(f"Not read, for lack of these headings: {', '.join(view.left_out)}.")


def _tell_of_others(screen: Screen, contributions: Sequence[ContributionView]) -> None:
    """Print which chronologies are not part of what is shown."""
    if not contributions:
        screen.fold("No accepted return has a chronology; --all includes returns not accepted yet.")
    for view in contributions:
        if view.kept == "elsewhere":
            screen.fold(f"The chronology of {view.agency_name} is kept elsewhere and not included.")
        elif view.kept == "missing":
            screen.fold(
                f"The chronology of {view.agency_name} is missing; see pathway verify.", style="bad"
            )


def _show(screen: Screen, integrated: CaseChronology) -> None:
    rows: list[list[str]] = []
    entries = integrated.entries()
    for entry in islice(entries, MAX_ON_SCREEN):
        if entry.gap:
            words = f"No entry with a certain date for {entry.gap} days"
            rows.append(["", "", "", "", words, "", "", ""])
        rows.append([" ".join(cell.split()) for cell in _row(entry)])
    if rows:
        screen.table(COLUMNS, rows, STACKS)
    if next(entries, None) is not None:
        screen.fold(f"These are the first {MAX_ON_SCREEN:,}; select fewer, or export them.")


def _end_words(end: str) -> str:
    """Return an end as people read it; one that is uncertain stays as the agency wrote it."""
    try:
        return day_words(date.fromisoformat(end))
    except ValueError:
        return end


def _row(entry: EntryView) -> list[str]:
    is_day = not entry.uncertain and entry.first is not None
    when = day_words(entry.first) if is_day and entry.first else f"{entry.when} (uncertain)"
    when += f" {entry.time}" if entry.time else ""
    if entry.end:
        when += f" until {_end_words(entry.end)} {entry.end_time}"
    agency = entry.agency_name
    if len(entry.agencies) > 1:
        agency += f" (one of {len(entry.agencies)} agencies that day)"
    return [
        when,
        agency,
        entry.source,
        entry.about,
        entry.event,
        entry.response,
        f"seen: {entry.seen}" if entry.seen else "",
        f"{entry.impact} {entry.comment}",
    ]


COMMANDS = (chronology,)

"""The action plan: plan import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.conversation.confirming import is_at_terminal
from pathway.cli.named_files import bytes_of
from pathway.cli.options import Commands, by
from pathway.cli.screens.plans import imported_plan
from pathway.cli.session import Session
from pathway.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.documents.plans.importing import TrackerFile
    from pathway.service.views.plans import ImportedPlanView


@click.group(cls=Commands)
def plan() -> None:
    """The action plan of a case; `pathway document plan` writes it as a file."""


@plan.command("import")
@click.argument("reference", metavar="REF")
@click.argument("file")
@by()
@click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")
@click.option("--sheet", help="The sheet of a workbook; the first visible one if left out.")
@click.option(
    "--map",
    "columns",
    metavar="HEADING=FIELD",
    multiple=True,
    help='The field that a column is, such as "Lead=owner"; "Lead=" leaves the column out.',
)
@click.option(
    "--owner",
    "owners",
    metavar="NAME=EMAIL",
    multiple=True,
    help="The email of an owner whom the file names differently from the directory.",
)
@click.option(
    "--fill",
    metavar="FIELD=TEXT",
    multiple=True,
    help="The text for empty cells of a field, or for a column that the file lacks.",
)
@click.pass_obj
def import_(
    session: Session,
    /,
    reference: str,
    file: str,
    by: str,
    dry_run: bool,
    sheet: str | None,
    columns: tuple[str, ...],
    owners: tuple[str, ...],
    fill: tuple[str, ...],
) -> None:
    """
    Add the rows of a tracker (.xlsx or CSV) as actions, each by its own step.

    Actions already on record are not added again, so a file may be imported twice. The exit code is
    3 if a row was refused; the others are added.
    """
    kind = "xlsx" if Path(file).suffix.lower() == ".xlsx" else "csv"
    content = bytes_of(file)
    with session.pathway(by=by) as pathway:
        from pathway.service.documents.plans.importing import TrackerFile

        tracker = TrackerFile(
            content,
            kind,
            sheet,
            columns=_pairs("--map", columns),
            owners=_pairs("--owner", owners),
            fill=_pairs("--fill", fill),
        )
        if not dry_run and not session.wants_json and is_at_terminal():
            tracker = _with_owners_asked(session, pathway, reference, tracker, by)
        imported = pathway.plans.import_file(reference, tracker, by=by, dry_run=dry_run)
    if not session.show(imported):
        imported_plan(session.screen, imported)
    _refuse_rows(imported)


def _pairs(option: str, values: tuple[str, ...]) -> dict[str, str]:
    """Return options written as NAME=VALUE, split at the last =, since names may contain one."""
    pairs: dict[str, str] = {}
    for value in values:
        name, is_pair, meaning = value.rpartition("=")
        if not is_pair or not name.strip():
            raise WrongUsage(f"{option} {value!r} is not understood; write it as NAME=VALUE.")
        pairs[name.strip()] = meaning.strip()
    return pairs


def _with_owners_asked(
    session: Session, pathway: Pathway, reference: str, tracker: TrackerFile, by: str
) -> TrackerFile:
    """Return the file with the emails of owners whose names are not in the directory."""
    from dataclasses import replace

    tried = pathway.plans.import_file(reference, tracker, by=by, dry_run=True)
    owners = dict(tracker.owners)
    for name in tried.unknown_owners:
        session.screen.fold(f"No one person in the directory is called {name}.")
        email = click.prompt("Their email (leave empty to refuse their rows)", default="")
        if email:
            owners[name] = email
    return replace(tracker, owners=owners)


def _refuse_rows(imported: ImportedPlanView) -> None:
    """Raise Refused where rows were refused, for the exit code; they are listed already."""
    count = imported.count("refused")
    if count and not imported.dry_run:
        rows = "a row was" if count == 1 else f"{count} rows were"
        raise Refused(f"{rows[0].upper()}{rows[1:]} refused; correct the file and import it again.")


COMMANDS = (plan,)

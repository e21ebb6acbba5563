"""Where a command writes a file that it makes, and in which format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.named_files import STANDARD_OUTPUT, write_bytes
from pathway.cli.session import Session
from pathway.errors import MAX_SHOWN_PLACE, WrongUsage, shown

if TYPE_CHECKING:
    from pathway.documents.printing.formats import PrintedPaper

OUTPUT = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write it: a file, or a folder; - is standard output. Default: this folder.",
)
READER = "Who reads it: your email. What you may not read is left out."


def made_folder(name: str | Path, mode: int = 0o777) -> Path:
    """
    Return a folder, made if there is none.

    Raises:
        WrongUsage: It cannot be made.
    """
    folder = Path(name)
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        place = shown(str(folder), MAX_SHOWN_PLACE)
        raise WrongUsage(f"The folder {place} cannot be made: {error.strerror}.") from error
    return folder


def format_of(output: str | None, usual: str) -> str:
    """Return the format that the ending of a file says; the usual one if there is no ending."""
    if output is None or output == STANDARD_OUTPUT or Path(output).is_dir():
        return usual
    return Path(output).suffix.removeprefix(".").lower() or usual


def write_file(session: Session, output: str | None, file: PrintedPaper) -> None:
    """
    Write a file where it was asked for, in a folder under its own name, and tell where.

    Args:
        output: A file, a folder, or - for standard output; None is the working folder.
    """
    place = file.name if output is None else output
    if output is not None and output != STANDARD_OUTPUT and Path(output).is_dir():
        place = str(Path(output) / file.name)
    write_bytes(place, file.content)
    if place != STANDARD_OUTPUT and not session.show({"file": place}):
        session.screen.line(place)

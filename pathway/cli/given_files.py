"""Files that are named on the command line or at a question, for the fields that take one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.documents.files import PathwayFile

QUOTES = "\"'"


def files_in(values: Sequence[str]) -> dict[str, PathwayFile]:
    """
    Return what some `--file FIELD=FILE` say.

    Raises:
        WrongUsage: One of them is not understood, or names a field that another has.
    """
    files: dict[str, PathwayFile] = {}
    for value in values:
        field, equals, name = value.partition("=")
        if not (equals and field and name):
            raise WrongUsage(
                f"--file {value!r} is not understood; write FIELD=FILE, such as summary=summary.docx."
            )
        if field in files:
            raise WrongUsage(f"--file {field} is given twice; name one file for it.")
        files[field] = file_named(name)
    return files


def file_named(name: str) -> PathwayFile:
    """
    Return the file that somebody names; a terminal may put quotes around a name that is dropped on
    it.
    """
    from pathlib import Path

    from pathway.documents.files import PathwayFile

    plain = name.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in QUOTES:
        plain = plain[1:-1]
    try:
        return PathwayFile.at(Path(plain).expanduser())
    except RuntimeError:  # there is no such user
        return PathwayFile.at(plain)

"""
The two halves of a definition: the files of cases, and those of meetings.

A meeting is a record of the same kind as a case. Its file is therefore read as that of a case, with
what the partnership says of itself once for both: agencies, seats, votes, numbers, the edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pathway.workflows.definitions.format import DefinitionFile

Files = Mapping[str, DefinitionFile]
# What meetings share with the cases of their definition.
SHARED = ("edition", "agencies", "agency", "votes", "numbers", "national_body")


def of_cases(files: Files) -> dict[str, DefinitionFile]:
    """Return the files without those of meetings."""
    own = _own(files)
    return {name: file for name, file in files.items() if name not in own}


def of_meetings(files: Files) -> dict[str, DefinitionFile]:
    """
    Return the files of meetings, the one that owns them as that of a case; nothing where there are
    no meetings.
    """
    case = next((file for file in files.values() if file.owns == "case"), None)
    own = _own(files)
    shared = {name: getattr(case, name) for name in SHARED} if case is not None else {}
    of_meetings: dict[str, DefinitionFile] = {}
    for name, file in files.items():
        if name in own:
            is_meeting = file.owns == "meeting"
            changed: dict[str, Any] = {**shared, "owns": "case"} if is_meeting else {}
            of_meetings[name] = replace(file, **changed)
    return of_meetings


def _own(files: Files) -> set[str]:
    """Return the names under which the files of meetings are: the machine, its items and forms."""
    named: set[str] = set()
    for file in files.values():
        if file.owns == "meeting":
            named |= {file.name, *file.items, *file.forms}
    return {name for name, file in files.items() if file.name in named}

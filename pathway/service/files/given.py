"""
Files that are given with a step: checked, and put into its input as their names and hashes, before
any transaction.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from pathway.documents.files import MEGABYTE, CheckedFile, PathwayFile, checked
from pathway.documents.kinds import FileNotTaken
from pathway.errors import Reason, WrongUsage, shown
from pathway.service.files.places import value_at, with_value
from pathway.settings import Settings

Files = Mapping[str, PathwayFile | CheckedFile | Path | BinaryIO]
MAX_FILES = 100


def check_files(
    files: Files | None, settings: Settings
) -> tuple[dict[str, CheckedFile], list[Reason]]:
    """
    Return the files that may be stored, by the path of their field, and why others may not.

    Raises:
        WrongUsage: What is given is not a file with a name.
    """
    if files is None:
        return {}, []
    if not all(isinstance(path, str) for path in files):  # pyright: ignore[reportUnnecessaryIsInstance] - a host may say anything
        raise WrongUsage("Name each file by the field that takes it, such as summary.")
    if len(files) > MAX_FILES:
        raise WrongUsage(f"Give at most {MAX_FILES} files with a step; add others with another.")
    accepted: dict[str, CheckedFile] = {}
    faults: list[Reason] = []
    for path, content in files.items():
        if isinstance(content, CheckedFile):
            accepted[path] = content
            continue
        file = named_file(content)
        try:
            accepted[path] = checked(file, settings.document_size_limit * MEGABYTE)
        except FileNotTaken as error:
            faults.append(Reason("input", f"the file is not accepted: {error}", path))
    return accepted, faults


def named_file(content: object) -> PathwayFile:
    """
    Return a file with its name.

    Raises:
        WrongUsage: It is not a file, or has no name.
    """
    if isinstance(content, PathwayFile):
        return content
    if isinstance(content, Path):
        return PathwayFile.at(content)
    name = getattr(content, "name", None)
    if isinstance(name, str) and hasattr(content, "read"):
        return PathwayFile(os.path.basename(name), cast(BinaryIO, content))  # noqa: PTH119
    raise WrongUsage("Give a file as PathwayFile(name, content), a Path, or an open file.")


def with_files(
    answers: Mapping[str, Any], files: Mapping[str, CheckedFile]
) -> tuple[dict[str, Any], list[Reason]]:
    """Return an input with the names and hashes of files, and why some cannot be put there."""
    result, faults = dict(answers), list[Reason]()
    for path in sorted(files, key=_in_order):
        stated = value_at(result, path)
        if _differs(stated, files[path]):
            why = "the SHA-256 in the input is not that of the file; leave the hash out"
            faults.append(Reason("input", why, path))
            continue
        try:
            result = with_value(result, path, files[path].value)
        except LookupError:
            faults.append(Reason("input", "there is no such place for a file", shown(path)))
    return result, faults


def _differs(stated: object, file: CheckedFile) -> bool:
    if not isinstance(stated, Mapping):
        return False
    sha256 = cast(Mapping[str, object], stated).get("sha256")
    return sha256 is not None and sha256 != file.sha256


def _in_order(path: str) -> list[tuple[str, int]]:
    """Return what sorts `documents[2]` before `documents[10]`."""
    pieces = path.replace("]", "").replace(".", "[").split("[")
    return [("", int(piece)) if piece.isdecimal() else (piece, 0) for piece in pieces]

"""The files that a command names: reading them whole, and writing them whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pathway.errors import MAX_SHOWN_PLACE, WrongUsage, shown

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_INPUT = STANDARD_OUTPUT = "-"
OWNER_ONLY = 0o600
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# A workbook with pictures may be larger than any text that is read.
MAX_BYTES = 16_000_000


def text_of(name: str) -> str:
    """
    Return the text of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, is too large, or is not text.
    """
    return _text(bytes_of(name), name)


def _text(content: bytes, name: str) -> str:
    from pathway import text_files

    try:
        return text_files.text_of(content)
    except ValueError as error:
        raise WrongUsage(f"{_shown(name)} is {error}.") from error


def bytes_of(name: str) -> bytes:
    """
    Return the content of a file; `-` is standard input.

    Raises:
        WrongUsage: It cannot be read, or is too large.
    """
    from pathlib import Path

    called = _shown(name)
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise WrongUsage(f"There is no file {called}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{called} cannot be read: {why}.") from error
    if len(content) > MAX_BYTES:
        raise WrongUsage(
            f"{called} is larger than {MAX_BYTES // 1_000_000} MB, the most that is read."
        )
    return content


def write_bytes(name: str, content: bytes) -> None:
    """
    Write a file, whole or not at all, so that nobody reads half a file; `-` is standard output.

    Raises:
        WrongUsage: It cannot be written.
    """
    write_parts(name, [content], overwrites=True)


def write_parts(name: str, parts: Iterable[bytes], *, overwrites: bool) -> None:
    """
    Write a file part by part, whole or not at all; `-` is standard output.

    Args:
        overwrites: Whether a file of that name may be overwritten.

    Raises:
        WrongUsage: There is such a file, or it cannot be written.
    """
    if name == STANDARD_OUTPUT:
        for part in parts:
            sys.stdout.buffer.write(part)
        return
    if not overwrites and os.path.lexists(name):
        raise WrongUsage(
            f"{name} exists and is not overwritten; name another file, or say --force."
        )
    from pathlib import Path

    try:
        _replace(Path(name), parts)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{shown(name, MAX_SHOWN_PLACE)} cannot be written: {why}.") from error


def _replace(path: Path, parts: Iterable[bytes]) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    # Never a file that is there already: it would be somebody's. What is exported is read by its
    # owner alone, and takes the place of a link instead of being written where that leads.
    handle = os.open(temporary, NEW_FILE, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else shown(name, MAX_SHOWN_PLACE)


def document_of(name: str) -> dict[str, Any]:
    """
    Return the table that a file holds, as TOML or JSON.

    Raises:
        WrongUsage: It cannot be read, or is neither.
    """
    return document_in(bytes_of(name), name)


def document_in(content: bytes, name: str) -> dict[str, Any]:
    """
    Return the table that the content of a file is, as TOML or JSON.

    Raises:
        WrongUsage: It is neither.
    """
    from pathway.cli.tables import table_in

    text = _text(content, name)
    try:
        return table_in(text, _shown(name))
    except ValueError as error:
        raise WrongUsage(str(error)) from error

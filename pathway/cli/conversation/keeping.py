"""
What was typed, kept in a file that only its owner may read, so that it can be handed in again with
`--input`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pathway.cli import typed
from pathway.cli.screens.screen import Screen
from pathway.errors import WrongUsage

OWNER_ONLY = 0o600
HINT = "To keep what is typed, name a file with --save FILE; --input FILE takes it again."


class Keeper:
    """
    Keeps an input, whatever becomes of it.

    Args:
        name: The file, which ends in .toml or .json; None where nothing is to be kept.
        taken_by: How the file is handed in again.

    Raises:
        WrongUsage: The file's name has another ending.
    """

    def __init__(self, name: str | None, taken_by: str = "--input FILE") -> None:
        self.path = Path(name) if name else None
        self.taken_by = taken_by
        if self.path is not None and self.path.suffix.lower() not in (".toml", ".json"):
            raise WrongUsage(
                f"{name} ends in neither .toml nor .json, and is kept as one of the two; name it so."
            )

    def keep(self, given: Mapping[str, Any]) -> None:
        """
        Write an input that is known; a file that holds the same is left as it is.

        Raises:
            WrongUsage: There is such a file and it holds something else, or it cannot be written.
        """
        if self.path is None:
            return
        text = self._text(self.path, given)
        if not self.path.exists():
            with _created(self.path) as file:
                os.write(file, text)
        elif _held(self.path) != json.loads(_as_json(given)):
            raise WrongUsage(
                f"{self.path} holds something else and is not overwritten; name another file."
            )

    @contextmanager
    def keeping(self, given: Mapping[str, Any]) -> Generator[None]:
        """
        Keep an input that is still being typed: at the end, whatever ends it; the file is made at
        once.

        Raises:
            WrongUsage: There is such a file, which is not overwritten, or it cannot be written.
        """
        if self.path is None:
            yield
            return
        with _created(self.path) as file:
            try:
                yield
            finally:
                if given:
                    os.write(file, self._text(self.path, given))
                    self._tell()
                else:
                    self.path.unlink()

    def hint(self, given: Mapping[str, Any]) -> None:
        """Say how what was typed could have been kept, where it is not."""
        if self.path is None and given:
            Screen(sys.stderr).fold(HINT)

    def _tell(self) -> None:
        Screen(sys.stderr).fold(
            f"What was typed is kept in {self.path}; {self.taken_by} takes it again."
        )

    def _text(self, path: Path, given: Mapping[str, Any]) -> bytes:
        if path.suffix.lower() == ".json":
            return _as_json(given).encode(errors="replace")
        import tomli_w

        try:
            return tomli_w.dumps(given).encode(errors="replace")
        except TypeError as error:
            raise WrongUsage(
                f"{path} cannot hold this: TOML knows no null; name a file that ends in .json."
            ) from error


def _as_json(given: Mapping[str, Any]) -> str:
    return json.dumps(given, indent=2, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _held(path: Path) -> Any:
    """
    Return what a file holds, as JSON has it; None where it cannot be read as what its name says.
    """
    try:
        return json.loads(_as_json(typed.document(path.read_text("utf-8-sig"), path.name)))
    except (OSError, ValueError):
        return None


@contextmanager
def _created(path: Path) -> Generator[int]:
    """Make a file that only its owner may read, and that was not there."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError as error:
        raise WrongUsage(f"{path} exists and is not overwritten; name another file.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is no name of a file"
        raise WrongUsage(f"{path} cannot be written: {why}.") from error
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):
            os.close(file)

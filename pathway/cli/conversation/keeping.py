"""
Keeping what was typed in a file that only its owner may read, so that `--input` can take it again.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.named_files import NEW_FILE, OWNER_ONLY
from pathway.cli.screens.screen import Screen
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

HINT = "To keep what you type, name a file with --save FILE; --input FILE reads it again."


class Keeper:
    """
    Keeps an input in a file, whatever becomes of the step.

    Args:
        name: The file, which ends in .toml or .json; None keeps nothing.
        taken_by: The option that takes the file again.

    Raises:
        WrongUsage: The file's name has another ending.
    """

    def __init__(self, name: str | None, taken_by: str = "--input FILE") -> None:
        from pathlib import Path

        self.path = Path(name) if name else None
        self.taken_by = taken_by
        if self.path is not None and self.path.suffix.lower() not in (".toml", ".json"):
            raise WrongUsage(
                f"{name} ends in neither .toml nor .json; give it one of these endings."
            )

    def keep(self, answers: Mapping[str, Any]) -> None:
        """
        Write an input that is complete; a file that holds the same is left as it is.

        Raises:
            WrongUsage: The file exists and holds something else, or it cannot be written.
        """
        if self.path is None:
            return
        import json

        text = self._text(self.path, answers)
        if not self.path.exists():
            with _created(self.path) as file:
                os.write(file, text)
        elif _held(self.path) != json.loads(_as_json(answers)):
            raise WrongUsage(
                f"{self.path} holds something else and is not overwritten; name another file."
            )

    @contextmanager
    def keeping(self, answers: Mapping[str, Any]) -> Generator[None]:
        """
        Write an input that is still being typed when the block ends, however it ends.

        The file is made at once, so that a name that cannot be used is refused before any typing.

        Raises:
            WrongUsage: The file exists, and is not overwritten, or it cannot be written.
        """
        if self.path is None:
            yield
            return
        with _created(self.path) as file:
            try:
                yield
            finally:
                if answers:
                    os.write(file, self._text(self.path, answers))
                    self._tell()
                else:
                    self.path.unlink()

    def hint(self, answers: Mapping[str, Any]) -> None:
        """Tell somebody whose answers are lost how to keep them another time."""
        if self.path is None and answers:
            Screen(sys.stderr).fold(HINT)

    def _tell(self) -> None:
        Screen(sys.stderr).fold(
            f"What was typed is kept in {self.path}; {self.taken_by} reads it again."
        )

    def _text(self, path: Path, answers: Mapping[str, Any]) -> bytes:
        if path.suffix.lower() == ".json":
            return _as_json(answers).encode(errors="replace")
        import tomli_w

        try:
            return tomli_w.dumps(answers).encode(errors="replace")
        except TypeError as error:
            raise WrongUsage(
                f"{path} cannot hold this: TOML has no null; name a file that ends in .json."
            ) from error


def _as_json(answers: Mapping[str, Any]) -> str:
    import json

    return json.dumps(answers, indent=2, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _held(path: Path) -> Any:
    """Return what a file holds, in JSON's types; None if it is not what its name says."""
    import json

    from pathway.cli.tables import table_in
    from pathway.text_files import content_of, text_of

    try:
        return json.loads(_as_json(table_in(text_of(content_of(path)), path.name)))
    except (OSError, ValueError):
        return None


@contextmanager
def _created(path: Path) -> Generator[int]:
    """Open a new file that only its owner may read."""
    try:
        file = os.open(path, NEW_FILE, OWNER_ONLY)
    except FileExistsError as error:
        raise WrongUsage(f"{path} exists and is not overwritten; name another file.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"{path} cannot be written: {why}.") from error
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):
            os.close(file)

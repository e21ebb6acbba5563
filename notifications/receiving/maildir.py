"""
A Maildir as the letterbox that bounces come back to.

A file moves from `new/` to `cur/`, with the flags that mail programs know. It is moved and never
rewritten: the standard library's `mailbox` would write the message as it understood it, which need
not be what came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pathway.notifications.errors import ReturnsUnreadable
from pathway.notifications.receipts import LARGEST, Returned

READ, FLAGGED = "S", "F"
MAX_REPORTS_A_PASS = 500


class Maildir:
    """A folder with `new/` and `cur/`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def unread(self) -> Iterator[Returned]:
        """Yield the mail in `new/`; raises what a letterbox raises."""
        for file in islice(self._new(), MAX_REPORTS_A_PASS):
            try:
                yield Returned(file.name, _content(file))
            except FileNotFoundError:
                continue  # another worker has dealt with it
            except OSError as error:
                raise self._unreadable(error) from error

    def settle(self, name: str) -> None:
        """Move a file to `cur/`, marked as read."""
        self._move(name, READ)

    def set_aside(self, name: str) -> None:
        """Move a file to `cur/`, flagged and unread."""
        self._move(name, FLAGGED)

    def check(self) -> str:
        """Return a few words that say where it is; raises what a letterbox raises."""
        self._new()
        return f"The Maildir {self._path} can be read"

    def close(self) -> None:
        """Do nothing: a folder is not held open."""

    def _new(self) -> list[Path]:
        try:
            if not (self._path / "cur").is_dir():
                raise FileNotFoundError(2, "it has no folder cur")
            return sorted(file for file in (self._path / "new").iterdir() if file.is_file())
        except OSError as error:
            raise self._unreadable(error) from error

    def _move(self, name: str, flag: str) -> None:
        target = self._path / "cur" / f"{name.partition(':')[0]}:2,{flag}"
        try:
            (self._path / "new" / name).rename(target)
        except FileNotFoundError:
            return  # another worker has dealt with it
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> ReturnsUnreadable:
        why = error.strerror or type(error).__name__
        return ReturnsUnreadable(
            f"The Maildir {self._path} cannot be read ({why}); see bounces_maildir."
        )


def _content(file: Path) -> bytes | None:
    if file.stat().st_size > LARGEST:
        return None
    return file.read_bytes()

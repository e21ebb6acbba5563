"""What is raised where a file of rows cannot be read at all."""

from __future__ import annotations


class UnreadableRows(ValueError):
    """The file cannot be read; the message says why, `row` where, if it is known."""

    def __init__(self, message: str, row: int | None = None) -> None:
        self.row = row
        super().__init__(message)

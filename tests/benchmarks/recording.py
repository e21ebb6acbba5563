"""What steps write, recorded as they are taken: statements and values as the driver gets them."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import Binary
from sqlalchemy import Engine, Table, Update, event

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """
    One statement that writes.

    Args:
        parameters: As the driver gets them: of one execution, or of each of many.
        table: The table that it inserts into or updates; None for other statements.
        rows: The values by column, before they are turned into the driver's types.
        changes: The columns that an update sets; none for an insert.
    """

    sql: str
    parameters: Any
    is_many: bool
    table: Table | None
    rows: Sequence[Values]
    changes: Sequence[str] = ()

    @property
    def height(self) -> int:
        """Return how many rows are written."""
        return len(self.parameters) if self.is_many else 1


@dataclass
class Recording:
    """The writes of each step that was taken, in order; a step is begun by `begin`."""

    steps: list[list[Write]] = field(default_factory=list[list[Write]])

    def begin(self) -> None:
        """Begin the next step."""
        self.steps.append([])

    @property
    def rows(self) -> int:
        """Return how many rows the last step writes."""
        return sum(write.height for write in self.steps[-1])

    def add(self, sql: str, parameters: Any, context: Any, *, is_many: bool) -> None:
        """Record what is executed, if it writes."""
        if not (context.isinsert or context.isupdate or context.isdelete):
            return
        statement = context.compiled.statement
        table = None if context.isdelete else statement.table
        bare = [_bare(row) for row in parameters] if is_many else _bare(parameters)
        rows = [dict(row) for row in context.compiled_parameters]
        changes = _changes(statement, rows) if context.isupdate else ()
        self.steps[-1].append(
            Write(sql, bare, is_many=is_many, table=table, rows=rows, changes=changes)
        )


@contextmanager
def recorded(engine: Engine) -> Generator[Recording]:
    """
    Record what is written through an engine. It alone is listened to: who listens to all engines
    slows down each of their statements for good.
    """
    recording = Recording()

    def listen(
        _connection: object, _cursor: object, sql: str, values: Any, context: Any, is_many: bool
    ) -> None:
        recording.add(sql, values, context, is_many=is_many)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield recording
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def _changes(statement: Update, rows: Sequence[Values]) -> Sequence[str]:
    """Return the columns that are set; what the condition compares with has names of its own."""
    return [column.name for column in statement.table.columns if column.name in rows[0]]


def _bare(parameters: Values | Sequence[Any]) -> Values | Sequence[Any]:
    """Return parameters without what holds on to the connection or cannot be sent elsewhere."""
    if isinstance(parameters, Mapping):
        return {name: _plain(value) for name, value in parameters.items()}
    return tuple(_plain(value) for value in parameters)


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return value.tobytes()
    return value.obj if isinstance(value, Binary) else value

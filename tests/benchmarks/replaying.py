"""The same writes once more, on a copy: by the driver alone, and in the usual style of an ORM."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import psycopg
from sqlalchemy import Table, create_engine, event, make_url, select
from sqlalchemy.orm import Session, registry

from tests.benchmarks.copies import Database
from tests.benchmarks.recording import Values, Write
from tests.databases import driver_address

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def raw(database: Database, steps: Iterable[Sequence[Write]]) -> Callable[[], None]:
    """Return what replays the next step by the driver alone, in one commit."""
    remaining = iter(steps)
    if database.url:
        return _raw_postgresql(database, remaining)
    return _raw_sqlite(database, remaining)


def orm(database: Database, steps: Iterable[Sequence[Write]]) -> Callable[[], None]:
    """Return what writes the next step's rows through objects of SQLAlchemy's ORM, in one commit."""
    engine = create_engine(database.address)
    if not database.url:
        event.listen(engine, "connect", _prepare)
    database.bench.own.callback(engine.dispose)
    classes, remaining = Classes(), iter(steps)

    def replay() -> None:
        with Session(engine) as session:
            writes = next(remaining)
            case = _case_of(writes)
            for write in writes:
                _write(session, write, classes, case)
            session.commit()

    return replay


class Classes:
    """A mapped class for each table, made when first asked for."""

    def __init__(self) -> None:
        self._registry = registry()
        self._made: dict[str, type[Any]] = {}

    def of(self, table: Table) -> type[Any]:
        """Return the class of a table."""
        if table.name not in self._made:
            made: type[Any] = type(table.name, (), {})
            # On a copy of the table, whose mapping the product's own tables know nothing of.
            self._registry.map_imperatively(made, table.to_metadata(self._registry.metadata))
            self._made[table.name] = made
        return self._made[table.name]


def _raw_sqlite(database: Database, steps: Iterator[Sequence[Write]]) -> Callable[[], None]:
    connection = sqlite3.connect(database.file, isolation_level=None)
    _prepare(connection)
    database.bench.own.callback(connection.close)

    def replay() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for write in next(steps):
            execute = connection.executemany if write.is_many else connection.execute
            execute(write.sql, write.parameters)
        connection.execute("COMMIT")

    return replay


def _raw_postgresql(database: Database, steps: Iterator[Sequence[Write]]) -> Callable[[], None]:
    connection = psycopg.connect(driver_address(make_url(database.url)))
    database.bench.own.callback(connection.close)
    cursor = connection.cursor()

    def replay() -> None:
        for write in next(steps):
            sql = write.sql.encode()
            if write.is_many:
                cursor.executemany(sql, write.parameters)
            else:
                cursor.execute(sql, write.parameters)
        connection.commit()

    return replay


def _prepare(connection: Any, _record: object = None) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _write(session: Session, write: Write, classes: Classes, case: int) -> None:
    """Write the rows of one statement as objects of a case."""
    if write.table is None:
        session.connection().exec_driver_sql(write.sql, write.parameters)
    elif write.changes:
        _change(session, classes.of(write.table), write)
    else:
        _put(session, classes.of(write.table), write, case)
    session.flush()


def _change(session: Session, mapped: type[Any], write: Write) -> None:
    """Load the object that is updated, and set its attributes."""
    values = write.rows[0]
    changed = session.scalars(select(mapped).where(mapped.reference == values["named"])).one()
    for name in write.changes:
        setattr(changed, name, values[name])


def _put(session: Session, mapped: type[Any], write: Write, case: int) -> None:
    """Add objects, or change those of the case that are there already."""
    keys = [column.name for column in mapped.__table__.primary_key]
    there: dict[tuple[Any, ...], Any] = {}
    if write.is_many and "case_id" in keys:
        for kept in session.scalars(select(mapped).where(mapped.case_id == case)):
            there[tuple(getattr(kept, key) for key in keys)] = kept
    for row in write.rows:
        kept = there.get(tuple(row.get(key) for key in keys))
        _put_row(session, mapped, {"case_id": case, **row}, kept)


def _put_row(session: Session, mapped: type[Any], row: Values, kept: Any) -> None:
    target = kept or mapped()
    for column in mapped.__table__.columns:
        if column.name in row:
            setattr(target, column.name, row[column.name])
    session.add(target)


def _case_of(writes: Sequence[Write]) -> int:
    """Return the id of the case that a step writes."""
    rows = (row for write in writes for row in write.rows)
    return next(int(row["case_id"]) for row in rows if "case_id" in row)

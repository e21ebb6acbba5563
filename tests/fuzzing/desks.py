"""What is read with a database behind it: forms, files of people, anchors, and rows that were damaged."""

# pyright: basic
# Of what a strategy is built from by a lambda, hypothesis tells the checker no types.

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from hypothesis import strategies as st

from pathway import Pathway
from pathway.cli import main
from pathway.cli.step_input import StepInput
from pathway.errors import PathwayError
from pathway.service.upkeep import database_schema
from pathway.storage.database.packed_documents import packed, unpacked
from tests.fuzzing.law import Broken, Read
from tests.fuzzing.mutation import documents_like, scalars
from tests.rehearsals import BU, NURSE, Rehearsal, instant, make

DRAFT, ENDORSED = "PR-2026-0001", "PR-2026-0002"
STEPS = ("note", "add_action", "notify_panel", "put_to_subgroup", "correct", "suspend", "nothing")
UNEXPECTED = 1
PACKED = {(f"pathway_{table}", "document") for table in ("case", "item", "deadline")}
TEMPLATE_FILES: list[Path] = []
PLACE = re.compile(r'File "[^"]*?((?:pathway|workflows|storage|notifications)/[^"]*", line \d+)')
# What somebody types in place of {}, and nothing that writes a file or waits.
TEMPLATES = (
    ("take", ENDORSED, "note", "--by", BU, "--set", "text=x", "--on", "{}", "--preview"),
    ("take", ENDORSED, "note", "--by", "{}", "--set", "{}", "--preview"),
    ("take", "{}", "{}", "--by", BU, "--item", "{}", "--preview"),
    ("schema", ENDORSED, "note", "--by", BU, "--on", "{}"),
    ("steps", ENDORSED, "--by", BU, "--on", "{}"),
    ("steps", "{}", "--by", "{}"),
    ("case", "{}"),
    ("cases", "--now", "{}"),
    ("deadlines", "--now", "{}"),
    ("explain", ENDORSED, "{}"),
    ("history", "{}"),
    ("holidays", "add", "{}", "{}", "--to", "{}", "--preview"),
    ("holidays", "remove", "{}", "--to", "{}", "--preview"),
    ("holidays", "list", "--year", "{}"),
    ("people", "absent", "{}", "{}", "{}", "--by", BU),
    ("verify", "{}"),
    ("mail", "list", "--to", "{}"),
)  # fmt: skip


def make_template(folder: Path) -> None:
    """
    Make a database that has a draft, a case with a history, and a link; every desk is a copy of it.
    """
    made = make(folder, instant("2026-03-16"))
    made.refer()
    made.endorsed()
    made.do(ENDORSED, "add_action", BU)
    made.pathway.link()
    made.clock("2026-03-24")  # Tue
    made.pathway.sweep()
    made.pathway.dispatch()
    made.remove()
    TEMPLATE_FILES.extend([folder / "pathway.db", folder / "pathway.key"])


@contextmanager
def desk() -> Generator[Rehearsal]:
    """Lend a copy of that database."""
    with TemporaryDirectory() as folder:
        for path in TEMPLATE_FILES:
            shutil.copy(path, folder)
        copy = Rehearsal(Path(folder) / "pathway.db")
        try:
            yield copy
        finally:
            copy.remove()


def referral(name: str) -> Generator[Read]:
    """Lend a referral from a file of that name; what it stores is taken back."""
    with desk() as rehearsal:
        yield lambda content: _refer(rehearsal.pathway, _document(content, name))


def amendment() -> Generator[Read]:
    """Lend a changing of a draft by a JSON document."""

    def read(content: bytes) -> None:
        document = _document(content, "form.json")
        rehearsal.pathway.preview(DRAFT, "amend", by=NURSE, input=document)

    with desk() as rehearsal:
        yield read


def hosts_json() -> Generator[Read]:
    """
    Lend what a host does with a request: any JSON, with numbers and texts as Python reads them.
    """

    def read(content: bytes) -> None:
        try:
            document: Any = json.loads(content.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise Unread from error
        with suppress(PathwayError):
            _refer(rehearsal.pathway, document)
        answers = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
        step = str(answers.pop("step", STEPS[0]))
        rehearsal.pathway.preview(
            ENDORSED,
            step,
            by=BU,
            item=answers.pop("item", None),
            input=answers if isinstance(document, dict) else document,
            reason=answers.pop("reason", None),
            late_reason=answers.pop("late_reason", None),
        )

    with desk() as rehearsal:
        yield read


class Unread(PathwayError):
    """The host's own JSON reader refused it."""

    def __init__(self) -> None:
        super().__init__("This is not JSON.")


def people(kind: str) -> Generator[Read]:
    """Lend an import of people that changes nothing."""
    with desk() as rehearsal:
        yield lambda content: rehearsal.pathway.people.import_file(content, kind=kind, preview=True)


def anchors() -> Generator[Read]:
    """Lend a check against an anchor."""
    with desk() as rehearsal:
        yield lambda content: rehearsal.pathway.verify(anchor=content)


def command_line() -> Generator[Read]:
    """Lend the command itself, in which the input's lines take the place of what is left open."""
    with desk() as rehearsal, _inside(rehearsal.folder):
        yield _typed


def assigned() -> Generator[Read]:
    """Lend what reads `--set`, and a step that is tried with it."""

    def read(content: bytes) -> None:
        said = StepInput(None, _lines(content))
        options: dict[str, Any] = {"by": BU, "on_behalf_of": None, "item": None, "on": None}
        said.complete(rehearsal.pathway, ENDORSED, "note", options)
        rehearsal.pathway.preview(ENDORSED, "note", by=BU, input=said.answers)

    with desk() as rehearsal, _inside(rehearsal.folder):
        yield read


def damage() -> Generator[Read]:
    """
    Lend an examination of a database in which the input, a list of changes in JSON, changed values
    behind the product's back.
    """
    with desk() as rehearsal:
        rehearsal.pathway.close()
        sound = rehearsal.path.read_bytes()

        def read(content: bytes) -> None:
            try:
                changes: Any = json.loads(content)
            except (ValueError, RecursionError) as error:
                raise Unread from error
            for path in rehearsal.folder.glob("pathway.db-*"):
                path.unlink()
            rehearsal.path.write_bytes(sound)
            _spoil(rehearsal.path, changes)
            _examine(rehearsal)

        yield read


def changes() -> st.SearchStrategy[bytes]:
    """Return changes of values: a table, a column, the number of a row, and what it is to hold."""
    columns = _columns()
    texts = st.sampled_from(
        [
            "[1]",
            "{}",
            "[" * 4_000,
            '{"a":' * 300,
            '{"due":"x"}',
            '{"version":1e999}',
            "null",
            '"x"',
            "2026-13-01",
        ]
    )
    single = st.builds(
        lambda place, row, value: [*place, row, _plain(value)],
        st.sampled_from(columns),
        st.integers(1, 4),
        texts | scalars(),
    )
    return st.lists(single, min_size=1, max_size=3).map(lambda wanted: json.dumps(wanted).encode())


def deeper_changes() -> st.SearchStrategy[bytes]:
    """Return changes inside the documents that the rows hold."""
    documents = _documents()
    return st.sampled_from(documents).flatmap(
        lambda held: documents_like(held[3], most=2).map(
            lambda document: json.dumps(
                [[*held[:3], json.dumps(document, default=str, skipkeys=True)]]
            ).encode("utf-8", "replace")
        )
    )


@cache
def _columns() -> list[tuple[str, str]]:
    with desk() as rehearsal, closing(sqlite3.connect(rehearsal.path)) as connection:
        return [
            (table, column) for table in _tables(connection) for column in _names(connection, table)
        ]


@cache
def _documents() -> list[tuple[str, str, int, Any]]:
    """Return every document that a row holds: its table, its column, its row and what it says."""
    held: list[tuple[str, str, int, Any]] = []
    with desk() as rehearsal, closing(sqlite3.connect(rehearsal.path)) as connection:
        for table, column in _columns():
            for row, text in _texts(connection, table, column):
                if len(text) < 10_000:
                    held.append((table, column, row, json.loads(text)))
    return held


def _texts(
    connection: sqlite3.Connection, table: str, column: str
) -> list[tuple[int, str | bytes]]:
    """Return a few documents in a column, each with the number of its row; unpacked where packed."""
    if (table, column) in PACKED:
        query = f"SELECT rowid, {column} FROM {table} LIMIT 4"
        return [(row, unpacked(stored)) for row, stored in connection.execute(query)]
    query = f"SELECT rowid, {column} FROM {table} WHERE {column} LIKE '{{%' LIMIT 4"
    return list(connection.execute(query))


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'pathway_%' ORDER BY name"
    return [name for (name,) in connection.execute(query)]


def _names(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _plain(value: Any) -> Any:
    is_plain = value is None or isinstance(value, str | int | float)
    return value if is_plain else str(value)


def _spoil(path: Path, changes: Any) -> None:
    """Change values; what is no change, or not allowed by the database, is left out."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for change in changes if isinstance(changes, list) else []:
            with suppress(sqlite3.Error, ValueError, TypeError, OverflowError, KeyError):
                table, column, row, value = change
                if (table, column) in _columns():
                    statement = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"
                    connection.execute(statement, (_stored(table, column, value), row))
        with suppress(sqlite3.Error):
            connection.commit()


def _stored(table: str, column: str, value: Any) -> Any:
    """Return a value as it is put into a column: packed, where it is to pass for a document there."""
    is_document = isinstance(value, str) and value.startswith("{")
    return packed(value.encode()) if is_document and (table, column) in PACKED else value


def _examine(rehearsal: Rehearsal) -> None:
    """Look at everything that looks at all rows; each has the law to itself."""
    database_schema.check(rehearsal.address)
    pathway = rehearsal.connect()
    try:
        pathway.verify()
        refused: list[PathwayError] = []
        for look in (
            pathway.doctor,
            pathway.cases,
            pathway.deadlines,
            pathway.attention,
            pathway.people.list,
            pathway.people.history,
            pathway.mail.list,
            pathway.definitions.list,
            pathway.holidays.list,
            lambda: pathway.case(ENDORSED),
            lambda: pathway.history(ENDORSED),
            pathway.link,
        ):
            try:
                cast("Any", look)()
            except PathwayError as error:
                refused.append(error)
        if refused:
            raise refused[0]
    finally:
        pathway.close()
        rehearsal.opened.remove(pathway)


def _refer(pathway: Pathway, document: Any) -> None:
    with pathway.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            pathway.join(connection).refer(document, by=NURSE, again=True, unlisted=True)
        finally:
            connection.rollback()


def _document(content: bytes, name: str) -> Any:
    from pathway.cli.tables import table_in
    from pathway.text_files import text_of

    return table_in(text_of(content), name)


def _lines(content: bytes) -> list[str]:
    """Return lines as an operating system hands them over: without NUL, and not without end."""
    text = content.replace(b"\0", b"").decode("utf-8", "surrogateescape")
    return [line[:100_000] for line in text.split("\n")]


def _typed(content: bytes) -> None:
    lines = _lines(content)
    template = TEMPLATES[sum(content[:4]) % len(TEMPLATES)]
    said: Iterator[str] = iter([*lines, *[lines[-1]] * 5])
    arguments = [next(said) if word == "{}" else word for word in template]
    # An option that is typed where a value is meant would be another command.
    if any(line.startswith(("-o", "--o")) for line in lines):
        return
    raw = io.BytesIO()
    errors = io.TextIOWrapper(raw, "utf-8")
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), redirect_stderr(errors):
        code = main([*arguments, "-v"])
        errors.flush()
    if code == UNEXPECTED:
        told = raw.getvalue().decode("utf-8", "replace")
        places = PLACE.findall(told) or [template[0]]
        raise Broken(f"{places[-1]}: the command did not expect it")


@contextmanager
def _inside(folder: Path) -> Generator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)

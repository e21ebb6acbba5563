"""Documents of copies, packed beforehand: one for each value by which the copies of a row differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, text

from pathway.storage.database.packed_documents import PackedDocument, packed, unpacked
from pathway.workflows.history.events import canonical

# Returns the JSON of a document with a value.
Change = Callable[[str, str], str]


def repacked(
    connection: Connection, table: str, values: str, numbers: Mapping[str, int], change: Change
) -> None:
    """
    Pack the documents of copies into a table of the connection's own, see `document_of`.

    Args:
        values: A query of the case, the id and the value of each copy of a row.
        numbers: What the query is asked with.
    """
    own = Table(
        _own(table),
        MetaData(),
        Column("case_id", Integer, primary_key=True, autoincrement=False),
        Column("id", String(200), primary_key=True),
        Column("value", String(100), primary_key=True),
        Column("document", PackedDocument),
        prefixes=["TEMPORARY"],
    )
    rows = connection.execute(text(f"SELECT case_id, id, document FROM {table}"))
    documents = {(row.case_id, row.id): unpacked(row.document).decode() for row in rows}
    copies = [
        {
            "case_id": row.case_id,
            "id": row.id,
            "value": str(row.value),
            "document": packed(change(documents[row.case_id, row.id], str(row.value)).encode()),
        }
        for row in connection.execute(text(values), numbers)
    ]
    connection.execute(text(f"DROP TABLE IF EXISTS {own.name}"))
    own.create(connection)
    connection.execute(insert(own), copies)


def document_of(table: str, value: str) -> str:
    """Return in SQL the document of a copy with a value."""
    return (
        f"(SELECT own.document FROM {_own(table)} AS own WHERE own.case_id = {table}.case_id "
        f"AND own.id = {table}.id AND own.value = CAST({value} AS TEXT))"
    )


def due_on(document: str, day: str) -> str:
    """Return the JSON of a duty that is due on a day."""
    duty: dict[str, Any] = json.loads(document)
    return canonical({**duty, "due": day}).decode()


def _own(table: str) -> str:
    return f"{table}_of_copies"

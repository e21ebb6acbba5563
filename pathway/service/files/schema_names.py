"""In a schema, the names of documents beside their hashes, so that nobody has to know a hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from pathway.service.files.places import SHA256
from pathway.service.files.records import DocumentRecord

Schema = dict[str, Any]


def with_names(schema: Schema, records: Callable[[], Sequence[DocumentRecord]]) -> Schema:
    """
    Return a schema in which each hash of a document of the case has its name and id as its title.

    Args:
        records: Returns the documents of the case; called only where the schema has a hash.
    """
    nodes = [(node, hashes) for node in _nodes(schema) if (hashes := _hashes(node))]
    if not nodes:
        return schema
    titles = {record.sha256: _title(record) for record in records()}
    for node, hashes in nodes:
        named = {sha256: titles[sha256] for sha256 in hashes if sha256 in titles}
        if named:
            node["titles"] = named
    return schema


def names_documents(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema has the names of documents of its case."""
    titles = (node.get("titles", {}) for node in _nodes(dict(schema)))
    return any(SHA256.fullmatch(code) for named in titles for code in named)


def _title(record: DocumentRecord) -> str:
    version = f", version {record.version}" if record.version > 1 else ""
    return f"{record.title}: {record.name} ({record.id}{version})"


def _hashes(node: Schema) -> list[str]:
    """Return the hashes from which a node lets somebody choose."""
    values = cast(list[object], node.get("enum", [node.get("const")]))
    return [value for value in values if isinstance(value, str) and SHA256.fullmatch(value)]


def _nodes(schema: Schema) -> Iterator[Schema]:
    """Yield every node of a schema that may stand for a value."""
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from _nodes(inner)
    if isinstance(schema.get("items"), dict):
        yield from _nodes(schema["items"])

"""
JSON merge patch (RFC 7386): the form in which an event says what it changed.

A case is a JSON document, and the effects of an event are a patch to it. A null removes a member,
an object is merged, and anything else replaces what was there. So replaying a history needs no
other rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Document = dict[str, Any]


def merged(document: Mapping[str, Any], patch: Mapping[str, Any]) -> Document:
    """
    Return the document with the patch applied.

    Neither of the two is changed; the result shares with the document what the patch leaves alone.
    """
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            inside, table = result.get(name), cast(Document, value)
            result[name] = (
                merged(cast(Document, inside), table) if isinstance(inside, dict) else _added(table)
            )
        else:
            result[name] = value
    return result


def merge_into(document: Document, patch: Mapping[str, Any]) -> None:
    """Apply the patch to the document itself, whose tables nobody else may hold."""
    for name, value in patch.items():
        if value is None:
            document.pop(name, None)
        elif isinstance(value, dict):
            inside, table = document.get(name), cast(Document, value)
            if isinstance(inside, dict):
                merge_into(cast(Document, inside), table)
            else:
                document[name] = _added(table)
        else:
            document[name] = value


def _added(patch: Document) -> Document:
    """Return what a patch makes where nothing was: a document of its own, without removals."""
    return {
        name: _added(cast(Document, value)) if isinstance(value, dict) else value
        for name, value in patch.items()
        if value is not None
    }


def join_into(document: Mapping[str, Any], first: Document, second: Mapping[str, Any]) -> None:
    """
    Let one patch, whose tables nobody else may hold, do to the document what it and then the second
    would do.
    """
    for name, value in second.items():
        if not isinstance(value, dict):
            first[name] = value
            continue
        inside, before, table = document.get(name), first.get(name), cast(Document, value)
        if isinstance(before, dict):
            join_into(_object(inside), cast(Document, before), table)
        elif name in first:
            # The first takes the table away, and the second fills it anew.
            first[name] = difference(_object(inside), merged({}, table))
        else:
            first[name] = _copied(table)


def _copied(patch: Document) -> Document:
    return {
        name: _copied(cast(Document, value)) if isinstance(value, dict) else value
        for name, value in patch.items()
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    """Return the patch that turns one document into the other."""
    patch: Document = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if old == value and name in before:
            continue
        if isinstance(old, dict) and isinstance(value, dict):
            patch[name] = difference(cast(Document, old), cast(Document, value))
        else:
            patch[name] = value
    return patch


def _object(value: object) -> Document:
    return cast(Document, value) if isinstance(value, dict) else {}

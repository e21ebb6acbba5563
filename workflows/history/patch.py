"""
JSON merge patch (RFC 7386): the form in which an event says what it changed.

A case is a JSON document; the effects of an event are a patch to it. A null takes a member away, an
object is merged, anything else replaces. So replaying a history needs no rule but this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Document = dict[str, Any]


def merged(document: Mapping[str, Any], patch: Mapping[str, Any]) -> Document:
    """
    Return the document with the patch applied; neither is changed, and what the patch leaves alone
    is shared.
    """
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            result[name] = merged(_object(result.get(name)), cast(Document, value))
        else:
            result[name] = value
    return result


def joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> Document:
    """
    Return one patch that does what the first and then the second would do.

    A member that the first takes away as a whole and the second fills again keeps what the second
    does not name: no merge patch can say otherwise, so nobody forgets and refills a table in one
    step.
    """
    result = dict(first)
    for name, value in second.items():
        before = result.get(name)
        both = isinstance(before, dict) and isinstance(value, dict)
        result[name] = joined(cast(Document, before), cast(Document, value)) if both else value
    return result


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    """Return the patch that makes the one document of the other."""
    patch: Document = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if old == value and name in before:
            continue
        both = isinstance(old, dict) and isinstance(value, dict)
        patch[name] = difference(cast(Document, old), cast(Document, value)) if both else value
    return patch


def _object(value: object) -> Document:
    return cast(Document, value) if isinstance(value, dict) else {}

"""
JSON merge patch (RFC 7386): the form in which an event says what it changed.

A case is a JSON document; the effects of an event are a patch to it. A null takes a member away, an object is merged,
anything else replaces. So replaying a history needs no rule but this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def merged(document: Mapping[str, Any], patch: Mapping[str, Any]) -> Document:
    """Return the document with the patch applied; neither is changed."""
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            result[name] = merged(_object(result.get(name)), value)
        else:
            result[name] = value
    return result


def joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> Document:
    """Return one patch that does what the first and then the second would do."""
    result = dict(first)
    for name, value in second.items():
        before = result.get(name)
        result[name] = joined(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
    return result


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

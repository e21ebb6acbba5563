"""Whether a plain value has only the members that a `TypedDict` declares, of the declared types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import TypeAdapter, ValidationError

from pathway.workflows.history.case import Case
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.history.memory import Memory


def undeclared(case: Case) -> list[str]:
    """Return what a case and its items remember without its being declared."""
    faults = list(_faults(case.memory, Memory, "memory"))
    for item in case.items.values():
        faults += _faults(item.data, ItemData, item.id)
    return faults


def _faults(value: Any, kind: Any, path: str) -> Iterator[str]:
    if is_typeddict(kind):
        members = _members(kind)
        for name, member in value.items():
            if name in members:
                yield from _faults(member, members[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is not declared"
    elif get_origin(kind) is dict:
        for name, member in value.items():
            yield from _faults(member, get_args(kind)[1], f"{path}.{name}")
    elif not _is_of_kind(value, kind):
        yield f"{path} is no {kind}"


def _is_of_kind(value: Any, kind: Any) -> bool:
    try:
        _adapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _members(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)

"""
What Python reads of an input, declared as a small class; every other field of a form is up to the
partnership.

    class ProposalFields(Fields):
        children: list[ChildCriteria]
        local_authority_aware_on: date

An effect or a check that takes `fields: ProposalFields` is passed one. When a definition is loaded,
`binding` makes sure that the form of every step that names the effect has these fields, each of a
fitting type, and required unless the class has a default for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints

PARAMETER = "fields"
# None is a value that an input may have.
MISSING = object()
# `X | None` and `Optional[X]` have different origins.
UNIONS = (Union, type(int | None))
LISTS = (list, Sequence)
Given = TypeVar("Given")


@dataclass(frozen=True)
class Codes:
    """
    Codes of a choice that Python knows, noted beside a field's type: the form must have these, and
    may have others.

    The choices of a field whose type is a `Literal` are exactly its codes.
    """

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)


class Fields:
    """
    Declares the fields of an input, or of a table in it, that a piece of Python reads. Derive a
    class with annotated fields; its objects are immutable.
    """

    def __init__(self, given: object) -> None:
        # `__setattr__` refuses every assignment, also here.
        for name, (kind, entry) in _kinds_of(type(self)).items():
            value: Any = getattr(given, name, MISSING)
            read = getattr(type(self), name) if value is MISSING else _read(value, kind, entry)
            object.__setattr__(self, name, read)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} of {type(self).__name__} never changes")


class DocumentFields(Fields):
    """A document."""

    name: str
    sha256: str


def hints_of(fields: type[Fields]) -> Mapping[str, Any]:
    """Return the type of each field of a class, looked up once."""
    if fields not in _HINTS:
        _HINTS[fields] = get_type_hints(fields, include_extras=True)
    return _HINTS[fields]


_HINTS: dict[type[Fields], Mapping[str, Any]] = {}


def _kinds_of(fields: type[Fields]) -> Mapping[str, tuple[Any, Any]]:
    """Return the bare type of each field, and that of its entries if it is a list."""
    if fields not in _KINDS:
        kinds = {name: bare(hint) for name, hint in hints_of(fields).items()}
        _KINDS[fields] = {name: (kind, entry_of(kind)) for name, kind in kinds.items()}
    return _KINDS[fields]


_KINDS: dict[type[Fields], Mapping[str, tuple[Any, Any]]] = {}


@lru_cache(maxsize=512)
def read_by(function: Callable[..., Any]) -> type[Fields] | None:
    """Return the class of the fields that an effect or a check reads; None if it reads none."""
    if PARAMETER not in getattr(function, "__annotations__", {}):
        return None
    fields: type[Fields] = get_type_hints(function)[PARAMETER]
    return fields


def carried_out(function: Callable[..., Given], given: object, *arguments: object) -> Given:
    """
    Return what a function returns for these arguments; if it reads fields, it gets those of the
    input too.
    """
    fields = read_by(function)
    if fields is None:
        return function(*arguments)
    return function(*arguments, fields(given))


def bare(hint: Any) -> Any:
    """Return a type without its annotations and without None."""
    if get_origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if not is_optional(hint):
        return hint
    kept = [part for part in get_args(hint) if part is not NoneType]
    return bare(kept[0]) if len(kept) == 1 else hint


def is_optional(hint: Any) -> bool:
    """Return whether the type allows None."""
    return get_origin(hint) in UNIONS and NoneType in get_args(hint)


def is_fields(hint: Any) -> TypeGuard[type[Fields]]:
    """Return whether the type is a table."""
    return isinstance(hint, type) and issubclass(hint, Fields)


def entry_of(hint: Any) -> Any:
    """Return the type of a list's entries; None if the type is not a list."""
    return get_args(hint)[0] if get_origin(hint) in LISTS else None


def _read(value: Any, kind: Any, entry: Any) -> Any:
    """Return a value of the input as a field of that type has it."""
    if value is None:
        return None
    if is_fields(kind):
        return kind(value)
    if entry is None:
        return value
    return [entry(item) for item in value] if is_fields(entry) else list(value)

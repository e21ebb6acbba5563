"""How a view becomes JSON: its fields, under their own names, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import not_
from typing import TYPE_CHECKING, Annotated, Any, Self, cast

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema


class AsJson:
    """
    How a value is written in JSON, noted beside its type.

    Args:
        written: Returns what is written for a value.
    """

    def __init__(self, written: Callable[[Any], Any]) -> None:
        self._written = written

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic import PlainSerializer

        return PlainSerializer(self._written).__get_pydantic_core_schema__(source, handler)


# An offset of zero is written `+00:00`, as it always was, and not `Z`.
Instant = Annotated[datetime, AsJson(datetime.isoformat)]
# What pydantic finds beside a field: it has another name in JSON, or is not in JSON; or only where
# there is one, so that what is in no page keeps its shape.
FROM = {"serialization_alias": "from"}
NOT_IN_JSON = {"exclude": True}
IN_PAGES = {"exclude_if": not_}
_ADAPTERS: dict[type[View], TypeAdapter[Any]] = {}


class View:
    """
    What callers are shown: a dataclass. Its `as_json` has the fields under the same names.

    Only `from`, which is a keyword in Python, is called `from_` as an attribute.
    """

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        shape: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json", by_alias=True)
        return shape

    def _shape(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON of which these are the members, in their order."""
        return members

    @staticmethod
    def _shaped(view: View, members: Callable[[View], dict[str, Any]]) -> dict[str, Any]:
        return view._shape(members(view))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if cls._shape is View._shape:
            return schema
        from pydantic_core.core_schema import wrap_serializer_function_ser_schema

        shaped = {**schema, "serialization": wrap_serializer_function_ser_schema(cls._shaped)}
        return cast("CoreSchema", shaped)


class LateView(View):
    """
    A view that may be returned before all of it is worked out; the rest is filled in when any of
    that is first read, by whatever reads it: an attribute, `as_json`, a comparison.
    """

    __slots__ = ("_rest",)
    _rest: Callable[[], Mapping[str, Any]] | None

    @classmethod
    def with_rest(cls, rest: Callable[[], Mapping[str, Any]], **members: Any) -> Self:
        """
        Return a view with some of its members.

        Args:
            rest: Returns the others, by name.
        """
        view = cls.__new__(cls)
        _set(view, {**members, "_rest": rest})
        return view

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python asks here only for what is not there: a misspelling, or a slot left empty.
            rest = self._rest if name in type(self).__slots__ else None
            if rest is not None:
                _set(self, {**rest(), "_rest": None})
            return object.__getattribute__(self, name)


def _set(view: View, members: Mapping[str, Any]) -> None:
    """Fill slots of a frozen view."""
    for name, value in members.items():
        object.__setattr__(view, name, value)


def _adapter(view: type[View]) -> TypeAdapter[Any]:
    """Return what makes JSON of such views; it takes a while to build, so only when asked for."""
    from pydantic import TypeAdapter

    if view not in _ADAPTERS:
        _ADAPTERS[view] = TypeAdapter(view)
    return _ADAPTERS[view]

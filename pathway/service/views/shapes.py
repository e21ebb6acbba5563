"""How a view becomes JSON: its fields, under their own names, in their order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainSerializer

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# An offset of zero is written `+00:00`, as it always was, and not `Z`.
Instant = Annotated[datetime, PlainSerializer(datetime.isoformat)]
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


def _adapter(view: type[View]) -> TypeAdapter[Any]:
    """Return what makes JSON of such views; it takes a while to build, so only when asked for."""
    from pydantic import TypeAdapter

    if view not in _ADAPTERS:
        _ADAPTERS[view] = TypeAdapter(view)
    return _ADAPTERS[view]

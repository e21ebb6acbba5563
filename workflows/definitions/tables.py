"""
What every table of a definition file is: a dataclass, which pydantic reads where a file is checked.

A definition that is shipped was checked beforehand, and is made without pydantic: see `checked` and
`beforehand`. So no module with tables imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any, ClassVar, TypeVar, dataclass_transform

# Before the name of a fact, the name of the clock that is its day.
OF_FACT = "fact:"
OneTable = TypeVar("OneTable", bound="Table")


class Table:
    """
    A table of a definition file: nothing unknown is in it, no text passes for a number, and it
    never changes.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {
        "extra": "forbid",
        "populate_by_name": True,
        "strict": True,
    }


def member(
    about: str = "",
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    key: str | None = None,
    **limits: Any,
) -> Any:
    """
    Return a member of a table.

    Args:
        about: What the JSON Schema of definition files says of it.
        key: What it is called in a file, where Python has another use for that word.
        limits: As pydantic names them: `min_length`, `ge` and so on.
    """
    metadata = dict(limits)
    if about:
        metadata["description"] = about
    if key:
        metadata["alias"] = key
    if default_factory is not MISSING:
        metadata["json_schema_extra"] = {"default": default_factory()}
    return field(default=default, default_factory=default_factory, metadata=metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(member,))
def table(kind: type[OneTable]) -> type[OneTable]:
    """Make a class a kind of table, which type checkers keep from being changed."""
    # Were it frozen at run time as well, every command would take longer to start.
    make: Callable[[type[OneTable]], type[OneTable]] = dataclass(kw_only=True)
    return make(kind)

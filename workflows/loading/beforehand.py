"""
Files of a shipped definition as they were read beforehand: a command makes their tables of them
without checking them, and without pydantic.

Each file has two lines of JSON. In the first, every table has the name of its kind and the members
that were given. The second has the forms, of which a list of cases needs none: they are read, by
pydantic, when the first is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast, overload

from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.tables import Table

if TYPE_CHECKING:
    from pathway.workflows.definitions.form_format import Form

# No name in a definition has a bracket.
KIND, DAY = "[table]", "[day]"
KINDS: Mapping[str, type[Table]] = {kind.__name__: kind for kind in Table.__subclasses__()}


class Forms(Sequence["Form"]):
    """
    Forms that are read when the first is asked for.

    Args:
        written: Their JSON.
    """

    def __init__(self, written: bytes) -> None:
        self._written = written

    @cached_property
    def _read(self) -> list[Form]:
        from pathway.workflows.definitions.checked import reader_of
        from pathway.workflows.definitions.form_format import Form

        return reader_of(list[Form]).validate_json(self._written)

    @overload
    def __getitem__(self, place: int) -> Form: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Form]: ...
    def __getitem__(self, place: int | slice) -> Form | Sequence[Form]:
        """Return the form, or the forms, at a place."""
        return self._read[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._read)

    def __eq__(self, other: object) -> bool:
        return self._read == other

    # As lists have none.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._read)


def lines_of(file: DefinitionFile, forms: object) -> list[str]:
    """
    Return the two lines of a file.

    Args:
        forms: What the file says of its forms, as JSON can hold it.
    """
    return [
        json.dumps(line, ensure_ascii=False) for line in (_written(replace(file, form=())), forms)
    ]


def files_of(lines: Sequence[bytes]) -> list[DefinitionFile]:
    """Return the files of which these are the lines."""
    tables = [json.loads(line, object_hook=_made) for line in lines[::2]]
    return [
        replace(file, form=Forms(forms)) for file, forms in zip(tables, lines[1::2], strict=True)
    ]


def _made(members: dict[str, Any]) -> Any:
    """Return the table, or the day, that was written as a JSON object; any other as it is."""
    if KIND in members:
        return KINDS[members.pop(KIND)](**members)
    return date.fromisoformat(members[DAY]) if DAY in members else members


def _written(value: Any) -> Any:
    """Return a value as `_made` reads it."""
    if isinstance(value, Table):
        members = {
            field.name: _written(getattr(value, field.name))
            for field in fields(cast(Any, value))
            if getattr(value, field.name) != _default(field)
        }
        return {KIND: type(value).__name__, **members}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, dict):
        return {key: _written(member) for key, member in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_written(entry) for entry in cast(Sequence[Any], value)]
    return value


def _default(field: Field[Any]) -> Any:
    """Return what a member is where it is not given."""
    return field.default if field.default_factory is MISSING else field.default_factory()

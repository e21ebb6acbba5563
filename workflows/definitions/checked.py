"""Tables of definition files as pydantic reads and checks them, and what describes them to others."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from inspect import cleandoc
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from pathway.workflows.definitions import limits
from pathway.workflows.definitions.form_format import Form
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.gathering import plain
from pathway.workflows.definitions.tables import Table

Kind = TypeVar("Kind")
# What tables name in the types of their members, and import for type checkers alone.
NAMES = {**vars(limits), Form.__name__: Form}


def read(kind: type[Kind], content: object) -> Kind:
    """
    Return what was written, as a kind of table.

    Raises:
        ValidationError: It does not fit.
    """
    # As JSON: pydantic, when strict, makes no dataclass of anything else.
    return reader_of(kind).validate_json(json.dumps(plain(content)))


def reader_of(kind: type[Kind]) -> TypeAdapter[Kind]:
    """Return what reads a kind of table; it is made when it is first used."""
    reader: TypeAdapter[Kind] = _reader_of(cast(Any, kind))
    return reader


@cache
def _reader_of(kind: Any) -> TypeAdapter[Any]:
    reader = TypeAdapter(kind)
    reader.rebuild(_types_namespace=NAMES)
    return reader


def as_json(file: DefinitionFile) -> dict[str, Any]:
    """Return what a file says, without what it leaves out."""
    whole = replace(file, form=list(file.form))
    shape: dict[str, Any] = reader_of(DefinitionFile).dump_python(
        whole, mode="json", by_alias=True, exclude_none=True
    )
    return shape


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file."""
    schema = reader_of(DefinitionFile).json_schema()
    # Older versions of pydantic leave out what dataclasses say of themselves.
    schema.setdefault("description", cleandoc(DefinitionFile.__doc__ or ""))
    for kind in Table.__subclasses__():
        if kind.__name__ in schema["$defs"]:
            schema["$defs"][kind.__name__].setdefault("description", cleandoc(kind.__doc__ or ""))
    return schema

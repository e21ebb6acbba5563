"""
How names, codes and lines of a definition file are written, as pydantic checks it: what tables say
of their members.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from pathway.workflows.definitions.tables import OF_FACT

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
StateName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=80)
]
StatePattern = Annotated[
    str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*|\.\*)?)$")
]
# One line: these words are in emails, and some of them in a subject.
# Nor has it characters that cannot be seen, or that turn the letters after them around.
_BREAKS = (
    r"\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
Line = Annotated[
    str, StringConstraints(max_length=2_000, pattern=rf"^[^{_BREAKS}]*[^\s{_BREAKS}][^{_BREAKS}]*$")
]
Version = Annotated[Line, StringConstraints(max_length=100)]
Headings = Annotated[list[Line], Field(min_length=1)]
Rung = Annotated[
    str,
    StringConstraints(
        pattern=r"^(start|breach|0|[-+][0-9]{1,12}(wd|d)|\+[0-9]{1,12}wd\.\.\.|escalate\+[0-9]{1,12}wd)$"
    ),
]


def _listed(value: object) -> object:
    """Return a single code as a list."""
    return [value] if isinstance(value, str) else value


Codes = Annotated[
    list[Name],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        }
    ),
]


def _of_fact(value: object) -> object:
    """Return the name of a clock that is the day of a fact: `{ fact = "staff_told" }`."""
    if not isinstance(value, dict):
        return value
    table = cast(Mapping[str, object], value)
    return f"{OF_FACT}{table['fact']}" if list(table) == ["fact"] else table


Clock = Annotated[
    str,
    BeforeValidator(_of_fact),
    StringConstraints(pattern=rf"^({OF_FACT})?[a-z][a-z0-9_]*$", max_length=80),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"fact": {"type": "string"}},
                    "required": ["fact"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]

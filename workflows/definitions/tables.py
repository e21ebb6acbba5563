"""
What every table of a definition file is made of: names, lines, and the table itself.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

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


class Table(BaseModel):
    """
    A table of a definition file: nothing unknown is in it, no text passes for a number, and it
    never changes.
    """

    # What reads a table is made with the first that is read: for a whole file it is one, and not one
    # for each kind of table in it.
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, strict=True, defer_build=True
    )

"""What a definition says of reading: which role may read which parts of a case, and in which states."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from pathway.workflows.definitions.tables import Name, StatePattern, Table

Part = Literal[
    "status",
    "summary",
    "referral",
    "children",
    "decisions",
    "returns",
    "chronology",
    "rapid-review",
    "recommendations",
    "plan",
    "publication",
    "deadlines",
    "record",
    "history",
    "documents",
]
PARTS: tuple[str, ...] = get_args(Part)
# Parts of which something may be somebody's own: an item, a duty, an entry.
OWNED = ("decisions", "returns", "plan", "publication", "deadlines", "history")
# What is read with whatever is somebody's own.
WITH_OWN = ("status",)


class Reader(Table):
    """
    What a role may read of a case. A role may have several tables; what no table gives to any of
    their roles, people may not read.
    """

    role: Name
    parts: list[Part | Literal["*"]] = Field(min_length=1, description="`*` is every part.")
    of: Literal["all", "own"] = Field(
        "all",
        description="`own`: only items, duties and entries that are the reader's own, with the "
        "status of the case where there are any.",
    )
    from_: list[StatePattern] = Field(
        [],
        alias="from",
        description="The states of the case in which they may be read; every state if left out.",
    )

    def names(self) -> tuple[str, ...]:
        """Return the names of its parts."""
        if "*" not in self.parts:
            return tuple(self.parts)
        return PARTS if self.of == "all" else (*WITH_OWN, *OWNED)

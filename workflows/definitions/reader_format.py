"""What a definition says of reading: which role may read which parts of a case, and in which states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from pathway.workflows.definitions.tables import Table, member, table

if TYPE_CHECKING:
    from pathway.workflows.definitions.limits import Name, StatePattern

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


@table
class Reader(Table):
    """
    What a role may read of a case. A role may have several tables; what no table gives to any of
    their roles, people may not read.
    """

    role: Name
    parts: list[Part | Literal["*"]] = member("`*` is every part.", min_length=1)
    of: Literal["all", "own"] = member(
        "`own`: only items, duties and entries that are the reader's own, with the "
        "status of the case where there are any.",
        default="all",
    )
    from_: list[StatePattern] = member(
        "The states of the case in which they may be read; every state if left out.",
        key="from",
        default_factory=list,
    )

    def names(self) -> tuple[str, ...]:
        """Return the names of its parts."""
        if "*" not in self.parts:
            return tuple(self.parts)
        return PARTS if self.of == "all" else (*WITH_OWN, *OWNED)

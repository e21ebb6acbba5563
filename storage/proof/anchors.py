"""
Anchors: the heads of all cases and of all chains, to be kept where nobody who may write to the
database gets at them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection

from pathway.errors import WrongUsage
from pathway.storage.database.dialects import tolerant_text
from pathway.storage.database.raw import UNREADABLE
from pathway.storage.database.tables import link
from pathway.storage.proof import links
from pathway.storage.proof.ledger import Ledger, Record
from pathway.storage.proof.links import Head, Witness, counters_from, head_from

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """
    What was there at an instant.

    Args:
        link: The number and hash of the link that was written with it.
        change: The number and hash of the last change to directory, calendar, settings and
            definitions.
        counters: The last number given, by the series: `PR-2026`.
        cases: The version of every case, and the hash of its last event.
        tables: The digest of the directory, the calendar, the settings and the definitions.
    """

    at: str
    link: Head
    change: Head
    counters: dict[str, int]
    cases: dict[str, Head]
    tables: dict[str, str]

    def text(self) -> str:
        """Return it as it is kept in a file."""
        return json.dumps({"pathway_anchor": FORMAT, **asdict(self)}, indent=1) + "\n"

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """
        Return the anchor of a file.

        Raises:
            WrongUsage: It is not an anchor.
        """
        try:
            members: dict[str, Any] = json.loads(text)
            if members.pop("pathway_anchor") != FORMAT:
                raise ValueError
            return cls(
                at=datetime.fromisoformat(members["at"]).isoformat(),
                link=head_from(members["link"]),
                change=head_from(members["change"]),
                counters=counters_from(members["counters"]),
                cases={str(name): head_from(head) for name, head in members["cases"].items()},
                tables=dict(members["tables"]),
            )
        except UNREADABLE as error:
            raise WrongUsage(
                "This is not an anchor; give a file that `pathway anchor` wrote."
            ) from error

    @property
    def witness(self) -> Witness:
        """Return what the anchor says was there."""
        return Witness("the anchor", self.cases, self.change, self.counters)


def anchor_of_link(connection: Connection, number: int) -> Anchor | None:
    """
    Return the anchor that was made with a link, from what it and the links before it say; None
    where one of them cannot be read.
    """
    heads: dict[str, Head] = {}
    with tolerant_text(connection):
        for record in Ledger(link, "Link", None).follow(connection):
            try:
                made = _anchor_from(record, heads)
            except UNREADABLE:
                return None
            if record.number == number:
                return made
            heads = made.cases
    return None


def _anchor_from(record: Record, before: Mapping[str, Head]) -> Anchor:
    members = record.members
    moved = {str(name): head_from(head) for name, head in members["heads"].items()}
    return Anchor(
        at=str(members["at"]),
        link=Head(record.number, record.hash),
        change=head_from(members["change"]),
        counters=counters_from(members["counters"]),
        cases={**before, **moved},
        tables=dict(members["tables"]),
    )


def anchor(connection: Connection, written: Record) -> Anchor:
    """Return what is there now, with the link that was just written."""
    return Anchor(
        at=str(written.members["at"]),
        link=Head(written.number, written.hash),
        change=links.last_change(connection),
        counters=links.counters(connection),
        cases=links.heads(connection),
        tables=links.tables(connection),
    )

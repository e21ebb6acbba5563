"""Lists in pages: `--limit` and `--after`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import click

from pathway.cli.options import Decorator, Function
from pathway.cli.session import Session
from pathway.errors import NotFound

Entry = TypeVar("Entry")

MOST = 1_000_000


def paged(what: str, *, type: Any = None, default: int | None = None) -> Decorator:  # noqa: A002
    """
    Return the options of a list that comes in pages.

    Args:
        what: By what an entry is named, such as its `reference` or, where entries move, the
            `cursor` of its place.
        type: What that is; text if left out.
        default: How many entries there are on a page if nobody says.
    """

    def decorate(function: Function) -> Function:
        after = click.option(
            "--after",
            metavar=what.upper(),
            type=type,
            help="Go on after this entry, the last of the page before.",
        )
        limit = click.option(
            "--limit",
            metavar="N",
            type=click.IntRange(1, MOST),
            default=default,
            show_default=default is not None,
            help="Only the first N.",
        )
        return limit(after(function))

    return decorate


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """
    A page of a list.

    Args:
        last: The name of its last entry, if others follow.
    """

    entries: Sequence[Entry]
    last: str | None = None

    def tell(self, session: Session) -> None:
        """Say how to see what follows."""
        if self.last is not None:
            session.screen.fold(f"There are more: add --after {self.last}.")


def one_more(limit: int | None) -> int | None:
    """Return how many entries to read, to see whether others follow those of a page."""
    return limit + 1 if limit is not None else None


def cut(
    entries: Sequence[Entry], name: Callable[[Entry], object], limit: int | None
) -> Page[Entry]:
    """Return a page of a list of which one entry more was read, to see whether others follow."""
    if limit is None or len(entries) <= limit:
        return Page(entries)
    return Page(entries[:limit], str(name(entries[limit - 1])))


def page_of(
    entries: Sequence[Entry], name: Callable[[Entry], object], limit: int | None, after: str | None
) -> Page[Entry]:
    """
    Return a page of a list. Entries of the same name stay together.

    Args:
        name: Returns what an entry is called.

    Raises:
        NotFound: No entry is called so after which the page is to begin.
    """
    names = [str(name(entry)) for entry in entries]
    first = _behind(names, after) if after is not None else 0
    if limit is None or first + limit >= len(names):
        return Page(entries[first:])
    end = _behind(names, names[first + limit - 1])
    return Page(entries[first:end], names[end - 1] if end < len(names) else None)


def _behind(names: Sequence[str], name: str) -> int:
    """Return the place behind the last entry of that name."""
    if name not in names:
        raise NotFound("entry of this list", name, names, "Begin again, without --after.")
    return len(names) - names[::-1].index(name)

"""Documents of a case on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words

if TYPE_CHECKING:
    from pathway.service.views.documents import DocumentView

UNITS = ("bytes", "KB", "MB")
THOUSAND = 1_000
NONE = (
    "The case has no documents yet; `pathway document add {reference} FILE --title TITLE` adds one."
)
KEPT = {
    "elsewhere": "Kept elsewhere: only its name and its SHA-256 are here.",
    "missing": "Missing: it was stored here and is not any more. Run `pathway verify`.",
}


def document_list(screen: Screen, reference: str, documents: Sequence[DocumentView]) -> None:
    """Write the documents of a case."""
    if not documents:
        screen.fold(NONE.format(reference=reference))
    for number, document in enumerate(documents):
        if number:
            screen.line()
        document_lines(screen, document)


def document_lines(screen: Screen, document: DocumentView) -> None:
    """Write what is known of a document."""
    item = f", {document.item}" if document.item else ""
    screen.fold(f"{document.id}  {document.title}{item}", 0, 2, "heading")
    screen.fold(f"{document.name}{_size(document.size)}, {_version(document)}", 2, 4)
    who = document.by or "somebody who has left"
    screen.fold(f"{day_words(document.occurred_on)}, by {who}: {document.step}", 2, 4)
    if document.kept in KEPT:
        screen.fold(KEPT[document.kept], 2, 4, "bad")


def _version(document: DocumentView) -> str:
    replaces = f", in place of {document.replaces}" if document.replaces else ""
    older = "" if document.is_latest else "; there is a newer version"
    return f"version {document.version}{replaces}{older}"


def _size(size: int | None) -> str:
    if size is None:
        return ""
    amount, unit = float(size), 0
    while amount >= THOUSAND and unit < len(UNITS) - 1:
        amount, unit = amount / THOUSAND, unit + 1
    return f", {amount:.1f} {UNITS[unit]}" if unit else f", {size} {UNITS[0]}"

"""Documents of a case, as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView(View):
    """
    A file that was added by an entry of the history.

    Args:
        id: `doc:7` for the file of entry 7, `doc:7.2` for its second file; it never changes.
        title: The title that somebody gave it, or that its form gives it.
        kind: The kind of document, such as `agency_return_summary` or `minutes`.
        name: The original name of the file.
        sha256: Of its bytes, in hexadecimal.
        size: In bytes; None if it is kept elsewhere.
        type: Such as `docx`; None if it is kept elsewhere.
        media_type: Such as `application/pdf`; None if it is kept elsewhere.
        version: 1, or one more than that of the document it replaces.
        replaces: The id of the version before, if any.
        is_latest: Whether no later version replaces it.
        event: The number of the entry.
        field: Where it is in the entry's input.
        by: The email of the person who took the step; None if they are no longer known.
        kept: `here`; `elsewhere` if a host gave only its name and hash; `missing` if it was stored
            here and is gone.
        export_name: A name for the exported file, without anybody's name.
    """

    id: str
    title: str
    kind: str
    name: str
    sha256: str
    size: int | None
    type: str | None
    media_type: str | None
    version: int
    replaces: str | None
    is_latest: bool
    event: int
    step: str
    item: str | None
    field: str
    by: str | None
    role: str
    occurred_on: date
    recorded_at: Instant
    kept: Literal["here", "elsewhere", "missing"]
    export_name: str

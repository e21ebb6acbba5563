"""Chronologies, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pathway.service.views.documents import DocumentView
from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronologyView(View):
    """
    A summary of what was read from a chronology.

    Args:
        entries: The number of entries.
        uncertain: The number of entries without a certain date.
        first: The first certain date, if any.
        last: The last certain date, if any.
        columns: The headings in the file, by the names of our columns.
        kept_in_comment: The headings of other columns, which are kept in the comment.
        left_out: The tables or sheets that are not part of a chronology.
        document: The document as which it was stored; None if it was only checked.
    """

    entries: int
    uncertain: int
    first: date | None
    last: date | None
    columns: Mapping[str, str]
    kept_in_comment: Sequence[str]
    left_out: Sequence[str]
    document: DocumentView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionView(View):
    """
    The chronology of one agency's return.

    Args:
        item: The return.
        state: Its state: accepted, submitted or involved.
        agency: Its agency's code.
        kept: `here`; `elsewhere` if a host gave only its name and hash; `missing` if it was stored
            here and is gone. Only chronologies that are here are merged.
    """

    item: str
    state: str
    agency: str
    agency_name: str
    sha256: str
    kept: Literal["here", "elsewhere", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView(View):
    """
    An entry of the integrated chronology.

    Args:
        when: The date as 2026-03-12 if it is certain, else as the agency wrote it.
        first: The first day that it may have been; None if nothing is known.
        last: The last day that it may have been; None if nothing is known.
        uncertain: Whether the date is uncertain.
        time: 14:05, or as the agency wrote it.
        agencies: All agencies with a certain entry of that day, if there are several.
        gap: The number of days before it without a certain entry, if they make a gap; else 0.
    """

    when: str
    first: date | None
    last: date | None
    uncertain: bool
    time: str
    end: str
    end_time: str
    sequence: int | None
    agency: str
    agency_name: str
    source: str
    about: str
    event: str
    response: str
    seen: str
    impact: str
    comment: str
    agencies: Sequence[str]
    gap: int


@dataclass(frozen=True, slots=True)
class ChronologyFile:
    """
    The integrated chronology as a file.

    Args:
        name: A file name with the reference of the case and nobody's name.
        content: Its bytes.
        alternative: The alternative text of a picture; empty for other kinds.
    """

    name: str
    content: bytes = field(repr=False)
    alternative: str = ""

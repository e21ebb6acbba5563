"""
Entries in their order, in bounded memory: what does not fit into a run of some thousand is sorted
with it, packed and compressed, and the runs are merged while they are read. Nothing is written to
the disk, as all of it is about children.
"""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pathway.documents.chronologies.days.times import Time
from pathway.documents.chronologies.days.when import When
from pathway.documents.chronologies.entries import Entry, Place

# Of each run a few entries are unpacked at a time.
RUN_LENGTH, PACKED_TOGETHER = 5_000, 100
FASTEST = 1
Run = Sequence[bytes]
# An entry behind what orders it: its place in time, its agency, its file, its row.
Key = tuple[Place, str, str, int]
Keyed = tuple[Key, Entry]


class Runs:
    """Entries that were sorted in runs."""

    def __init__(self, entries: Iterable[Keyed]) -> None:
        self._runs: list[Run] = []
        self._length = 0
        waiting: list[Keyed] = []
        for keyed in entries:
            waiting.append(keyed)
            if len(waiting) == RUN_LENGTH:
                self._add(waiting)
                waiting = []
        if waiting:
            self._add(waiting)

    def __len__(self) -> int:
        """Return how many entries they are."""
        return self._length

    def __iter__(self) -> Iterator[Keyed]:
        """Yield the entries in their order; they may be read as often as one likes."""
        return heapq.merge(*(_unpacked(run) for run in self._runs), key=_key)

    def _add(self, entries: list[Keyed]) -> None:
        self._length += len(entries)
        self._runs.append(_packed(entries))


def _packed(entries: list[Keyed]) -> Run:
    entries.sort(key=_key)
    run: list[bytes] = []
    for start in range(0, len(entries), PACKED_TOGETHER):
        together = entries[start : start + PACKED_TOGETHER]
        plain = [(key[2], key[3], _plain(entry)) for key, entry in together]
        run.append(zlib.compress(json.dumps(plain).encode(), FASTEST))
    return run


def _unpacked(run: Run) -> Iterator[Keyed]:
    for packed in run:
        for file, row, plain in json.loads(zlib.decompress(packed)):
            entry = _entry(plain)
            yield (entry.place, entry.agency, file, row), entry


def _key(keyed: Keyed) -> Key:
    return keyed[0]


def _plain(entry: Entry) -> list[Any]:
    """Return an entry as JSON holds it."""
    end = None if entry.end is None else _plain_when(entry.end)
    return [entry.agency, _plain_when(entry.when), entry.time, end, *entry[4:]]


def _entry(plain: list[Any]) -> Entry:
    agency, when, time, end, *others = plain
    return Entry(agency, _when(when), Time(*time), _when(end) if end else None, *others)


def _plain_when(when: When) -> list[Any]:
    return [when.written, when.first.toordinal(), when.last.toordinal(), when.is_uncertain]


def _when(plain: list[Any]) -> When:
    written, first, last, is_uncertain = plain
    return When(written, date.fromordinal(first), date.fromordinal(last), is_uncertain)

"""Chronologies of several agencies as one."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import NO_DAY, when_of
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import (
    Contribution,
    IntegratedChronology,
    MarkedEntry,
    Selection,
)
from pathway.documents.chronologies.packing import RUN_LENGTH
from tests.chronologies import AGENCIES, PLAIN_ENTRIES, contributions

MANY = st.lists(PLAIN_ENTRIES, max_size=15)
ROWS, BOUND = 100_000, 30_000_000


def entry(when: str, agency: str = "police", event: str = "Call", **changes: object) -> Entry:
    """Return an entry."""
    plain = Entry(
        agency, when_of(when), time_of(""), None, "", None, "log", "", event, "", "", "", ""
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


def marked(*entries: Entry, gap_days: int = 28, **choice: object) -> list[MarkedEntry]:
    """Return what is chosen of the entries of all agencies."""
    integrated = IntegratedChronology(contributions(entries), gap_days)
    return list(integrated.marked(Selection(**choice)))  # type: ignore[arg-type]


def merged(files: list[Contribution]) -> list[MarkedEntry]:
    """Return the entries of files."""
    return list(IntegratedChronology(files).marked())


@settings(deadline=None)
@given(entries=MANY, data=st.data())
def test_the_order_of_the_files_changes_nothing(entries: list[Entry], data: st.DataObject) -> None:
    """Nor do their marks."""
    files = contributions(entries)
    shuffled = data.draw(st.permutations(files))

    assert merged(files) == merged(list(shuffled))


@settings(deadline=None)
@given(entries=MANY)
def test_everything_is_there_once_and_in_order(entries: list[Entry]) -> None:
    """The order is total: no two entries may change places."""
    result = [mark.entry for mark in merged(contributions(entries))]

    assert set(entries) == set(result)
    assert len(result) == len(set(result))
    assert [one.place for one in result] == sorted(one.place for one in result)


@settings(deadline=None)
@given(entries=st.lists(PLAIN_ENTRIES, max_size=15, unique=True))
def test_what_has_one_place_stays_as_its_agency_has_it(entries: list[Entry]) -> None:
    """The order of a file counts where no day, time or sequence says more."""
    result = [mark.entry for mark in merged(contributions(entries))]

    for agency in AGENCIES:
        own = [entry for entry in entries if entry.agency == agency]
        assert sorted(own, key=lambda entry: entry.place) == [
            entry for entry in result if entry.agency == agency
        ]


@settings(deadline=None)
@given(entries=MANY, days=st.integers(1, 400))
def test_gaps_are_where_no_certain_day_is_on_record(entries: list[Entry], days: int) -> None:
    """Nor anything that lasted."""
    result = marked(*entries, gap_days=days)
    certain = [mark for mark in result if mark.entry.certain_day is not None]

    covered = date.min
    for before, after in pairwise(certain):
        covered = max(covered, before.entry.last_day)
        wait = (after.entry.when.first - covered).days
        assert (wait if wait > days else 0) == after.gap
    assert not any(mark.gap for mark in result if mark.entry.certain_day is None)


@settings(deadline=None)
@given(entries=MANY, first=st.dates(date(2024, 1, 1), date(2025, 6, 30)), days=st.integers(0, 300))
def test_a_span_leaves_out_nothing_that_may_be_in_it(
    entries: list[Entry], first: date, days: int
) -> None:
    """And takes nothing else."""
    last = first + timedelta(days=days)
    taken = {mark.entry for mark in marked(*entries, first=first, last=last)}

    for one in entries:
        is_dated = one.when.first != NO_DAY
        may_be = not is_dated or (one.when.first <= last and one.last_day >= first)
        assert may_be is (one in taken)


def test_days_that_several_agencies_saw_are_marked() -> None:
    """On each of their entries, also where one agency alone is chosen; uncertain days never."""
    entries = (
        entry("2026-01-15"),
        entry("2026-01-15", "housing"),
        entry("2026-01-16"),
        entry("2026-01-16", event="Another"),
        entry("?16 January 2026", "housing"),
    )
    both = ("housing", "police")

    assert [both, both, (), (), ()] == [mark.agencies for mark in marked(*entries)]
    assert [both, (), ()] == [mark.agencies for mark in marked(*entries, agency="police")]


def test_what_lasted_is_no_gap() -> None:
    """A placement of a year is on record all year."""
    placed = entry("2024-01-01", end=when_of("2024-12-31"))

    assert [0, 0] == [mark.gap for mark in marked(placed, entry("2025-01-10"))]
    assert [0, 375] == [mark.gap for mark in marked(entry("2024-01-01"), entry("2025-01-10"))]


def test_gaps_are_those_of_what_is_chosen() -> None:
    """One agency may have lost sight of a child whom others saw."""
    entries = (entry("2025-01-01"), entry("2025-02-10", "housing"), entry("2025-03-01"))

    assert [0, 40, 0] == [mark.gap for mark in marked(*entries)]
    assert [0, 59] == [mark.gap for mark in marked(*entries, agency="police")]


def test_people_are_chosen_by_whole_names() -> None:
    """Among others, whatever the case."""
    entries = (
        entry("2025-01-01", about="Child A and mother"),
        entry("2025-01-02", about="CHILD  A"),
        entry("2025-01-03", about="Child AB"),
        entry("2025-01-04", about=""),
    )

    assert ["2025-01-01", "2025-01-02"] == [
        mark.entry.when.written for mark in marked(*entries, about="child a")
    ]


@pytest.mark.rest
def test_a_hundred_thousand_entries_need_little_memory() -> None:
    """They are sorted in runs, of which one is unpacked at a time."""
    assert ROWS > 10 * RUN_LENGTH
    tracemalloc.start()
    try:
        integrated = IntegratedChronology([Contribution("one", _many())])
        places = (mark.entry.place for mark in integrated.marked())
        count = sum(before < after for before, after in pairwise(places))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert ROWS - 1 == count
    assert peak < BOUND


def _many() -> Iterator[Entry]:
    """Yield entries in an order that is not that of time, each of a minute of its own."""
    minutes = 24 * 60
    for number in range(ROWS):
        moved = number * 7919 % ROWS
        day = date(2020, 1, 1) + timedelta(days=moved // minutes)
        minute = moved % minutes
        time = time_of(f"{minute // 60:02}:{minute % 60:02}")
        yield entry(day.isoformat(), event=f"Event {number} {'and more of it ' * 10}", time=time)


def test_days_of_the_same_agencies_take_no_room_of_their_own() -> None:
    """However many agencies saw each of them."""
    agencies = [f"agency_{number}" for number in range(20)]
    days = [date(2016, 1, 4) + timedelta(days=number) for number in range(500)]
    told = [
        Contribution(agency, [entry(day.isoformat(), agency) for day in days])
        for agency in agencies
    ]
    tracemalloc.start()
    chronology = IntegratedChronology(told)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert {20} == {len(own.agencies) for own in chronology.marked()}
    assert kept < len(days) * 1500

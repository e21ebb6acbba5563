"""How the benchmarks measure and report; what they measure is not asserted anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import filling
from tests.benchmarks.__main__ import group_of
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import in_turn, measure
from tests.benchmarks.results import Group, write
from tests.benchmarks.rows import (
    Figure,
    Growth,
    Missing,
    Quartiles,
    Ratio,
    Result,
    Row,
    Turn,
    at_least,
    at_most,
)

ROUNDS = 3


def always(seconds: float) -> Turn:
    """Return a turn that takes as long each time."""
    return lambda: seconds


def median(result: Result) -> float | None:
    """Return the median of what was measured."""
    return result.value.median if result.value is not None else None


def test_contestants_take_turns_in_an_order_that_turns() -> None:
    """Whatever slows the machine for a while slows both; the first round is not counted."""
    order: list[str] = []

    def noting(name: str) -> Turn:
        def turn() -> float:
            order.append(name)
            return float(len(order))

        return turn

    first, second = in_turn([noting("a"), noting("b")], 2)

    assert ["a", "b", "b", "a", "a", "b"] == order
    assert [4.0, 5.0] == first
    assert [3.0, 6.0] == second


def test_a_ratio_says_how_many_times_the_floor_it_takes() -> None:
    """Where the goal is a most."""
    slow = measure(Ratio("slow", at_most(4), "floor", always(1), always(5)), ROUNDS)
    quick = measure(Ratio("quick", at_most(4), "floor", always(1), always(4)), ROUNDS)

    assert 5 == median(slow)
    assert not slow.is_met
    assert quick.is_met


def test_a_ratio_says_how_many_times_faster_it_is_than_another() -> None:
    """Where the goal is a least."""
    faster = measure(Ratio("faster", at_least(4), "peer", always(8), always(2)), ROUNDS)
    slower = measure(Ratio("slower", at_least(4), "peer", always(2), always(8)), ROUNDS)

    assert 4 == median(faster)
    assert faster.is_met
    assert not slower.is_met


def test_a_growth_compares_the_largest_with_the_smallest() -> None:
    """And has a curve in milliseconds."""
    sizes = {1_000: always(0.002), 10_000: always(0.001), 100_000: always(0.003)}
    grown = measure(Growth("list", at_most(1.3), "cases", sizes, "lists"), ROUNDS)

    assert 1.5 == median(grown)
    assert {1_000: 2.0, 10_000: 1.0, 100_000: 3.0} == {
        size: point.median for size, point in (grown.curve or {}).items()
    }


def test_the_page_has_each_row_with_its_goal_and_whether_it_is_met(tmp_path: Path) -> None:
    """Also those that could not be measured."""
    page = tmp_path / "RESULTS.md"
    figure = measure(Figure("size", at_most(20, "kB"), always(25)), ROUNDS)
    missing = measure(Missing("peer", at_least(4), "not installed"), ROUNDS)
    write({"Python": "3.11"}, Group("A step", "Measured at noon.", [figure, missing]), page)

    assert {
        "- Python: 3.11",
        "0 of 1 goals met; 1 not measured.",
        "Measured at noon.",
        "| size | at most 20 kB | 25 | 25 to 25 | no |  |",
        "| peer | at least 4 x as fast | not measured |  |  | not installed |",
    } <= set(page.read_text("utf-8").splitlines())


def test_the_page_keeps_what_was_measured_of_other_groups(tmp_path: Path) -> None:
    """A group that is measured again takes the place of what was there."""
    page = tmp_path / "RESULTS.md"
    for title, seconds in (("A step", 25), ("Starting", 3), ("A step", 10)):
        figure = measure(Figure("time", at_most(20, "s"), always(seconds)), ROUNDS)
        write({"Python": "3.11"}, Group(title, "Measured at noon.", [figure]), page)
    text = page.read_text("utf-8")

    assert ["A step", "Starting"] == re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert "| 25 |" not in text
    assert "2 of 2 goals met; 0 not measured." in text


def test_rows_that_a_group_did_not_reach_stay_on_the_page(tmp_path: Path) -> None:
    """With why they were not measured, and without what was measured before."""
    page = tmp_path / "RESULTS.md"
    old = [measure(Figure(name, at_most(20, "s"), always(3)), ROUNDS) for name in ("a", "b")]
    write({"Python": "3.11"}, Group("A step", "Measured at noon.", old), page)
    new = [measure(Figure("a", at_most(20, "s"), always(4)), ROUNDS)]
    write({"Python": "3.11"}, Group("A step", "Measured at one.", new, "broke: OSError"), page)

    assert [
        "| a | at most 20 s | 4 | 4 to 4 | yes |  |",
        "| b | at most 20 s | not measured |  |  | broke: OSError |",
    ] == page.read_text("utf-8").splitlines()[-2:]


def test_a_row_that_breaks_takes_no_other_with_it(tmp_path: Path) -> None:
    """What it broke over stands in its place; where making rows breaks, the group ends."""

    def broken() -> float:
        raise OSError

    def rows(_bench: Bench) -> Iterator[Row]:
        for name, turn in (("a", always(1)), ("b", broken), ("c", always(2))):
            yield Figure(name, at_most(20, "s"), turn)
        raise ValueError

    group = group_of(Bench(is_quick=True, rounds=ROUNDS, place=tmp_path), "A step", rows)

    assert [1.0, None, 2.0] == [median(result) for result in group.results]
    assert "broke: OSError" == group.results[1].detail
    assert "broke: ValueError" == group.broken


def test_a_database_that_was_half_filled_is_filled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a whole one has its place."""

    def stopped(_connection: object, _cases: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "fill", stopped)
    with pytest.raises(KeyboardInterrupt):
        filling.made(tmp_path, 24)

    assert not (tmp_path / "24").exists()


def test_quartiles_show_how_far_rounds_were_apart() -> None:
    """A quarter of the rounds is below, a quarter above."""
    values = iter([9.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    result = measure(Figure("noisy", at_most(9, "us"), lambda: next(values)), 5)

    assert Quartiles(2.0, 3.0, 4.0) == result.value

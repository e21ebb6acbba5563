"""Measuring in turn: each round every contestant once, in an order that turns from round to round."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from statistics import quantiles
from time import perf_counter

from tests.benchmarks.rows import (
    Bound,
    Figure,
    Growth,
    Missing,
    Quartiles,
    Ratio,
    Result,
    Row,
    Turn,
)

MILLISECOND = 1000.0


def timed(act: Callable[[], object], times: int = 1) -> Turn:
    """Return a turn that does something so many times; it returns the seconds of one of them."""

    def turn() -> float:
        begun = perf_counter()
        for _ in range(times):
            act()
        return (perf_counter() - begun) / times

    return turn


def measure(row: Row, rounds: int) -> Result:
    """Return what a row measures, after one round that is not counted."""
    match row:
        case Missing():
            return Result(row.name, row.goal, None, row.why)
        case Figure():
            (values,) = in_turn([row.measured], min(rounds, row.max_rounds))
            return Result(row.name, row.goal, quartiles(values), row.detail())
        case Ratio():
            return _ratio(row, min(rounds, row.max_rounds))
        case Growth():
            return _growth(row, min(rounds, row.max_rounds))


def in_turn(turns: Sequence[Turn], rounds: int) -> Sequence[Sequence[float]]:
    """Return what each took in each round."""
    taken: list[list[float]] = [[] for _ in turns]
    with _collecting_little():
        for number in range(rounds + 1):
            order = list(zip(turns, taken, strict=True))
            if number % 2:
                order.reverse()
            for turn, values in order:
                gc.collect()
                value = turn()
                if number:
                    values.append(value)
    return taken


@contextmanager
def _collecting_little() -> Generator[None]:
    """
    Leave what there is out of collections. One that goes through all of it empties the processor's
    caches, and whatever comes next takes up to three times as long as in a process that goes on.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def quartiles(values: Sequence[float]) -> Quartiles:
    """Return the median of values with their quartiles."""
    if len(values) == 1:
        return Quartiles(values[0], values[0], values[0])
    return Quartiles(*quantiles(values, n=4, method="inclusive"))


def duration(seconds: float) -> str:
    """Return a time in a unit that suits it."""
    if seconds < 0.001:
        return f"{seconds * 1_000_000:.3g} us"
    if seconds < 1:
        return f"{seconds * MILLISECOND:.3g} ms"
    return f"{seconds:.3g} s"


def megabytes(size: float) -> str:
    """Return a size with its unit."""
    return f"{size:.3g} MB"


def _ratio(row: Ratio, rounds: int) -> Result:
    floors, measured = in_turn([row.floor, row.measured], rounds)
    above, below = measured, floors
    if row.goal.bound is Bound.LEAST:
        above, below = below, above
    ratios = _divided(above, below)
    own, other = quartiles(measured).median, quartiles(floors).median
    in_words = duration if row.unit == "s" else megabytes
    detail = f"{in_words(own)}; {row.against} {in_words(other)}"
    return Result(row.name, row.goal, quartiles(ratios), detail)


def _growth(row: Growth, rounds: int) -> Result:
    taken = in_turn(list(row.at.values()), rounds)
    curve = _curve(row.at, taken)
    ratios = quartiles(_divided(taken[-1], taken[0]))
    points = (f"{size:,}: {point.median:.3g}" for size, point in curve.items())
    detail = f"ms at {', '.join(points)} {row.of}"
    return Result(row.name, row.goal, ratios, detail, picture=row.picture, of=row.of, curve=curve)


def _curve(sizes: Mapping[int, Turn], taken: Sequence[Sequence[float]]) -> Mapping[int, Quartiles]:
    """Return the quartiles at each size, in milliseconds."""
    curve: dict[int, Quartiles] = {}
    for size, values in zip(sizes, taken, strict=True):
        curve[size] = quartiles([value * MILLISECOND for value in values])
    return curve


def _divided(above: Sequence[float], below: Sequence[float]) -> Sequence[float]:
    return [first / second for first, second in zip(above, below, strict=True)]

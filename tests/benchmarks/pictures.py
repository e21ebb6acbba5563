"""A picture of each growth: milliseconds by how much there is, on a logarithmic axis."""

# The types of matplotlib say nothing of the styles that it passes on.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from tests.benchmarks.rows import Quartiles, Result

SIZE = (9.0, 4.0)
DOTS_PER_INCH = 110


def draw(results: Sequence[Result], folder: Path) -> None:
    """Draw the curves among the results, those of one picture together, into the folder."""
    pictures: dict[str, list[Result]] = {}
    for result in results:
        if result.curve:
            pictures.setdefault(result.picture, []).append(result)
    for name, curves in pictures.items():
        _drawn(curves).savefig(folder / f"{name}.png", dpi=DOTS_PER_INCH)


def _drawn(results: Sequence[Result]) -> Figure:
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for result in results:
        _curve(axes, result.name, result.curve or {})
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(results[0].of)
    axes.set_ylabel("ms, median and quartiles")
    axes.grid(visible=True, alpha=0.3)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    # Beside the curves, of which there are too many to leave room between them.
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def _curve(axes: Axes, name: str, curve: Mapping[int, Quartiles]) -> None:
    points = list(curve.values())
    medians = [point.median for point in points]
    below = [point.median - point.low for point in points]
    above = [point.high - point.median for point in points]
    axes.errorbar(list(curve), medians, yerr=[below, above], marker="o", capsize=3, label=name)

"""
A picture of time with a lane for each agency. What an entry is, is told by the shape: a filled dot
on a certain day, an open bar over the days within which it may have been, a line for what lasted.
"""

# The types of matplotlib say nothing of the styles that it passes on.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import re
import textwrap
import warnings
from datetime import date, timedelta
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Literal

from pathway.documents.chronologies.writing.lanes import Lane, Lanes
from pathway.errors import WrongUsage
from pathway.workflows.calendar.in_words import MONTHS, month_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, LANE_HEIGHT, FRAME_HEIGHT = 12.0, 0.75, 2.3
RESOLUTION = 150
INK, PALE, GAP_SHADE = "#0b3c5d", "#d6e4ee", "#ececec"
NAME_WIDTH = 26
BAR = 0.34
# Of more, only that they are there.
MAX_LABELS = 12
SALT = "chronology"
# Settings of matplotlib belong to the whole process.
ONE_AT_A_TIME = Lock()


def picture_of(lanes: Lanes, title: str, kind: Literal["png", "svg"] = "png") -> bytes:
    """
    Return the picture, with its alternative text inside.

    Args:
        title: What stands above it; no name of a person.

    Raises:
        WrongUsage: Nothing that draws is installed.
    """
    try:
        import matplotlib as mpl
    except ModuleNotFoundError as error:
        raise WrongUsage(
            "Pictures are drawn by matplotlib: install `practice-review-pathway[documents]`."
        ) from error
    file = io.BytesIO()
    with ONE_AT_A_TIME, mpl.rc_context(), warnings.catch_warnings():
        mpl.rcParams["svg.hashsalt"] = SALT
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["font.family"] = ["DejaVu Sans"]
        # A character that the font lacks is drawn as a box.
        warnings.simplefilter("ignore", UserWarning)
        figure = _figure(lanes, title)
        if kind == "svg":
            figure.savefig(file, format="svg", metadata={"Date": None, "Title": title})
        else:
            described = {"Title": title, "Description": lanes.in_words}
            figure.savefig(file, format="png", dpi=RESOLUTION, metadata=described)
    content = file.getvalue()
    return _described(content, title, lanes.in_words) if kind == "svg" else content


def _figure(lanes: Lanes, title: str) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(
        figsize=(WIDTH, FRAME_HEIGHT + LANE_HEIGHT * max(len(lanes.by_agency), 1)),
        layout="constrained",
    )
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=13, pad=34, parse_math=False)
    _draw_days(axes, lanes)
    for place, lane in enumerate(lanes.by_agency.values()):
        _draw_lane(axes, -place, lane)
    _draw_frame(axes, lanes)
    return figure


def _draw_days(axes: Axes, lanes: Lanes) -> None:
    """Draw what concerns all lanes: gaps, and days of which several agencies have an entry."""
    for first, last in lanes.gaps:
        axes.axvspan(
            _x(first), _x(last), facecolor=GAP_SHADE, hatch="..", edgecolor="#b4b4b4", lw=1
        )
        if len(lanes.gaps) <= MAX_LABELS:
            words = f"{(last - first).days} days"
            middle = (_x(first) + _x(last)) / 2
            bottom = 0.5 - max(len(lanes.by_agency), 1)
            axes.text(middle, bottom + 0.04, words, ha="center", va="bottom", fontsize=8)
    for day in lanes.shared_days:
        axes.axvline(_x(day), color=INK, linestyle=(0, (4, 3)), linewidth=1, zorder=1)
    if len(lanes.shared_days) <= MAX_LABELS:
        _label_shared_days(axes, lanes)


def _label_shared_days(axes: Axes, lanes: Lanes) -> None:
    """Write the days above their lines, in two rows where they are near each other."""
    first, last = lanes.span or (date.min, date.max)
    near = (last - first) / MAX_LABELS
    before, row = date.min, 0
    for day in lanes.shared_days:
        row = 1 - row if day - before < near else 0
        before = day
        axes.annotate(
            _day_words(day),
            (_x(day), 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3 + 12 * row),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8,
        )


def _draw_lane(axes: Axes, y: float, lane: Lane) -> None:
    for first, last in lane.spans:
        length = _x(last) - _x(first) + 1
        axes.barh(
            y,
            length,
            left=_x(first),
            height=BAR,
            facecolor=PALE,
            edgecolor=INK,
            linewidth=1.2,
            hatch="//",
            zorder=2,
        )
    for first, last in lane.lasting:
        axes.plot([_x(first), _x(last)], [y, y], color=INK, linewidth=3, zorder=3)
    days = [_x(day) for day in lane.days]
    axes.plot(days, [y] * len(days), "o", color=INK, markersize=9, mec="white", zorder=4)
    for day, count in lane.days.items():
        if count > 1 and len(lane.days) <= 10 * MAX_LABELS:
            axes.text(
                _x(day),
                y,
                str(count),
                color="white",
                fontsize=7,
                ha="center",
                va="center",
                zorder=5,
            )


def _draw_frame(axes: Axes, lanes: Lanes) -> None:
    from matplotlib.dates import AutoDateLocator

    names = [textwrap.fill(name, NAME_WIDTH) for name in lanes.by_agency]
    axes.set_yticks([-place for place in range(len(names))], names, parse_math=False)
    axes.set_ylim(0.5 - max(len(names), 1), 0.5)
    span = lanes.span or (date(2000, 1, 1), date(2000, 1, 2))
    margin = max(5, (span[1] - span[0]).days // 50)
    axes.set_xlim(_x(span[0]) - margin, _x(span[1]) + margin)
    locator = AutoDateLocator(minticks=3, maxticks=10)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    # The formatters of matplotlib speak the language of the machine.
    axes.xaxis.set_major_formatter(_tick_words)
    axes.grid(axis="x", color="#d9d9d9", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(_legend(lanes), fontsize=8.5, labelpad=10, loc="left", parse_math=False)


def _legend(lanes: Lanes) -> str:
    legend = (
        "Dot: a certain date (with the number, if several entries)   Hatched bar: an uncertain date   "
        "Line: how long it lasted\nDashed line with its date: several agencies   "
        "Dotted grey: no entry with a certain date"
    )
    if lanes.undated:
        legend += f"   Not shown: {lanes.undated} without any date"
    return legend


def _tick_words(place: float, _position: float = 0) -> str:
    day = date(1970, 1, 1) + timedelta(days=round(place))
    return f"{day.day} {MONTHS[day.month - 1]}\n{day.year}"


def _day_words(day: date) -> str:
    return f"{day.day} {month_words(day)}"


def _x(day: date) -> float:
    """Return the place of a day on the axis: days since 1970, as matplotlib counts them."""
    return (day - date(1970, 1, 1)) / timedelta(days=1)


def _described(svg: bytes, title: str, description: str) -> bytes:
    """Return a drawing with its title and its alternative text, as those who read aloud expect."""
    words = (
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="description">{escape(description)}</desc>\n'
    )
    begin = re.search(rb"<svg\b", svg)
    end = svg.index(b">", begin.end() if begin else 0) + 1
    opening = svg[:end].replace(b"<svg", b'<svg role="img" aria-labelledby="title description"', 1)
    return opening + b"\n" + words.encode() + svg[end:]

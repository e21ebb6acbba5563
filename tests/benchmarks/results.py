"""What was measured, for people: a table on the terminal, and the page that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathway.cli.screens.screen import Screen
from tests.benchmarks.rows import Quartiles, Result

COLUMNS = ("what", "goal", "measured", "quartiles", "met", "times")
HEAD = 2  # lines of a table above its rows
NOT_MEASURED = "not measured"
HERE = Path(__file__).parent
PAGE = HERE / "RESULTS.md"
INTRODUCTION = """\
# What `make bench` measured

Written by `make bench`; not to be edited. Each ratio is the median, with quartiles, of rounds in which both were
measured in turn. Only ratios can be compared from run to run; times depend on the machine and on what else it does."""


@dataclass(frozen=True, slots=True)
class Group:
    """
    The rows of a group that were measured.

    Args:
        conditions: When and how.
        broken: Why its other rows were not measured; empty where all were.
    """

    title: str
    conditions: str
    results: Sequence[Result]
    broken: str = ""


def show(screen: Screen, group: Group) -> None:
    """Write the rows of a group as a table."""
    screen.heading(group.title)
    screen.fold(group.conditions)
    styles = ["good" if result.is_met else "bad" for result in group.results]
    cells = [_cells(result) for result in group.results]
    # Six columns do not fit most terminals.
    screen.table(COLUMNS, cells, ((0, 5), (1,), (2, 3), (4,)), styles)
    if group.broken:
        screen.fold(f"Its other rows were not measured: {group.broken}")


def write(versions: Mapping[str, str], group: Group, page: Path = PAGE) -> None:
    """Put a group into the page, in place of what the page has of it."""
    sections = _sections(page)
    pictures = [f"![{name}]({name}.png)" for name in _pictures(group.results)]
    # A row that was measured before and could not be now is not left out of the page.
    lines = [*_table(group.results), *_missed(sections.get(group.title, ""), group)]
    body = [group.conditions, "\n".join(lines), *pictures]
    sections[group.title] = "\n\n".join(body)
    about = "\n".join(f"- {what}: {text}" for what, text in versions.items())
    texts = [f"## {title}\n\n{text}" for title, text in sections.items()]
    parts = [INTRODUCTION, about, _tally("\n".join(texts)), *texts]
    page.write_text("\n\n".join(parts) + "\n", "utf-8")


def tally(groups: Sequence[Group]) -> str:
    """Return in a sentence how many goals are met."""
    return _tally("\n".join(line for group in groups for line in _table(group.results)))


def _tally(tables: str) -> str:
    met, missed = tables.count("| yes |"), tables.count("| no |")
    missing = tables.count(f"| {NOT_MEASURED} |")
    return f"{met} of {met + missed} goals met; {missing} not measured."


def _sections(page: Path) -> dict[str, str]:
    """Return what the page has of each group, by its title."""
    if not page.exists():
        return {}
    _, *sections = page.read_text("utf-8").split("\n## ")
    parted = (section.partition("\n") for section in sections)
    return {title: text.strip() for title, _, text in parted}


def _missed(section: str, group: Group) -> Sequence[str]:
    """Return the rows of a section that a group did not reach before it broke."""
    if not group.broken:
        return []
    measured = {result.name for result in group.results}
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [
        f"| {name} | {goal} | {NOT_MEASURED} |  |  | {group.broken} |"
        for name, goal, *_ in rows[HEAD:]
        if name not in measured
    ]


def _table(results: Sequence[Result]) -> Sequence[str]:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(_cells(result) for result in results)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _cells(result: Result) -> Sequence[str]:
    if result.value is None:
        return (result.name, str(result.goal), NOT_MEASURED, "", "", result.detail)
    met = "yes" if result.is_met else "no"
    middle = _number(result.value.median)
    return (result.name, str(result.goal), middle, _spread(result.value), met, result.detail)


def _spread(value: Quartiles) -> str:
    return f"{_number(value.low)} to {_number(value.high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _pictures(results: Sequence[Result]) -> Sequence[str]:
    return sorted({result.picture for result in results if result.picture})

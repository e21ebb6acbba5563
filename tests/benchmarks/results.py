"""What was measured, for people: a table on the terminal, and the page that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathway.cli.screens.screen import Screen
from tests.benchmarks.rows import Quartiles, Result

COLUMNS = ("what", "goal", "measured", "quartiles", "met", "times")
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
    """

    title: str
    conditions: str
    results: Sequence[Result]


def show(screen: Screen, group: Group) -> None:
    """Write the rows of a group as a table."""
    screen.heading(group.title)
    screen.fold(group.conditions)
    styles = ["good" if result.is_met else "bad" for result in group.results]
    cells = [_cells(result) for result in group.results]
    # Six columns do not fit most terminals.
    screen.table(COLUMNS, cells, ((0, 5), (1,), (2, 3), (4,)), styles)


def write(versions: Mapping[str, str], group: Group, page: Path = PAGE) -> None:
    """Put a group into the page, in place of what the page has of it."""
    sections = _sections(page)
    pictures = [f"![{name}]({name}.png)" for name in _pictures(group.results)]
    body = [group.conditions, "\n".join(_table(group.results)), *pictures]
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
    missing = tables.count("| not measured |")
    return f"{met} of {met + missed} goals met; {missing} not measured."


def _sections(page: Path) -> dict[str, str]:
    """Return what the page has of each group, by its title."""
    if not page.exists():
        return {}
    _, *sections = page.read_text("utf-8").split("\n## ")
    parted = (section.partition("\n") for section in sections)
    return {title: text.strip() for title, _, text in parted}


def _table(results: Sequence[Result]) -> Sequence[str]:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(_cells(result) for result in results)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _cells(result: Result) -> Sequence[str]:
    if result.value is None:
        return (result.name, str(result.goal), "not measured", "", "", result.detail)
    met = "yes" if result.is_met else "no"
    middle = _number(result.value.median)
    return (result.name, str(result.goal), middle, _spread(result.value), met, result.detail)


def _spread(value: Quartiles) -> str:
    return f"{_number(value.low)} to {_number(value.high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _pictures(results: Sequence[Result]) -> Sequence[str]:
    return sorted({result.picture for result in results if result.picture})

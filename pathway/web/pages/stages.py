"""Where a case is, as a row of stages: those behind it, the one it is in, and those to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pathway.service.views.cases import CaseView
from pathway.service.views.history import EventView
from pathway.web import words
from pathway.workflows.history.case import stage_of

When = Literal["done", "now", "next"]
COLON = ": "
# Whatever becomes of a case, it ends like this.
LAST = ("action_plan", "closed")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: the states of a case whose names begin alike, such as `rapid_review.gathering`."""

    title: str
    when: When


def stages_of(case: CaseView, past: Sequence[str], titles: Mapping[str, str]) -> list[Stage]:
    """
    Return the stages that a case went through, the one that it is in, and the last ones.

    Args:
        past: The names of those that it went through.
        titles: The titles of states, such as `Rapid review: gathering`.
    """
    now = stage_of(case.state)
    stages = [Stage(_title(name, titles), "done") for name in past if name != now]
    stages.append(Stage(_title(now, titles), "now"))
    if now != LAST[-1]:
        coming = [name for name in LAST if name != now and name not in past]
        stages += [Stage(_title(name, titles), "next") for name in coming]
    return stages


def seen_in(history: Sequence[EventView]) -> list[str]:
    """Return the names of the stages to which the entries of a history led, each once."""
    return list(dict.fromkeys(stage_of(event.to) for event in history))


def _title(stage: str, titles: Mapping[str, str]) -> str:
    """Return what a stage is called: what the titles of its states have before a colon."""
    for state, title in titles.items():
        if stage_of(state) == stage and (COLON in title or state == stage):
            return title.partition(COLON)[0]
    return words.code(stage)

"""
Every name of the shipped definition, called otherwise wherever it stands: missed at loading, or
nothing changes.

Histories of random walks, led to closure, are decided again under the definition with the other
name; all that they did must be the same but for it. `--rest` tries every name over several
histories; else it is a part of them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.loading.definition_files import load
from tests.closer import Closer
from tests.explorer import Explorer, Seen
from tests.renaming import Name, decided_again, names, renamed, shipped, written

pytestmark = pytest.mark.long
PART, WALKS = 6, 2


@dataclass(frozen=True)
class Walk:
    """A history from its referral to closure, and the other cases that it names."""

    history: Sequence[Event]
    others: Mapping[str, Case]


@lru_cache(maxsize=1)
def walks(count: int) -> list[Walk]:
    """Return histories of random walks under the shipped definition."""
    seen, walked = Seen(), list[Walk]()
    for seed in range(count):
        explorer = Explorer(random.Random(seed), seen)
        explorer.walk(50)
        Closer(explorer).close()
        walked.append(Walk(explorer.desk.events, explorer.desk.others))
    return walked


def outcome(name: Name, count: int) -> str:
    """
    Return what becomes of the definition with the other name: nothing, where it is refused as it
    should be.
    """
    try:
        definition = load(renamed(name))
    except ImportRefused as refused:
        reasons = [str(reason) for reason in refused.reasons]
        return (
            ""
            if any(name.name in reason for reason in reasons)
            else f"refused without its name: {reasons[:3]}"
        )
    differing = (
        decided_again(walk.history, walk.others, definition, name) for walk in walks(count)
    )
    return next((difference for difference in differing if difference), "")


@pytest.mark.rest
@pytest.mark.parametrize(
    "kind", ["state", "step", "deadline", "fact", "number", "list", "seat", "item", "field"]
)
def test_a_name_is_missed_or_may_be_another_one(kind: str, *, whole: bool) -> None:
    """Of each kind, in turn."""
    same_kind = [name for name in names() if name.kind == kind]
    tried = same_kind if whole or len(same_kind) <= PART else same_kind[::PART]
    outcomes = {name.name: outcome(name, WALKS if whole else 1) for name in tried}

    assert {} == {name: problem for name, problem in outcomes.items() if problem}


def test_the_files_are_written_as_they_were() -> None:
    """
    What is tried is the shipped definition: written anew without another name it has the same hash.
    """
    texts = {name: written(content) for name, content in shipped().items()}
    same = load(texts)

    assert same.hash == load({name: written(content) for name, content in shipped().items()}).hash
    assert walks(1)[0].history[0].definition == same.hash

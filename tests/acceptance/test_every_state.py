"""
Every state and every step is reached, nothing that must hold is broken, and every case can be
closed.

Random people take random steps at random times; what they say comes from the schemas alone. The
suite walks a few dozen cases; `PATHWAY_WALKS=5000` walks as many as it says, with other seeds each
time `PATHWAY_SEED` is given another number.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway.workflows.deciding.decide import decide
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import replay
from pathway.workflows.loading.definition_files import packaged_definition
from tests.closer import Closer
from tests.explorer import Explorer, Seen

WALKS = int(os.environ.get("PATHWAY_WALKS", "8"))
SEED = int(os.environ.get("PATHWAY_SEED", "3"))  # one under which everything is seen soon
# Walkers are hardly ever left out of a restricted case; that is tested by itself.
EMERGENCY = "break_glass"
MOST = 60  # walks more, where chance has left something out


def walk(seed: int, seen: Seen) -> Explorer:
    """Walk a case: two stretches, each closed now and then, and the last of them always."""
    explorer = Explorer(random.Random(seed), seen)
    for _ in range(2):
        explorer.walk(25)
        if explorer.rng.random() < 0.5:
            Closer(explorer).close()
    Closer(explorer).close()
    explorer.check_history()
    return explorer


def unseen(seen: Seen) -> list[str]:
    """Return every state that no walk was in, and every step table that none took."""
    files = packaged_definition().files.values()
    states = [
        f"{file.name}: {state.name}"
        for file in files
        for state in file.state
        if not seen.states[(file.name, state.name)]
    ]
    tables = (
        f"{file.name}: {step.name} from {', '.join(step.from_)}"
        for file in files
        for number, step in enumerate(file.step)
        if not step.by and step.name != EMERGENCY and not seen.tables[(file.name, number)]
    )
    return [*states, *tables]


@pytest.fixture(scope="module")
def walked() -> tuple[Seen, list[Explorer]]:
    """Walk until everything was seen, and at least as often as is asked for."""
    seen = Seen()
    walks: Iterator[int] = iter(range(SEED * 100_000, SEED * 100_000 + WALKS + MOST))
    explorers = [walk(next(walks), seen) for _ in range(WALKS)]
    for seed in walks:
        if not unseen(seen):
            break
        explorers.append(walk(seed, seen))
    return seen, explorers


@pytest.mark.rest
def test_every_state_is_reached_and_every_step_is_taken(
    walked: tuple[Seen, list[Explorer]],
) -> None:
    """Of the case and of each kind of item, each table of the definition at least once."""
    assert [] == unseen(walked[0])


@pytest.mark.rest
def test_every_case_was_led_to_its_end(walked: tuple[Seen, list[Explorer]]) -> None:
    """From wherever a walk had come, people who may could close the case."""
    assert {"closed"} == {explorer.desk.case.state for explorer in walked[1]}


@pytest.mark.rest
def test_every_outcome_comes_about(walked: tuple[Seen, list[Explorer]]) -> None:
    """Cases end in every way in which a case can end."""
    ends = {
        event.effects.get("outcome") for explorer in walked[1] for event in explorer.desk.events
    }
    known = {step.outcome for step in packaged_definition().case.step}

    assert known == ends | {None}


@pytest.mark.rest
def test_histories_chain_and_hold_no_words(walked: tuple[Seen, list[Explorer]]) -> None:
    """Each event names the hash of the one before; no header holds what was only said."""
    for explorer in walked[1]:
        events = explorer.desk.events
        assert [event.hash for event in events[:-1]] == [
            event.previous_hash for event in events[1:]
        ]
        assert not [
            event.seq
            for event in events
            if b"As recorded" in event.content() or b"Child " in event.content()
        ]


@given(seed=st.integers(0, 2**32), length=st.integers(1, 40))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_a_history_decides_the_same_again(seed: int, length: int) -> None:
    """
    Deciding is pure: the case rebuilt from the bytes of its history gives the same event for the
    same command.
    """
    explorer = Explorer(random.Random(seed), Seen())
    explorer.walk(length)
    again = replay(explorer.desk.case.reference, explorer.desk.events)
    choice = explorer.choose()
    if choice is None:
        return
    command, situation = choice.attempt.command, choice.attempt.situation
    first = decide(explorer.desk.definition, explorer.desk.case, command, situation)
    second = decide(explorer.desk.definition, again, command, situation)

    assert type(first) is type(second)
    if isinstance(first, Event) and isinstance(second, Event):
        assert first.header() == second.header()

"""Random steps by random people through meetings: what must always hold, holds; every step is met."""

from __future__ import annotations

import random

import pytest

from tests.explorer import Seen
from tests.meeting_explorer import MeetingExplorer
from tests.sittings import of_meetings

WALKS, ALL_WALKS, STEPS = 60, 600, 30
SEED = 20261127


@pytest.mark.rest
@pytest.mark.long
def test_whatever_is_done_a_meeting_keeps_its_promises(whole: bool) -> None:
    """
    Schemas accept their own examples, replays agree, nothing stays open that nobody can end; and
    every step and state of the definition is reached.
    """
    rng, seen = random.Random(SEED), Seen()
    for _ in range(ALL_WALKS if whole else WALKS):
        explorer = MeetingExplorer(random.Random(rng.random()), seen)
        explorer.walk(STEPS)
        explorer.check_history()
    definition = of_meetings()
    steps = [
        (file.name, step.name)
        for file in definition.files.values()
        for step in file.step
        if not step.by and step.name != "breach"
    ]
    taken = {
        (name, definition.files[name].step[number].name)
        for name, number in seen.tables
        if name in definition.files
    }
    # The first state of each machine is entered by opening, which is no change of state.
    changed_to = {state.name for file in definition.files.values() for state in file.state[1:]}

    assert [] == [step for step in steps if step not in taken]
    assert set() == changed_to - {state for _, state in seen.states}

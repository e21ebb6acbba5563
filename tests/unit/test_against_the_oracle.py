"""
Random histories in disorder: after each act every duty is what the oracle says, and names whom the
oracle names.

Entries of earlier days, corrections, suspensions, migrations, holidays added later, several
incidents, absences, removals and interests are mixed. `PATHWAY_SEED` is another exploration.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pathway.workflows.loading.definition_files import load, packaged_definition
from tests.explorer import Seen
from tests.oracle.comparing import Watch
from tests.oracle.rules import Rules
from tests.wanderer import Wanderer, versions

SEED = int(os.environ.get("PATHWAY_SEED", "5"))
HISTORIES, ALL_HISTORIES, ACTS = 14, 80, 30
MIXTURE = (
    *(
        "entered late",
        "corrected",
        "suspended",
        "resumed",
        "migrated",
        "holiday added",
        "went away",
        "came back",
    ),
    *(
        "left",
        "came into post",
        "interest declared",
        "interest withdraws_case",
        "step report_incident",
    ),
)


@dataclass
class Explored:
    """What the exploration came across."""

    histories: int = 0
    acts: int = 0
    done: Counter[str] = field(default_factory=Counter[str])
    duties: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def told(self) -> list[str]:
        """
        Return its bounds: how much was done, how often each kind of it, and which duties were
        compared.
        """
        keys = Counter[str]()
        for (key, _), number in self.duties.items():
            keys[key] += number
        never = sorted(set(packaged_definition().deadlines) - set(keys))
        taken = {
            name: number
            for name, number in sorted(self.done.items())
            if not name.endswith("refused")
        }
        return [
            f"Against the oracle: {self.histories} histories, {self.acts} acts, {keys.total()} comparisons of a duty.",
            f"Taken: {', '.join(f'{name} {number}' for name, number in taken.items())}.",
            f"Duties compared: {', '.join(f'{key} {number}' for key, number in sorted(keys.items()))}.",
            f"Duties of the definition that no history reached: {', '.join(never) or 'none'}.",
        ]


@pytest.mark.long
def test_every_duty_agrees_with_the_oracle(
    whole: bool, record_bounds: Callable[[str], None]
) -> None:
    """
    Whatever is done in whatever order, case and oracle agree on clock, due day, state, end and
    people.
    """
    texts = versions()
    definitions = [load(files, checked=True) for files in texts.values()]
    rules = {version: Rules(files) for version, files in texts.items()}
    explored = Explored()

    @seed(SEED)
    @settings(
        max_examples=ALL_HISTORIES if whole else HISTORIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.integers(0, 2**32 - 1))
    def agree(number: int) -> None:
        walk = Wanderer(random.Random(number), Seen(), definitions)
        watch = Watch(walk.desk, rules, walk.everybody.appointments)
        walk.pass_time(0)
        watch.compare()
        for _ in range(ACTS):
            walk.wander()
            watch.compare()
            explored.acts += 1
        explored.histories += 1
        explored.done += walk.done
        explored.duties += watch.seen

    agree()
    for line in explored.told():
        record_bounds(line)

    assert [] == [name for name in MIXTURE if not explored.done[name]]

"""A host's own worker for several of its databases."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from pathway import Pathway
from pathway.testing import FakeClock, memory
from pathway.worker import SharedWorker
from pathway.worker.shared import _Served  # pyright: ignore[reportPrivateUsage]

PATIENCE = 10.0
LOOKS = 200  # several turns


def test_one_that_hangs_keeps_no_other_from_its_turns() -> None:
    """Not even where only one may work at a time; the turns of the other go on meanwhile."""
    clock, looks, released = FakeClock(), [0], threading.Event()
    workers: list[SharedWorker] = []
    hung: list[bool] = []

    def now() -> datetime:
        looks[0] += 1
        if looks[0] == LOOKS:
            hung.append(not released.is_set())
            released.set()
            workers[0].stop()
        return clock()

    def hangs() -> Pathway:
        if not released.wait(PATIENCE):
            workers[0].stop()
        raise ConnectionError

    works = memory(clock=now)
    looks[0] = 0
    workers.append(SharedWorker({"hangs": hangs, "works": lambda: works}, seconds=0.02, at_once=1))
    ended = workers[0].run()

    assert ended
    assert [True] == hung
    assert LOOKS <= looks[0]


def test_a_turn_that_breaks_off_is_over() -> None:
    """Its database is not said to be worked on, and is taken leave of at the end."""
    made = memory()
    served = _Served("breaks", lambda: made, "north")

    def breaks() -> bool:
        raise MemoryError

    with pytest.raises(MemoryError):
        served.work(breaks)
    served.end()
    made.close()

    assert not served.is_busy

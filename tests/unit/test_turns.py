"""Turns among many, of whom few may work at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pathway.worker.turns import Turns

PATIENCE = 30.0


class Working:
    """Threads that have turns, and what they saw."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[int] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def work(self, number: int, during: Callable[[], object] = lambda: None) -> None:
        """Have a turn."""
        with self.turns.taken():
            with self._lock:
                self.order.append(number)
                self._now += 1
                self.most = max(self.most, self._now)
            during()
            with self._lock:
                self._now -= 1


def test_no_more_work_at_the_same_time_than_may() -> None:
    working = Working(Turns(2, PATIENCE))
    meeting = threading.Barrier(2)  # two do meet, and a third would break it
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(working.work, number, meeting.wait) for number in range(8)]

    assert [None] * 8 == [turn.result() for turn in done]
    assert (2, 8) == (working.most, len(working.order))


def test_who_came_first_has_the_next_turn() -> None:
    turns = Turns(1, PATIENCE)
    working, begun, release = Working(turns), threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        release.wait(PATIENCE)

    with ThreadPoolExecutor(5) as threads:
        having = [threads.submit(working.work, 0, hold)]
        begun.wait(PATIENCE)
        for number in range(1, 5):
            having.append(threads.submit(working.work, number))
            while len(turns._waiting) < number:  # pyright: ignore[reportPrivateUsage]
                pass
        release.set()

    assert [None] * 5 == [turn.result() for turn in having]
    assert [0, 1, 2, 3, 4] == working.order


def test_nobody_waits_for_ever_for_one_that_hangs() -> None:
    """It still has its turn, which counts no more."""
    working, release = Working(Turns(1, patience=0.05)), threading.Event()
    with ThreadPoolExecutor(2) as threads:
        hanging = threads.submit(working.work, 0, lambda: release.wait(PATIENCE))
        threads.submit(working.work, 1).result(PATIENCE)
        is_hanging = not hanging.done()
        release.set()

    assert (True, {0, 1}) == (is_hanging, set(working.order))

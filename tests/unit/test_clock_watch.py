"""A worker whose time of day is put back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler  # pyright: ignore[reportMissingTypeStubs]

from pathway.worker.ticking import ClockWatch, run_now

TWO_DAYS = 2 * 24 * 60 * 60.0
PATIENCE = 30.0


@pytest.fixture
def scheduler() -> Iterator[Any]:
    """Return a scheduler that is running."""
    running: Any = BackgroundScheduler(timezone=UTC)
    running.start()
    yield running
    running.shutdown()


def test_a_clock_that_is_put_back_is_noticed_once() -> None:
    watch = ClockWatch(TWO_DAYS)
    assert [True, False] == [watch.was_put_back(0.0), watch.was_put_back(0.0)]


@pytest.mark.parametrize("change", [TWO_DAYS, 0.0, -1.0])
def test_a_clock_that_is_put_forward_or_drifts_is_not(change: float) -> None:
    assert not ClockWatch(0.0).was_put_back(change)


def test_a_job_that_waits_for_a_time_two_days_off_runs_at_once(scheduler: Any) -> None:
    """So the jobs of a worker wait once the time of day has been put back by two days."""
    ran = threading.Event()
    later = datetime.now(UTC) + timedelta(days=2)
    scheduler.add_job(ran.set, "interval", seconds=60, next_run_time=later)
    run_now(scheduler)
    assert ran.wait(PATIENCE)

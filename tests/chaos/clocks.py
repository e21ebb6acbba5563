"""
A time of day that is wrong, for one process alone: what it reads from Python is moved by as many
seconds as a file says.

The clock that only goes forward is left alone, as it is on a machine whose time of day is put
right.
"""

from __future__ import annotations

import datetime as dates
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

ASKING = ("pathway", "apscheduler")  # the packages that ask what time it is
_real_time = time.time
_wrong_by = [0.0]  # seconds, the last of which holds


class _Kind(type):
    """Every date with a time is one of the moved ones, as every other module takes it to be."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, dates.datetime)


class Moved(dates.datetime, metaclass=_Kind):
    """Tells the wrong time."""

    @classmethod
    def now(cls, tz: dates.tzinfo | None = None) -> Any:
        """Return what time it is by the clock that is wrong."""
        return dates.datetime.fromtimestamp(moved_time(), tz)


def moved_time() -> float:
    """Return the seconds since 1970 by the clock that is wrong."""
    return _real_time() + _wrong_by[-1]


def follow(file: Path) -> None:
    """Let this process's clock be wrong, from each SIGUSR1 on by what the file says then."""

    def read(_number: int, _frame: FrameType | None) -> None:
        _wrong_by.append(float(file.read_text("ascii")))

    signal.signal(signal.SIGUSR1, read)
    time.time = moved_time
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ASKING and vars(module).get("datetime") is dates.datetime:
            vars(module)["datetime"] = Moved

"""How a program is asked for a turn: a number on standard input, answered by the seconds of each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

Act = Callable[[int], None]


def told() -> dict[str, Any]:
    """Return what the program was told."""
    return dict(json.loads(sys.argv[1]))


def serve(act: Act, prepare: Act | None = None) -> None:
    """
    Do so much each time it is asked for, until nobody asks any more.

    Args:
        prepare: Done before, and not timed.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what engines print goes to where errors go
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        count = int(line)
        if prepare is not None:
            prepare(count)
        begun = perf_counter()
        act(count)
        print((perf_counter() - begun) / count, file=answers, flush=True)

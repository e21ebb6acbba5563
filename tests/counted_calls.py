"""How often functions are called, which depends on no machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def counted_calls(act: Callable[[], object]) -> Counter[str]:
    """Return how often each Python function is called while something is done, by its name."""
    calls: Counter[str] = Counter()

    def keep(frame: FrameType, kind: str, _: Any) -> None:
        if kind == "call":
            calls[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(keep)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls

"""Carrying a whole transaction out again where others stood in its way and nothing was stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from pathway.errors import DatabaseBusy

PAUSES = (0.05, 0.25, 1.0)  # seconds
Given = TypeVar("Given")


def again(transaction: Callable[[], Given]) -> Given:
    """
    Return what the transaction gives, tried again a few times where the database was busy.

    Raises:
        DatabaseBusy: It was busy to the last, or the database has waited long enough by itself.
    """
    for pause in PAUSES:
        try:
            return transaction()
        except DatabaseBusy as error:
            if error.has_waited:
                raise
            time.sleep(pause)
    return transaction()

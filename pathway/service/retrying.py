"""Trying again: a transaction that others were in the way of, a message that did not leave."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from random import random
from typing import TypeVar

from pathway.errors import DatabaseBusy

FIRST_PAUSE, LONGEST_PAUSE, TIMES = 0.05, 1.0, 3  # seconds
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
LAST_ATTEMPT = 20  # some three days after the first
LAST_IN_DOUBT = 3  # each attempt of which nobody knows the outcome may be another copy
FIRST_WAIT_FOR_LOGIN = timedelta(hours=1)  # an account locks after some refusals within minutes
Result = TypeVar("Result")


def again(transaction: Callable[[], Result]) -> Result:
    """
    Run a transaction, again a few times while the database is busy, and return its result.

    Raises:
        DatabaseBusy: It was busy to the last, or had itself waited long enough.
    """
    try:
        return transaction()
    except DatabaseBusy as error:
        if error.has_waited:
            raise
    time.sleep(FIRST_PAUSE)
    # Imported only once it is needed: most transactions succeed at the first attempt.
    from tenacity import (
        Retrying,
        retry_if_exception,
        stop_after_attempt,
        wait_exponential,
        wait_random,
    )

    retrying = Retrying(
        stop=stop_after_attempt(TIMES),
        wait=wait_exponential(FIRST_PAUSE, LONGEST_PAUSE) + wait_random(0, FIRST_PAUSE),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )
    return retrying(transaction)


def wait_after(attempts: int) -> timedelta | None:
    """
    Return how long a message waits after that many attempts, longer each time; None where it is
    given up.
    """
    if attempts >= LAST_ATTEMPT:
        return None
    wait = min(FIRST_WAIT * 2.0 ** (attempts - 1), LONGEST_WAIT)
    # Up to a minute more, so that messages which failed together are not tried together again.
    return wait + FIRST_WAIT * random()  # noqa: S311 - it need not be secret


def wait_in_doubt(attempts: int) -> timedelta | None:
    """
    Return how long a message waits that may have been taken already, or was refused after it was;
    None where it is given up, since more copies of it help nobody.
    """
    return wait_after(attempts) if attempts < LAST_IN_DOUBT else None


def wait_for_server(failures: int, *, is_login: bool) -> timedelta:
    """Return how long a server is left alone after it failed so often in a row."""
    first = FIRST_WAIT_FOR_LOGIN if is_login else FIRST_WAIT
    # Twelve doublings are more than the longest wait; more would be a number too large.
    return min(first * 2.0 ** min(failures - 1, 12), LONGEST_WAIT)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, DatabaseBusy) and not error.has_waited

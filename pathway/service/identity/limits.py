"""How often somebody may try to sign in, for one address and from one place."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.identity import attempts, digests

WINDOW = timedelta(minutes=15)
NETWORK_BITS = 64  # of an IPv6 address, which one household or office has to itself


@dataclass(frozen=True, slots=True)
class Limit:
    """
    How often something may be tried in a window of time.

    Args:
        kind: What is tried, and whether an address or a place is counted.
    """

    kind: str
    most: int


ASKS_FOR_ADDRESS = Limit("ask_address", 5)
# Many people of an agency may share one address of the internet.
ASKS_FROM_PLACE = Limit("ask_place", 60)
CODES_FOR_ADDRESS = Limit("code_address", 10)
TRIES_FROM_PLACE = Limit("try_place", 60)


@dataclass(frozen=True, slots=True)
class Exceeded:
    """
    That something was tried too often.

    Args:
        retry_after: In how many seconds it may be tried again.
        is_first: Whether it is the first time in its window.
    """

    retry_after: int
    is_first: bool


def exceeded(unit: UnitOfWork, counted: Sequence[tuple[Limit, str]]) -> Exceeded | None:
    """
    Count an attempt for each subject, and return whether one of them was counted too often.

    Args:
        counted: Each limit with whom or what it counts.
    """
    over: list[Exceeded] = []
    for limit, subject in counted:
        digest = digests.of_name(subject, unit.message_secret)
        tried = attempts.count(unit.connection, limit.kind, digest, now=unit.now, window=WINDOW)
        if tried.times > limit.most:
            left = (tried.since + WINDOW - unit.now).total_seconds()
            over.append(Exceeded(max(1, ceil(left)), tried.times == limit.most + 1))
    return max(over, key=lambda each: each.retry_after, default=None)


def forget(unit: UnitOfWork, limit: Limit, subject: str) -> None:
    """Begin anew to count, for somebody who has proved who they are."""
    digest = digests.of_name(subject, unit.message_secret)
    attempts.forget(unit.connection, limit.kind, digest)


def place(source: str) -> str:
    """Return what is counted as one place: of an IPv6 address its network."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))
    return source

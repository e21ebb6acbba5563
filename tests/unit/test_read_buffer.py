"""What was read is kept until it is written, and no longer than there is room."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog.testing

from pathway.service.read_buffer import BATCH, MAX_KEPT, ReadBuffer
from pathway.storage.read_log import Read


def read(number: int) -> Read:
    """Return what one of many people read."""
    return Read(datetime(2026, 3, 16, tzinfo=UTC), number, "PR-2026-0001", ("status",), "library")


def filled(count: int) -> ReadBuffer:
    """Return a buffer of so many."""
    buffer = ReadBuffer()
    for number in range(count):
        buffer.add(read(number))
    return buffer


def test_what_could_not_be_written_is_not_tried_again_at_once() -> None:
    """Each read would wait for the database that fails, however many there are."""
    buffer = filled(BATCH)
    was_due = buffer.is_due
    buffer.put_back(buffer.take())
    buffer.add(read(BATCH))

    assert was_due
    assert not buffer.is_due
    assert [*range(BATCH + 1)] == [entry.person for entry in buffer.take()]


def test_what_there_is_no_room_for_is_logged() -> None:
    """The first are kept; it is said how many were dropped, and not whose they were."""
    buffer = filled(MAX_KEPT)
    taken = buffer.take()
    buffer.add(read(-1))
    buffer.add(read(-2))
    with structlog.testing.capture_logs() as logged:
        buffer.put_back(taken)
        buffer.add(read(-3))
    dropped = {"event": "reads.dropped", "log_level": "error"}

    assert [dropped | {"count": 2}, dropped | {"count": 1}] == logged
    assert taken == buffer.take()

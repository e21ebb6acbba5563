"""Whatever a host's logger or listener does, a step that was committed is returned."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import structlog

from pathway.service.views.history import EventView
from pathway.testing import case_in, memory
from pathway.worker.ticking import tick

SUBMIT = "submit"
REFERRER = "referrer.childrens@example.org"


class Awaited:
    """A logger of a host whose methods return something to be awaited, without being coroutines."""

    def __init__(self, *_given: Any) -> None:
        """Take what structlog hands over."""

    def info(self, _event: str, **_fields: Any) -> Any:
        """Return what nobody awaits."""
        return asyncio.sleep(0)

    debug = warning = error = info


class Failing(logging.Handler):
    """A handler that writes nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Fail."""
        raise RuntimeError(record.name)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what the logging module writes of the library's log, and undo what structlog is told."""
    text = io.StringIO()
    handler, logger = logging.StreamHandler(text), logging.getLogger("pathway")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield text
    logger.removeHandler(handler)
    logger.setLevel(level)
    structlog.reset_defaults()


def fails(*_given: Any) -> Any:
    """Fail, as a host's processor may."""
    raise RuntimeError("broken")


CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "of coroutines": {"wrapper_class": structlog.stdlib.AsyncBoundLogger},
    "to be awaited": {"wrapper_class": Awaited},
    "with a processor that fails": {"processors": [fails]},
    "that cannot be made": {"wrapper_class": fails},
    "for another kind of output": {
        "processors": [structlog.processors.JSONRenderer(default=fails)]
    },
}


def submitted() -> str:
    """Return the state of a case after a step."""
    pathway = memory()
    reference = case_in(pathway, "draft").reference
    try:
        return pathway.take(reference, SUBMIT, by=REFERRER).state
    finally:
        pathway.close()


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_no_logger_fails_a_step(lines: io.StringIO, kind: str) -> None:
    """Nor is the line lost."""
    structlog.configure(**CONFIGURATIONS[kind])

    assert "quality_assurance" == submitted()
    assert "step.taken" in lines.getvalue()


def test_no_logger_fails_a_step_inside_a_loop(lines: io.StringIO) -> None:
    """As in a host that is asynchronous itself."""
    structlog.configure(wrapper_class=structlog.stdlib.AsyncBoundLogger)

    async def serve() -> str:
        return submitted()

    assert "quality_assurance" == asyncio.run(serve())
    assert "step.taken" in lines.getvalue()


def test_a_handler_that_fails(lines: io.StringIO) -> None:
    """The logging module's own may as well."""
    handler = Failing()
    logger = logging.getLogger("pathway")
    logger.addHandler(handler)
    try:
        state = submitted()
    finally:
        logger.removeHandler(handler)

    assert "quality_assurance" == state
    assert "step.taken" in lines.getvalue()


def test_a_tick_goes_on(lines: io.StringIO) -> None:
    """The worker logs what failed with a logger that fails as well."""
    structlog.configure(processors=[fails])
    tick("sweep", fails)

    assert "tick.failed" in lines.getvalue()


def test_a_listener_that_is_a_coroutine_is_named(lines: io.StringIO) -> None:
    """It was never run, and the log tells so."""

    async def listen(_recorded: Sequence[EventView]) -> None:
        """Never be awaited."""

    pathway = memory(listener=listen)
    reference = case_in(pathway, "draft").reference
    case = pathway.take(reference, SUBMIT, by=REFERRER)
    pathway.close()

    assert "quality_assurance" == case.state
    assert "listener.failed" in lines.getvalue()


def test_a_listener_cannot_take_events_away() -> None:
    """What it is given is its own."""

    def listen(recorded: Sequence[EventView]) -> None:
        assert isinstance(recorded, tuple)

    pathway = memory(listener=listen)
    case = pathway.take(case_in(pathway, "draft").reference, SUBMIT, by=REFERRER)
    pathway.close()

    assert [SUBMIT] == [event.step for event in case.events]

"""Histories that were recorded by earlier code are read by the present code as they were then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pathway import Pathway
from pathway.storage.database.engine import open_engine
from pathway.storage.database.schema import upgrade
from tests.corpus import differences, recorded, told_now, told_then, unpacked


@pytest.fixture(params=recorded())
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of something that was recorded."""
    return str(request.param)


@pytest.fixture
def pathway(name: str, tmp_path: Path) -> Iterator[Pathway]:
    """Return the recorded cases, brought to today's schema as an operator would."""
    engine = open_engine(unpacked(name, tmp_path))
    upgrade(engine)
    yield Pathway.connect(engine, key_file=tmp_path / "pathway.key")
    engine.dispose()


def test_history_is_replayed_as_it_was_told(pathway: Pathway, name: str) -> None:
    """
    Where each case stands, every entry of its history, and why each deadline is due when it is.
    """
    then = told_then(name)

    assert then
    assert [] == differences(then, told_now(pathway))


def test_the_proof_still_holds(pathway: Pathway) -> None:
    """Every hash, every sealed part, and every row is what replaying the events gives."""
    assert [] == pathway.verify()


def test_the_cases_can_be_gone_on_with(pathway: Pathway, name: str) -> None:
    """A note is added to each, also to those that are closed."""
    pathway.clock.set(pathway.clock.now())
    for reference in told_then(name):
        pathway.take(
            reference, "note", by="business.unit@example.org", input={"text": "Read again."}
        )

    assert [] == pathway.verify()


@pytest.mark.parametrize(
    "now", [{"a": 2, "b": [1]}, {"b": [1]}, {"a": 1, "b": []}, {"a": 1, "b": [2]}]
)
def test_a_difference_would_be_seen(now: object) -> None:
    """Another value, one that is gone, a list that is shorter; more than was told then is none."""
    assert differences({"a": 1, "b": [1]}, now)
    assert not differences({"a": 1, "b": [1]}, {"a": 1, "b": [1], "c": 3})

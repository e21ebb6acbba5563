"""The figures as metrics of OpenTelemetry, seen by its own SDK."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint

from pathway import Pathway
from pathway.telemetry import observe
from pathway.testing import case_in, memory
from tests.rehearsals import Rehearsal
from tests.watched import live, ran

UNDER_OPENTELEMETRY = """
import sys
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider([reader], shutdown_on_exit=False))
from pathway.cli import main
code = main(sys.argv[1:])
names = {
    metric.name
    for resource in reader.get_metrics_data().resource_metrics
    for scope in resource.scope_metrics
    for metric in scope.metrics
}
print(code, *sorted(names))
"""


@pytest.fixture
def own() -> Iterator[Pathway]:
    """Return cases in memory."""
    pathway = memory()
    yield pathway
    pathway.close()


@pytest.fixture
def reader() -> InMemoryMetricReader:
    """Return what keeps metrics for the test to look at."""
    return InMemoryMetricReader()


def provided(reader: InMemoryMetricReader) -> MeterProvider:
    """Return a provider whose metrics the reader reads."""
    return MeterProvider([reader], shutdown_on_exit=False)


def seen(reader: InMemoryMetricReader) -> dict[tuple[str, str], float]:
    """Return each value by the metric's name and its one attribute; of times how many there are."""
    data = reader.get_metrics_data()
    values: dict[tuple[str, str], float] = {}
    for resource in data.resource_metrics if data else ():
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    label = ",".join(str(value) for value in (point.attributes or {}).values())
                    values[metric.name, label] = (
                        point.value if isinstance(point, NumberDataPoint) else point.count
                    )
    return values


def test_what_happens_is_counted(own: Pathway, reader: InMemoryMetricReader) -> None:
    """Steps by step, refusals by reason, and how long sweep and verification took."""
    observe(own, provider=provided(reader))
    live(own)
    metrics = seen(reader)

    assert 1 == metrics["pathway.steps", "refer"]
    assert 1 == metrics["pathway.steps", "submit"]
    assert 1 == metrics["pathway.refusals", "wrong_state"]
    assert 1 == metrics["pathway.sweep", ""]
    assert 1 == metrics["pathway.verification", "sound"]


def test_what_the_database_says_is_observed(own: Pathway, reader: InMemoryMetricReader) -> None:
    """Each figure is a gauge."""
    observe(own, provider=provided(reader))
    live(own)
    metrics = seen(reader)
    figures = own.figures().as_json()

    assert figures["messages_waiting"]
    for name, value in figures.items():
        assert value == metrics[f"pathway.{name.removesuffix('_seconds')}", ""]


def test_several_databases_are_told_apart(reader: InMemoryMetricReader) -> None:
    """By the attributes that their host gives them."""
    provider = provided(reader)
    north, south = memory(), memory()
    for name, pathway in {"north": north, "south": south}.items():
        observe(pathway, provider=provider, attributes={"partnership": name})
    case_in(north, "draft")
    metrics = seen(reader)

    assert {"north,refer"} == {label for name, label in metrics if name == "pathway.steps"}
    assert {"north", "south"} == {
        label for name, label in metrics if name == "pathway.messages_due"
    }
    north.close()
    south.close()


def test_a_host_that_connects_anew_is_watched(own: Pathway, reader: InMemoryMetricReader) -> None:
    """By its new connection, whether or not the old one is still there."""
    provider = provided(reader)
    old = memory()
    for pathway in (old, own):
        observe(pathway, provider=provider)
    old.close()
    live(own)

    assert own.figures().messages_waiting == seen(reader)["pathway.messages_waiting", ""] > 0


def test_a_database_that_is_gone_has_no_figures(reader: InMemoryMetricReader) -> None:
    """Nothing fails when metrics are collected after it was closed, or let go."""
    pathway = memory()
    observe(pathway, provider=provided(reader))
    pathway.close()
    closed = seen(reader)
    del pathway
    gc.collect()

    assert {} == closed
    assert {} == seen(reader)


@pytest.mark.sqlite
def test_a_command_is_watched_that_is_started_under_opentelemetry(desk: Rehearsal) -> None:
    """As by its own launcher, which brings the SDK before the command is loaded."""
    desk.refer()
    desk.clock("2026-03-23")

    assert "0 pathway.steps pathway.sweep" == ran(UNDER_OPENTELEMETRY, *asked(desk, "sweep"))
    assert "0 pathway.verification" == ran(UNDER_OPENTELEMETRY, *asked(desk, "verify"))


def asked(desk: Rehearsal, command: str) -> list[str]:
    """Return the arguments of a command on a database."""
    return [command, "--database", desk.address, "--key-file", str(desk.key)]

"""
OpenTelemetry: the figures of Pathway as metrics of the host's own provider. No other module knows it.

It needs the extra `telemetry`, which is the API alone; the host brings the SDK, and says where
metrics go.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from opentelemetry.metrics import (
    CallbackOptions,
    Counter,
    Histogram,
    Meter,
    MeterProvider,
    Observation,
    get_meter,
)

from pathway.errors import PathwayError
from pathway.measures import COUNTERS, LENGTHS, SECONDS, STANDING, Measure
from pathway.service import Pathway
from pathway.service.views.figures import Figures

NAME = "pathway"
FRESH_FOR = 1.0  # seconds, in which all gauges of one collection are read
# A sweep of nothing takes milliseconds, and one after a long standstill minutes.
BOUNDARIES = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900)
Attributes = Mapping[str, str]
# What is watched through each meter, of which a provider has one.
_WATCHED: weakref.WeakKeyDictionary[Meter, list[_Readings]] = weakref.WeakKeyDictionary()


def observe(
    pathway: Pathway,
    *,
    provider: MeterProvider | None = None,
    attributes: Attributes | None = None,
) -> None:
    """
    Report the figures of Pathway as metrics, from now on and for as long as it is in use.

    What happens in this process is counted as it happens. What the database says is read when
    metrics are collected.

    Args:
        pathway: What is watched; once for each connection, whatever is made of it with `through`
            or `at`.
        provider: Where metrics go; the global one if left out.
        attributes: Added to each metric: of several databases in one process, which it is.
    """
    meter = get_meter(NAME, meter_provider=provider)
    own = dict(attributes or {})
    pathway.tally.tell(_Instruments(meter, own))
    if meter not in _WATCHED:
        _WATCHED[meter] = []
        _create_gauges(meter, _WATCHED[meter])
    watched = _WATCHED[meter]
    # A host that connects anew is watched by its new connection.
    watched[:] = [standing for standing in watched if standing.attributes != own]
    watched.append(_Readings(weakref.ref(pathway), own))


def _create_gauges(meter: Meter, watched: list[_Readings]) -> None:
    """Make the gauges of a meter; a further one of the same name would not be heard of."""
    for measure in STANDING:
        meter.create_observable_gauge(
            _name(measure),
            callbacks=[_observing(measure, watched)],
            unit=_unit(measure),
            description=measure.description,
        )


def _observing(
    measure: Measure, watched: list[_Readings]
) -> Callable[[CallbackOptions], Iterable[Observation]]:
    """Return what observes one figure of each database; nothing of one that cannot be read."""

    def observed(_options: CallbackOptions) -> Iterable[Observation]:
        for standing in watched:
            figures = standing.fresh()
            if figures is not None:
                yield Observation(getattr(figures, measure.name), standing.attributes)

    return observed


class _Instruments:
    """The instruments for what happens in this process."""

    def __init__(self, meter: Meter, attributes: Attributes) -> None:
        self._attributes = attributes
        self._counters: dict[Measure, Counter] = {
            measure: meter.create_counter(
                _name(measure), unit=_unit(measure), description=measure.description
            )
            for measure in COUNTERS
        }
        self._histograms: dict[Measure, Histogram] = {
            measure: meter.create_histogram(
                _name(measure),
                unit=_unit(measure),
                description=measure.description,
                explicit_bucket_boundaries_advisory=BOUNDARIES,
            )
            for measure in LENGTHS
        }

    def count(self, measure: Measure, label: str) -> None:
        """Count it."""
        self._counters[measure].add(1, self._labelled(measure, label))

    def lasted(self, measure: Measure, label: str, seconds: float) -> None:
        """Record how long it took."""
        self._histograms[measure].record(seconds, self._labelled(measure, label))

    def _labelled(self, measure: Measure, label: str) -> dict[str, str]:
        return {**self._attributes, measure.label: label} if measure.label else {**self._attributes}


@dataclass
class _Readings:
    """
    What a database says, read once for all gauges of a collection.

    Args:
        pathway: Leads to what is watched, for as long as its host keeps it.
    """

    pathway: Callable[[], Pathway | None]
    attributes: Attributes
    _figures: Figures | None = None
    _read_at: float = -FRESH_FOR

    def fresh(self) -> Figures | None:
        """Return the figures of just now; None where the database cannot be read."""
        if time.monotonic() - self._read_at >= FRESH_FOR:
            self._figures = self._read()
            self._read_at = time.monotonic()
        return self._figures

    def _read(self) -> Figures | None:
        pathway = self.pathway()
        try:
            return None if pathway is None else pathway.figures()
        except PathwayError:  # its host sees no value, and `doctor` tells why
            return None


def _name(measure: Measure) -> str:
    return f"{NAME}.{measure.name.removesuffix(SECONDS)}"


def _unit(measure: Measure) -> str:
    return "s" if measure.is_in_seconds else ""

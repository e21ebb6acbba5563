"""
The figures of Pathway for a Prometheus server, by prometheus-client: no other module knows that.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from pathway.measures import COUNTERS, LENGTHS, STANDING, Measure, Tally
from pathway.service.views.figures import Figures
from pathway.web.desk import Desk

PREFIX = "pathway_"


class Metrics:
    """
    Answers a Prometheus server.

    Args:
        token: What the server has to send, so that nobody else is answered.
    """

    def __init__(self, desk: Desk, token: str) -> None:
        self._desk, self._token = desk, token.encode()

    async def answered(self, request: Request) -> Response:
        """Return the figures, in the format that is asked for."""
        if not self._may_ask(request):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return await self._desk.in_thread(lambda: self._figures(request))

    def _may_ask(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        # A header is read as Latin-1, whatever its bytes mean.
        is_token = hmac.compare_digest(token.strip().encode("latin-1"), self._token)
        return scheme.lower() == "bearer" and is_token

    def _figures(self, request: Request) -> Response:
        pathway = self._desk.pathway
        registry = CollectorRegistry()
        registry.register(_Collected(pathway.figures(), pathway.tally))
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": content_type})


class _Collected(Collector):
    """The figures of one instant, and what this process has counted."""

    def __init__(self, figures: Figures, tally: Tally) -> None:
        self._figures, self._tally = figures, tally

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        for measure in STANDING:
            value: float = getattr(self._figures, measure.name)
            yield GaugeMetricFamily(_name(measure), measure.description, value=value)
        for measure in COUNTERS:
            counter = CounterMetricFamily(
                _name(measure), measure.description, labels=[measure.label]
            )
            for label, count in self._tally.counts(measure).items():
                counter.add_metric([label], count)
            yield counter
        for measure in LENGTHS:
            yield self._length(measure)

    def _length(self, measure: Measure) -> Metric:
        labels = [measure.label] if measure.label else []
        summary = SummaryMetricFamily(_name(measure), measure.description, labels=labels)
        for label, length in self._tally.lengths(measure).items():
            own = [label] if measure.label else []
            summary.add_metric(own, length.times, length.seconds)
        return summary


def _name(measure: Measure) -> str:
    return f"{PREFIX}{measure.name}"

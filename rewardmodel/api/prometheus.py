"""Health as Prometheus text, at a path that a setting opens.

Everything is read when it is asked for, into a registry of the request's own: web processes keep no
counters, so it does not matter which of them answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from feedback.api.errors import json_error
from rewardmodel.selectors.health import health_of
from rewardmodel.services.scorer_client import capacity


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges of the whole installation, for whoever has ``PLUMBLINE_METRICS_TOKEN``."""
    token = settings.PLUMBLINE_METRICS_TOKEN
    if not token:
        return json_error(404, "not_found", "There is nothing here.")
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not constant_time_compare(given.strip(), token):
        answer = json_error(401, "not_authenticated", "This asks for PLUMBLINE_METRICS_TOKEN.")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    registry = CollectorRegistry()
    registry.register(HealthCollector({**health_of(), "scorer": capacity()}))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class HealthCollector(Collector):
    """Gauges of what ``health_of`` tells, with the scorer's ``capacity``."""

    def __init__(self, health: dict[str, Any]) -> None:
        self.health = health

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The gauges; what is not known has no sample."""
        for name, about in (
            ("alive", "Worker processes heard within a minute."),
            ("places", "How much the living workers do at a time."),
        ):
            yield self._by("workers", name, ("queue",), about)
        for name, about in (
            ("waiting", "Work that is due and held by no worker."),
            ("running", "Work held by a worker."),
            ("put_off", "Work that is not due yet: a later try, or a later slice."),
            ("oldest_seconds", "How long the oldest waiting work has waited."),
        ):
            yield self._by("work", name, ("kind", "queue"), about)
        for name, about in (
            ("answers", "Answers that the live head has not learned yet."),
            ("oldest_seconds", "Age of the oldest answer that was not learned yet."),
        ):
            yield self._by("head_lag", name, ("project",), about)
        yield self._latency()
        for name, about in (
            ("used", "Requests for rewards under way in the web process that answers."),
            ("places", "Requests for rewards that it takes at a time."),
        ):
            value = self.health["scorer"][name]
            yield GaugeMetricFamily(f"plumbline_scorer_{name}", about, value=value)
        yield self._failures()

    def _by(self, part: str, name: str, labels: tuple[str, ...], about: str) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(f"plumbline_{part}_{name}", about, labels=labels)
        for row in self.health[part]:
            gauge.add_metric([row[label] for label in labels], row[name])
        return gauge

    def _latency(self) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "plumbline_answer_to_live_seconds",
            "From an answer to the live head's having learned it, of the last day.",
            labels=("quantile",),
        )
        for quantile, name in (("0.5", "median_seconds"), ("0.95", "p95_seconds")):
            if (seconds := self.health["answer_to_live"][name]) is not None:
                gauge.add_metric([quantile], seconds)
        return gauge

    def _failures(self) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "plumbline_last_failures",
            "Of the last twenty failures, those that are tried again and those given up.",
            labels=("kind", "tried_again"),
        )
        counts = Counter(
            (row["kind"], "yes" if row["retry_at"] else "no") for row in self.health["failures"]
        )
        for labels, count in sorted(counts.items()):
            gauge.add_metric(labels, count)
        return gauge

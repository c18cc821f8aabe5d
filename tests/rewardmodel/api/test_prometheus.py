"""/metrics: health as Prometheus text, for whoever has the token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import environment

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-some-length"


def test_without_the_setting_there_is_no_such_page(client, settings):
    settings.PLUMBLINE_METRICS_TOKEN = ""
    for given in ("Bearer ", f"Bearer {TOKEN}"):
        answer = client.get("/metrics", headers={"Authorization": given})
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer ü"])
def test_without_the_token_nothing_is_told(client, settings, given):
    settings.PLUMBLINE_METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": given} if given else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_authenticated"


def test_it_is_only_read(client, settings):
    settings.PLUMBLINE_METRICS_TOKEN = TOKEN
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_prometheus_reads_what_health_tells(client, settings, project):
    from feedback.models import Job, Upkeep, Worker

    settings.PLUMBLINE_METRICS_TOKEN = TOKEN
    now = timezone.now()
    Worker.objects.create(name="bulk@a", queues=["bulk"], places=2, heard_at=now)
    since = now - timedelta(seconds=50)
    Job.objects.create(
        project=project, kind="export", format="trl", due_at=since, waiting_since=since
    )
    Upkeep.objects.create(kind="refit", project=project, failures=1)
    for _ in range(2):  # nothing is kept from one request to the next
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
        found = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }
        assert found["plumbline_workers_alive", "bulk"] == 1
        assert found["plumbline_workers_places", "bulk"] == 2
        assert found["plumbline_workers_alive", "live"] == 0
        assert found["plumbline_work_waiting", "export", "bulk"] == 1
        assert 50 <= found["plumbline_work_oldest_seconds", "export", "bulk"] < 80
        assert found["plumbline_work_put_off", "training", "training"] == 0
        assert found["plumbline_head_lag_answers", "plumb"] == 0
        assert found["plumbline_scorer_places",] == settings.PLUMBLINE_SCORER_REQUESTS
        assert found["plumbline_last_failures", "refit", "yes"] == 1
        assert not [key for key in found if key[0] == "plumbline_answer_to_live_seconds"]


@pytest.mark.parametrize(
    "value", ["fifteen-letters", "two words of some length", "ümlautümlautümlaut"]
)
def test_a_token_that_is_short_or_no_header_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("PLUMBLINE_METRICS_TOKEN", value)
    with pytest.raises(ImproperlyConfigured, match="PLUMBLINE_METRICS_TOKEN") as refused:
        environment.token("PLUMBLINE_METRICS_TOKEN", minimum=16)
    assert value not in str(refused.value)


def test_a_token_long_enough_is_taken_and_an_empty_one_means_none(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_METRICS_TOKEN", TOKEN)
    assert environment.token("PLUMBLINE_METRICS_TOKEN", minimum=16) == TOKEN
    monkeypatch.setenv("PLUMBLINE_METRICS_TOKEN", "")
    assert environment.token("PLUMBLINE_METRICS_TOKEN", minimum=16) == ""

"""Projects are spread over the live workers that are alive, and move when one dies."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from feedback.models import Worker
from feedback.services.work import ask
from feedback.services.work.shards import ALIVE_FOR, LIVE, own_queue, shard_of
from feedback.services.work.sweeping import sweep
from feedback.services.work.waking import waiting_messages
from feedback.services.workers import give_sign

pytestmark = pytest.mark.django_db
PROJECTS = range(1, 301)
NAMES = ("live@one", "live@two", "live@three")


@pytest.fixture(autouse=True)
def _no_messages() -> None:
    """As if the broker had been flushed: an earlier run may have left some."""
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        for queue in (LIVE, *map(own_queue, NAMES)):
            channel.queue_declare(queue)
            channel.queue_purge(queue)


def start(*names: str) -> None:
    for name in names:
        give_sign(name=name, queues=[LIVE, own_queue(name)], places=1)


def lose(name: str) -> None:
    silent = timezone.now() - ALIVE_FOR - timedelta(seconds=1)
    Worker.objects.filter(name=name).update(heard_at=silent)


def where_all_are() -> dict[int, str]:
    return {project: shard_of(project) for project in PROJECTS}


def test_without_a_live_worker_messages_go_where_all_of_them_listen():
    give_sign(name="bulk@one", queues=["bulk"], places=2)
    assert shard_of(7) == LIVE


def test_a_worker_that_has_no_shard_of_its_own_serves_the_shared_one():
    give_sign(name="live@one", queues=[LIVE], places=1)
    assert shard_of(7) == LIVE


def test_projects_are_spread_evenly():
    start(*NAMES)
    shares = Counter(where_all_are().values())
    assert set(shares) == {own_queue(name) for name in NAMES}
    assert min(shares.values()) > 60


def test_when_a_worker_dies_only_its_projects_move_and_they_come_back_with_it():
    start(*NAMES)
    before = where_all_are()
    lose("live@two")
    after = where_all_are()
    lost = own_queue("live@two")
    assert lost not in after.values()
    assert all(after[each] == before[each] for each in PROJECTS if before[each] != lost)
    moved = Counter(after[each] for each in PROJECTS if before[each] == lost)
    assert len(moved) == 2
    start("live@two")
    assert where_all_are() == before


def test_what_was_sent_to_a_worker_that_died_is_sent_to_the_next(
    project, django_capture_on_commit_callbacks
):
    start("live@one", "live@two")
    first = shard_of(project.pk)
    with django_capture_on_commit_callbacks(execute=True):
        ask("learn", project_id=project.pk)
    assert waiting_messages(first) == 1
    sweep()
    assert waiting_messages(first) == 1, "it waits there already"
    lose(next(name for name in NAMES if own_queue(name) == first))
    second = shard_of(project.pk)
    assert second != first
    sweep()
    assert waiting_messages(second) == 1

"""The Celery app. Tasks are sent by name, so sending one never imports what it runs."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_after_setup, worker_ready, worker_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_after_setup.connect
def _serve_own_projects(sender: str, instance: Any, **_: Any) -> None:
    """A live worker has a queue of its own besides the shared one. Not over files: there is one
    live worker there, and each queue would have to be looked for again and again."""
    from django.conf import settings

    from feedback.services.work.shards import LIVE, own_queue

    queues = instance.app.amqp.queues
    if settings.REDIS_URL and LIVE in queues.consume_from:
        queues.select_add(own_queue(sender))


@worker_ready.connect
def _say_alive(sender: Any, **_: Any) -> None:
    from feedback.services.workers import start_heartbeat

    queues = [queue.name for queue in sender.task_consumer.queues]
    start_heartbeat(name=sender.hostname, queues=queues, places=sender.pool.num_processes or 1)


@worker_shutdown.connect
def _say_goodbye(sender: Any, **_: Any) -> None:
    from feedback.services.workers import end_worker

    end_worker(name=sender.hostname)

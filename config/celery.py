"""The Celery app. Tasks are sent by name, so sending one never imports what it runs."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _say_alive(sender: Any, **_: Any) -> None:
    from feedback.services.workers import start_heartbeat

    queues = [queue.name for queue in sender.task_consumer.queues]
    start_heartbeat(name=sender.hostname, queues=queues, places=sender.pool.num_processes or 1)


@worker_shutdown.connect
def _say_goodbye(sender: Any, **_: Any) -> None:
    from feedback.services.workers import end_worker

    end_worker(name=sender.hostname)

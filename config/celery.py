"""The Celery app. Tasks are sent by name, so sending one never imports what it runs."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _say_alive(sender: Any, **_: Any) -> None:
    from rewardmodel.heartbeat import start_heartbeat

    start_heartbeat([queue.name for queue in sender.task_consumer.queues])

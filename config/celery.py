"""The Celery app. Tasks are sent by name, so sending one never imports what it runs."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from config.bounded import redis_calls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Plumbline(Celery):  # type: ignore[misc]
    """With ``hurried``, as in web servers, sending a task never waits long for the broker; it then
    raises ``config.bounded.AwayError``."""

    hurried = False

    def send_task(self, *args: Any, **options: Any) -> Any:
        # Nothing asks for the results of tasks: a result backend that is away is not waited for.
        if self.hurried:
            return redis_calls.call(super().send_task, *args, **options)
        return super().send_task(*args, **options)


app = Plumbline("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _say_alive(sender: Any, **_: Any) -> None:
    from rewardmodel.heartbeat import start_heartbeat

    start_heartbeat([queue.name for queue in sender.task_consumer.queues])

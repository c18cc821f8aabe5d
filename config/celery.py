"""The Celery app. Tasks are sent by name, so sending one never imports what it runs."""

import os
from typing import Any

from celery import Celery
from celery.signals import (
    celeryd_after_setup,
    celeryd_init,
    worker_ready,
    worker_shutdown,
)

from .bounded import redis_calls
from .threads import set_threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")


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


@celeryd_init.connect
def _share_threads(options: Any, **_: Any) -> None:
    """Before the children of a worker begin, and before anything loads torch."""
    if options.get("pool") not in ("solo", "threads"):
        set_threads(processes=int(options.get("concurrency") or 1))


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

"""For health checks: exit status 0 when a worker of the queue was heard within a minute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.selectors.workers import is_alive


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=settings.WORK_QUEUES)

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_alive(options["queue"]):
            raise CommandError(f"No worker of the queue {options['queue']} was heard lately.")
        self.stdout.write("alive")

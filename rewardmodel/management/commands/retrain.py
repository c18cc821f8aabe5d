"""Queues a training run of a project; with --wait, follows it to its end."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.models import Project
from rewardmodel.models import TrainingRun
from rewardmodel.services.requests import ACTIVE, request_training_run


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--wait", action="store_true", help="show progress until it ends")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            run = request_training_run(project=project, trigger=TrainingRun.Trigger.COMMAND)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Training run {run.pk} is queued.")
        if options["wait"]:
            self._follow(run)

    def _follow(self, run: TrainingRun) -> None:
        said = ""
        while run.state in ACTIVE:
            time.sleep(0.5)
            run.refresh_from_db()
            line = f"{run.progress:4.0%}  {run.phase}"
            if line != said:
                self.stdout.write(line)
                said = line
        if run.state != TrainingRun.State.SUCCEEDED:
            said = run.error["message"] if run.error else "it was called off"
            raise CommandError(f"{run.state}: {said}")
        self.stdout.write(f"{run.outcome}: {run.figures}")

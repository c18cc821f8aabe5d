"""Begins a project's reward model as a version of another project's."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.models import Project
from rewardmodel.models import ModelVersion
from rewardmodel.services.requests import request_warm_start


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--source", required=True, metavar="SLUG", help="the other project")
        parser.add_argument("--number", type=int, help="of its version; the live one if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        versions = ModelVersion.objects.filter(project__slug=options["source"])
        if options["number"] is None:
            source = versions.filter(state=ModelVersion.State.LIVE).first()
        else:
            source = versions.filter(number=options["number"]).first()
        if source is None:
            raise CommandError(f"The project {options['source']} has no such version.")
        try:
            promotion = request_warm_start(project=project, source=source, requested_by=None)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{promotion.version} will begin as {source}.")

"""Exports a project's preferences to a file, or to the standard output ("-")."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.models import Project
from feedback.services.exporting import WRITERS, export_preferences


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=sorted(WRITERS))
        parser.add_argument("--out", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        if options["out"] == "-":
            export_preferences(project=project, format=options["format"], file=sys.stdout.buffer)
            return
        path = Path(options["out"])
        try:
            with path.open("wb") as file:
                report = export_preferences(project=project, format=options["format"], file=file)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(json.dumps(report, indent=2))

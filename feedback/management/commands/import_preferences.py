"""Imports preferences from a file into a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.models import Project
from feedback.services.importing import READERS, import_preferences


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=sorted(READERS))
        parser.add_argument(
            "--skip-bad", action="store_true", help="import the good lines of a file with bad ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            with options["file"].open("rb") as file:
                report = import_preferences(
                    project=project,
                    file=file,
                    format=options["format"],
                    skip_bad=options["skip_bad"],
                )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except Refusal as refusal:
            for bad in refusal.details.get("lines", []):
                self.stderr.write(f"line {bad['line']}: {bad['message']}")
            raise CommandError(refusal.message) from refusal
        self.stdout.write(json.dumps(report, indent=2))

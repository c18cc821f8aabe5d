"""Writes a version's reward model as a folder that transformers or sentence-transformers loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.length_pay import LENGTH_PAYS
from feedback.models import Project
from rewardmodel.learning.head.checkpoint import ArtefactError
from rewardmodel.selectors.length import length_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--out", required=True, type=Path, metavar="FOLDER")
        parser.add_argument("--version-number", type=int, metavar="N", help="by default the live")
        parser.add_argument("--length", choices=[way.name for way in LENGTH_PAYS])
        parser.add_argument("--form", choices=["sequence-classification", "sentence-transformers"])

    def handle(self, *args: Any, **options: Any) -> None:
        from rewardmodel.services.exporting import version_of, write_version

        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        folder: Path = options["out"]
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not an empty folder.")
        try:
            exported = write_version(
                version_of(project, options["version_number"]),
                folder,
                length=length_of(project, options),
                form=options["form"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except (ArtefactError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Version {exported.version} is in {folder}, for {exported.standard.form}; "
            f"it differs from what is served by {exported.difference:.1e}."
        )

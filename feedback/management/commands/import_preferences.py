"""Imports a file into a project: preferences, prompts, responses, ratings or documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.imports import FORMATS
from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Project


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument(
            "--skip-bad", action="store_true", help="import the good lines of a file with bad ones"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be imported, and store nothing"
        )
        parser.add_argument(
            "--container",
            choices=["jsonl", "csv", "parquet"],
            help="what the file is, where its name and its first bytes do not tell",
        )
        parser.add_argument(
            "--keep-raters",
            action="store_true",
            help="store raters under their names in the file, which should be pseudonyms already",
        )
        parser.add_argument(
            "--mapping",
            metavar="JSON",
            help="for the format mapping: roles and fields as JSON, or @FILE that holds it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        asked = ImportOptions(
            skip_bad=options["skip_bad"],
            dry_run=options["dry_run"],
            container=options["container"],
            keep_raters=options["keep_raters"],
            mapping=_mapping(options["mapping"]),
        )
        try:
            with options["file"].open("rb") as file:
                report = import_file(
                    project=project,
                    file=file,
                    format=options["format"],
                    filename=options["file"].name,
                    options=asked,
                    progress=self._tell if self.stderr.isatty() else None,
                )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except Refusal as refusal:
            for bad in refusal.details.get("lines", []):
                self.stderr.write(f"line {bad['line']}: {bad['message']}")
            raise CommandError(refusal.message) from refusal
        self.stdout.write(json.dumps(report, indent=2))

    def _tell(self, share: float) -> None:
        self.stderr.write(f"\r{share:4.0%}", ending="" if share < 1 else "\n")


def _mapping(given: str | None) -> Any:
    if given is None:
        return None
    try:
        return json.loads(Path(given[1:]).read_text() if given.startswith("@") else given)
    except OSError as error:
        raise CommandError(f"{given[1:]} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(f"The mapping is not JSON: {error}") from error

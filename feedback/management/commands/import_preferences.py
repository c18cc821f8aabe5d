"""Imports a file into a project: preferences, prompts, responses, ratings or documents."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.imports import CONTAINERS, ENCODINGS, FORMATS, UnreadableFileError
from feedback.imports.archives import write_folder
from feedback.imports.importing import REPEATS, ImportOptions, import_file
from feedback.models import Project


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="or a folder of data files")
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
            choices=CONTAINERS,
            help="what the file is, where its name and its first bytes do not tell",
        )
        parser.add_argument(
            "--encoding", choices=ENCODINGS, help="of the text, where it is not UTF-8"
        )
        parser.add_argument(
            "--repeats",
            choices=REPEATS,
            help="what the same row again in the file is: the same vote (once), or another (each)",
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

        parser.add_argument(
            "--evaluation-set",
            metavar="NAME",
            help="for evaluation only: the rows go into this set, never asked nor trained on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        asked = ImportOptions(
            skip_bad=options["skip_bad"],
            dry_run=options["dry_run"],
            container=options["container"],
            encoding=options["encoding"],
            repeats=options["repeats"],
            keep_raters=options["keep_raters"],
            mapping=_mapping(options["mapping"]),
            evaluation_set=options["evaluation_set"],
        )
        try:
            with _opened(options["file"]) as file:
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
        except UnreadableFileError as error:
            raise CommandError(error.message) from error
        except Refusal as refusal:
            for bad in refusal.details.get("lines", []):
                self.stderr.write(f"line {bad['line']}: {bad['message']}")
            raise CommandError(refusal.message) from refusal
        for warning in report["warnings"]:
            self.stderr.write(f"warning: {warning['message']}")
        self.stdout.write(json.dumps(report, indent=2))

    def _tell(self, share: float) -> None:
        self.stderr.write(f"\r{share:4.0%}", ending="" if share < 1 else "\n")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, or the data files of a folder as one.

    Raises OSError, UnreadableFileError.
    """
    if not path.is_dir():
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as packed:
        write_folder(path, packed)
        packed.seek(0)
        yield cast(BinaryIO, packed)


def _mapping(given: str | None) -> Any:
    if given is None:
        return None
    try:
        return json.loads(Path(given[1:]).read_text() if given.startswith("@") else given)
    except OSError as error:
        raise CommandError(f"{given[1:]} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(f"The mapping is not JSON: {error}") from error

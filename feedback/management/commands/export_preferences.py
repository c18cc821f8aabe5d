"""Exports a project's preferences, rankings or trees.

To a file, to the standard output ("-"), or to any address that fsspec knows: s3://bucket/rows.jsonl,
or hf://datasets/NAME/REPOSITORY/train.jsonl for a Hugging Face hub.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

import fsspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.exports import EXTENSIONS, FORMATS
from feedback.exports.exporting import export_data
from feedback.exports.format_options import AGGREGATION, TIES
from feedback.exports.options import (
    SELECTIONS,
    SOURCES,
    ExportOptions,
)
from feedback.exports.snapshots import card_writer
from feedback.models import Comparison, Project

PLAIN = ExportOptions()
SELECTED = tuple(SELECTIONS)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--out", required=True, metavar="FILE")
        parser.add_argument("--container", choices=sorted(EXTENSIONS), default="jsonl")
        parser.add_argument("--aggregation", choices=AGGREGATION.names, default="every-vote")
        parser.add_argument("--min-votes", type=int, default=1, metavar="N")
        parser.add_argument("--ties", choices=TIES.names, default="drop")
        parser.add_argument(
            "--splits", metavar="train=0.9,test=0.1", help="makes a ZIP with a file for each"
        )
        parser.add_argument("--streams", nargs="+", choices=Comparison.Stream.values, default=())
        parser.add_argument("--source", choices=SOURCES)
        parser.add_argument("--since", metavar="TIME", help="ISO 8601 with its time zone")
        parser.add_argument("--until", metavar="TIME")
        parser.add_argument("--implicit-prompt", action="store_true")
        parser.add_argument("--extra", action="store_true", help="what else imported rows held")
        parser.add_argument("--licence", default="", help="for the dataset card")
        for name in SELECTED:
            kind = int if SELECTIONS[name].kind == "integer" else float
            parser.add_argument(
                f"--{name.replace('_', '-')}", type=kind, default=getattr(PLAIN, name), metavar="N"
            )
        parser.add_argument(
            "--conversational", action="store_true", help="selected responses as messages"
        )
        parser.add_argument("--card", help="write the dataset card here")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        plain = ["container", "aggregation", "min_votes", "ties", "source", "since", "until"]
        taken = [*plain, "implicit_prompt", "extra", "licence", "conversational", *SELECTED]
        asked = ExportOptions(
            splits=_splits(options["splits"]),
            streams=tuple(options["streams"]),
            **{name: options[name] for name in taken},
        )
        try:
            report = self._write(project, options, asked)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            where = error.filename or options["out"]
            raise CommandError(f"{where} cannot be written: {error.strerror or error}") from error
        if options["out"] != "-":
            self.stdout.write(json.dumps(report, indent=2))

    def _write(self, project: Project, options: dict[str, Any], asked: ExportOptions) -> Any:
        name = Path(options["out"]).name
        card = card_writer(project=project, format=options["format"], filename=name, options=asked)
        with tempfile.TemporaryFile() as scratch:
            report = export_data(
                project=project, format=options["format"], file=scratch, options=asked, card=card
            )
            scratch.seek(0)
            if options["out"] == "-":
                shutil.copyfileobj(scratch, sys.stdout.buffer, 2**20)
            else:
                _copy(scratch, options["out"])
        if options["card"]:
            _copy(io.BytesIO(card(report).encode()), options["card"])
        return report


def _copy(content: IO[bytes], address: str) -> None:
    """Writes to a path or an address.

    Raises:
        OSError: it cannot be written.
        CommandError: nothing here can write to such an address.
    """
    if "://" not in address:
        with Path(address).open("wb") as file:
            shutil.copyfileobj(content, file, 2**20)
        return
    try:
        with fsspec.open(address, "wb") as target:
            shutil.copyfileobj(content, target, 2**20)
    except (ValueError, ImportError) as error:
        raise CommandError(f"{address} cannot be written: {error}") from error


def _splits(given: str | None) -> dict[str, float]:
    if not given:
        return {}
    try:
        return {
            name: float(share) for name, share in (part.split("=") for part in given.split(","))
        }
    except ValueError as error:
        raise CommandError("Splits are written as train=0.9,test=0.1.") from error

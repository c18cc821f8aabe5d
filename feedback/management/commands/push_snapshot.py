"""Pushes a snapshot, with its card, to any folder that fsspec knows.

file:///srv/sets/walls, s3://bucket/walls, or hf://datasets/NAME/REPOSITORY for a Hugging Face hub.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.exports.pushing import push_snapshot
from feedback.models import Snapshot


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("snapshot", type=int, help="its number")
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = Snapshot.objects.filter(pk=options["snapshot"]).first()
        if snapshot is None:
            raise CommandError(f"There is no snapshot {options['snapshot']}.")
        try:
            for path in push_snapshot(snapshot=snapshot, address=options["address"]):
                self.stdout.write(path)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

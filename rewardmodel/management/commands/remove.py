"""Deletes a person's answers, a prompt, a document, an import, its file, or a project, for good."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.errors import Refusal
from feedback.models import Project, Removal
from feedback.removals.asking import preview_removal, request_removal
from rewardmodel.services.forgetting import run_removal

WHAT = {
    "rater": "a member's name, or with --imported the pseudonym of an imported rater",
    "prompt": "its id",
    "document": "its id",
    "import": "its id",
    "upload": "the id of the import whose file it is",
    "project": "its slug once more",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(WHAT))
        parser.add_argument("which", help="; ".join(f"{k}: {v}" for k, v in WHAT.items()))
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--imported", action="store_true", help="a rater of imported files")
        parser.add_argument("--anonymise", action="store_true", help="keep a rater's answers")
        parser.add_argument(
            "--withdraw-snapshots", action="store_true", help="those that may hold it, too"
        )
        parser.add_argument("--reason", default="", help="kept in the audit log")
        parser.add_argument(
            "--preview", action="store_true", help="say what would go, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        kind, target = options["kind"], _target(options)
        try:
            if options["preview"]:
                found = preview_removal(project=project, kind=kind, target=target)
                self.stdout.write(json.dumps(found, indent=2, default=str))
                return
            if not options["reason"]:
                raise CommandError("Give a --reason: it is kept in the audit log.")
            removal = request_removal(
                project=project,
                kind=kind,
                target=target,
                reason=options["reason"],
                requested_by=None,
                mode=Removal.Mode.ANONYMISE if options["anonymise"] else Removal.Mode.ERASE,
                withdraw_snapshots=options["withdraw_snapshots"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        done = run_removal(removal_id=removal.pk)
        if done.state == Removal.State.FAILED and done.error:
            raise CommandError(done.error["message"])
        self.stdout.write(json.dumps(done.removed, indent=2))


def _target(options: dict[str, Any]) -> dict[str, Any]:
    kind, which = options["kind"], options["which"]
    if kind == Removal.Kind.RATER:
        return {"pseudonym" if options["imported"] else "username": which}
    if kind == Removal.Kind.PROJECT:
        return {"slug": which}
    if not which.isdigit():
        raise CommandError(f"Say which {kind} by its id, a number.")
    return {"import" if kind == Removal.Kind.UPLOAD else kind: int(which)}

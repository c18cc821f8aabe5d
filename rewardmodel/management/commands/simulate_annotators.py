"""Answers a project's queue with simulated annotators, to try the loop without people."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.models import Lease, Membership, Project, User
from feedback.services.answering import submit_preference
from feedback.services.serving import lease_next
from rewardmodel.learning.encoders.chat import flat_text
from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.queue import refresh_queue


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--answers", type=int, required=True)
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        user, _ = User.objects.get_or_create(username="simulated-annotator")
        Membership.objects.get_or_create(
            project=project, user=user, defaults={"role": Membership.Role.ANNOTATOR}
        )
        annotator = SimulatedAnnotator(coverage_reward, seed=options["seed"])
        refresh_queue(project_id=project.pk)
        for number in range(options["answers"]):
            if not answer_one(project, user, annotator):
                self.stdout.write(f"The queue is empty after {number} answers.")
                return
        self.stdout.write(f"Gave {options['answers']} answers.")


def answer_one(project: Project, user: User, annotator: SimulatedAnnotator) -> bool:
    """Answers the next comparison and lets the live head learn it; False when there is none."""
    lease = lease_next(project=project, annotator=user)
    if not isinstance(lease, Lease):
        return False
    comparison = lease.comparison
    choice = annotator.choose(
        flat_text(comparison.prompt.messages),
        comparison.response_a.text,
        comparison.response_b.text,
        1 if lease.first_shown == "a" else -1,
    )
    submit_preference(
        comparison_id=comparison.pk,
        annotator=user,
        choice=choice,
        submission_key=str(uuid.uuid4()),
    )
    update_head(project_id=project.pk)
    refresh_queue(project_id=project.pk)
    return True

"""Work goes on with the data of an earlier version; run by the test beside it, in a process."""

from __future__ import annotations

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from feedback.models import Comparison, Endpoint, Lease, Preference, Project, Response, User
from feedback.secret_box import decrypt
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.serving import lease_next
from rewardmodel.models import LearnedPreference
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import Item
from rewardmodel.services.queue import refresh_queue
from rewardmodel.services.scoring import score_items


def main() -> None:
    ben = User.objects.get(username="ben")
    told = {"key": decrypt(Endpoint.objects.get().key_encrypted), "projects": {}}
    for project in Project.objects.order_by("pk"):
        told["projects"][project.slug] = go_on(project, ben)
    print(json.dumps(told))


def go_on(project: Project, ben: User) -> dict[str, object]:
    """Scores a response, learns an answer, takes it back, fits anew and fills the queue."""
    response = Response.objects.filter(prompt__project=project).select_related("prompt").first()
    assert response is not None
    scores = score_items(
        project_id=project.pk, items=[Item(response.prompt.messages, response.text)]
    )
    lease = lease_next(project=project, annotator=ben)
    learned = False
    if isinstance(lease, Lease):
        stored = submit_preference(
            comparison_id=lease.comparison_id,
            annotator=ben,
            choice="a",
            submission_key=f"after {project.pk}",
        )
        update_head(project_id=project.pk, thorough=True)
        learned = LearnedPreference.objects.filter(preference=stored.preference).exists()
        undo_preference(preference_id=stored.preference.pk, annotator=ben)
        update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    refresh_queue(project_id=project.pk)
    return {
        "scored_by": scores["version"],
        "reward": scores["mean"][0],
        "learned": learned,
        "stand": Preference.objects.filter(project=project, is_current=True).count(),
        "open": Comparison.objects.filter(project=project, status="open").count(),
    }


if __name__ == "__main__":
    main()

"""What the live head makes of an audit's questions."""

from __future__ import annotations

import logging

from django.utils import timezone

from rewardmodel.learning.measuring.behaviour import behaviour_figures
from rewardmodel.models import AuditResult, ModelVersion
from rewardmodel.services.features import Item
from rewardmodel.services.scoring import score_items

logger = logging.getLogger(__name__)
# Questions scored at a time; each is two items.
PART = 128


def run_audit(*, result_id: int) -> AuditResult:
    """Scores both answers to each question by one head; what goes wrong is told in the row."""
    result = AuditResult.objects.select_related("audit").get(pk=result_id)
    if result.state != AuditResult.State.QUEUED:
        return result
    try:
        _score(result)
        result.state = AuditResult.State.SUCCEEDED
    except Exception:
        logger.exception("Audit result %s failed.", result_id)
        result.state = AuditResult.State.FAILED
        result.message = "It failed; the log of the worker says why."
    result.finished_at = timezone.now()
    result.save()
    return result


def _score(result: AuditResult) -> None:
    project_id, questions = result.audit.project_id, result.audit.questions
    while True:  # until one version has scored all: another may go live in between
        margins: list[float] = []
        versions = set()
        step = 0
        for start in range(0, len(questions), PART):
            part = questions[start : start + PART]
            items = [
                Item(each["question"], each[side])
                for each in part
                for side in ("matching", "not_matching")
            ]
            scores = score_items(project_id=project_id, items=items)
            mean = scores["mean"]
            margins += [a - b for a, b in zip(mean[0::2], mean[1::2], strict=True)]
            versions.add(scores["version"])
            step = scores["step"]
        if len(versions) == 1:
            break
    result.version = ModelVersion.objects.get(project=project_id, number=versions.pop())
    result.step = step
    result.margins = margins
    result.figures = behaviour_figures(margins)

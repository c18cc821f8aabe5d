"""What the live head makes of an audit's questions."""

from __future__ import annotations

import time

from feedback.services.work import SLICE, Done, More, Outcome, carry_out
from rewardmodel.learning.measuring.behaviour import behaviour_figures
from rewardmodel.models import AuditResult
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.scoring import score_items

# Questions scored at a time; each is two items.
PART = 128


def run_audit(*, result_id: int) -> AuditResult:
    """Carries out an audit's result now, in this process."""
    return carry_out(AuditResult.objects.get(pk=result_id))


def audit(result: AuditResult) -> Outcome:
    """Scores both answers to some questions, all by one version: where another went live since the
    last slice, it begins anew."""
    questions = result.audit.questions
    live = ensure_live_head(result.project)
    margins: list[float] = result.margins if result.version_id == live.version_id else []
    until = time.monotonic() + SLICE
    step = live.step
    while len(margins) < len(questions) and time.monotonic() <= until:
        part = questions[len(margins) : len(margins) + PART]
        scores = score_items(project_id=result.project_id, items=_items(part))
        if scores["version"] != live.version.number:
            return More(fields={"margins": []})
        margins = [*margins, *_margins(scores["mean"])]
        step = scores["step"]
    done = {"version": live.version, "step": step, "margins": margins}
    if len(margins) < len(questions):
        share = len(margins) / len(questions)
        return More(fields={**done, "progress": share})
    return Done({**done, "figures": behaviour_figures(margins)})


def _items(questions: list[dict[str, str]]) -> list[Item]:
    sides = ("matching", "not_matching")
    return [Item(each["question"], each[side]) for each in questions for side in sides]


def _margins(means: list[float]) -> list[float]:
    return [a - b for a, b in zip(means[0::2], means[1::2], strict=True)]

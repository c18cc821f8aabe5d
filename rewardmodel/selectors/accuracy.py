"""How well the live head foretold answers before it learned them."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count

from feedback.models import Project
from feedback.selectors.fair_answers import given_unasked
from rewardmodel.learning.measuring.metrics import wilson_interval
from rewardmodel.models import LearnedPreference

WINDOW = 50


def prequential_accuracy(project: Project) -> dict[str, Any]:
    """Accuracy over windows of answers, and of the random and the active share by themselves.

    Imported answers and those learned in bulk were not predicted and are left out.
    """
    foretold = LearnedPreference.objects.filter(
        head__project=project, correct__isnull=False, preference__annotator__isnull=False
    )
    rows = list(foretold.order_by("step").values_list("step", "correct"))
    windows = [rows[start : start + WINDOW] for start in range(0, len(rows), WINDOW)]
    return {
        "prequential": [
            {
                "step": window[-1][0],
                "accuracy": sum(correct or 0.0 for _, correct in window) / len(window),
                "n": len(window),
            }
            for window in windows
        ],
        "random_share": _share(foretold, "random"),
        "active_share": _share(foretold, "active"),
    }


def _share(foretold: Any, stream: str) -> dict[str, Any]:
    """Accuracy with Wilson's 95 % interval."""
    fair = foretold.filter(given_unasked("preference__"), preference__comparison__stream=stream)
    found = fair.aggregate(accuracy=Avg("correct"), n=Count("id"))
    n, accuracy = found["n"], found["accuracy"]
    if not n:
        return {"accuracy": None, "n": 0, "low": None, "high": None}
    low, high = wilson_interval(accuracy * n, n)
    return {"accuracy": accuracy, "n": n, "low": low, "high": high}

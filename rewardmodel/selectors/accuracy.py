"""How well the live head foretold answers before it learned them."""

from __future__ import annotations

from math import sqrt
from typing import Any

from django.db.models import Avg, Count

from feedback.models import Project
from rewardmodel.models import LearnedPreference

WINDOW = 50
# Two-sided 95 %.
Z = 1.959964


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
    found = foretold.filter(preference__comparison__stream=stream).aggregate(
        accuracy=Avg("correct"), n=Count("id")
    )
    n, p = found["n"], found["accuracy"]
    if not n:
        return {"accuracy": None, "n": 0, "low": None, "high": None}
    centre, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return {
        "accuracy": p,
        "n": n,
        "low": max(0.0, (centre - spread) / scale),
        "high": min(1.0, (centre + spread) / scale),
    }

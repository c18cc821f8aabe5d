"""Whether the model is as sure as it ought to be, on the random share alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from feedback.models import Comparison, Project
from feedback.selectors.fair_answers import given_unasked
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.likelihood import target
from rewardmodel.learning.measuring import metrics
from rewardmodel.learning.measuring.calibration import fit_temperature
from rewardmodel.models import LearnedPreference

# With fewer predictions than this a curve says nothing.
FEWEST = 20
# The latest predictions: those of a model long gone say nothing of this one.
LATEST = 2000
DRAWS = 200


def calibration(project: Project) -> dict[str, Any]:
    """Log-loss, Brier score, ECE with a bootstrap interval, reliability curve and temperature.

    Of the latest predictions that were made before their answer was seen, of people's answers to
    comparisons drawn at random. Figures are None where there are too few.
    """
    rows = (
        LearnedPreference.objects.filter(
            given_unasked("preference__"),
            head__project=project,
            probability_a__isnull=False,
            preference__annotator__isnull=False,
            preference__comparison__stream=Comparison.Stream.RANDOM,
        )
        .order_by("-step")
        .values_list(
            "probability_a",
            "probability_b",
            "preference__choice",
            "preference__strength",
            "preference__comparison__prompt",
        )[:LATEST]
    )
    found = list(rows)
    empty = dict.fromkeys(("log_loss", "brier", "ece", "ece_low", "ece_high", "temperature"))
    if len(found) < FEWEST:
        return {"n": len(found), **empty, "curve": []}
    sides = np.array([row[:2] for row in found], dtype=np.float64)
    p = np.column_stack([sides, np.maximum(0.0, 1 - sides.sum(axis=1))])
    q = np.array([target(choice, strength) for _, _, choice, strength, _ in found])
    return {"n": len(found), **_figures(p, q, [row[4] for row in found])}


def _figures(p: FloatArray, q: FloatArray, prompts: list[int]) -> dict[str, Any]:
    low, high = metrics.bootstrap_interval(
        lambda rows: metrics.expected_calibration_error(p[rows], q[rows]), prompts, draws=DRAWS
    )
    return {
        "log_loss": metrics.log_loss(p, q),
        "brier": metrics.brier(p, q),
        "ece": metrics.expected_calibration_error(p, q),
        "ece_low": low,
        "ece_high": high,
        "temperature": fit_temperature(p, q),
        "curve": [
            {"confidence": confidence, "right": right, "n": int(n)}
            for confidence, right, n in metrics.reliability_curve(p, q).tolist()
        ],
    }

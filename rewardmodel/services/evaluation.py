"""Held-out figures of a candidate, and of what it would replace."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.fitting import choose_prior_precision
from rewardmodel.learning.head.posterior import Posterior, predict_outcomes
from rewardmodel.learning.measuring import metrics
from rewardmodel.learning.measuring.paired import paired_difference
from rewardmodel.selectors.answers import Answer, targets_of
from rewardmodel.services.features import comparisons_of
from rewardmodel.services.rater_beliefs import fit_all


def evaluate(
    old: Reader,
    new: Reader,
    train: list[Answer],
    held_out: list[Answer],
    *,
    old_seed: Posterior | None = None,
) -> tuple[dict[str, Any], Posterior]:
    """Held-out figures of a head on the new features and, as the baseline, on the old ones.

    Both heads are fitted to the training answers alone, so that neither has seen the held-out
    ones. ``old_seed`` is what the old version began from. Returns the
    figures and the new head.
    """
    figures: dict[str, Any] = {}
    losses = {}
    targets = targets_of(train)
    prompts = [row.prompt_hash for row in train]
    for name, reader, seed in (("baseline", old, old_seed), ("held_out", new, None)):
        x = comparisons_of(reader, train)
        precision = choose_prior_precision(x, targets, prompts)
        head, raters, _ = fit_all(x, train, prior_precision=precision, seed=seed)
        if held_out:
            rows, offsets = raters.rows(comparisons_of(reader, held_out), held_out)
            p = predict_outcomes(head, rows, offsets=offsets)
            q = targets_of(held_out)
            losses[name] = -(q * np.log(np.maximum(p, np.finfo(np.float64).tiny))).sum(axis=1)
            figures[f"{name}_log_loss"] = float(metrics.log_loss(p, q))
            figures[f"{name}_accuracy"] = float(metrics.accuracy(p, q))
            figures[f"{name}_ece"] = float(metrics.expected_calibration_error(p, q))
        figures[f"{name}_prior_precision"] = float(precision)
    if held_out:
        by_prompt = [row.prompt_hash for row in held_out]
        difference = paired_difference(losses["held_out"], losses["baseline"], by_prompt)
        figures["difference"] = asdict(difference)
    figures["ece"] = figures.get("held_out_ece")
    figures["prior_precision"] = figures["held_out_prior_precision"]
    return figures, head

"""How well the reward model foretells people it has not seen, on prompts it has not seen.

UKP arguments, 8-fold over debates, and HH harmless, 10-fold over dialogues: "the longer wins", a
plain linear head on frozen sentence embeddings, Plumbline's head on each feature set that the
encoder offers and on the one that each fold's training answers chose, and, on UKP, the head on the
fine-tuned encoder (ten folds of 1,700 dialogues would take hours on two cores). Accuracy is against
the adjudicated label (UKP) or the one vote (HH); log-loss and calibration error are on the votes.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.preference_pools import feature_tables, packaged_reader
from bench.prompt_groups import LabelledGroup, hh_groups, ukp_groups
from bench.report import Aim, print_report
from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.encoders.feature_sets import Reader, feature_sets
from rewardmodel.learning.encoders.features import comparison_features
from rewardmodel.learning.head.fitting import folds_by_group, prior_losses
from rewardmodel.learning.head.posterior import fit_posterior, predict_outcomes
from rewardmodel.learning.measuring import metrics
from rewardmodel.learning.tuning.finetuning import finetune

MAX_TOKENS = 128
PRECISIONS = (1.0, 3.0, 10.0, 30.0)
EPOCHS, LEARNING_RATE, BATCH = 3, 5e-5, 64


class Predicted(NamedTuple):
    """One fold's held-out comparisons under one method."""

    p: FloatArray  # (n, 3)
    q: FloatArray  # (n, 3) votes
    right: FloatArray  # (n, 3) the adjudicated label, or even where there is none
    known: FloatArray  # (n,) whether there is a label


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints accuracy, log-loss and ECE of each method, with standard errors over folds.

    Raises:
        SystemExit: no data folder was given.
    """
    if data is None:
        raise SystemExit("reward_quality needs --data")
    figures: dict[str, dict[str, dict[str, float]]] = {}
    sizes: dict[str, int] = {}
    for name, groups, folds in (("ukp", ukp_groups(data), 8), ("hh", hh_groups(data), 10)):
        if quick:
            folds, groups = 2, groups[:: 4 if name == "ukp" else 8]
        sizes |= {f"{name}_comparisons": sum(len(g.right) for g in groups), f"{name}_folds": folds}
        figures[name] = measure(groups, folds, tune=name == "ukp")
        print(json.dumps({name: figures[name]}), flush=True)
    ukp, hh = figures["ukp"], figures["hh"]
    tuned, head = ukp["finetuned"], ukp["head"]
    print_report(
        name="reward_quality",
        sizes=sizes,
        figures=figures,
        aims=[
            _at_least("UKP accuracy of the head alone", head["accuracy"], 0.785),
            _at_least("UKP accuracy, fine-tuned", tuned["accuracy"], 0.80),
            Aim("UKP calibration error, fine-tuned", tuned["ece"], "<= .03", tuned["ece"] <= 0.03),
            _at_least("HH accuracy of the head", hh["head"]["accuracy"], 0.65),
        ],
        peer=ukp["linear"] | {"what": "plain linear head on frozen sentence embeddings"},
    )


def _at_least(what: str, figure: float, aim: float) -> Aim:
    return Aim(what, figure, f">= {aim}", figure >= aim)


def measure(
    groups: Sequence[LabelledGroup], folds: int, *, tune: bool
) -> dict[str, dict[str, float]]:
    """Figures by method."""
    fold = folds_by_group([group.split_by for group in groups], folds)
    tables, q, names = frozen_comparisons(groups)
    of_fold = np.repeat(fold, [len(group.right) for group in groups])
    predicted: dict[str, list[Predicted]] = {}
    seconds = 0.0
    for k in range(folds):
        train = [group for group, f in zip(groups, fold, strict=True) if f != k]
        test = [group for group, f in zip(groups, fold, strict=True) if f == k]
        rest = of_fold != k
        prompts = [name for name, kept in zip(names, rest, strict=True) if kept]
        for name, p in frozen_methods(tables, q, prompts, rest).items():
            predicted.setdefault(name, []).append(_with_truth(p, test))
        print(f"fold {k + 1} of {folds}", flush=True)
        if not tune:
            continue
        started = time.perf_counter()
        p = finetuned(train, test)
        seconds += time.perf_counter() - started
        predicted.setdefault("finetuned", []).append(_with_truth(p, test))
        print(f"{seconds:.0f} s of fine-tuning", flush=True)
    figures = {name: _figures(parts) for name, parts in predicted.items()}
    if tune:
        figures["finetuned"]["seconds"] = round(seconds, 1)
    return figures


def frozen_methods(
    tables: dict[str, FloatArray], q: FloatArray, prompts: list[str], rest: BoolArray
) -> dict[str, FloatArray]:
    """Predictions (n, 3) for the rows not in `rest` of the methods that train no encoder."""
    earlier = next(iter(tables.values()))
    length = earlier[~rest, -2]
    longer = np.stack([length > 0, length < 0, length == 0], axis=1) * 0.98 + 0.01
    plain = fit_posterior(earlier[rest, :-3], q[rest], prior_precision=1.0)
    found = {
        "longer_wins": longer / longer.sum(axis=1, keepdims=True),
        "linear": predict_outcomes(plain, earlier[~rest, :-3]),
    }
    best: tuple[float, str] | None = None
    for name, x in tables.items():
        losses = prior_losses(x[rest], q[rest], prompts, candidates=PRECISIONS)
        precision = PRECISIONS[int(losses.argmin())]
        fitted = fit_posterior(x[rest], q[rest], prior_precision=precision)
        found[f"head, {name}"] = predict_outcomes(fitted, x[~rest])
        # The first set is that of earlier versions, which is not among those to choose.
        if x is not earlier and (best is None or losses.min() < best[0]):
            best = float(losses.min()), f"head, {name}"
    assert best is not None
    found["head"] = found[best[1]]
    return found


def finetuned(train: Sequence[LabelledGroup], test: Sequence[LabelledGroup]) -> FloatArray:
    """Fine-tunes as a training run does: an eighth of the training prompts decides when to stop,
    then the head is fitted on the new features of all training comparisons."""
    inner = folds_by_group([group.split_by for group in train], 8, seed=1)
    fit = [g for g, f in zip(train, inner, strict=True) if f != 0]
    held = [g for g, f in zip(train, inner, strict=True) if f == 0]
    start = packaged_reader()
    texts = [response for group in fit for response in group.comparisons.responses]
    result = finetune(
        start.encoder,
        [g.comparisons for g in fit],
        [g.comparisons for g in held],
        epochs=EPOCHS,
        learning_rate=LEARNING_RATE,
        batch_responses=BATCH,
        seed=0,
        on_progress=lambda _: None,
        features=feature_sets(start, start.read(texts[:500]).vectors)[-1],
        cut=True,
        max_tokens=MAX_TOKENS,
    )
    tuned = Reader(result.encoder, result.features, result.features.sources)
    # The prior is chosen on prompts that the encoder was not trained on: it knows the others.
    (x_fit, q_fit), (x_held, q_held), (x, q), (x_test, _) = (
        tuned_comparisons(tuned, part) for part in (fit, held, train, test)
    )
    best = min(
        (3.0, 10.0, 30.0, 100.0, 300.0),
        key=lambda precision: metrics.log_loss(
            predict_outcomes(fit_posterior(x_fit, q_fit, prior_precision=precision), x_held), q_held
        ),
    )
    return predict_outcomes(fit_posterior(x, q, prior_precision=best), x_test)


def frozen_comparisons(
    groups: Sequence[LabelledGroup],
) -> tuple[dict[str, FloatArray], FloatArray, list[str]]:
    """Rows (N, D) by feature set, votes (N, 3) and what each is split by (N,)."""
    prompts = [
        str(group.comparisons.prompt) for group in groups for _ in group.comparisons.responses
    ]
    texts = [response for group in groups for response in group.comparisons.responses]
    cache = Path(tempfile.gettempdir()) / "plumbline-bench"
    tables = feature_tables(prompts, texts, cache)
    starts = np.cumsum([0, *(len(group.comparisons.responses) for group in groups)])
    pairs = np.concatenate(
        [group.comparisons.pairs + start for group, start in zip(groups, starts, strict=False)]
    )
    shown = np.concatenate([group.comparisons.shown_first for group in groups])
    rows = {
        name: comparison_features(phi[pairs[:, 0]], phi[pairs[:, 1]], shown)
        for name, phi in tables.items()
    }
    targets = np.concatenate([group.comparisons.targets for group in groups])
    return rows, targets, [group.split_by for group in groups for _ in group.comparisons.pairs]


def tuned_comparisons(
    reader: Reader, groups: Sequence[LabelledGroup]
) -> tuple[FloatArray, FloatArray]:
    """Rows (N, D) and votes (N, 3) by a fine-tuned encoder."""
    rows = []
    for group in groups:
        made = group.comparisons
        phi, _ = reader.phi([made.prompt] * len(made.responses), made.responses)
        rows.append(
            comparison_features(phi[made.pairs[:, 0]], phi[made.pairs[:, 1]], made.shown_first)
        )
    return np.concatenate(rows), np.concatenate([g.comparisons.targets for g in groups])


def _with_truth(p: FloatArray, test: Sequence[LabelledGroup]) -> Predicted:
    right = np.concatenate([group.right for group in test])
    label = np.stack([right > 0, right < 0, right == 0], axis=1).astype(np.float64)
    votes = np.concatenate([group.comparisons.targets for group in test])
    return Predicted(p, votes, label, (right != 0).astype(np.float64))


def _figures(parts: list[Predicted]) -> dict[str, float]:
    """Over all folds, with the standard error over folds."""
    p, q, right, known = (np.concatenate(column) for column in zip(*parts, strict=True))
    labelled = known > 0
    accuracies = [
        metrics.accuracy(part.p[part.known > 0], part.right[part.known > 0]) for part in parts
    ]
    losses = [metrics.log_loss(part.p, part.q) for part in parts]
    return {
        "accuracy": round(metrics.accuracy(p[labelled], right[labelled]), 4),
        "accuracy_se": round(float(np.std(accuracies, ddof=1) / len(parts) ** 0.5), 4),
        "log_loss": round(metrics.log_loss(p, q), 4),
        "log_loss_se": round(float(np.std(losses, ddof=1) / len(parts) ** 0.5), 4),
        "ece": round(metrics.expected_calibration_error(p, q), 4),
    }

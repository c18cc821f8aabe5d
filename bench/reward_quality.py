"""How well the reward model foretells people it has not seen, on prompts it has not seen.

UKP arguments, 8-fold over debates, and HH harmless, 10-fold over dialogues: "the longer wins", a
plain linear head on frozen embeddings, the head as Plumbline fits it, and, on UKP, the head on the
fine-tuned encoder (ten folds of 1,700 dialogues would take hours on two cores). Accuracy is against
the adjudicated label (UKP) or the one vote (HH); log-loss and calibration error are on the votes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.prompt_groups import LabelledGroup, hh_groups, ukp_groups
from bench.report import Aim, print_report
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.encoder import Encoder, SentenceEncoder, packaged_encoder
from rewardmodel.learning.encoders.features import comparison_features, item_features, word_counts
from rewardmodel.learning.head.fitting import choose_prior_precision, folds_by_group
from rewardmodel.learning.head.posterior import Posterior, fit_posterior, predict_outcomes
from rewardmodel.learning.measuring import metrics
from rewardmodel.learning.tuning.finetuning import finetune

MAX_TOKENS = 128
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
    encoder = SentenceEncoder.load(packaged_encoder())
    figures: dict[str, dict[str, dict[str, float]]] = {}
    sizes: dict[str, int] = {}
    for name, groups, folds in (("ukp", ukp_groups(data), 8), ("hh", hh_groups(data), 10)):
        if quick:
            folds, groups = 2, groups[:: 4 if name == "ukp" else 8]
        sizes |= {f"{name}_comparisons": sum(len(g.right) for g in groups), f"{name}_folds": folds}
        figures[name] = measure(encoder, groups, folds, tune=name == "ukp")
        print(json.dumps({name: figures[name]}), flush=True)
    tuned = figures["ukp"]["finetuned"]
    best = max(tuned["accuracy"], figures["ukp"]["head"]["accuracy"])
    ece = min(tuned["ece"], figures["ukp"]["head"]["ece"])
    print_report(
        name="reward_quality",
        sizes=sizes,
        figures=figures,
        aims=[
            Aim("UKP accuracy against the label", round(best, 4), ">= .78", best >= 0.78),
            Aim("UKP calibration error", round(ece, 4), "<= .03", ece <= 0.03),
        ],
        peer=figures["ukp"]["linear"] | {"what": "plain linear head on frozen embeddings"},
    )


def measure(
    encoder: Encoder, groups: Sequence[LabelledGroup], folds: int, *, tune: bool
) -> dict[str, dict[str, float]]:
    """Figures by method."""
    fold = folds_by_group([group.split_by for group in groups], folds)
    x, q, names = comparisons(encoder, groups)  # once: frozen features are the same in every fold
    of_fold = np.repeat(fold, [len(group.right) for group in groups])
    predicted: dict[str, list[Predicted]] = {}
    seconds = 0.0
    for k in range(folds):
        train = [group for group, f in zip(groups, fold, strict=True) if f != k]
        test = [group for group, f in zip(groups, fold, strict=True) if f == k]
        rest = of_fold != k
        prompts = [name for name, kept in zip(names, rest, strict=True) if kept]
        for name, p in frozen_methods(x[rest], q[rest], prompts, x[~rest]).items():
            predicted.setdefault(name, []).append(_with_truth(p, test))
        if not tune:
            continue
        started = time.perf_counter()
        p = finetuned(encoder, train, test)
        seconds += time.perf_counter() - started
        predicted.setdefault("finetuned", []).append(_with_truth(p, test))
        print(f"fold {k + 1} of {folds}: {seconds:.0f} s of fine-tuning", flush=True)
    figures = {name: _figures(parts) for name, parts in predicted.items()}
    if tune:
        figures["finetuned"]["seconds"] = round(seconds, 1)
    return figures


def frozen_methods(
    x: FloatArray, q: FloatArray, prompts: list[str], x_test: FloatArray
) -> dict[str, FloatArray]:
    """Predictions (n, 3) for the rows x_test of the methods that train no encoder."""
    length = x_test[:, -2]
    longer = np.stack([length > 0, length < 0, length == 0], axis=1) * 0.98 + 0.01
    plain = fit_posterior(x[:, :-3], q, prior_precision=1.0)
    head = fitted(x, q, prompts)
    return {
        "longer_wins": longer / longer.sum(axis=1, keepdims=True),
        "linear": predict_outcomes(plain, x_test[:, :-3]),
        "head": predict_outcomes(head, x_test),
    }


def finetuned(
    encoder: Encoder, train: Sequence[LabelledGroup], test: Sequence[LabelledGroup]
) -> FloatArray:
    """Fine-tunes as a training run does: an eighth of the training prompts decides when to stop,
    then the head is fitted on the new features of all training comparisons."""
    inner = folds_by_group([group.split_by for group in train], 8, seed=1)
    result = finetune(
        encoder,
        [g.comparisons for g, f in zip(train, inner, strict=True) if f != 0],
        [g.comparisons for g, f in zip(train, inner, strict=True) if f == 0],
        epochs=EPOCHS,
        learning_rate=LEARNING_RATE,
        batch_responses=BATCH,
        seed=0,
        on_progress=lambda _: None,
        max_tokens=MAX_TOKENS,
    )
    # The prior is chosen on prompts that the encoder was not trained on: it knows the others.
    held = [g for g, f in zip(train, inner, strict=True) if f == 0]
    x, q, _ = comparisons(result.encoder, train)
    x_held, q_held, _ = comparisons(result.encoder, held)
    x_fit, q_fit, _ = comparisons(
        result.encoder, [g for g, f in zip(train, inner, strict=True) if f != 0]
    )
    best = min(
        (1.0, 3.0, 10.0, 30.0, 100.0, 300.0),
        key=lambda precision: metrics.log_loss(
            predict_outcomes(fit_posterior(x_fit, q_fit, prior_precision=precision), x_held), q_held
        ),
    )
    head = fit_posterior(x, q, prior_precision=best)
    return predict_outcomes(head, comparisons(result.encoder, test)[0])


def fitted(x: FloatArray, q: FloatArray, prompts: list[str]) -> Posterior:
    return fit_posterior(x, q, prior_precision=choose_prior_precision(x, q, prompts))


def comparisons(
    encoder: Encoder, groups: Sequence[LabelledGroup]
) -> tuple[FloatArray, FloatArray, list[str]]:
    """Rows (N, D), votes (N, 3) and what each is split by (N,)."""
    texts = [
        text
        for group in groups
        for response in group.comparisons.responses
        for text in encoder.texts_of(group.comparisons.prompt, response)
    ]
    embedded = encoder.encode(texts, max_tokens=MAX_TOKENS)  # each distinct text once
    responses = [response for group in groups for response in group.comparisons.responses]
    phi = item_features(embedded[0::2], embedded[1::2], word_counts(responses))
    starts = np.cumsum([0, *(len(group.comparisons.responses) for group in groups)])
    pairs = np.concatenate(
        [group.comparisons.pairs + start for group, start in zip(groups, starts, strict=False)]
    )
    shown = np.concatenate([group.comparisons.shown_first for group in groups])
    targets = np.concatenate([group.comparisons.targets for group in groups])
    names = [group.split_by for group in groups for _ in group.comparisons.pairs]
    return comparison_features(phi[pairs[:, 0]], phi[pairs[:, 1]], shown), targets, names


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

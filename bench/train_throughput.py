"""The same encoder, data, epochs and batch budget through TRL's RewardTrainer and through ours.

Each trainer runs in a process of its own, one after the other, so that peak memory is its own.
Wall time begins with the first text tokenised and ends with the trained model; what it takes to fit
a Bayesian head on the new features is told apart. Pairs count that were trained on. Beside wall
time stands the processor time, which the load of a shared machine hardly lengthens.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import numpy as np

from bench.prompt_groups import LabelledGroup, decided_pairs, hh_groups, ukp_groups
from bench.report import Aim, print_report

MAX_TOKENS, BATCH_RESPONSES, LEARNING_RATE, EPOCHS = 128, 64, 2e-5, 1
# TRL's pairs on UKP: at a handful a second the whole set would take most of an hour.
TRL_PAIRS = 1000


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints pairs a second, wall and processor seconds, peak memory, accuracy and log-loss.

    Raises:
        SystemExit: no data folder was given.
    """
    if data is None:
        raise SystemExit("train_throughput needs --data")
    figures = {
        f"{trainer}_{name}": _in_a_process(trainer, name, data, quick=quick)
        for name in ("ukp", "hh")
        for trainer in ("ours", "trl")
    }
    ours, trl = figures["ours_ukp"], figures["trl_ukp"]
    ratio = ours["pairs_per_second"] / trl["pairs_per_second"]
    hh = figures["ours_hh"]["pairs_per_second"] / figures["trl_hh"]["pairs_per_second"]
    epoch = trl["epoch_pairs"] / trl["pairs_per_second"]
    reached = (
        ours["wall_seconds_with_head"] if ours["accuracy"] >= trl["accuracy"] else float("inf")
    )
    share = reached / epoch
    print_report(
        name="train_throughput",
        sizes={"max_tokens": MAX_TOKENS, "batch_responses": BATCH_RESPONSES, "epochs": EPOCHS},
        figures={key: value for key, value in figures.items() if key.startswith("ours")},
        peer={key: value for key, value in figures.items() if key.startswith("trl")}
        | {"what": "TRL RewardTrainer"},
        aims=[
            Aim("UKP pairs a second against TRL", round(ratio, 1), ">= 10", ratio >= 10),
            Aim(
                "share of TRL's epoch to its accuracy", round(share, 4), "<= 0.125", share <= 0.125
            ),
            Aim("HH pairs a second against TRL", round(hh, 2), ">= 1.5", hh >= 1.5),
        ],
    )


def _in_a_process(trainer: str, name: str, data: Path, *, quick: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.train_throughput", trainer, name, str(data)]
    done = subprocess.run(
        [*command, *(["--quick"] if quick else [])],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def split_groups(
    name: str, data: Path, *, quick: bool
) -> tuple[list[LabelledGroup], list[LabelledGroup]]:
    """Training and held-out groups: every fourth debate, or every fifth dialogue, is held out."""
    groups = ukp_groups(data) if name == "ukp" else hh_groups(data)
    names = sorted({group.split_by for group in groups})
    held = set(names[:: 4 if name == "ukp" else 5])
    train = [group for group in groups if group.split_by not in held]
    test = [group for group in groups if group.split_by in held]
    return (
        (train[:2], test[:1]) if quick and name == "ukp" else (train, test[:20] if quick else test)
    )


def train_ours(
    train: list[LabelledGroup], test: list[LabelledGroup], *, quick: bool
) -> dict[str, Any]:
    from bench.preference_pools import packaged_reader
    from bench.reward_quality import tuned_comparisons
    from rewardmodel.learning.encoders.feature_sets import Reader, feature_sets
    from rewardmodel.learning.head.posterior import fit_posterior, predict_outcomes
    from rewardmodel.learning.measuring import metrics
    from rewardmodel.learning.tuning.finetuning import finetune

    reader = packaged_reader()
    train = train[:32] if quick else train
    started = time.perf_counter()
    texts = [response for group in train for response in group.comparisons.responses]
    result = finetune(
        reader.encoder,
        [group.comparisons for group in train],
        [],
        epochs=EPOCHS,
        learning_rate=LEARNING_RATE,
        batch_responses=BATCH_RESPONSES,
        seed=0,
        on_progress=lambda _: None,
        features=feature_sets(reader, reader.read(texts[:500]).vectors)[-1],
        cut=True,
        max_tokens=MAX_TOKENS,
    )
    wall = time.perf_counter() - started
    tuned = Reader(result.encoder, result.features, result.features.sources)
    x, q = tuned_comparisons(tuned, train)
    head = fit_posterior(x, q)
    whole = time.perf_counter() - started
    x_test, q_test = tuned_comparisons(tuned, test)
    p = predict_outcomes(head, x_test)
    known, label = _labels(test)
    return {
        "pairs": result.train_comparisons,
        "pairs_per_second": round(result.train_comparisons * EPOCHS / wall, 2),
        "wall_seconds": round(wall, 1),
        "wall_seconds_with_head": round(whole, 1),
        "accuracy": round(metrics.accuracy(p[known], label[known]), 4),
        "log_loss": round(metrics.log_loss(p, q_test), 4),
        "left_out": result.left_out,
    }


def train_trl(
    train: list[LabelledGroup], test: list[LabelledGroup], *, quick: bool
) -> dict[str, Any]:
    import torch
    from datasets import Dataset
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from trl.trainer.reward_config import RewardConfig
    from trl.trainer.reward_trainer import RewardTrainer

    from rewardmodel.learning.encoders.encoder import packaged_encoder

    pairs = decided_pairs(train)
    order = np.random.default_rng(0).permutation(len(pairs))[: 32 if quick else TRL_PAIRS]
    path = str(packaged_encoder())
    tokenizer = AutoTokenizer.from_pretrained(path)
    tokenizer.eos_token = tokenizer.sep_token  # the trainer asks for one
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        trainer = RewardTrainer(
            model=AutoModelForSequenceClassification.from_pretrained(path, num_labels=1),
            args=RewardConfig(
                output_dir=folder,
                num_train_epochs=EPOCHS,
                per_device_train_batch_size=BATCH_RESPONSES // 2,
                learning_rate=LEARNING_RATE,
                max_length=MAX_TOKENS,
                report_to=[],
                save_strategy="no",
                use_cpu=True,
                bf16=False,
                disable_tqdm=True,
                seed=0,
            ),
            train_dataset=Dataset.from_list([pairs[i] for i in order]),
            processing_class=tokenizer,
        )
        kept = len(cast(Dataset, trainer.train_dataset))
        trainer.train()
        wall = time.perf_counter() - started
    model: Any = cast(Any, trainer.model).eval()

    def scores(texts: list[str]) -> np.ndarray[Any, Any]:
        with torch.no_grad():
            parts = [
                model(
                    **tokenizer(
                        texts[i : i + 64],
                        truncation=True,
                        max_length=MAX_TOKENS,
                        padding=True,
                        return_tensors="pt",
                    )
                ).logits[:, 0]
                for i in range(0, len(texts), 64)
            ]
        return torch.cat(parts).numpy().astype(np.float64)

    return {
        "pairs": len(order),
        "epoch_pairs": len(pairs),
        "pairs_per_second": round(kept * EPOCHS / wall, 2),
        "wall_seconds": round(wall, 1),
        "left_out": len(order) - kept,  # too long, and not said
        **_score_figures(scores, test),
    }


def _score_figures(scores: Any, test: list[LabelledGroup]) -> dict[str, float]:
    """Accuracy against the label, and log-loss of the decided votes, which have no ties."""
    margins = []
    for group in test:
        made = group.comparisons
        r = scores([f"{made.prompt}\n\n{response}" for response in made.responses])
        margins.append(r[made.pairs[:, 0]] - r[made.pairs[:, 1]])
    z = np.concatenate(margins)
    known, label = _labels(test)
    right = np.where(z == 0, 0.5, (z > 0) == (label[:, 0] > 0))
    q = np.concatenate([group.comparisons.targets for group in test])
    decided = q[:, 0] + q[:, 1] > 0
    share = q[decided, 0] / (q[decided, 0] + q[decided, 1])
    loss = np.logaddexp(0, -z[decided]) * share + np.logaddexp(0, z[decided]) * (1 - share)
    return {
        "accuracy": round(float(right[known].mean()), 4),
        "log_loss_without_ties": round(float(loss.mean()), 4),
    }


def _labels(test: list[LabelledGroup]) -> tuple[Any, Any]:
    right = np.concatenate([group.right for group in test])
    return right != 0, np.stack([right > 0, right < 0, right == 0], axis=1).astype(np.float64)


def main() -> None:
    """One trainer on one data set, in this process."""
    trainer, name, data, *rest = sys.argv[1:]
    train, test = split_groups(name, Path(data), quick=bool(rest))
    measure = {"ours": train_ours, "trl": train_trl}[trainer]
    figures = measure(train, test, quick=bool(rest))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures["processor_seconds"] = round(usage.ru_utime + usage.ru_stime, 1)
    figures["peak_mib"] = round(usage.ru_maxrss / 1024)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

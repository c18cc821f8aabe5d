"""How many labels each rule needs for what random labelling reaches, on real human votes.

UKPConvArg1 with whole debates held out, once with all features and once without length (longer
arguments win so often that length hides what else is learned), and HH-RLHF harmless with prompts
held out. `python -m bench.label_efficiency --help` has more options than `python -m bench`.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from bench.curves_svg import Panel, draw
from bench.label_runs import RunResult, RunSettings, simulate
from bench.label_summary import Curve, curve, labels_needed, times_worse
from bench.preference_pools import PreferencePool, hh_pool, ukp_pool
from bench.report import Aim, print_report
from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.asking.adaptive import AdaptiveRule
from rewardmodel.learning.asking.selection import RULES, Rule
from rewardmodel.learning.encoders.features import FeatureLayout

ACQUISITION_RULES: dict[str, Rule | AdaptiveRule] = {
    **{rule: rule for rule in RULES},
    "adaptive": AdaptiveRule(),
}
# What the middle of the packaged encoder offers, as a project begins.
FEATURES = "layer 3"
RUNS = 16
# Random runs on each split, averaged: every rule is compared with them, so that one lucky
# baseline would flatter or shame them all.
BASELINES = 4
UKP_CHECKPOINTS = (50, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200)
HH_CHECKPOINTS = (50, 100, 150, 200, 300, 400, 600, 800, 1000, 1200)
QUICK_CHECKPOINTS = (50, 100, 200)
QUICK_HH_ROWS = 300
# What the aims are about goes on to the last checkpoint; the rest of UKP stops here, to save hours.
TO_THE_END = ("random", "half_margin", "variance_reduction", "adaptive")
OTHERS_END = 1600
# Folds in which every debate, or prompt, is held out once: 3 or 4 of 11 debates, 1/4 of prompts.
FOLDS = {"ukp": 3, "ukp_without_length": 3, "hh": 4}


@dataclass(frozen=True)
class Options:
    data: Path
    cache: Path
    runs: int = RUNS
    jobs: int = 1
    quick: bool = False
    out: Path | None = None
    pools: tuple[str, ...] = tuple(FOLDS)
    rules: tuple[str, ...] = tuple(ACQUISITION_RULES)


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints the report. Embeddings are kept in the machine's folder for temporary files."""
    if data is None:
        print_report(
            name="label_efficiency", sizes={}, figures={"skipped": "needs --data DIR"}, aims=[]
        )
        return
    cache = Path(tempfile.gettempdir()) / "plumbline-bench"
    report(Options(data, cache, runs=2 if quick else RUNS, quick=quick))


def report(options: Options) -> None:
    """Runs everything, prints the JSON line, and writes curves and figures to `options.out`."""
    curves = {name: measured(name, options) for name in options.pools}
    figures: dict[str, Any] = {}
    aims: list[Aim] = []
    for name, results in curves.items():
        figures[name] = _figures(name, results, options)
        if "adaptive" in results:
            aims += _aims(name, figures[name])
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "label_efficiency.json").write_text(json.dumps(figures, indent=1))
        (options.out / "label_efficiency.svg").write_text(draw(list(_panels(curves, options))))
    sizes = {"runs": options.runs, "rules": len(options.rules)}
    print_report(name="label_efficiency", sizes=sizes, figures=figures, aims=aims)


def checkpoints_of(name: str, options: Options) -> tuple[int, ...]:
    if options.quick:
        return QUICK_CHECKPOINTS
    return HH_CHECKPOINTS if name == "hh" else UKP_CHECKPOINTS


def load_pool(name: str, options: Options) -> PreferencePool:
    if name == "hh":
        limit = QUICK_HH_ROWS if options.quick else None
        return hh_pool(options.data, options.cache, FEATURES, limit=limit)
    pool = ukp_pool(options.data, options.cache, FEATURES)
    if name == "ukp":
        return pool
    layout = FeatureLayout(pool.phi.shape[1] - 3)
    return replace(pool, name=name, phi=pool.phi * layout.reward_columns)


def splits(pool: PreferencePool, runs: int) -> list[BoolArray]:
    """Masks (N,) of the comparisons held out in each run: every group as often as any other."""
    names, groups = np.unique(pool.groups), np.array(pool.groups)
    rng = np.random.default_rng(0)
    masks: list[BoolArray] = []
    while len(masks) < runs:
        parts = np.array_split(rng.permutation(names), FOLDS[pool.name])
        masks += [np.isin(groups, part) for part in parts]
    return masks[:runs]


def measured(name: str, options: Options) -> dict[str, RunResult]:
    """Per rule the figures of all runs, each field (R, C)."""
    load_pool(name, options)  # embeds once, before the processes start
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_one_run, name, seed, options): seed for seed in range(options.runs)}
        found: dict[int, dict[str, RunResult]] = {}
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            print(f"{name}: {len(found)} of {options.runs} runs", file=sys.stderr, flush=True)
    return {
        rule: RunResult(
            *(
                np.array([getattr(found[seed][rule], field.name) for seed in sorted(found)])
                for field in dataclasses.fields(RunResult)
            )
        )
        for rule in options.rules
    }


def _one_run(name: str, seed: int, options: Options) -> dict[str, RunResult]:
    pool = load_pool(name, options)
    held_out = splits(pool, options.runs)[seed]
    return {rule: _kept_or_simulated(pool, held_out, rule, seed, options) for rule in options.rules}


def _kept_or_simulated(
    pool: PreferencePool, held_out: BoolArray, rule: str, seed: int, options: Options
) -> RunResult:
    """One rule's run, read from `options.out` where an earlier call was interrupted."""
    kept = options.out / "runs" / f"{pool.name}-{rule}-{seed}.npz" if options.out else None
    if kept and kept.exists():
        with np.load(kept) as fields:
            return RunResult(*(fields[field.name] for field in dataclasses.fields(RunResult)))
    settings = RunSettings(checkpoints_of(pool.name, options))
    last = np.inf if rule in TO_THE_END else OTHERS_END
    result = mean_result(
        [
            simulate(
                pool, held_out, ACQUISITION_RULES[rule], settings, seed=seed + 1000 * i, last=last
            )
            for i in range(BASELINES if rule == "random" else 1)
        ]
    )
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as part:
            np.savez(part, **dataclasses.asdict(result))
        Path(part.name).replace(kept)
    return result


def mean_result(results: list[RunResult]) -> RunResult:
    """Checkpoint by checkpoint the mean of several runs on one split."""
    names = [field.name for field in dataclasses.fields(RunResult)]
    return RunResult(*(np.mean([getattr(of, name) for of in results], axis=0) for name in names))


def _figures(name: str, results: dict[str, RunResult], options: Options) -> dict[str, Any]:
    checkpoints = checkpoints_of(name, options)
    by_rule: dict[str, Any] = {}
    for rule, result in results.items():
        accuracy = curve(result.accuracy, results["random"].accuracy)
        loss = curve(result.log_loss, results["random"].log_loss)
        needed = labels_needed(result.accuracy, results["random"].accuracy, checkpoints)
        of_loss = labels_needed(-result.log_loss, -results["random"].log_loss, checkpoints)
        by_rule[rule] = {
            "accuracy": _numbers(accuracy),
            "log_loss": _numbers(loss),
            "labels_for_randoms_last_accuracy": [_label(value) for value in needed],
            "labels_for_randoms_last_log_loss": [_label(value) for value in of_loss],
            "checkpoints_worse_by_1_se": [
                times_worse(accuracy, greater_is_better=True),
                times_worse(loss, greater_is_better=False),
            ],
            "checkpoints_worse_by_2_se": [
                times_worse(accuracy, greater_is_better=True, errors=2),
                times_worse(loss, greater_is_better=False, errors=2),
            ],
        }
        if rule == "adaptive":
            by_rule[rule]["active_share"] = _rounded(result.active.mean(axis=0))
            by_rule[rule]["lift_nats"] = _rounded(np.nanmedian(result.lift[:, 2:], axis=0))
    return {"checkpoints": checkpoints, "rules": by_rule}


def _numbers(of: Curve) -> dict[str, list[float | None]]:
    return {
        "mean": _rounded(of.mean),
        "se": _rounded(of.error),
        "minus_random": _rounded(of.difference),
        "minus_random_se": _rounded(of.difference_error),
    }


def _rounded(values: FloatArray) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]


def _label(value: float) -> int | None:
    """Whole labels, or None where never reached: JSON has no infinity."""
    return round(value) if np.isfinite(value) else None


def _aims(name: str, figures: dict[str, Any]) -> list[Aim]:
    adaptive = figures["rules"]["adaptive"]
    aims = []
    if name != "hh":
        last = figures["checkpoints"][-1]
        needed = adaptive["labels_for_randoms_last_accuracy"][0]
        what = f"{name}: labels adaptive needs for random's accuracy at {last}"
        if needed is None:
            what += ", not reached by then"
        most = last / 4
        met = needed is not None and needed <= most
        aims.append(Aim(what, last if needed is None else needed, f"<= {most:.0f}", met))
    for i, kind in enumerate(("accuracy", "log-loss")):
        worse = adaptive["checkpoints_worse_by_1_se"][i]
        what = f"{name}: checkpoints where adaptive's {kind} is worse than random's by over 1 SE"
        aims.append(Aim(what, worse, "0", worse == 0))
    return aims


def _panels(curves: dict[str, dict[str, RunResult]], options: Options) -> Iterator[Panel]:
    titles = {"ukp": "UKP", "ukp_without_length": "UKP without length", "hh": "HH harmless"}
    for name, results in curves.items():
        for field in ("accuracy", "log_loss"):
            lines = {}
            for rule, result in results.items():
                of = curve(getattr(result, field), getattr(results["random"], field))
                error = of.error if rule == "random" else of.difference_error
                lines[rule] = (of.mean, error)
            title = f"{titles[name]}: {field.replace('_', '-')}"
            yield Panel(title, checkpoints_of(name, options), lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.label_efficiency", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of real preference data")
    parser.add_argument("--cache", type=Path, help="where embeddings are kept between runs")
    parser.add_argument(
        "--out", type=Path, help="where curves, figures and runs go; found runs stay"
    )
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--pools", nargs="+", choices=tuple(FOLDS), default=tuple(FOLDS))
    parser.add_argument(
        "--rules", nargs="+", choices=tuple(ACQUISITION_RULES), default=tuple(ACQUISITION_RULES)
    )
    asked = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # for the processes: one core each
    report(
        Options(
            data=asked.data,
            cache=asked.cache or Path(tempfile.gettempdir()) / "plumbline-bench",
            runs=asked.runs,
            jobs=asked.jobs,
            out=asked.out,
            pools=tuple(asked.pools),
            rules=tuple(dict.fromkeys(["random", *asked.rules])),
        )
    )


if __name__ == "__main__":
    main()

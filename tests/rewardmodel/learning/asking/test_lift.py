"""The lift of a rule, measured on answers that chance asked for."""

from functools import cache

import numpy as np
import pytest

from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.asking.lift import LEAST_ANSWERS, Lift, measure_lift
from tests.rewardmodel.learning.simulation import draw_answers

WEIGHTS = np.array([1.5, -1.0, 0.5, 1.0, -0.5])


def _answers(
    seed: int, *, count: int = 240, spread: float = 1.0
) -> tuple[FloatArray, FloatArray, BoolArray, list[int]]:
    """Answers, half of them chosen: comparisons whose features are `spread` times as wide."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 5))
    at_random = rng.random(count) < 0.5
    x[~at_random] *= spread
    return x, draw_answers(x @ WEIGHTS, -1.0, rng), at_random, rng.integers(60, size=count).tolist()


@cache
def _lifts(spread: float) -> list[Lift]:
    found = [
        measure_lift(*_answers(seed, spread=spread), prior_precision=1.0) for seed in range(80)
    ]
    return [lift for lift in found if lift is not None]


def test_the_interval_covers_no_lift_where_the_chosen_are_like_the_random() -> None:
    lifts = _lifts(1.0)
    covered = [lift.log_loss.low <= 0 <= lift.log_loss.high for lift in lifts]
    assert len(lifts) == 80
    assert np.mean(covered) >= 0.9
    assert np.mean([lift.verdict == "no lift" for lift in lifts]) >= 0.9
    assert np.mean([lift.accuracy.low <= 0 <= lift.accuracy.high for lift in lifts]) >= 0.9


@pytest.mark.parametrize("spread", [0.1, 3.0])
def test_the_interval_covers_the_mean_over_many_worlds(spread: float) -> None:
    lifts = _lifts(spread)
    truth = np.mean([lift.log_loss.mean for lift in lifts])
    covered = [lift.log_loss.low <= truth <= lift.log_loss.high for lift in lifts]
    assert 0.88 <= np.mean(covered) <= 1.0
    errors = [lift.log_loss.standard_error for lift in lifts]
    deviation = np.std([lift.log_loss.mean for lift in lifts])
    assert 0.7 < np.median(errors) / deviation < 1.3


def test_questions_that_teach_nothing_are_found_out() -> None:
    lifts = _lifts(0.1)
    assert np.mean([lift.log_loss.mean for lift in lifts]) < -0.01
    verdicts = [lift.verdict for lift in lifts]
    assert verdicts.count("worse") > 10 * verdicts.count("better")


def test_what_it_was_measured_on() -> None:
    x, targets, at_random, prompts = _answers(0)
    lift = measure_lift(x, targets, at_random, prompts)
    assert lift is not None
    assert lift.judged_on == at_random.sum()
    assert lift.prompts == len({prompt for prompt, r in zip(prompts, at_random, strict=True) if r})
    assert 30 < lift.swapped < at_random.sum() / 2
    assert lift.log_loss.low < lift.log_loss.mean < lift.log_loss.high
    assert lift == measure_lift(x, targets, at_random, prompts)


def test_swapping_a_and_b_changes_no_lift() -> None:
    x, targets, at_random, prompts = _answers(0)
    one = measure_lift(x, targets, at_random, prompts)
    other = measure_lift(-x, targets[:, [1, 0, 2]], at_random, prompts)
    assert one is not None
    assert other is not None
    assert one.log_loss.mean == pytest.approx(other.log_loss.mean, abs=1e-9)


def test_too_little_to_tell() -> None:
    x, targets, at_random, prompts = _answers(0)
    few = np.arange(len(x)) < LEAST_ANSWERS - 1
    assert measure_lift(x, targets, few, prompts) is None
    assert measure_lift(x, targets, ~few, prompts) is None
    assert measure_lift(x, targets, at_random, [0] * len(x)) is None


def test_lengths_must_agree() -> None:
    x, targets, at_random, prompts = _answers(0)
    with pytest.raises(ValueError, match="rows"):
        measure_lift(x, targets, at_random, prompts[1:])

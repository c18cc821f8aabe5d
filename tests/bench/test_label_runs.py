"""A simulated run on a small made-up pool: the bookkeeping, not the figures."""

import numpy as np
import pytest

from bench.label_efficiency import ACQUISITION_RULES
from bench.label_runs import RunSettings, simulate
from bench.preference_pools import PreferencePool
from rewardmodel.learning.arrays import BoolArray
from tests.rewardmodel.learning.simulation import draw_answers

SETTINGS = RunSettings(checkpoints=(40, 90, 150), most_batch=30, lift_growth=1.1)


def _pool() -> tuple[PreferencePool, BoolArray]:
    """Eight prompts of ten responses, all pairs, three votes each; two prompts held out."""
    rng = np.random.default_rng(0)
    phi, weights = rng.normal(size=(80, 6)), rng.normal(size=6)
    pairs = np.array(
        [(10 * p + i, 10 * p + j) for p in range(8) for i in range(10) for j in range(i)]
    )
    z = (phi[pairs[:, 0]] - phi[pairs[:, 1]]) @ weights
    votes = sum(draw_answers(z, -1.0, rng) for _ in range(3))
    prompts = [f"prompt {row // 10}" for row in pairs[:, 0]]
    right = np.sign(z).astype(np.int64)
    pool = PreferencePool("made up", phi, pairs, prompts, prompts, votes.astype(np.int64), right)
    return pool, pairs[:, 0] >= 60


@pytest.mark.parametrize("rule", sorted(ACQUISITION_RULES))
def test_every_rule_learns_and_repeats_itself(rule: str) -> None:
    pool, held_out = _pool()
    result = simulate(pool, held_out, ACQUISITION_RULES[rule], SETTINGS, seed=3)
    assert result.accuracy.shape == result.log_loss.shape == (3,)
    assert result.accuracy[-1] > 0.7
    assert result.log_loss[-1] < np.log(3) - 0.1
    again = simulate(pool, held_out, ACQUISITION_RULES[rule], SETTINGS, seed=3)
    np.testing.assert_array_equal(again.accuracy, result.accuracy)


def test_shares_are_reported() -> None:
    pool, held_out = _pool()
    assert simulate(pool, held_out, "random", SETTINGS, seed=0).active.tolist() == [0, 0, 0]
    margin = simulate(pool, held_out, "margin", SETTINGS, seed=0)
    np.testing.assert_allclose(margin.active, [1 - 20 / n for n in SETTINGS.checkpoints])
    adaptive = simulate(pool, held_out, ACQUISITION_RULES["adaptive"], SETTINGS, seed=0)
    assert (adaptive.active < margin.active).all()
    assert (adaptive.active > 0).all()
    assert np.isfinite(adaptive.lift[-1])


def test_a_run_may_stop_early() -> None:
    pool, held_out = _pool()
    result = simulate(pool, held_out, "margin", SETTINGS, seed=0, last=90)
    whole = simulate(pool, held_out, "margin", SETTINGS, seed=0)
    assert np.isnan(result.accuracy).tolist() == [False, False, True]
    np.testing.assert_array_equal(result.accuracy[:2], whole.accuracy[:2])

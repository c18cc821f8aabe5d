"""Whether one model is worse than another: by paired losses, over whole prompts."""

import numpy as np
import pytest

from rewardmodel.learning.measuring.paired import paired_difference

RNG = np.random.default_rng(0)


def test_what_both_find_hard_cancels() -> None:
    hard = RNG.exponential(2.0, size=400)
    found = paired_difference(hard + 0.02, hard, [i % 40 for i in range(400)])
    assert found.mean == pytest.approx(0.02)
    assert found.low == pytest.approx(0.02) == pytest.approx(found.high)
    assert found.worse == 1
    assert (found.answers, found.groups) == (400, 40)


def test_a_few_prompts_do_not_count_as_their_many_answers() -> None:
    by_prompt = np.repeat(RNG.normal(0.05, 0.2, size=10), 50)
    losses = by_prompt + RNG.normal(0, 0.01, size=500)
    clustered = paired_difference(losses, np.zeros(500), np.repeat(np.arange(10), 50).tolist())
    alone = paired_difference(losses, np.zeros(500), list(range(500)))
    assert clustered.high - clustered.low > 3 * (alone.high - alone.low)


def test_equal_models_are_worse_with_an_even_chance() -> None:
    assert paired_difference(np.ones(20), np.ones(20), list(range(20))).worse == 0.5


def test_intervals_cover_what_they_say() -> None:
    rng, hits = np.random.default_rng(1), 0
    for _ in range(100):
        shifts = np.repeat(rng.normal(0.1, 0.3, size=40), 5) + rng.normal(0, 0.2, size=200)
        found = paired_difference(shifts, np.zeros(200), np.repeat(np.arange(40), 5).tolist())
        hits += found.low <= 0.1 <= found.high
    assert hits >= 88


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="0 answers"):
        paired_difference([], [], [])
